//! `and`, `or`, `unless`: which samples of both sides are kept.
//!
//! Whether a side has a sample of some signature at a step is one bit; the bits of a signature are one row.

use std::rc::Rc;

use super::signature::Signatures;
use super::union::Union;
use super::{BinaryOperation, vector};
use crate::engine::column::{ABSENT, ValueColumn, is_absent};
use crate::engine::error::Error;
use crate::engine::task::for_each_yielding;
use crate::engine::value::{SeriesSet, Vector};
use crate::promql::ast::BinaryOp;

/// The signatures of both sides, and of `or` the series of the result.
#[derive(Debug)]
pub struct Sets {
    left: Vec<u32>,
    right: Vec<u32>,
    signatures: usize,
    /// Of `or`: the result's series, the left's first.
    union: Rc<SeriesSet>,
    /// Of `or`: where in the result each series of the right side goes.
    places: Vec<u32>,
}

impl Sets {
    /// Of series with these signatures.
    pub(super) async fn of(
        operation: &BinaryOperation,
        ids: Signatures,
        left: &SeriesSet,
        right: &SeriesSet,
    ) -> Result<Self, Error> {
        let (signatures, Signatures { left: left_ids, right: right_ids, .. }) = (ids.len(), ids);
        let (mut union, mut places) = (Union::default(), Vec::new());
        if operation.op == BinaryOp::Or {
            for series_set in [left, right] {
                // No two series of one side are alike: the left ones stand as they stood.
                places.clear();
                places.reserve_exact(series_set.len());
                let mut place = |at: usize| {
                    places.push(union.place(series_set.labels[at].clone(), series_set.drops_name[at]));
                    Ok(())
                };
                for_each_yielding(series_set.len(), &mut place).weighted_by(&|at| series_set.weight(at)).await?;
            }
        }
        Ok(Self { left: left_ids, right: right_ids, signatures, union: Rc::new(union.series_set), places })
    }

    /// The number of series that results have: but for `or` the left side's.
    pub(super) fn results(&self) -> usize {
        self.left.len().max(self.union.len())
    }
}

pub(super) async fn evaluate(
    op: BinaryOp,
    sets: &Sets,
    left: &Vector,
    right: &Vector,
    steps: usize,
) -> Result<Vector, Error> {
    if op != BinaryOp::Or {
        let there = Rows::of(&right.columns, &sets.right, sets.signatures, steps);
        let mut columns = Vec::with_capacity(left.columns.len());
        let mut keep = |at: usize| {
            columns.push(masked(&left.columns[at], there.row(sets.left[at]), op == BinaryOp::And));
            Ok(())
        };
        for_each_yielding(left.columns.len(), &mut keep).await?;
        return Ok(vector(&left.series_set, columns));
    }
    let there = Rows::of(&left.columns, &sets.left, sets.signatures, steps);
    let mut columns = Vec::with_capacity(sets.union.len());
    let mut join = |at: usize| {
        columns.push(left.columns.get(at).cloned().unwrap_or_else(|| ValueColumn::absent(steps)));
        Ok(())
    };
    for_each_yielding(sets.union.len(), &mut join).await?;
    let mut add = |at: usize| {
        let own = masked(&right.columns[at], there.row(sets.right[at]), false);
        merge(&mut columns[sets.places[at] as usize], own);
        Ok(())
    };
    for_each_yielding(right.columns.len(), &mut add).await?;
    Ok(vector(&sets.union, columns))
}

/// One row of bits a signature, one bit a step.
struct Rows {
    bits: Vec<bool>,
    steps: usize,
}

impl Rows {
    fn of(columns: &[ValueColumn], ids: &[u32], signatures: usize, steps: usize) -> Self {
        let mut bits = vec![false; signatures * steps];
        for (column, id) in columns.iter().zip(ids) {
            let row = &mut bits[*id as usize * steps..][..steps];
            for (bit, value) in row.iter_mut().zip(&column.values) {
                *bit |= !is_absent(*value);
            }
        }
        Self { bits, steps }
    }

    fn row(&self, id: u32) -> &[bool] {
        &self.bits[id as usize * self.steps..][..self.steps]
    }
}

/// A column without the samples of steps whose bit is not the wanted one.
fn masked(column: &ValueColumn, row: &[bool], wanted: bool) -> ValueColumn {
    let mut column = column.clone();
    for (value, bit) in column.values.iter_mut().zip(row) {
        if *bit != wanted {
            *value = ABSENT;
        }
    }
    for (histogram, bit) in column.histograms.iter_mut().zip(row) {
        if *bit != wanted {
            *histogram = None;
        }
    }
    column
}

/// Fills the steps at which the first has no sample from the second.
fn merge(into: &mut ValueColumn, from: ValueColumn) {
    if from.is_all_absent() {
        return;
    }
    if into.is_all_absent() {
        *into = from;
        return;
    }
    for step in 0..into.len() {
        if is_absent(into.values[step]) {
            into.put(step, from.point(step));
        }
    }
}
