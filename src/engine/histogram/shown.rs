//! Native histograms of the buckets that the HTTP API shows: the way back from [`super::api`].
//!
//! The API tells bounds and counts, not the schema: it is found by the bounds. Custom bounds that all happen to be
//! powers of one base are taken for exponential buckets, as nothing tells them apart.
//!
//! Invariant: what is given back is shown by the same buckets.
//! Not here: hints of resets, which the API does not tell.

use std::ops::Range;
use std::rc::Rc;

use super::bounds::exponential;
use super::layout::collect;
use crate::model::count::to_i32;
use crate::model::histogram::{Bucket, BucketBounds, Histograms};
use crate::model::native_histogram::{Buckets, CUSTOM_SCHEMA, EXPONENTIAL_SCHEMAS, NativeHistogram};

/// The histograms of one series; `None` where a bucket fits neither exponential nor custom ones.
pub fn read(shown: &Histograms, which: Range<usize>) -> Option<Vec<Rc<NativeHistogram>>> {
    let mut schema = *EXPONENTIAL_SCHEMAS.start();
    let one = |at: usize| {
        let buckets: Vec<Bucket> = shown.buckets(at).collect();
        // Most often all histograms of a series have one schema.
        let own = std::iter::once(schema).chain(EXPONENTIAL_SCHEMAS).find_map(|schema| powers(&buckets, schema))?;
        schema = own.schema;
        Some(Rc::new(NativeHistogram { count: shown.counts[at], sum: shown.sums[at], ..own }))
    };
    let all: Option<Vec<_>> = which.clone().map(one).collect();
    all.or_else(|| custom(shown, which))
}

/// Exponential buckets of a schema, if these are such.
fn powers(buckets: &[Bucket], schema: i8) -> Option<NativeHistogram> {
    let mut histogram = NativeHistogram { schema, ..NativeHistogram::default() };
    let (mut positive, mut negative) = (Vec::new(), Vec::new());
    for Bucket { bounds, lo, hi, count } in buckets.iter().copied() {
        match bounds {
            BucketBounds::Closed if hi.is_finite() && lo == -hi => {
                (histogram.zero_threshold, histogram.zero_count) = (hi, count);
            }
            BucketBounds::OpenLeft if lo >= 0.0 => positive.push((lo, hi, count)),
            BucketBounds::OpenRight if hi <= 0.0 => negative.push((-hi, -lo, count)),
            _ => return None,
        }
    }
    negative.reverse();
    let side = |buckets: Vec<(f64, f64, f64)>| -> Option<Buckets> {
        let mut indexed: Vec<(i32, f64)> = Vec::with_capacity(buckets.len());
        for (near, far, count) in buckets {
            let index = index(far, schema);
            let (lower, upper) = (exponential(index.saturating_sub(1), schema), exponential(index, schema));
            // The part of a bucket that lies in the zero bucket is not shown.
            let is_cut = near == histogram.zero_threshold && near > lower;
            let is_next = indexed.last().is_none_or(|(before, _)| *before < index);
            if !is_close(upper, far) || !(is_close(lower, near) || is_cut) || !is_next {
                return None;
            }
            indexed.push((index, count));
        }
        Some(collect(indexed))
    };
    let (positive, negative) = (side(positive)?, side(negative)?);
    Some(NativeHistogram { positive, negative, ..histogram })
}

/// The index of the bucket that ends at a bound, if one does.
fn index(bound: f64, schema: i8) -> i32 {
    let octaves = bound.min(f64::MAX).log2();
    #[expect(clippy::cast_possible_truncation, reason = "the cast of a float stops at both ends")]
    let index = (octaves * f64::from(schema).exp2()).round() as i32;
    index.saturating_add(i32::from(bound == f64::INFINITY))
}

/// Equal but for the last digits of a table of powers.
fn is_close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-13 * b.abs()
}

/// Buckets of custom bounds: all that any histogram of the series shows.
fn custom(shown: &Histograms, which: Range<usize>) -> Option<Vec<Rc<NativeHistogram>>> {
    let edges = which.clone().flat_map(|at| shown.buckets(at)).flat_map(|bucket| [bucket.lo, bucket.hi]);
    let mut bounds: Vec<f64> = edges.filter(|edge| edge.is_finite()).collect();
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    let custom_values: Rc<[f64]> = bounds.into();
    let index = |edge: f64| to_i32(custom_values.partition_point(|bound| *bound < edge));
    let one = |at: usize| {
        let mut indexed: Vec<(i32, f64)> = Vec::new();
        for Bucket { bounds, lo, hi, count } in shown.buckets(at) {
            let (begin, end) = (index(lo), index(hi));
            // Between its bounds lies no other, and what is below all bounds has its lower one.
            let is_first = lo == f64::NEG_INFINITY && end == 0 && bounds == BucketBounds::Closed;
            let is_later = begin + 1 == end && bounds == BucketBounds::OpenLeft;
            let is_next = indexed.last().is_none_or(|(before, _)| *before < end);
            if !(is_first || is_later) || !is_next {
                return None;
            }
            indexed.push((end, count));
        }
        Some(Rc::new(NativeHistogram {
            schema: CUSTOM_SCHEMA,
            count: shown.counts[at],
            sum: shown.sums[at],
            positive: collect(indexed),
            custom_values: Rc::clone(&custom_values),
            ..NativeHistogram::default()
        }))
    };
    which.map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::histogram::api;
    use crate::engine::histogram::tests::read as parsed;

    /// Histograms that are read back from what is shown of them.
    #[track_caller]
    fn check(texts: &[&str], schemas: &[i8]) {
        let mut columns = Histograms::default();
        for text in texts {
            api::push(&mut columns, &parsed(text));
        }
        let back = read(&columns, 0..texts.len()).unwrap_or_else(|| panic!("{texts:?}"));
        assert_eq!(back.iter().map(|one| one.schema).collect::<Vec<_>>(), schemas, "{texts:?}");
        let mut again = Histograms::default();
        for one in &back {
            api::push(&mut again, one);
        }
        assert_eq!(again, columns, "{texts:?}");
    }

    #[test]
    fn what_is_shown_is_read_back() {
        check(&["{{schema:0 count:10 sum:5 z_bucket:1 z_bucket_w:0.001 buckets:[2 0 3] n_buckets:[1 3]}}"], &[0]);
        check(&["{{schema:3 count:3 sum:5 offset:-7 buckets:[1 2]}}", "{{schema:-4 count:1 buckets:[1]}}"], &[3, -4]);
        check(&["{{schema:8 count:3 sum:5 offset:900 buckets:[1 2 0 0 0 0 0 4]}}"], &[8]);
        check(&["{{schema:0 count:4 offset:1024 buckets:[1 3]}}"], &[0]);
        check(&["{{count:0 sum:0}}"], &[-4]);
        // The zero bucket covers a part of the first one.
        check(&["{{count:7 sum:3 z_bucket:1 z_bucket_w:0.75 buckets:[2 0 3] n_buckets:[1]}}"], &[0]);
        check(
            &[
                "{{schema:-53 count:3 custom_values:[3 5 11] buckets:[1 2]}}",
                "{{schema:-53 count:3 custom_values:[3 5 11] buckets:[0 0 1 2]}}",
            ],
            &[-53, -53],
        );
        check(&["{{schema:-53 count:2 custom_values:[] buckets:[2]}}"], &[-53]);
    }

    #[test]
    fn what_no_histogram_shows_is_refused() {
        let bucket = |bounds, lo, hi| Bucket { bounds, lo, hi, count: 1.0 };
        for buckets in [
            vec![bucket(BucketBounds::Open, 1.0, 2.0)],
            vec![bucket(BucketBounds::OpenLeft, 2.0, 1.0)],
            vec![bucket(BucketBounds::OpenLeft, f64::NAN, 1.0)],
            vec![bucket(BucketBounds::OpenLeft, 1.0, 2.0), bucket(BucketBounds::OpenLeft, 1.0, 2.0)],
            vec![bucket(BucketBounds::OpenLeft, 1.0, 9.0), bucket(BucketBounds::OpenLeft, 3.0, 7.0)],
            vec![bucket(BucketBounds::OpenRight, -3.0, -1.0)],
        ] {
            let mut columns = Histograms::default();
            for bucket in &buckets {
                columns.push_bucket(*bucket);
            }
            columns.end(1.0, 1.0);
            assert_eq!(read(&columns, 0..1), None, "{buckets:?}");
        }
    }
}
