//! Operators of which one side or both are scalars.

use super::element::{Element, Pair};
use super::kernel::Floats;
use super::{BinaryOperation, Comparison};
use crate::engine::annotation::Annotations;
use crate::engine::column::{ABSENT, Point, ValueColumn};
use crate::promql::ast::Side;

/// A scalar by a scalar, step by step. A comparison gives 1 or 0.
pub fn scalars(operation: &BinaryOperation, left: &[f64], right: &[f64]) -> Vec<f64> {
    let floats = Floats { op: operation.op, comparison: Comparison::Bool, keeps: Side::Left };
    let mut out = vec![ABSENT; left.len()];
    floats.columns(left, right, &mut out);
    out
}

/// A series of a vector, on the given side of the operator, beside a scalar. A filtering comparison keeps the series'
/// values.
pub fn beside_scalar(
    operation: &BinaryOperation,
    side: Side,
    column: &ValueColumn,
    scalar: &[f64],
    annotations: &mut Annotations,
) -> ValueColumn {
    let floats = Floats { op: operation.op, comparison: operation.comparison, keeps: side };
    if !column.histograms.is_empty() || operation.op.is_trim() {
        return elements(floats, operation, side, column, scalar, annotations);
    }
    let mut out = vec![ABSENT; column.len()];
    match side {
        Side::Left => floats.columns(&column.values, scalar, &mut out),
        Side::Right => floats.columns(scalar, &column.values, &mut out),
    }
    ValueColumn::floats(out)
}

fn elements(
    floats: Floats,
    operation: &BinaryOperation,
    side: Side,
    column: &ValueColumn,
    scalar: &[f64],
    annotations: &mut Annotations,
) -> ValueColumn {
    let mut out = ValueColumn::absent(column.len());
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
