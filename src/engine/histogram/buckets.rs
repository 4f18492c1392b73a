//! The buckets of a histogram, from low to high or back, and their bounds.

use super::{bounds, layout};
use crate::model::count::to_i32;
use crate::model::native_histogram::NativeHistogram;

/// Which bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BucketIndex {
    /// Below zero, by its index.
    Negative(i32),
    /// Around zero.
    Zero,
    /// Above zero, or of custom bounds.
    Positive(i32),
}

/// A bucket's count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slot {
    /// Which bucket.
    pub index: BucketIndex,
    /// Its observations.
    pub count: f64,
}

/// A bucket with its bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct NativeBucket {
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
    /// Whether the lower bound belongs to it.
    pub has_lower: bool,
    /// Whether the upper bound belongs to it.
    pub has_upper: bool,
    /// Its observations.
    pub count: f64,
}

/// All buckets from the lowest to the highest, without bounds, which cost more than the count; the zero bucket only
/// if it has more than nothing.
pub fn slots(histogram: &NativeHistogram) -> impl DoubleEndedIterator<Item = Slot> {
    with_zero(histogram, Some(histogram.zero_count).filter(|count| *count > 0.0))
}

/// As [`slots`], but only what is not zero, and all of that.
pub fn populated(histogram: &NativeHistogram) -> impl DoubleEndedIterator<Item = Slot> {
    with_zero(histogram, Some(histogram.zero_count)).filter(|slot| slot.count != 0.0)
}

fn with_zero(histogram: &NativeHistogram, zero: Option<f64>) -> impl DoubleEndedIterator<Item = Slot> {
    let runs = |buckets| {
        layout::runs(buckets).into_iter().flat_map(|(start, counts)| {
            counts.iter().enumerate().map(move |(at, count)| (start.saturating_add(to_i32(at)), *count))
        })
    };
    let negative = runs(&histogram.negative).rev();
    negative
        .map(|(index, count)| Slot { index: BucketIndex::Negative(index), count })
        .chain(zero.map(|count| Slot { index: BucketIndex::Zero, count }))
        .chain(runs(&histogram.positive).map(|(index, count)| Slot { index: BucketIndex::Positive(index), count }))
}

/// The bounds of a bucket, without the part that lies in the zero bucket.
pub fn bounded(histogram: &NativeHistogram, slot: Slot) -> NativeBucket {
    let threshold = histogram.zero_threshold;
    let mut bucket = whole(histogram, slot);
    if bucket.upper < 0.0 && bucket.upper > -threshold {
        bucket.upper = -threshold;
    } else if bucket.lower > 0.0 && bucket.lower < threshold {
        bucket.lower = threshold;
    }
    bucket
}

/// The bounds of a bucket, as its index has them.
pub fn whole(histogram: &NativeHistogram, slot: Slot) -> NativeBucket {
    let count = slot.count;
    let bound = |index: i32| bounds::upper(histogram, index);
    match slot.index {
        BucketIndex::Zero => {
            let threshold = histogram.zero_threshold;
            NativeBucket { lower: -threshold, upper: threshold, has_lower: true, has_upper: true, count }
        }
        BucketIndex::Negative(index) => {
            let (lower, upper) = (-bound(index), -bound(index.saturating_sub(1)));
            NativeBucket { lower, upper, has_lower: true, has_upper: false, count }
        }
        BucketIndex::Positive(index) => {
            let (lower, upper) = (bound(index.saturating_sub(1)), bound(index));
            let has_lower = histogram.has_custom_buckets() && index == 0;
            NativeBucket { lower, upper, has_lower, has_upper: true, count }
        }
    }
}
