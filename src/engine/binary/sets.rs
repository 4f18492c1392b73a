//! `and`, `or`, `unless`: which samples of both sides are kept.
//!
//! Whether a side has a sample of some signature at a step is one bit; the bits of a signature are one row.

use std::rc::Rc;

use super::matches::Signatures;
use super::union::Union;
use super::{Operation, vector};
use crate::engine::column::{ABSENT, Column, is_absent};
use crate::engine::value::{Shape, Vector};
use crate::promql::ast::BinaryOp;

/// The signatures of both sides, and of `or` the series of the result.
#[derive(Debug)]
pub struct Sets {
    left: Vec<u32>,
    right: Vec<u32>,
    signatures: usize,
    /// Of `or`: the result's series, the left's first.
    union: Rc<Shape>,
    /// Of `or`: where in the result each series of the right side goes.
    places: Vec<u32>,
}

impl Sets {
    pub(super) fn of(operation: &Operation, signatures: Signatures, left: &Shape, right: &Shape) -> Self {
        let (count, Signatures { left: left_ids, right: right_ids, .. }) = (signatures.len(), signatures);
        let (mut union, mut places) = (Union::default(), Vec::new());
        if operation.op == BinaryOp::Or {
            let mut place = |shape: &Shape| -> Vec<u32> {
                let series = shape.labels.iter().zip(&shape.drops_name);
                series.map(|(labels, drops_name)| union.place(labels.clone(), *drops_name)).collect()
            };
            // No two series of one side are alike: the left ones stand as they stood.
            place(left);
            places = place(right);
        }
        Self { left: left_ids, right: right_ids, signatures: count, union: Rc::new(union.shape), places }
    }

    /// The number of series that results have: but for `or` the left side's.
    pub(super) fn results(&self) -> usize {
        self.left.len().max(self.union.len())
    }
}

pub(super) fn evaluate(op: BinaryOp, sets: &Sets, left: &Vector, right: &Vector, steps: usize) -> Vector {
    let kept = |columns: &[Column], ids: &[u32], rows: &Rows, wanted: bool| {
        let pairs = columns.iter().zip(ids);
        pairs.map(|(column, id)| masked(column, rows.row(*id), wanted)).collect::<Vec<_>>()
    };
    match op {
        BinaryOp::And | BinaryOp::Unless => {
            let there = Rows::of(&right.columns, &sets.right, sets.signatures, steps);
            vector(&left.shape, kept(&left.columns, &sets.left, &there, op == BinaryOp::And))
        }
        _ => {
            let there = Rows::of(&left.columns, &sets.left, sets.signatures, steps);
            let mut columns = left.columns.clone();
            columns.resize_with(sets.union.len(), || Column::absent(steps));
            let added = kept(&right.columns, &sets.right, &there, false);
            for (column, place) in added.into_iter().zip(&sets.places) {
                merge(&mut columns[*place as usize], column);
            }
            vector(&sets.union, columns)
        }
    }
}

/// One row of bits a signature, one bit a step.
struct Rows {
    bits: Vec<bool>,
    steps: usize,
}

impl Rows {
    fn of(columns: &[Column], ids: &[u32], signatures: usize, steps: usize) -> Self {
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
fn masked(column: &Column, row: &[bool], wanted: bool) -> Column {
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
fn merge(into: &mut Column, from: Column) {
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
