//! The quantile of a native histogram.
//!
//! Source: `HistogramQuantile` of `promql/quantile.go` of Prometheus. Within a bucket, observations are taken to be
//! spread evenly: over the logarithm of exponential buckets, over the value of custom ones and of the zero bucket.

use super::buckets::{BucketIndex, NativeBucket, Slot, bounded, slots};
use crate::model::native_histogram::NativeHistogram;

/// A quantile, and whether observations that are no numbers had a part in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The quantile, in the unit of what was observed.
    pub value: f64,
    /// What observations of NaN did to it.
    pub nans: Nans,
}

/// What observations of NaN, which count but are in no bucket, do to a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nans {
    /// Nothing; there are none, or they do not matter.
    None,
    /// It lies higher than without them.
    Skew,
    /// It is one of them.
    Result,
}

/// The value below which the part `phi` of the observations lies. Below 0 it is -Inf, above 1 +Inf; of no
/// observations, or for a `phi` that is no number, NaN.
pub fn quantile(phi: f64, histogram: &NativeHistogram) -> Estimate {
    let certain = |value| Estimate { value, nans: Nans::None };
    if phi < 0.0 {
        return certain(f64::NEG_INFINITY);
    }
    if phi > 1.0 {
        return certain(f64::INFINITY);
    }
    if histogram.count == 0.0 || phi.is_nan() {
        return certain(f64::NAN);
    }
    // From the nearer end, for precision; but observations of NaN are counted at the upper one.
    if histogram.sum.is_nan() || phi < 0.5 {
        find(histogram, phi * histogram.count, slots(histogram), End::Low)
    } else {
        find(histogram, (1.0 - phi) * histogram.count, slots(histogram).rev(), End::High)
    }
}

/// From which end the rank counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

fn find(histogram: &NativeHistogram, rank: f64, mut slots: impl Iterator<Item = Slot>, from: End) -> Estimate {
    let certain = |value| Estimate { value, nans: Nans::None };
    let mut count = 0.0;
    let mut found = None;
    for slot in slots.by_ref() {
        found = Some(slot);
        count += slot.count;
        if slot.count != 0.0 && count >= rank {
            break;
        }
    }
    let slot = found.unwrap_or(Slot { index: BucketIndex::Zero, count: 0.0 });
    let mut bucket = found.map_or(NativeBucket::default(), |slot| bounded(histogram, slot));
    if histogram.has_custom_buckets() {
        if bucket.lower == f64::NEG_INFINITY {
            // As of classic histograms, the lowest bucket begins at zero, if it can.
            if bucket.upper <= 0.0 {
                return certain(bucket.upper);
            }
            bucket.lower = 0.0;
        } else if bucket.upper == f64::INFINITY {
            return certain(bucket.lower);
        }
    } else {
        one_sided(histogram, &mut bucket);
    }
    // Sums of many counts may come out above their total.
    count = count.min(histogram.count);
    if count < rank {
        return if histogram.sum.is_nan() {
            Estimate { value: f64::NAN, nans: Nans::Result }
        } else {
            certain(bucket.upper)
        };
    }
    let within = match from {
        End::Low => rank - (count - slot.count),
        End::High => count - rank,
    };
    let mut nans = Nans::None;
    if histogram.sum.is_nan() && count + slots.map(|slot| slot.count).sum::<f64>() < histogram.count {
        nans = Nans::Skew;
    }
    Estimate { value: interpolated(histogram, bucket, within / slot.count), nans }
}

/// Where all observations have one sign, the zero bucket lies at that side of zero.
pub(super) fn one_sided(histogram: &NativeHistogram, bucket: &mut NativeBucket) {
    if bucket.lower < 0.0 && bucket.upper > 0.0 {
        match (histogram.negative.counts.is_empty(), histogram.positive.counts.is_empty()) {
            (true, false) => bucket.lower = 0.0,
            (false, true) => bucket.upper = 0.0,
            _ => {}
        }
    }
}

/// The value at a part of a bucket.
fn interpolated(histogram: &NativeHistogram, bucket: NativeBucket, part: f64) -> f64 {
    let NativeBucket { lower, upper, .. } = bucket;
    if histogram.has_custom_buckets() || (lower <= 0.0 && upper >= 0.0) {
        return lower + (upper - lower) * part;
    }
    let (low, high) = (lower.abs().log2(), upper.abs().log2());
    if lower > 0.0 { (low + (high - low) * part).exp2() } else { -(high + (low - high) * (1.0 - part)).exp2() }
}
