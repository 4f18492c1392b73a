//! Operators of which one side or both are scalars.

use super::element::{Element, Pair};
use super::kernel::Floats;
use super::{Comparison, Operation};
use crate::engine::annotation::Annotations;
use crate::engine::column::{ABSENT, Column, Point};
use crate::engine::value::Vector;
use crate::promql::ast::Side;

/// A scalar by a scalar, step by step. A comparison gives 1 or 0.
pub fn scalars(operation: &Operation, left: &[f64], right: &[f64]) -> Vec<f64> {
    let floats = Floats { op: operation.op, comparison: Comparison::Bool, keeps: Side::Left };
    let mut out = vec![ABSENT; left.len()];
    floats.columns(left, right, &mut out);
    out
}

/// A vector by a scalar: the columns of its series.
pub fn vector_scalar(
    operation: &Operation,
    left: &Vector,
    right: &[f64],
    annotations: &mut Annotations,
) -> Vec<Column> {
    mixed(operation, Side::Left, left, right, annotations)
}

/// A scalar by a vector: the columns of its series; a filtering comparison keeps the vector's values.
pub fn scalar_vector(
    operation: &Operation,
    left: &[f64],
    right: &Vector,
    annotations: &mut Annotations,
) -> Vec<Column> {
    mixed(operation, Side::Right, right, left, annotations)
}

fn mixed(
    operation: &Operation,
    side: Side,
    series: &Vector,
    scalar: &[f64],
    annotations: &mut Annotations,
) -> Vec<Column> {
    let floats = Floats { op: operation.op, comparison: operation.comparison, keeps: side };
    let columns = series.columns.iter().map(|column| {
        if !column.histograms.is_empty() || operation.op.is_trim() {
            return elements(floats, operation, side, column, scalar, annotations);
        }
        let mut out = vec![ABSENT; column.len()];
        match side {
            Side::Left => floats.columns(&column.values, scalar, &mut out),
            Side::Right => floats.columns(scalar, &column.values, &mut out),
        }
        Column::floats(out)
    });
    columns.collect()
}

fn elements(
    floats: Floats,
    operation: &Operation,
    side: Side,
    column: &Column,
    scalar: &[f64],
    annotations: &mut Annotations,
) -> Column {
    let mut out = Column::absent(column.len());
    for (step, number) in scalar.iter().enumerate() {
        let (own, number) = (column.point(step), Point::Float(*number));
        if own == Point::Absent {
            continue;
        }
        let pair = match side {
            Side::Left => Pair { left: &own, right: &number },
            Side::Right => Pair { left: &number, right: &own },
        };
        out.put(step, Element { floats, span: operation.span }.of(pair, annotations));
    }
    out
}
