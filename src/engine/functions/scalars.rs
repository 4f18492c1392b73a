//! Scalars: times, constants, and the way between scalars and vectors.

use std::f64::consts::PI;
use std::rc::Rc;

use super::math::{greater, smaller};
use super::{FunctionCall, Implementation};
use crate::engine::column::{ValueColumn, is_absent, is_float};
use crate::engine::labels::Labels;
use crate::engine::value::{SeriesSet, TileValue, Vector};
use crate::model::time::seconds;
use crate::promql::functions::FunctionId;

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    if id == FunctionId::Timestamp {
        return Some(Implementation::OfTimes(timestamp));
    }
    Some(Implementation::OfValues(match id {
        FunctionId::End => |call| Ok(constant(call, seconds(call.query.end))),
        FunctionId::MaxOf => |call| Ok(pairwise(call, greater)),
        FunctionId::MinOf => |call| Ok(pairwise(call, smaller)),
        FunctionId::Pi => |call| Ok(constant(call, PI)),
        FunctionId::Range => |call| Ok(constant(call, seconds(call.query.end - call.query.start))),
        FunctionId::Scalar => |call| Ok(scalar(call)),
        // Only a selector knows start times.
        FunctionId::StartTimestamp => |_| Ok(TileValue::Vector(Vector::default())),
        FunctionId::Start => |call| Ok(constant(call, seconds(call.query.start))),
        FunctionId::Step => |call| Ok(constant(call, seconds(step(call)))),
        FunctionId::Time => |call| Ok(TileValue::Scalar(call.steps.iter().copied().map(seconds).collect())),
        FunctionId::Vector => |call| Ok(vector(call)),
        _ => return None,
    }))
}

fn constant(call: &FunctionCall, value: f64) -> TileValue {
    TileValue::Scalar(vec![value; call.steps.len()])
}

/// Milliseconds between two steps; 0 for an instant query.
fn step(call: &FunctionCall) -> i64 {
    let is_instant = call.query.start == call.query.end;
    if is_instant { 0 } else { call.query.step }
}

fn pairwise(call: &FunctionCall, choose: impl Fn(f64, f64) -> f64) -> TileValue {
    match call.args.as_slice() {
        [TileValue::Scalar(a), TileValue::Scalar(b)] => {
            TileValue::Scalar(a.iter().zip(b).map(|(a, b)| choose(*a, *b)).collect())
        }
        _ => TileValue::Scalar(Vec::new()),
    }
}

/// The only float of each step; NaN where there is none or more than one.
fn scalar(call: &FunctionCall) -> TileValue {
    let mut found = vec![None; call.steps.len()];
    if let Some(TileValue::Vector(vector)) = call.args.first() {
        for column in &vector.columns {
            for (value, found) in column.values.iter().zip(&mut found).filter(|(value, _)| is_float(**value)) {
                *found = Some(if found.is_none() { *value } else { f64::NAN });
            }
        }
    }
    TileValue::Scalar(found.into_iter().map(|found| found.unwrap_or(f64::NAN)).collect())
}

/// One series without labels.
fn vector(call: &mut FunctionCall) -> TileValue {
    let Some(TileValue::Scalar(values)) = call.args.pop() else { return TileValue::Vector(Vector::default()) };
    let series_set = SeriesSet { labels: vec![Labels::default()], drops_name: vec![false] };
    TileValue::Vector(Vector { series_set: Rc::new(series_set), columns: vec![ValueColumn::floats(values)] })
}

/// Of any expression but a selector: the step's own time, where there is a sample.
fn timestamp(column: &mut ValueColumn, steps: &[i64]) {
    column.histograms.clear();
    for (value, at) in column.values.iter_mut().zip(steps).filter(|(value, _)| !is_absent(**value)) {
        *value = seconds(*at);
    }
}
