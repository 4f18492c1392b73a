//! Histograms as the HTTP API shows them.

use super::buckets::{Bucket, bounded, slots};
use crate::model::histogram::{self, BucketBounds, Histograms};
use crate::model::native_histogram::NativeHistogram;

/// Appends a histogram to columns: its populated buckets from low to high.
pub fn push(histograms: &mut Histograms, histogram: &NativeHistogram) {
    for slot in slots(histogram).filter(|slot| slot.count != 0.0) {
        let Bucket { lower: lo, upper: hi, has_lower, has_upper, count } = bounded(histogram, slot);
        let bounds = match (has_lower, has_upper) {
            (false, true) => BucketBounds::OpenLeft,
            (true, false) => BucketBounds::OpenRight,
            (false, false) => BucketBounds::Open,
            (true, true) => BucketBounds::Closed,
        };
        histograms.push_bucket(histogram::Bucket { bounds, lo, hi, count });
    }
    histograms.end(histogram.count, histogram.sum);
}
