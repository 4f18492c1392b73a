//! Histograms as the HTTP API shows them.

use super::buckets::{NativeBucket, bounded, slots};
use crate::model::histogram::{self, BucketBounds, Histograms};
use crate::model::native_histogram::NativeHistogram;

/// Appends a histogram to columns.
pub fn push(histograms: &mut Histograms, histogram: &NativeHistogram) {
    push_buckets(histograms, histogram);
    histograms.end(histogram.count, histogram.sum);
}

/// Appends the populated buckets of a histogram, from low to high, without ending it.
pub fn push_buckets(histograms: &mut Histograms, histogram: &NativeHistogram) {
    for slot in slots(histogram).filter(|slot| slot.count != 0.0) {
        let NativeBucket { lower: lo, upper: hi, has_lower, has_upper, count } = bounded(histogram, slot);
        let bounds = match (has_lower, has_upper) {
            (false, true) => BucketBounds::OpenLeft,
            (true, false) => BucketBounds::OpenRight,
            (false, false) => BucketBounds::Open,
            (true, true) => BucketBounds::Closed,
        };
        histograms.push_bucket(histogram::Bucket { bounds, lo, hi, count });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::histogram::tests::read;

    #[test]
    fn shows_populated_buckets_from_low_to_high() {
        let mut columns = Histograms::default();
        push(&mut columns, &read("{{count:7 sum:3 z_bucket:1 z_bucket_w:0.75 buckets:[2 0 3] n_buckets:[1]}}"));
        push(&mut columns, &read("{{schema:-53 count:3 custom_values:[5] buckets:[1 2]}}"));
        assert!(columns.is_valid());
        let shown = |at: usize| {
            let buckets = columns.buckets(at).map(|it| (it.bounds as u8, it.lo, it.hi, it.count));
            buckets.collect::<Vec<_>>()
        };
        // What lies in the zero bucket is cut off.
        assert_eq!(shown(0), [(1, -1.0, -0.75, 1.0), (3, -0.75, 0.75, 1.0), (0, 0.75, 1.0, 2.0), (0, 2.0, 4.0, 3.0)]);
        assert_eq!(shown(1), [(3, f64::NEG_INFINITY, 5.0, 1.0), (0, 5.0, f64::INFINITY, 2.0)]);
        assert_eq!((columns.counts, columns.sums), (vec![7.0, 3.0], vec![3.0, 0.0]));
    }
}
