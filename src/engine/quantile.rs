//! Quantiles of plain numbers.
//!
//! Not here: quantiles of histograms (`engine::histogram`).

use crate::model::count::to_f64;
use std::cmp::Ordering;

/// The order of values in which NaN is the smallest.
pub fn nan_first(a: &f64, b: &f64) -> Ordering {
    match (a.is_nan(), b.is_nan()) {
        (false, false) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
        (a, b) => b.cmp(&a),
    }
}

/// The quantile `phi` of the values, interpolated linearly between the two ranks next to it: NaN for a `phi` of NaN
/// or no value, negative infinity for a `phi` below 0, positive infinity above 1. Moves the values about.
pub fn quantile(phi: f64, values: &mut [f64]) -> f64 {
    interpolated(phi, values.len(), |lower| {
        let (_, at, above) = values.select_nth_unstable_by(lower, nan_first);
        let (at, next) = (*at, above.iter().copied().min_by(nan_first));
        (at, next.unwrap_or(at))
    })
}

/// The same of values that are sorted already, by [`nan_first`].
pub fn of_sorted(phi: f64, values: &[f64]) -> f64 {
    interpolated(phi, values.len(), |lower| (values[lower], values[(lower + 1).min(values.len() - 1)]))
}

/// The quantile of so many values, of which `ranked` gives one by its rank and the next greater.
fn interpolated(phi: f64, count: usize, ranked: impl FnOnce(usize) -> (f64, f64)) -> f64 {
    if count == 0 || phi.is_nan() {
        return f64::NAN;
    }
    if phi < 0.0 {
        return f64::NEG_INFINITY;
    }
    if phi > 1.0 {
        return f64::INFINITY;
    }
    let last = count - 1;
    let rank = phi * to_f64(last);
    let weight = rank - rank.floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to `last`")]
    let below = rank.floor() as usize;
    let (lower, upper) = ranked(below.min(last));
    lower * (1.0 - weight) + upper * weight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(phi: f64, values: &[f64], expected: f64) {
        let found = quantile(phi, &mut values.to_vec());
        assert!(found == expected || found.is_nan() && expected.is_nan(), "{phi} of {values:?}: {found}");
    }

    #[test]
    fn interpolates_between_ranks() {
        check(0.8, &[1.0, 0.0], 0.8);
        check(0.5, &[4.0, 0.0, 1.0], 1.0);
        check(0.75, &[4.0, 0.0, 1.0], 2.5);
        check(0.0, &[3.0, 2.0], 2.0);
        check(1.0, &[3.0, 2.0], 3.0);
        check(0.3, &[7.0], 7.0);
    }

    #[test]
    fn nan_is_the_smallest_value() {
        check(0.75, &[0.0, 1.0, f64::NAN], 0.5);
        check(0.2, &[0.0, 1.0, f64::NAN], f64::NAN);
    }

    #[test]
    fn quantiles_out_of_bounds_are_infinite() {
        check(-0.1, &[1.0], f64::NEG_INFINITY);
        check(1.1, &[1.0], f64::INFINITY);
        check(f64::NAN, &[1.0], f64::NAN);
        check(0.5, &[], f64::NAN);
    }
}
