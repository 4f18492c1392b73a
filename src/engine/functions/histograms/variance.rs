//! The variance of what a native histogram observed.

use crate::engine::histogram::buckets::{bounded, slots};
use crate::engine::kahan::Sum;
use crate::model::native_histogram::NativeHistogram;

/// The population variance, all observations of a bucket taken to lie in its middle: the geometric one of exponential
/// buckets, the arithmetic one of custom ones, zero in the zero bucket.
pub(super) fn variance(histogram: &NativeHistogram) -> f64 {
    let mean = histogram.sum / histogram.count;
    let mut squares = Sum::default();
    for slot in slots(histogram).filter(|slot| slot.count != 0.0) {
        let bucket = bounded(histogram, slot);
        let middle = if histogram.has_custom_buckets() {
            f64::midpoint(bucket.lower, bucket.upper)
        } else if bucket.lower <= 0.0 && bucket.upper >= 0.0 {
            0.0
        } else {
            (bucket.upper * bucket.lower).sqrt().copysign(bucket.upper)
        };
        let distance = middle - mean;
        squares.add(bucket.count * distance * distance);
    }
    squares.total() / histogram.count
}
