//! The part of a native histogram's observations that lies between two bounds.
//!
//! Source: `HistogramFraction` of `promql/quantile.go` of Prometheus; in a way the inverse of [`super::quantile`].

use super::buckets::{NativeBucket, bounded, slots};
use super::quantile::one_sided;
use crate::model::native_histogram::NativeHistogram;

/// A fraction, and whether observations that are no numbers are among those that it is a fraction of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fraction {
    /// From 0 to 1; NaN of no observations, or for a bound that is no number.
    pub value: f64,
    /// Whether observations of NaN are left out of it.
    pub leaves_out_nans: bool,
}

/// The part of the observations that lies between two bounds. Nothing of a bucket that reaches to infinity lies at
/// one side of a bound within it.
pub fn fraction(lower: f64, upper: f64, histogram: &NativeHistogram) -> Fraction {
    let certain = |value| Fraction { value, leaves_out_nans: false };
    if histogram.count == 0.0 || lower.is_nan() || upper.is_nan() {
        return certain(f64::NAN);
    }
    if lower >= upper {
        return certain(0.0);
    }
    let (mut count, mut rank) = (0.0, 0.0);
    let mut ranks = [(lower, None), (upper, None)];
    let mut slots = slots(histogram);
    for slot in slots.by_ref() {
        let mut bucket = bounded(histogram, slot);
        count += slot.count;
        let is_zero = bucket.lower <= 0.0 && bucket.upper >= 0.0;
        if is_zero {
            one_sided(histogram, &mut bucket);
        }
        let is_linear = is_zero || histogram.has_custom_buckets();
        for (bound, known) in &mut ranks {
            if known.is_some() {
                continue;
            }
            if bucket.lower >= *bound {
                *known = Some(rank);
            } else if bucket.upper > *bound {
                *known = Some(if is_linear { linear(bucket, rank, *bound) } else { exponential(bucket, rank, *bound) });
            }
        }
        if ranks.iter().all(|(_, known)| known.is_some()) {
            break;
        }
        rank += slot.count;
    }
    let mut leaves_out_nans = false;
    if histogram.sum.is_nan() {
        count += slots.map(|slot| slot.count).sum::<f64>();
        leaves_out_nans = count < histogram.count;
    } else {
        count = histogram.count;
    }
    let [from, to] = ranks.map(|(_, known)| known.map_or(count, |rank| if rank > count { count } else { rank }));
    Fraction { value: (to - from) / histogram.count, leaves_out_nans }
}

/// Observations up to a bound within a bucket, spread over the value.
fn linear(bucket: NativeBucket, rank: f64, bound: f64) -> f64 {
    if bucket.lower == f64::NEG_INFINITY {
        return bucket.count;
    }
    rank + bucket.count * (bound - bucket.lower) / (bucket.upper - bucket.lower)
}

/// Observations up to a bound within a bucket, spread over the logarithm.
fn exponential(bucket: NativeBucket, rank: f64, bound: f64) -> f64 {
    let (low, high, at) = (bucket.lower.abs().log2(), bucket.upper.abs().log2(), bound.abs().log2());
    let part = if bound > 0.0 { (at - low) / (high - low) } else { 1.0 - (at - high) / (low - high) };
    rank + bucket.count * part
}
