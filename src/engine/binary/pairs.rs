//! Operators between samples of two vectors.
//!
//! Series of one signature are a group. Of the "one" side only one may have a sample at a step; each sample of the
//! "many" side is joined with it. One to one is the same, but that of the "many" side too only one may give a result.

use std::rc::Rc;

use super::element::{Element, Pair};
use super::kernel::Floats;
use super::matches::Signatures;
use super::union::Union;
use super::{Operation, renamed, vector};
use crate::engine::annotation::Annotations;
use crate::engine::column::{Column, Point, is_absent};
use crate::engine::error::{Error, Limit};
use crate::engine::labels::Labels;
use crate::engine::memo::Found;
use crate::engine::options::{NameRemoval, Options};
use crate::engine::room::{ALLOCATION, growing};
use crate::engine::value::{Shape, Vector};
use crate::model::order;
use crate::promql::ast::{MatchingKind, Side};

/// The groups of matching series and the series of their results.
#[derive(Debug)]
pub struct Pairs {
    groups: Vec<Group>,
    shape: Rc<Shape>,
    /// How many pairs there may be.
    most: usize,
    /// The bytes of the groups.
    pub(super) memory: u64,
}

/// The series of one signature.
#[derive(Debug, Default)]
struct Group {
    many: Vec<u32>,
    one: Vec<u32>,
    /// Of each of `many` the results with each of `one`, then the one with the filled-in value. Empty where those are
    /// beyond the limit: then they are not to be joined.
    results: Vec<u32>,
    /// Of each of `one` the result with the filled-in value of the "many" side.
    filled: Vec<u32>,
    /// Whether each result is of one pair only, so that nothing can coincide.
    is_plain: bool,
}

/// The bytes of a group besides its numbers: four lists of at least four.
pub(super) const GROUP: usize = size_of::<Group>() + 4 * (4 * size_of::<u32>() + ALLOCATION);

/// No result.
const NONE: u32 = u32::MAX;

impl Pairs {
    /// The number of series that results have.
    pub(super) fn results(&self) -> usize {
        self.shape.len()
    }
}

/// The groups, and the results of the first of them.
#[derive(Debug)]
pub(super) struct SomePairs {
    groups: Vec<Group>,
    results: Results,
    /// The group whose results are next, and of which of its "many" side.
    next: (usize, usize),
    /// How many results are named so far.
    joined: usize,
    /// How many pairs there are so far, and may be.
    pairs: usize,
    most: usize,
}

impl SomePairs {
    /// The groups of series with these signatures; no result yet.
    pub(super) fn new(operation: &Operation, signatures: &Signatures, options: &Options) -> Self {
        let (many, one) = sides(operation, &signatures.left, &signatures.right);
        let mut groups: Vec<Group> = Vec::new();
        groups.resize_with(signatures.len(), Group::default);
        for (at, id) in many.iter().enumerate() {
            groups[*id as usize].many.push(at as u32);
        }
        for (at, id) in one.iter().enumerate() {
            groups[*id as usize].one.push(at as u32);
        }
        let (fill_one, fill_many) = fills(operation);
        // Series of the "one" side that coincide are an error even where nothing matches them.
        groups.retain(|group| {
            let may_join =
                (!group.many.is_empty() || fill_many.is_some()) && (!group.one.is_empty() || fill_one.is_some());
            may_join || group.one.len() > 1
        });
        let results = Results { removal: options.name_removal, series: Union::default(), uses: Vec::new() };
        Self { groups, results, next: (0, 0), pairs: 0, joined: 0, most: options.limits.series }
    }

    /// Finds the results of about so many pairs more. Fails where they are too many.
    pub(super) fn add(
        &mut self,
        operation: &Operation,
        (left, right): (&Shape, &Shape),
        most: usize,
    ) -> Result<Found, Error> {
        let (many, one) = sides(operation, left, right);
        let (fill_one, fill_many) = fills(operation);
        let mut looked = 0;
        while let Some(group) = self.groups.get_mut(self.next.0) {
            if self.next.1 == 0 {
                self.pairs = self.pairs.saturating_add(group.many.len().saturating_mul(group.one.len()));
            }
            if self.pairs > self.most {
                if group.one.len() <= 1 {
                    return Err(too_many(operation, self.most));
                }
                // Most likely it turns out that they must not be joined: a better thing to say.
                self.next = (self.next.0 + 1, 0);
                continue;
            }
            for m in &group.many[self.next.1..] {
                if looked >= most {
                    return Ok(Found::Some);
                }
                looked += 1 + group.one.len();
                self.joined += 1 + group.one.len();
                self.next.1 += 1;
                let (labels, drops) = (&many.labels[*m as usize], many.drops_name[*m as usize]);
                for o in &group.one {
                    group.results.push(self.results.of(operation, labels, drops, &one.labels[*o as usize]));
                }
                let absent = fill_one.map(|_| operation.match_labels(labels));
                group.results.push(absent.map_or(NONE, |absent| self.results.of(operation, labels, drops, &absent)));
            }
            looked += group.one.len();
            for o in &group.one {
                let labels = &one.labels[*o as usize];
                let absent = fill_many.map(|_| operation.match_labels(labels));
                group.filled.push(absent.map_or(NONE, |absent| self.results.of(operation, &absent, false, labels)));
            }
            self.next = (self.next.0 + 1, 0);
        }
        Ok(Found::All)
    }

    /// The bytes that it takes at the most, now or with the next result.
    pub(super) fn memory(&self) -> u64 {
        let Results { series, uses, .. } = &self.results;
        let listed = growing::<u32>(uses.len()) + growing::<u32>(self.joined);
        series.memory() + (self.groups.len() * GROUP + listed) as u64
    }

    /// All of it, once the results of all groups are found.
    pub(super) fn finish(mut self, operation: &Operation) -> Pairs {
        for group in &mut self.groups {
            let is_single = group.one.len() == 1 && (operation.many.is_some() || group.many.len() == 1);
            let pairs = || group.results.iter().filter(|id| **id != NONE);
            group.is_plain = is_single
                && operation.fill_left.is_none()
                && operation.fill_right.is_none()
                && pairs().all(|id| self.results.uses[*id as usize] == 1);
        }
        let memory = (self.groups.len() * GROUP + growing::<u32>(self.joined)) as u64;
        Pairs { groups: self.groups, shape: Rc::new(self.results.series.shape), most: self.most, memory }
    }
}

/// The "many" and the "one" side.
fn sides<T>(operation: &Operation, left: T, right: T) -> (T, T) {
    if operation.many == Some(Side::Right) { (right, left) } else { (left, right) }
}

/// The error of more pairs than there may be.
fn too_many(operation: &Operation, most: usize) -> Error {
    Error::Limit { limit: Limit::Series, most: most as u64, span: operation.span }
}

/// What stands in for the "one" side and for the "many" side. With `group_right` Prometheus takes `fill_left` for the
/// right side and `fill_right` for the left one: the values do not follow when it swaps the sides.
fn fills(operation: &Operation) -> (Option<f64>, Option<f64>) {
    (operation.fill_right, operation.fill_left)
}

/// The results' series while they are collected.
#[derive(Debug)]
struct Results {
    removal: NameRemoval,
    series: Union,
    /// Of how many pairs each is the result.
    uses: Vec<u32>,
}

impl Results {
    /// The result of two series.
    fn of(&mut self, operation: &Operation, many: &Labels, drops_name: bool, one: &Labels) -> u32 {
        let (labels, drops_name) = self.labels(operation, many, drops_name, one);
        let id = self.series.place(labels, drops_name);
        self.uses.resize(self.series.shape.len(), 0);
        self.uses[id as usize] += 1;
        id
    }

    fn labels(&self, operation: &Operation, many: &Labels, drops_name: bool, one: &Labels) -> (Labels, bool) {
        let mut labels = if operation.changes_meaning() { many.without_schema() } else { many.clone() };
        if operation.many.is_none() {
            let is_named = |name: &str| operation.labels.iter().any(|one| one == name);
            labels = match operation.matching {
                MatchingKind::On => labels.filtered(is_named),
                MatchingKind::Ignoring => labels.filtered(|name| !is_named(name)),
            };
        }
        for name in &operation.include {
            labels = labels.with(name, one.get(name));
        }
        let drops_name = operation.gives_bool() || drops_name && !operation.changes_meaning();
        renamed(&labels, drops_name, self.removal)
    }
}

pub(super) fn evaluate(
    operation: &Operation,
    pairs: &Pairs,
    left: &Vector,
    right: &Vector,
    steps: usize,
    annotations: &mut Annotations,
) -> Result<Vector, Error> {
    let is_swapped = operation.many == Some(Side::Right);
    let (many, one) = sides(operation, left, right);
    let floats = Floats { op: operation.op, comparison: operation.comparison, keeps: Side::Left };
    let (fill_one, fill_many) = fills(operation);
    let mut columns: Vec<Column> = Vec::new();
    columns.resize_with(pairs.shape.len(), || Column::absent(steps));
    let last_join = vec![0; columns.len()];
    let mut joined = Joined {
        operation,
        most: pairs.most,
        floats,
        is_swapped,
        fill_one,
        fill_many,
        many,
        one,
        columns,
        joins: 0,
        last_join,
        annotations,
    };
    for group in &pairs.groups {
        if group.is_plain && joined.is_all_floats(group) {
            joined.plain(group);
        } else {
            for step in 0..steps {
                joined.step(group, step)?;
            }
        }
    }
    Ok(vector(&pairs.shape, joined.columns))
}

/// The operands and the results while they are computed.
struct Joined<'a> {
    operation: &'a Operation,
    most: usize,
    floats: Floats,
    is_swapped: bool,
    fill_one: Option<f64>,
    fill_many: Option<f64>,
    many: &'a Vector,
    one: &'a Vector,
    columns: Vec<Column>,
    /// How often the series of a group were joined at a step.
    joins: u64,
    /// Of each result, in which of these joins it came last.
    last_join: Vec<u64>,
    annotations: &'a mut Annotations,
}

impl Joined<'_> {
    fn is_all_floats(&self, group: &Group) -> bool {
        let is_floats =
            |vector: &Vector, ids: &[u32]| ids.iter().all(|at| vector.columns[*at as usize].histograms.is_empty());
        is_floats(self.many, &group.many) && is_floats(self.one, &group.one)
    }

    /// Whole columns at once, where no two results can coincide.
    fn plain(&mut self, group: &Group) {
        let one = &self.one.columns[group.one[0] as usize].values;
        for (at, m) in group.many.iter().enumerate() {
            let many = &self.many.columns[*m as usize].values;
            let out = &mut self.columns[group.results[at * 2] as usize].values;
            if self.is_swapped { self.floats.columns(one, many, out) } else { self.floats.columns(many, one, out) }
        }
    }

    fn step(&mut self, group: &Group, step: usize) -> Result<(), Error> {
        let mut present = None;
        for (at, o) in group.one.iter().enumerate() {
            if is_absent(self.one.columns[*o as usize].values[step]) {
                continue;
            }
            if let Some(before) = present.replace(at)
                && self.has_many_side(step)
            {
                return Err(self.duplicate(group.one[at], group.one[before]));
            }
        }
        let one = match (present, self.fill_one) {
            (Some(at), _) => self.one.columns[group.one[at] as usize].point(step),
            (None, Some(value)) => Point::Float(value),
            (None, None) => return Ok(()),
        };
        let width = group.one.len() + 1;
        let mut is_matched = false;
        self.joins += 1;
        for (at, m) in group.many.iter().enumerate() {
            let many = self.many.columns[*m as usize].point(step);
            if many == Point::Absent {
                continue;
            }
            // What a comparison filters away has matched all the same.
            if is_matched && self.operation.many.is_none() {
                return Err(Error::evaluation(
                    "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
                ));
            }
            is_matched = true;
            let Some(result) = group.results.get(at * width + present.unwrap_or(width - 1)) else {
                return Err(too_many(self.operation, self.most));
            };
            if std::mem::replace(&mut self.last_join[*result as usize], self.joins) == self.joins {
                return Err(Error::evaluation(
                    "multiple matches for labels: grouping labels must ensure unique matches",
                ));
            }
            let point = self.element(&many, &one);
            self.put(*result, step, point)?;
        }
        if let (false, Some(at), Some(value)) = (is_matched, present, self.fill_many) {
            let result = self.element(&Point::Float(value), &one);
            let place = group.filled.get(at).ok_or_else(|| too_many(self.operation, self.most))?;
            self.put(*place, step, result)?;
        }
        Ok(())
    }

    /// Whether there is anything at all to join with at a step.
    fn has_many_side(&self, step: usize) -> bool {
        self.fill_many.is_some() || self.many.columns.iter().any(|column| !is_absent(column.values[step]))
    }

    fn element(&mut self, many: &Point, one: &Point) -> Point {
        let pair = if self.is_swapped { Pair { left: one, right: many } } else { Pair { left: many, right: one } };
        Element { floats: self.floats, span: self.operation.span }.of(pair, self.annotations)
    }

    fn put(&mut self, result: u32, step: usize, point: Point) -> Result<(), Error> {
        if point == Point::Absent {
            return Ok(());
        }
        let column = &mut self.columns[result as usize];
        if !is_absent(column.values[step]) {
            return Err(Error::evaluation("vector cannot contain metrics with the same labelset"));
        }
        column.put(step, point);
        Ok(())
    }

    fn duplicate(&self, second: u32, first: u32) -> Error {
        let labels = |at: u32| &self.one.shape.labels[at as usize];
        let side = if self.is_swapped { "left" } else { "right" };
        let mut both = [labels(first), labels(second)];
        order::sort(&mut both);
        Error::evaluation(format!(
            "found duplicate series for the match group {} on the {side} hand-side of the operation: [{}, {}];\
             many-to-many matching not allowed: matching labels must be unique on one side",
            self.operation.match_labels(labels(second)),
            both[0],
            both[1],
        ))
    }
}
