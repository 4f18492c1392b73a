//! Sums and means, from running totals of twice a float's precision.
//!
//! A total is a pair: the rounded sum, and what rounding took (Knuth's two-sum). The difference of two totals is the
//! sum between them, with an error of about 2⁻¹⁰⁴ of the greatest total. Where that is not far below the sum itself,
//! and where a value is not finite, the sum is taken over the range anew.

use std::ops::Range;

use super::Sliding;
use crate::engine::column::ABSENT;
use crate::engine::kahan::{Mean, Sum};

/// How much greater than a range's sum the totals may be. 2⁻¹⁰⁴ times this, times the number of samples, is the
/// relative error that remains.
const MOST_CANCELLATION: f64 = (1_u64 << 40) as f64;

/// The sum of each range.
pub(super) fn sums(sliding: Sliding<'_>) -> Vec<f64> {
    fold(
        sliding,
        |sum, _| sum,
        |values| {
            let mut sum = Sum::default();
            for value in values {
                sum.add(*value);
            }
            if sum.sum.is_infinite() { sum.sum } else { sum.total() }
        },
    )
}

/// The mean of each range.
pub(super) fn means(sliding: Sliding<'_>) -> Vec<f64> {
    fold(
        sliding,
        |sum, count| sum / count,
        |values| {
            let mut values = values.iter();
            let mut mean = Mean::of(values.next().copied().unwrap_or(f64::NAN));
            for value in values {
                mean.add(*value);
            }
            mean.value()
        },
    )
}

/// What `quick` makes of the sum and count of each range, or `anew` of its values where the sum is not exact enough.
fn fold(sliding: Sliding<'_>, quick: impl Fn(f64, f64) -> f64, anew: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let Sliding { values, ranges } = sliding;
    let totals = Totals::of(values);
    let result = |range: &Range<usize>| {
        if range.is_empty() {
            return ABSENT;
        }
        match totals.between(range) {
            Some(sum) => quick(sum, range.len() as f64),
            None => anew(&values[range.clone()]),
        }
    };
    ranges.iter().map(result).collect()
}

/// Before each sample and at the end: the sum so far, what rounding took from it, and how many values were not finite.
struct Totals {
    sums: Vec<f64>,
    rests: Vec<f64>,
    strange: Vec<u32>,
    greatest: f64,
}

impl Totals {
    fn of(values: &[f64]) -> Self {
        let room = values.len() + 1;
        let mut totals = Self {
            sums: Vec::with_capacity(room),
            rests: Vec::with_capacity(room),
            strange: Vec::with_capacity(room),
            greatest: 0.0,
        };
        let (mut sum, mut rest, mut strange) = (0.0_f64, 0.0_f64, 0);
        totals.push(sum, rest, strange);
        for value in values {
            if value.is_finite() {
                let (next, error) = two_sum(sum, *value);
                // Normalised, so that the pair keeps its double precision.
                (sum, rest) = two_sum(next, rest + error);
            } else {
                strange += 1;
            }
            totals.push(sum, rest, strange);
        }
        totals
    }

    fn push(&mut self, sum: f64, rest: f64, strange: u32) {
        self.sums.push(sum);
        self.rests.push(rest);
        self.strange.push(strange);
        self.greatest = self.greatest.max(sum.abs());
    }

    /// The sum of a range; `None` where it is not exact enough.
    fn between(&self, range: &Range<usize>) -> Option<f64> {
        if self.strange[range.end] != self.strange[range.start] || !self.greatest.is_finite() {
            return None;
        }
        let (difference, error) = two_sum(self.sums[range.end], -self.sums[range.start]);
        let sum = difference + (error + (self.rests[range.end] - self.rests[range.start]));
        (self.greatest <= sum.abs() * MOST_CANCELLATION).then_some(sum)
    }
}

/// A sum and what rounding took from it.
#[inline]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}
