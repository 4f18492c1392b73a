//! How the samples in a range are spread: variance, deviation, quantiles.

use super::of_floats;
use crate::engine::annotation::{Annotator, text};
use crate::engine::column::Point;
use crate::engine::functions::{Implementation, OverRange};
use crate::engine::kahan::Sum;
use crate::engine::quantile::quantile;
use crate::engine::rolling::RollingFunction;
use crate::engine::window::Window;
use crate::model::count::to_f64;
use crate::promql::functions::FunctionId;

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    Some(Implementation::OfRange(match id {
        FunctionId::MadOverTime => OverRange::new(|window, _, annotator| {
            of_floats(window, annotator, |_, values| Some(deviation_from_median(values)))
        }),
        FunctionId::QuantileOverTime => OverRange::rolling(quantile_of, RollingFunction::Quantile(f64::NAN)),
        FunctionId::StddevOverTime => OverRange::new(|window, _, annotator| {
            of_floats(window, annotator, |_, values| Some(variance(values).sqrt()))
        }),
        FunctionId::StdvarOverTime => {
            OverRange::new(|window, _, annotator| of_floats(window, annotator, |_, values| Some(variance(values))))
        }
        _ => return None,
    }))
}

/// The quantile of the first scalar. A warning where it is none, if there is any float.
fn quantile_of(window: &Window<'_>, scalars: &[f64], annotator: &mut Annotator<'_>) -> Point {
    let phi = scalars.first().copied().unwrap_or(f64::NAN);
    let point = of_floats(window, annotator, |_, values| Some(quantile(phi, &mut values.to_vec())));
    if point != Point::Absent {
        annotate_invalid_quantile(phi, annotator);
    }
    point
}

/// A warning where a quantile is none.
pub(in crate::engine) fn annotate_invalid_quantile(phi: f64, annotator: &mut Annotator<'_>) {
    if !(0.0..=1.0).contains(&phi) {
        annotator.annotations.warn(text::invalid_quantile(phi), annotator.argument);
    }
}

/// The population's variance, by Welford's method with compensated sums.
fn variance(values: &[f64]) -> f64 {
    let (mut mean, mut squares) = (Sum::default(), Sum::default());
    for (before, value) in values.iter().enumerate() {
        let delta = value - mean.total();
        mean.add(delta / to_f64(before + 1));
        squares.add(delta * (value - mean.total()));
    }
    squares.total() / to_f64(values.len())
}

/// The median of the distances from the median; NaN if any value is.
fn deviation_from_median(values: &[f64]) -> f64 {
    if values.iter().any(|value| value.is_nan()) {
        return f64::NAN;
    }
    let mut values = values.to_vec();
    let median = quantile(0.5, &mut values);
    for value in &mut values {
        *value = (*value - median).abs();
    }
    quantile(0.5, &mut values)
}

#[cfg(test)]
mod tests {
    use crate::engine::functions::window_tests::check;

    const NAN: f64 = f64::NAN;

    #[test]
    fn variances_are_of_the_population() {
        let samples = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0].map(Some);
        check("stdvar_over_time", &[], &samples, Some(4.0), &[]);
        check("stddev_over_time", &[], &samples, Some(2.0), &[]);
        check("stdvar_over_time", &[], &[Some(1e12), Some(1e12)], Some(0.0), &[]);
        check("stdvar_over_time", &[], &[Some(1.0), Some(f64::INFINITY)], Some(NAN), &[]);
        check("stddev_over_time", &[], &[None], None, &[]);
    }

    #[test]
    fn quantiles_are_interpolated_and_warn_out_of_bounds() {
        let samples = [1.0, 3.0, 2.0].map(Some);
        check("quantile_over_time", &[0.75], &samples, Some(2.5), &[]);
        for (phi, expected, text) in [(-1.0, f64::NEG_INFINITY, "-1"), (2.0, f64::INFINITY, "2"), (NAN, NAN, "NaN")] {
            let warning = format!("quantile value should be between 0 and 1, got {text}");
            check("quantile_over_time", &[phi], &samples, Some(expected), &[&warning]);
            check("quantile_over_time", &[phi], &[None], None, &[]);
        }
    }

    #[test]
    fn single_outliers_hardly_move_the_deviation_from_the_median() {
        check("mad_over_time", &[], &[4.0, 6.0, 2.0, 1.0, 999.0, 1.0, 2.0].map(Some), Some(1.0), &[]);
        check("mad_over_time", &[], &[Some(5.0)], Some(0.0), &[]);
        check("mad_over_time", &[], &[Some(1.0), Some(NAN)], Some(NAN), &[]);
    }
}
