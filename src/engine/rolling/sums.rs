//! Sums and means, from running totals of twice a float's precision.
//!
//! A total is a pair: the rounded sum, and what rounding took (Knuth's two-sum). One goes along with the end of the
//! ranges and one with their beginning; their difference is the sum between them, with an error of about 2⁻¹⁰⁴ of the
//! greatest total. Where that is not far below the sum itself, and where a value is not finite, the sum is taken over
//! the range anew.

use super::WindowDelta;
use crate::engine::kahan;
use crate::model::count::to_f64;

/// How much greater than a range's sum the totals may be: 2⁴⁰. 2⁻¹⁰⁴ times this, times the number of samples, is the
/// relative error that remains.
const MOST_CANCELLATION: f64 = 1_099_511_627_776.0;

/// The totals before the first and behind the last sample of a range, of all samples since a range that had nothing
/// in common with the one before.
#[derive(Debug, Clone, Default)]
pub(super) struct Totals {
    start: Total,
    end: Total,
    /// The greatest total so far.
    greatest: f64,
}

/// The sum of the finite values, what rounding took from it, and how many values were not finite.
#[derive(Debug, Clone, Copy, Default)]
struct Total {
    sum: f64,
    rest: f64,
    strange: u32,
}

impl Totals {
    /// The sum of the range.
    #[inline]
    pub(super) fn sum(&mut self, delta: &mut WindowDelta<'_>) -> f64 {
        self.shifted(delta).unwrap_or_else(|| kahan::sum(delta.again()))
    }

    /// The mean of the range.
    #[inline]
    pub(super) fn mean(&mut self, delta: &mut WindowDelta<'_>) -> f64 {
        match self.shifted(delta) {
            Some(sum) => sum / to_f64(delta.range.len()),
            None => kahan::mean(delta.again()),
        }
    }

    /// The sum of the range; `None` where it is not exact enough.
    #[inline]
    fn shifted(&mut self, delta: &WindowDelta<'_>) -> Option<f64> {
        if delta.is_anew() {
            *self = Self::default();
        } else {
            for value in &delta.values[delta.left()] {
                self.start.add(*value);
            }
        }
        self.take_in(&delta.values[delta.arrived()]);
        if self.start.strange != self.end.strange || !self.greatest.is_finite() {
            return None;
        }
        let (difference, error) = two_sum(self.end.sum, -self.start.sum);
        let sum = difference + (error + (self.end.rest - self.start.rest));
        if self.greatest <= sum.abs() * MOST_CANCELLATION {
            return Some(sum);
        }
        // What was great may have left the range: from here on it is forgotten.
        *self = Self::default();
        self.take_in(&delta.values[delta.range.clone()]);
        None
    }

    fn take_in(&mut self, values: &[f64]) {
        for value in values {
            self.end.add(*value);
            self.greatest = self.greatest.max(self.end.sum.abs());
        }
    }
}

impl Total {
    #[inline]
    fn add(&mut self, value: f64) {
        if value.is_finite() {
            let (sum, error) = two_sum(self.sum, value);
            // Normalised, so that the pair keeps its double precision.
            (self.sum, self.rest) = two_sum(sum, self.rest + error);
        } else {
            self.strange += 1;
        }
    }
}

/// A sum and what rounding took from it.
#[inline]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}
