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

pub use grouping::Grouping;

use super::{Call, Implementation};
use crate::engine::annotation::text::invalid_quantile;
use crate::engine::column::Point;
use crate::engine::error::Error;
use crate::engine::value::{Value, Vector};
use crate::model::native_histogram::NativeHistogram;

use estimate::{Fractions, Quantiles};

/// The implementation of a function of this family.
pub(super) fn implementation(name: &str) -> Option<Implementation> {
    Some(match name {
        "histogram_avg" => Implementation::OfSample(|point, _, _| number(point, |it| it.sum / it.count)),
        "histogram_count" => Implementation::OfSample(|point, _, _| number(point, |it| it.count)),
        "histogram_sum" => Implementation::OfSample(|point, _, _| number(point, |it| it.sum)),
        "histogram_stddev" => Implementation::OfSample(|point, _, _| number(point, |it| variance::variance(it).sqrt())),
        "histogram_stdvar" => Implementation::OfSample(|point, _, _| number(point, variance::variance)),
        "histogram_fraction" => Implementation::OfValues(fraction),
        "histogram_quantile" => Implementation::OfValues(quantile),
        "histogram_quantiles" => Implementation::OfValues(quantiles),
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
fn quantile(call: &mut Call<'_>) -> Result<Value, Error> {
    let phis = scalars(call, 0);
    note_invalid(call, 0, &phis);
    evaluate::evaluate(call, 1, &Quantiles { label: None, phis: vec![phis] })
}

/// `histogram_quantiles(v, label, phi, …)`.
fn quantiles(call: &mut Call<'_>) -> Result<Value, Error> {
    let Some(Value::String(label)) = call.args.get(1).cloned() else { return Ok(Value::Vector(Vector::default())) };
    let phis: Vec<_> = (2..call.args.len()).map(|at| scalars(call, at)).collect();
    for (at, phis) in phis.iter().enumerate() {
        note_invalid(call, at + 2, phis);
    }
    evaluate::evaluate(call, 0, &Quantiles { label: Some(label), phis })
}

/// `histogram_fraction(lower, upper, v)`.
fn fraction(call: &mut Call<'_>) -> Result<Value, Error> {
    let (lower, upper) = (scalars(call, 0), scalars(call, 1));
    evaluate::evaluate(call, 2, &Fractions { lower, upper })
}

/// The scalar argument at each step.
fn scalars(call: &Call<'_>, argument: usize) -> Vec<f64> {
    match call.args.get(argument) {
        Some(Value::Scalar(values)) => values.clone(),
        _ => vec![f64::NAN; call.steps.len()],
    }
}

fn note_invalid(call: &mut Call<'_>, argument: usize, phis: &[f64]) {
    let mut known = None;
    for phi in phis.iter().filter(|phi| !(0.0..=1.0).contains(*phi)) {
        if known.replace(phi.to_bits()) != Some(phi.to_bits()) {
            call.annotations.warn(invalid_quantile(*phi), call.spans[argument]);
        }
    }
}
