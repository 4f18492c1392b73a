//! Which series an aggregation brings together, and what labels they have then.
//!
//! Invariant: groups stand in the order of their first series; the members of a group in the order of the series.

use std::rc::Rc;

use crate::engine::labels::{Distinct, Labels, METRIC_NAME};
use crate::engine::memo::Found;
use crate::engine::room::growing;
use crate::engine::value::Shape;
use crate::promql::ast;

/// Which labels an aggregation keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grouping {
    /// Only these.
    By(Vec<String>),
    /// All but these and the metric's name.
    Without(Vec<String>),
}

impl Grouping {
    /// As written in an expression; where nothing is written, all series are one group.
    pub fn of(written: Option<&ast::Grouping>) -> Self {
        let Some(written) = written else { return Self::By(Vec::new()) };
        let labels = written.labels.iter().map(|label| label.text.clone()).collect();
        match written.kind {
            ast::GroupingKind::By => Self::By(labels),
            ast::GroupingKind::Without => Self::Without(labels),
        }
    }

    /// Whether a label stays.
    pub fn keeps(&self, name: &str) -> bool {
        match self {
            Self::By(labels) => labels.iter().any(|label| label == name),
            Self::Without(labels) => name != METRIC_NAME && !labels.iter().any(|label| label == name),
        }
    }
}

/// The groups of the series of one vector.
#[derive(Debug, Clone)]
pub struct Groups {
    /// Of each series, its group.
    pub of_series: Vec<u32>,
    /// The groups as series: their labels. A group's name is dropped at the end if that of any member is.
    pub shape: Rc<Shape>,
    grouping: Grouping,
    /// The series, those of the same group next to each other.
    members: Vec<u32>,
    /// Where the members of each group begin, and where the last end.
    starts: Vec<u32>,
}

impl Groups {
    /// The groups of these series.
    pub fn of(grouping: &Grouping, series: &Shape) -> Self {
        let mut some = SomeGroups::new(series);
        some.add(grouping, series, series.len());
        some.finish(grouping)
    }

    /// The number of groups.
    pub fn len(&self) -> usize {
        self.shape.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.shape.is_empty()
    }

    /// Whether a label is left out on purpose, and not only because it was not asked for.
    pub(super) fn drops(&self, label: &str) -> bool {
        matches!(self.grouping, Grouping::Without(_)) && !self.grouping.keeps(label)
    }

    /// The number of series of the largest group.
    pub(super) fn largest(&self) -> usize {
        (0..self.len()).map(|group| self.members(group).len()).max().unwrap_or(0)
    }

    /// The series of a group.
    pub fn members(&self, group: usize) -> &[u32] {
        &self.members[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}

/// The groups of the first series of a vector, as far as they are found.
#[derive(Debug)]
pub struct SomeGroups {
    distinct: Distinct,
    of_series: Vec<u32>,
    shape: Shape,
    /// The bytes of the groups' labels.
    bytes: u64,
}

impl SomeGroups {
    /// None of these series is looked at yet.
    pub fn new(series: &Shape) -> Self {
        let of_series = Vec::with_capacity(series.len());
        Self { distinct: Distinct::default(), of_series, shape: Shape::default(), bytes: 0 }
    }

    /// Finds the groups of at most so many series more, of those that it was made for.
    pub fn add(&mut self, grouping: &Grouping, series: &Shape, most: usize) -> Found {
        let Self { distinct, of_series, shape, bytes } = self;
        let begin = of_series.len();
        let end = series.len().min(begin + most);
        for (labels, drops_name) in series.labels[begin..end].iter().zip(&series.drops_name[begin..end]) {
            let group = distinct.number(labels, &|name| grouping.keeps(name));
            if group as usize == shape.len() {
                let labels = labels.filtered(|name| grouping.keeps(name));
                *bytes += labels.memory();
                shape.labels.push(labels);
                shape.drops_name.push(false);
            }
            shape.drops_name[group as usize] |= drops_name;
            of_series.push(group);
        }
        if end == series.len() { Found::All } else { Found::Some }
    }

    /// The bytes that it takes at the most, now or with the next group, without what takes a few bytes a series.
    pub fn memory(&self) -> u64 {
        self.bytes + (self.distinct.memory() + growing::<(Labels, [u32; 3])>(self.shape.len())) as u64
    }

    /// The groups, once those of all series are found.
    pub fn finish(self, grouping: &Grouping) -> Groups {
        let (members, starts) = sorted(&self.of_series, self.shape.len());
        let shape = Rc::new(self.shape);
        Groups { of_series: self.of_series, shape, grouping: grouping.clone(), members, starts }
    }
}

/// The series sorted by group (by counting, so that their order stays), and where each group begins.
fn sorted(of_series: &[u32], groups: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0; groups + 1];
    for group in of_series {
        starts[*group as usize + 1] += 1;
    }
    for group in 0..groups {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    let mut members = vec![0; of_series.len()];
    for (series, group) in of_series.iter().enumerate() {
        let place = &mut next[*group as usize];
        members[*place as usize] = series as u32;
        *place += 1;
    }
    (members, starts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::labels::Labels;

    fn series(texts: &[&[(&str, &str)]]) -> Shape {
        let labels: Vec<_> = texts.iter().map(|pairs| Labels::new(pairs.iter().copied())).collect();
        Shape { drops_name: vec![false; labels.len()], labels }
    }

    fn strings(labels: &[&str]) -> Vec<String> {
        labels.iter().map(|label| (*label).to_owned()).collect()
    }

    #[track_caller]
    fn check(grouping: &Grouping, of_series: &[u32], labels: &[&[(&str, &str)]]) {
        let shape = series(&[
            &[("__name__", "x"), ("a", "1"), ("b", "1")],
            &[("__name__", "y"), ("a", "2"), ("b", "1")],
            &[("__name__", "y"), ("a", "1")],
        ]);
        let groups = Groups::of(grouping, &shape);
        assert_eq!(groups.of_series, of_series);
        assert_eq!(groups.shape.labels, series(labels).labels);
        let mut some = SomeGroups::new(&shape);
        while some.add(grouping, &shape, 1) == Found::Some {}
        let piecewise = some.finish(grouping);
        assert_eq!((piecewise.of_series, piecewise.shape), (groups.of_series.clone(), Rc::clone(&groups.shape)));
        for (at, group) in of_series.iter().enumerate() {
            assert!(groups.members(*group as usize).contains(&(at as u32)));
        }
        assert!((0..groups.len()).all(|group| groups.members(group).is_sorted()));
    }

    #[test]
    fn by_keeps_what_is_named_and_there() {
        check(&Grouping::By(Vec::new()), &[0, 0, 0], &[&[]]);
        check(&Grouping::By(strings(&["a", "nowhere"])), &[0, 1, 0], &[&[("a", "1")], &[("a", "2")]]);
        check(&Grouping::By(strings(&["__name__"])), &[0, 1, 1], &[&[("__name__", "x")], &[("__name__", "y")]]);
    }

    #[test]
    fn without_drops_the_name_too() {
        check(&Grouping::Without(strings(&["a"])), &[0, 0, 1], &[&[("b", "1")], &[]]);
        let all: [&[(&str, &str)]; 3] = [&[("a", "1"), ("b", "1")], &[("a", "2"), ("b", "1")], &[("a", "1")]];
        check(&Grouping::Without(Vec::new()), &[0, 1, 2], &all);
    }

    #[test]
    fn a_group_drops_its_name_if_any_member_does() {
        let shape = Shape { drops_name: vec![false, true], ..series(&[&[("__name__", "x")], &[("a", "1")]]) };
        assert_eq!(Groups::of(&Grouping::By(Vec::new()), &shape).shape.drops_name, [true]);
        assert_eq!(Groups::of(&Grouping::By(strings(&["a"])), &shape).shape.drops_name, [false, true]);
    }

    #[test]
    fn no_series_make_no_group() {
        assert!(Groups::of(&Grouping::By(Vec::new()), &Shape::default()).is_empty());
    }
}
