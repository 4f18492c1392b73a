//! The functions of histograms: native ones, and the series of classic ones, which belong together by their labels.
//!
//! Source: `histogram_*` and `resetHistograms` of `promql/functions.go` and `promql/engine.go` of Prometheus.
//!
//! Not here: what is computed of one histogram (`engine::histogram`).

mod estimate;
mod evaluate;
mod grouping;
#[cfg(test)]
mod tests;
mod variance;

pub use grouping::HistogramGroups;

use super::{FunctionCall, FunctionResult, Implementation};
use crate::engine::annotation::text::invalid_quantile;
use crate::engine::column::Point;
use crate::engine::task::Task;
use crate::engine::value::TileValue;
use crate::model::native_histogram::NativeHistogram;
use crate::promql::functions::FunctionId;

use estimate::{Fractions, Quantiles};

/// The implementation of a function of this family.
pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    Some(match id {
        FunctionId::HistogramAvg => Implementation::OfSample(|point, _, _| number(point, |it| it.sum / it.count)),
        FunctionId::HistogramCount => Implementation::OfSample(|point, _, _| number(point, |it| it.count)),
        FunctionId::HistogramSum => Implementation::OfSample(|point, _, _| number(point, |it| it.sum)),
        FunctionId::HistogramStddev => {
            Implementation::OfSample(|point, _, _| number(point, |it| variance::variance(it).sqrt()))
        }
        FunctionId::HistogramStdvar => Implementation::OfSample(|point, _, _| number(point, variance::variance)),
        FunctionId::HistogramFraction => Implementation::OfManyValues(fraction),
        FunctionId::HistogramQuantile => Implementation::OfManyValues(quantile),
        FunctionId::HistogramQuantiles => Implementation::OfManyValues(quantiles),
        _ => return None,
    })
}

/// A number of a histogram; nothing of a float.
fn number(point: &Point, of: impl Fn(&NativeHistogram) -> f64) -> Point {
    match point {
        Point::Histogram(histogram) => Point::Float(of(histogram)),
        Point::Absent | Point::Float(_) => Point::Absent,
    }
}

/// `histogram_quantile(phi, v)`.
fn quantile(mut call: FunctionCall) -> Task<FunctionResult> {
    let phis = scalars(&call, 0);
    annotate_invalid_quantiles(&mut call, 0, &phis);
    Task::new(evaluate::evaluate(call, 1, Box::new(Quantiles { label: None, phis: vec![phis] })))
}

/// `histogram_quantiles(v, label, phi, …)`.
fn quantiles(mut call: FunctionCall) -> Task<FunctionResult> {
    let label = if let Some(TileValue::String(label)) = call.args.get(1) { Some(label.clone()) } else { None };
    let phis: Vec<_> = (2..call.args.len()).map(|at| scalars(&call, at)).collect();
    for (at, phis) in phis.iter().enumerate() {
        annotate_invalid_quantiles(&mut call, at + 2, phis);
    }
    Task::new(evaluate::evaluate(call, 0, Box::new(Quantiles { label, phis })))
}

/// `histogram_fraction(lower, upper, v)`.
fn fraction(call: FunctionCall) -> Task<FunctionResult> {
    let (lower, upper) = (scalars(&call, 0), scalars(&call, 1));
    Task::new(evaluate::evaluate(call, 2, Box::new(Fractions { lower, upper })))
}

/// The scalar argument at each step.
fn scalars(call: &FunctionCall, argument: usize) -> Vec<f64> {
    match call.args.get(argument) {
        Some(TileValue::Scalar(values)) => values.clone(),
        _ => vec![f64::NAN; call.steps.len()],
    }
}

fn annotate_invalid_quantiles(call: &mut FunctionCall, argument: usize, phis: &[f64]) {
    let mut known = None;
    for phi in phis.iter().filter(|phi| !(0.0..=1.0).contains(*phi)) {
        if known.replace(phi.to_bits()) != Some(phi.to_bits()) {
            call.annotations.warn(invalid_quantile(*phi), call.spans[argument]);
        }
    }
}
