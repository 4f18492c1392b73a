//! What remains of a histogram at one side of a bound.
//!
//! Source: `TrimBuckets` of `model/histogram/float_histogram.go` of Prometheus. Within a bucket, observations are
//! taken to be spread evenly: over the logarithm of exponential buckets, over the value of others. A bucket that
//! reaches to infinity cannot be divided.

use super::buckets::{BucketIndex, NativeBucket, Slot, whole};
use super::{compact, layout};
use crate::model::native_histogram::{Buckets, NativeHistogram};

/// Which side remains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TrimSide {
    Below,
    Above,
}

/// What remains of one bucket: how many observations, and what they are on average.
#[derive(Debug, Clone, Copy)]
struct Rest {
    count: f64,
    middle: f64,
}

/// How observations are spread over a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spread {
    Linear,
    Exponential(BucketIndex),
}

pub(super) fn trim(histogram: &NativeHistogram, bound: f64, side: TrimSide) -> NativeHistogram {
    let mut trimmed = histogram.clone();
    let (mut count, mut sum) = (0.0, 0.0);
    let mut is_changed = false;
    let mut take = |slot: Slot, rest: Rest| {
        count += rest.count;
        sum += rest.middle * rest.count;
        is_changed |= rest.count != slot.count;
    };
    let mut trim_buckets = |buckets: &Buckets, index_of: fn(i32) -> BucketIndex| {
        let counts = buckets.iter().map(|(index, count)| {
            if count == 0.0 {
                return (index, count);
            }
            let slot = Slot { index: index_of(index), count };
            let rest = of_bucket(histogram, slot, bound, side);
            take(slot, rest);
            (index, rest.count)
        });
        layout::collect(counts)
    };
    trimmed.positive = trim_buckets(&histogram.positive, BucketIndex::Positive);
    trimmed.negative = trim_buckets(&histogram.negative, BucketIndex::Negative);
    if histogram.zero_count > 0.0 {
        let rest = of_zero(histogram, bound, side);
        take(Slot { index: BucketIndex::Zero, count: histogram.zero_count }, rest);
        trimmed.zero_count = rest.count;
    }
    if !is_changed {
        return histogram.clone();
    }
    (trimmed.count, trimmed.sum) = (count, sum);
    compact(trimmed)
}

fn of_bucket(histogram: &NativeHistogram, slot: Slot, bound: f64, side: TrimSide) -> Rest {
    let bucket = whole(histogram, slot);
    let spread = if histogram.has_custom_buckets() { Spread::Linear } else { Spread::Exponential(slot.index) };
    let is_whole = match side {
        TrimSide::Below => bucket.upper <= bound,
        TrimSide::Above => bucket.lower >= bound,
    };
    let is_cut = match side {
        TrimSide::Below => bucket.lower < bound,
        TrimSide::Above => bucket.upper > bound,
    };
    if is_whole {
        Rest { count: bucket.count, middle: middle(bucket.lower, bucket.upper, spread) }
    } else if !is_cut {
        Rest { count: 0.0, middle: 0.0 }
    } else if bucket.lower.is_infinite() || bucket.upper.is_infinite() {
        of_endless(bucket, bound, side)
    } else {
        let below = bucket.count * share_below(bucket, bound, spread);
        match side {
            TrimSide::Below => Rest { count: below, middle: middle(bucket.lower, bound, spread) },
            TrimSide::Above => Rest { count: bucket.count - below, middle: middle(bound, bucket.upper, spread) },
        }
    }
}

/// The part of a finite bucket that lies below a bound within it.
fn share_below(bucket: NativeBucket, bound: f64, spread: Spread) -> f64 {
    let (lower, upper, at) = match spread {
        Spread::Linear => return (bound - bucket.lower) / (bucket.upper - bucket.lower),
        Spread::Exponential(_) => (bucket.lower.abs().log2(), bucket.upper.abs().log2(), bound.abs().log2()),
    };
    if matches!(spread, Spread::Exponential(BucketIndex::Negative(_))) {
        1.0 - (at - upper) / (lower - upper)
    } else {
        (at - lower) / (upper - lower)
    }
}

/// What observations between two bounds are on average.
fn middle(lower: f64, upper: f64, spread: Spread) -> f64 {
    match (lower.is_infinite(), upper.is_infinite()) {
        (true, true) => return 0.0,
        (true, false) => return if upper > 0.0 { upper / 2.0 } else { upper },
        (false, true) => return lower,
        (false, false) => {}
    }
    match spread {
        Spread::Linear => f64::midpoint(lower, upper),
        Spread::Exponential(BucketIndex::Negative(_)) => -(lower * upper).abs().sqrt(),
        Spread::Exponential(_) => (lower * upper).abs().sqrt(),
    }
}

/// What remains of a custom bucket that reaches to infinity and holds the bound. Where it may be taken to begin at
/// zero it is divided; otherwise all of it goes, or stays where that is the careful answer.
fn of_endless(bucket: NativeBucket, bound: f64, side: TrimSide) -> Rest {
    let nothing = Rest { count: 0.0, middle: 0.0 };
    let NativeBucket { upper, count, .. } = bucket;
    if bucket.lower.is_infinite() {
        let begins_at_zero = upper > 0.0 && upper.is_finite();
        return match side {
            TrimSide::Below if bound > 0.0 && begins_at_zero => {
                Rest { count: count * bound / upper, middle: bound / 2.0 }
            }
            TrimSide::Below if upper <= 0.0 => Rest { count, middle: bound },
            TrimSide::Above if bound >= 0.0 && upper.is_finite() => {
                Rest { count: count * (1.0 - bound / upper), middle: f64::midpoint(bound, upper) }
            }
            _ => nothing,
        };
    }
    match side {
        TrimSide::Below => nothing,
        TrimSide::Above => Rest { count, middle: bound },
    }
}

/// What remains of the zero bucket, which lies at the side of zero that is populated, or at both.
fn of_zero(histogram: &NativeHistogram, bound: f64, side: TrimSide) -> Rest {
    let is_populated = |buckets: &Buckets| buckets.counts.iter().any(|count| *count != 0.0);
    let (has_negative, has_positive) = (is_populated(&histogram.negative), is_populated(&histogram.positive));
    let threshold = histogram.zero_threshold;
    let lower = if has_positive && !has_negative { 0.0 } else { -threshold };
    let upper = if has_negative && !has_positive { 0.0 } else { threshold };
    let count = histogram.zero_count;
    let part =
        |from: f64, to: f64| Rest { count: count * ((to - from) / (upper - lower)), middle: f64::midpoint(from, to) };
    match side {
        TrimSide::Above if bound <= lower => Rest { count, middle: f64::midpoint(lower, upper) },
        TrimSide::Below if bound <= lower => Rest { count: 0.0, middle: 0.0 },
        TrimSide::Below if bound >= upper => Rest { count, middle: f64::midpoint(lower, upper) },
        TrimSide::Above if bound >= upper => Rest { count: 0.0, middle: 0.0 },
        TrimSide::Below => part(lower, bound),
        TrimSide::Above => part(bound, upper),
    }
}
