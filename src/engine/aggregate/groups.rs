//! The groups of an aggregation: which series `by` or `without` puts together, and the labels of each group.
//!
//! Invariant: groups stand in the order of their first series; the members of a group in the order of the series.

use std::rc::Rc;

use super::limit::place;
use crate::engine::error::Error;
use crate::engine::label_names::LabelNames;
use crate::engine::labels::{LabelSetIndex, Labels, METRIC_NAME};
use crate::engine::order::grouped;
use crate::engine::query_budget::{QueryBudget, bytes_of, growing};
use crate::engine::task::for_each_yielding;
use crate::engine::value::SeriesSet;
use crate::promql::ast::{self, AggregateOp};

/// Which labels an aggregation keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupingLabels {
    /// Only these.
    By(LabelNames),
    /// All but these and the metric's name.
    Without(LabelNames),
}

impl GroupingLabels {
    /// As written in an expression; where nothing is written, all series are one group.
    pub fn of(written: Option<&ast::Grouping>) -> Self {
        let Some(written) = written else { return Self::By(LabelNames::default()) };
        let labels = LabelNames::new(written.labels.iter().map(|label| label.text.clone()).collect());
        match written.kind {
            ast::GroupingKind::By => Self::By(labels),
            ast::GroupingKind::Without => Self::Without(labels),
        }
    }

    /// Whether a label stays.
    pub fn keeps(&self, name: &str) -> bool {
        match self {
            Self::By(labels) => labels.has(name),
            Self::Without(labels) => name != METRIC_NAME && !labels.has(name),
        }
    }
}

/// The groups of the series of one vector.
#[derive(Debug, Clone)]
pub struct Groups {
    /// The group of each series, one entry a series.
    pub of_series: Vec<u32>,
    /// The groups as series: their labels. A group's name is dropped at the end if that of any member is.
    pub series_set: Rc<SeriesSet>,
    /// The bytes that the groups' labels take.
    pub labels: u64,
    grouping: GroupingLabels,
    /// Of `limit_ratio`: where each series stands between 0 and 1; of others empty.
    pub(super) places: Vec<f64>,
    /// The series, those of the same group next to each other.
    members: Vec<u32>,
    /// Where the members of each group begin, and where the last end.
    starts: Vec<u32>,
}

impl Groups {
    /// The groups of these series, for an aggregation. Fails where there is no memory for them.
    pub async fn of(
        op: AggregateOp,
        grouping: GroupingLabels,
        series: Rc<SeriesSet>,
        mut budget: QueryBudget,
    ) -> Result<Self, Error> {
        let (mut distinct, mut series_set) = (LabelSetIndex::default(), SeriesSet::default());
        let (mut of_series, mut places) = (Vec::with_capacity(series.len()), Vec::new());
        if op == AggregateOp::LimitRatio {
            budget.reserve(bytes_of::<f64>(series.len()))?;
            places.reserve_exact(series.len());
        }
        let mut bytes = 0;
        let mut find = |at: usize| {
            // Now, or with the next group.
            budget.check(bytes + distinct.memory() + growing::<(Labels, [u32; 3])>(series_set.len()))?;
            let labels = &series.labels[at];
            let group = distinct.number(labels, &|name| grouping.keeps(name));
            if group as usize == series_set.len() {
                let labels = labels.filtered(|name| grouping.keeps(name));
                bytes += labels.memory();
                series_set.labels.push(labels);
                series_set.drops_name.push(false);
            }
            series_set.drops_name[group as usize] |= series.drops_name[at];
            of_series.push(group);
            if op == AggregateOp::LimitRatio {
                places.push(place(labels));
            }
            Ok(())
        };
        for_each_yielding(series.len(), &mut find).weighted_by(&|at| series.weight(at)).await?;
        let (members, starts) = grouped(&of_series, series_set.len());
        Ok(Self { of_series, series_set: Rc::new(series_set), labels: bytes, places, grouping, members, starts })
    }

    /// The number of groups.
    pub fn len(&self) -> usize {
        self.series_set.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.series_set.is_empty()
    }

    /// Whether a label is left out on purpose, and not only because it was not asked for.
    pub(super) fn drops(&self, label: &str) -> bool {
        matches!(self.grouping, GroupingLabels::Without(_)) && !self.grouping.keeps(label)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::task::Task;
    use crate::promql::span::Span;

    #[track_caller]
    fn groups(grouping: &GroupingLabels, series: SeriesSet) -> Groups {
        let budget = QueryBudget::new(1 << 20, Span::default());
        Task::new(Groups::of(AggregateOp::Sum, grouping.clone(), Rc::new(series), budget)).done().expect("groups")
    }

    fn series(texts: &[&[(&str, &str)]]) -> SeriesSet {
        let labels: Vec<_> = texts.iter().map(|pairs| Labels::new(pairs.iter().copied())).collect();
        SeriesSet { drops_name: vec![false; labels.len()], labels }
    }

    fn strings(labels: &[&str]) -> LabelNames {
        LabelNames::new(labels.iter().map(|label| (*label).to_owned()).collect())
    }

    #[track_caller]
    fn check(grouping: &GroupingLabels, of_series: &[u32], labels: &[&[(&str, &str)]]) {
        let series_set = series(&[
            &[("__name__", "x"), ("a", "1"), ("b", "1")],
            &[("__name__", "y"), ("a", "2"), ("b", "1")],
            &[("__name__", "y"), ("a", "1")],
        ]);
        let groups = groups(grouping, series_set);
        assert_eq!(groups.of_series, of_series);
        assert_eq!(groups.series_set.labels, series(labels).labels);
        for (at, group) in of_series.iter().enumerate() {
            assert!(groups.members(*group as usize).contains(&(at as u32)));
        }
        assert!((0..groups.len()).all(|group| groups.members(group).is_sorted()));
    }

    #[test]
    fn by_keeps_what_is_named_and_there() {
        check(&GroupingLabels::By(LabelNames::default()), &[0, 0, 0], &[&[]]);
        check(&GroupingLabels::By(strings(&["a", "nowhere"])), &[0, 1, 0], &[&[("a", "1")], &[("a", "2")]]);
        check(&GroupingLabels::By(strings(&["__name__"])), &[0, 1, 1], &[&[("__name__", "x")], &[("__name__", "y")]]);
    }

    #[test]
    fn without_drops_the_name_too() {
        check(&GroupingLabels::Without(strings(&["a"])), &[0, 0, 1], &[&[("b", "1")], &[]]);
        let all: [&[(&str, &str)]; 3] = [&[("a", "1"), ("b", "1")], &[("a", "2"), ("b", "1")], &[("a", "1")]];
        check(&GroupingLabels::Without(LabelNames::default()), &[0, 1, 2], &all);
    }

    #[test]
    fn a_group_drops_its_name_if_any_member_does() {
        let series_set = SeriesSet { drops_name: vec![false, true], ..series(&[&[("__name__", "x")], &[("a", "1")]]) };
        assert_eq!(
            groups(&GroupingLabels::By(LabelNames::default()), series_set.clone()).series_set.drops_name,
            [true]
        );
        assert_eq!(groups(&GroupingLabels::By(strings(&["a"])), series_set).series_set.drops_name, [false, true]);
    }

    #[test]
    fn no_series_make_no_group() {
        assert!(groups(&GroupingLabels::By(LabelNames::default()), SeriesSet::default()).is_empty());
    }
}
