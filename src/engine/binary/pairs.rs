//! Operators between samples of two vectors.
//!
//! Series of one signature are a group. Of the "one" side only one may have a sample at a step; each sample of the
//! "many" side is joined with it. One to one is the same, but that of the "many" side too only one may give a result.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use super::element::{Element, Pair};
use super::kernel::Floats;
use super::signature::Signatures;
use super::union::Union;
use super::{BinaryOperation, renamed, vector};
use crate::engine::annotation::Annotations;
use crate::engine::column::{Point, ValueColumn, is_absent};
use crate::engine::error::{Error, Limit};
use crate::engine::labels::Labels;
use crate::engine::options::{NameRemoval, Options};
use crate::engine::order::grouped;
use crate::engine::query_budget::{QueryBudget, bytes_of, growing};
use crate::engine::task::for_each_yielding;
use crate::engine::value::{SeriesSet, Vector};
use crate::model::count::to_u32;
use crate::promql::ast::{MatchingKind, Side};

/// The groups of matching series and the series of their results.
#[derive(Debug)]
pub struct Pairs {
    members: Members,
    /// Of each series of the "many" side the results with each of its group's "one" side, then the one with the
    /// filled-in value.
    results: Vec<u32>,
    /// Of each series of the "one" side the result with the filled-in value of the "many" side.
    filled: Vec<u32>,
    series_set: Rc<SeriesSet>,
    /// How many pairs there may be.
    most: usize,
}

/// The series of both sides, those of one group next to each other.
#[derive(Debug)]
struct Members {
    groups: Vec<Group>,
    many: Vec<u32>,
    one: Vec<u32>,
}

/// The series of one signature: where they and their results stand.
#[derive(Debug, Clone, Default)]
struct Group {
    many: Range<u32>,
    one: Range<u32>,
    /// Empty where these are beyond the limit: then they are not to be joined.
    results: Range<u32>,
    /// The same.
    filled: Range<u32>,
    /// Whether each result is of one pair only, so that nothing can coincide.
    is_plain: bool,
    /// Whether there are more pairs with it than there may be.
    is_beyond: bool,
}

/// The bytes of a group, and of its places in the lists by which the series are sorted.
pub(super) const GROUP: u64 = bytes_of::<Group>(1) + bytes_of::<u32>(6);

/// No result.
const NONE: u32 = u32::MAX;

impl Pairs {
    /// Of series with these signatures. Fails where the results are too many, or there is no memory for them.
    pub(super) async fn of(
        operation: &BinaryOperation,
        signatures: Signatures,
        (left, right): (&SeriesSet, &SeriesSet),
        options: &Options,
        budget: QueryBudget,
    ) -> Result<Self, Error> {
        let mut members = Members::of(operation, signatures);
        let (many, one) = sides(operation, left, right);
        let (fill_one, fill_many) = fills(operation);
        let most = options.limits.series;
        let mut names = Names { removal: options.name_removal, series: Union::default(), uses: Vec::new() };
        let (mut results, mut filled) = (Vec::new(), Vec::new());
        let list = members.groups.len() as u64 * GROUP;
        let items = members.limit(operation, most)?;
        // Which group is under way. Its cells are a row for each series of the "many" side and one for none of them,
        // with a column for each of the "one" side and one for none.
        let (mut number, mut row, mut column) = (0, 0, 0);
        // A pair counts as its labels do that came before it: mostly as many.
        let weight = Cell::new(1);
        let mut join = |_| {
            let group = &mut members.groups[number];
            let (of_many, of_one) = (part(&members.many, &group.many), part(&members.one, &group.one));
            // With more on the "one" side it most likely turns out that they must not be joined: a better thing to say.
            let (of_many, of_one) = if group.is_beyond { (&[][..], &[][..]) } else { (of_many, of_one) };
            if (row, column) == (0, 0) {
                group.results = to_u32(results.len())..to_u32(results.len());
                group.filled = to_u32(filled.len())..to_u32(filled.len());
            }
            budget.check(names.memory() + list + growing::<u32>(results.len() + filled.len()))?;
            let many = of_many.get(row).map(|at| (&many.labels[*at as usize], many.drops_name[*at as usize]));
            let one = of_one.get(column).map(|at| &one.labels[*at as usize]);
            weight.set(many.map_or(0, |(labels, _)| labels.len()).div_ceil(16));
            match (many, one) {
                (Some((many, drops)), Some(one)) => results.push(names.of(operation, many, drops, one)),
                (Some((many, drops)), None) => {
                    let absent = fill_one.map(|_| operation.match_labels(many));
                    results.push(absent.map_or(NONE, |absent| names.of(operation, many, drops, &absent)));
                }
                (None, Some(one)) => {
                    let absent = fill_many.map(|_| operation.match_labels(one));
                    filled.push(absent.map_or(NONE, |absent| names.of(operation, &absent, false, one)));
                }
                (None, None) => {
                    (group.results.end, group.filled.end) = (to_u32(results.len()), to_u32(filled.len()));
                    (number, row, column) = (number + 1, 0, 0);
                    return Ok(());
                }
            }
            (row, column) = if column < of_one.len() { (row, column + 1) } else { (row + 1, 0) };
            Ok(())
        };
        for_each_yielding(items, &mut join).weighted_by(&|_| weight.get()).await?;
        for group in &mut members.groups {
            let is_single = group.one.len() == 1 && (operation.many.is_some() || group.many.len() == 1);
            let mut pairs = part(&results, &group.results).iter().filter(|id| **id != NONE);
            group.is_plain = is_single
                && operation.fill_left.is_none()
                && operation.fill_right.is_none()
                && pairs.all(|id| names.uses[*id as usize] == 1);
        }
        Ok(Self { members, results, filled, series_set: Rc::new(names.series.series_set), most })
    }

    /// The number of series that results have.
    pub(super) fn results(&self) -> usize {
        self.series_set.len()
    }

    /// The bytes that it takes, without labels.
    pub(super) fn memory(&self) -> u64 {
        let Members { groups, many, one } = &self.members;
        let numbers = [many, one, &self.results, &self.filled].map(Vec::capacity);
        groups.capacity() as u64 * GROUP + bytes_of::<u32>(numbers.iter().sum())
    }
}

impl Members {
    /// Of series with these signatures.
    fn of(operation: &BinaryOperation, signatures: Signatures) -> Self {
        let all = signatures.len();
        let (many, one) = sides(operation, signatures.left, signatures.right);
        let ((many, many_starts), (one, one_starts)) = (grouped(&many, all), grouped(&one, all));
        let (fill_one, fill_many) = fills(operation);
        let groups = many_starts.windows(2).zip(one_starts.windows(2)).map(|(many, one)| Group {
            many: many[0]..many[1],
            one: one[0]..one[1],
            ..Group::default()
        });
        // Series of the "one" side that coincide are an error even where nothing matches them.
        let may_join = |group: &Group| {
            let (has_many, has_one) = (!group.many.is_empty(), !group.one.is_empty());
            (has_many || fill_many.is_some()) && (has_one || fill_one.is_some()) || group.one.len() > 1
        };
        Self { groups: groups.filter(may_join).collect(), many, one }
    }

    /// Marks the groups with which there are more pairs than there may be; gives how many cells the others have. Fails
    /// where such a group is to be joined.
    fn limit(&mut self, operation: &BinaryOperation, most: usize) -> Result<usize, Error> {
        let (mut pairs, mut cells) = (0_usize, 0_usize);
        for group in &mut self.groups {
            let (many, one) = (group.many.len(), group.one.len());
            pairs = pairs.saturating_add(many.saturating_mul(one));
            group.is_beyond = pairs > most;
            if group.is_beyond && one <= 1 {
                return Err(too_many(operation, most));
            }
            cells = cells.saturating_add(if group.is_beyond { 1 } else { (many + 1) * (one + 1) });
        }
        Ok(cells)
    }
}

/// Some of the numbers of all groups.
fn part<'a>(all: &'a [u32], part: &Range<u32>) -> &'a [u32] {
    &all[part.start as usize..part.end as usize]
}

/// The "many" and the "one" side.
fn sides<T>(operation: &BinaryOperation, left: T, right: T) -> (T, T) {
    if operation.many == Some(Side::Right) { (right, left) } else { (left, right) }
}

/// The error of more pairs than there may be.
fn too_many(operation: &BinaryOperation, most: usize) -> Error {
    Error::Limit { limit: Limit::Series, most: most as u64, span: operation.span }
}

/// What stands in for the "one" side and for the "many" side. With `group_right` Prometheus takes `fill_left` for the
/// right side and `fill_right` for the left one: the values do not follow when it swaps the sides.
fn fills(operation: &BinaryOperation) -> (Option<f64>, Option<f64>) {
    (operation.fill_right, operation.fill_left)
}

/// The results' series while they are collected.
#[derive(Debug)]
struct Names {
    removal: NameRemoval,
    series: Union,
    /// Of how many pairs each is the result.
    uses: Vec<u32>,
}

impl Names {
    /// The bytes that it takes at the most, now or with the next result.
    fn memory(&self) -> u64 {
        self.series.memory() + growing::<u32>(self.uses.len())
    }

    /// The result of two series.
    fn of(&mut self, operation: &BinaryOperation, many: &Labels, drops_name: bool, one: &Labels) -> u32 {
        let (labels, drops_name) = self.labels(operation, many, drops_name, one);
        let id = self.series.place(labels, drops_name);
        self.uses.resize(self.series.series_set.len(), 0);
        self.uses[id as usize] += 1;
        id
    }

    fn labels(&self, operation: &BinaryOperation, many: &Labels, drops_name: bool, one: &Labels) -> (Labels, bool) {
        let mut labels = if operation.changes_meaning() { many.without_schema() } else { many.clone() };
        if operation.many.is_none() {
            let is_named = |name: &str| operation.labels.has(name);
            labels = match operation.matching {
                MatchingKind::On => labels.filtered(is_named),
                MatchingKind::Ignoring => labels.filtered(|name| !is_named(name)),
            };
        }
        if !operation.include.is_empty() {
            labels = labels.with_all(operation.include.iter().map(|name| (name.as_str(), one.get(name))));
        }
        let drops_name = operation.gives_bool() || drops_name && !operation.changes_meaning();
        renamed(&labels, drops_name, self.removal)
    }
}

pub(super) async fn evaluate(
    operation: &BinaryOperation,
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
    let mut columns: Vec<ValueColumn> = Vec::new();
    columns.resize_with(pairs.series_set.len(), || ValueColumn::absent(steps));
    let last_join = vec![0; columns.len()];
    let is_ambiguous = pairs.members.groups.iter().any(|group| group.one.len() > 1);
    let has_many = if is_ambiguous && fill_many.is_none() { presence(many, steps).await? } else { Vec::new() };
    let mut joined = Joined {
        operation,
        pairs,
        has_many,
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
    let mut join = |at: usize| {
        let group = &pairs.members.groups[at];
        if group.is_plain && joined.is_all_floats(group) {
            joined.plain(group);
            return Ok(());
        }
        (0..steps).try_for_each(|step| joined.step(group, step))
    };
    for_each_yielding(pairs.members.groups.len(), &mut join).await?;
    Ok(vector(&pairs.series_set, joined.columns))
}

/// At which steps any series of a vector has a sample.
async fn presence(vector: &Vector, steps: usize) -> Result<Vec<bool>, Error> {
    let mut is_there = vec![false; steps];
    let mut look = |at: usize| {
        let values = &vector.columns[at].values;
        is_there.iter_mut().zip(values).for_each(|(known, value)| *known |= !is_absent(*value));
        Ok(())
    };
    for_each_yielding(vector.columns.len(), &mut look).await?;
    Ok(is_there)
}

/// The operands and the results while they are computed.
struct Joined<'a> {
    operation: &'a BinaryOperation,
    pairs: &'a Pairs,
    /// At which steps the "many" side has any sample; empty where nobody has to know.
    has_many: Vec<bool>,
    floats: Floats,
    is_swapped: bool,
    fill_one: Option<f64>,
    fill_many: Option<f64>,
    many: &'a Vector,
    one: &'a Vector,
    columns: Vec<ValueColumn>,
    /// How often the series of a group were joined at a step.
    joins: u64,
    /// Of each result, in which of these joins it came last.
    last_join: Vec<u64>,
    annotations: &'a mut Annotations,
}

impl<'a> Joined<'a> {
    /// The series of a group's "many" side.
    fn many_of(&self, group: &Group) -> &'a [u32] {
        part(&self.pairs.members.many, &group.many)
    }

    /// Those of its "one" side.
    fn one_of(&self, group: &Group) -> &'a [u32] {
        part(&self.pairs.members.one, &group.one)
    }

    fn is_all_floats(&self, group: &Group) -> bool {
        let is_floats =
            |vector: &Vector, ids: &[u32]| ids.iter().all(|at| vector.columns[*at as usize].histograms.is_empty());
        is_floats(self.many, self.many_of(group)) && is_floats(self.one, self.one_of(group))
    }

    /// Whole columns at once, where no two results can coincide.
    fn plain(&mut self, group: &Group) {
        let one = &self.one.columns[self.one_of(group)[0] as usize].values;
        let results = part(&self.pairs.results, &group.results);
        for (at, m) in self.many_of(group).iter().enumerate() {
            let many = &self.many.columns[*m as usize].values;
            let out = &mut self.columns[results[at * 2] as usize].values;
            if self.is_swapped { self.floats.columns(one, many, out) } else { self.floats.columns(many, one, out) }
        }
    }

    fn step(&mut self, group: &Group, step: usize) -> Result<(), Error> {
        let mut present = None;
        let (of_many, of_one) = (self.many_of(group), self.one_of(group));
        for (at, o) in of_one.iter().enumerate() {
            if is_absent(self.one.columns[*o as usize].values[step]) {
                continue;
            }
            if let Some(before) = present.replace(at)
                && self.has_many_side(step)
            {
                return Err(self.duplicate(of_one[at], of_one[before]));
            }
        }
        let one = match (present, self.fill_one) {
            (Some(at), _) => self.one.columns[of_one[at] as usize].point(step),
            (None, Some(value)) => Point::Float(value),
            (None, None) => return Ok(()),
        };
        let width = of_one.len() + 1;
        let results = part(&self.pairs.results, &group.results);
        let mut is_matched = false;
        self.joins += 1;
        for (at, m) in of_many.iter().enumerate() {
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
            let Some(result) = results.get(at * width + present.unwrap_or(width - 1)) else {
                return Err(too_many(self.operation, self.pairs.most));
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
            let filled = part(&self.pairs.filled, &group.filled);
            let place = filled.get(at).ok_or_else(|| too_many(self.operation, self.pairs.most))?;
            self.put(*place, step, result)?;
        }
        Ok(())
    }

    /// Whether there is anything at all to join with at a step.
    fn has_many_side(&self, step: usize) -> bool {
        self.fill_many.is_some() || self.has_many.get(step).is_some_and(|is_there| *is_there)
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
        let labels = |at: u32| &self.one.series_set.labels[at as usize];
        let side = if self.is_swapped { "left" } else { "right" };
        let mut both = [labels(first), labels(second)];
        both.sort_unstable();
        Error::evaluation(format!(
            "found duplicate series for the match group {} on the {side} hand-side of the operation: [{}, {}];\
             many-to-many matching not allowed: matching labels must be unique on one side",
            self.operation.match_labels(labels(second)),
            both[0],
            both[1],
        ))
    }
}
