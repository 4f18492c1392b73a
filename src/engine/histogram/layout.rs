//! Spans of a sparse native histogram: which bucket indices are there, read in runs and built anew.

use crate::model::native_histogram::{BucketSpan, Buckets, NativeHistogram};

/// The indices that spans hold, in growing order.
pub(super) fn indices(spans: &[BucketSpan]) -> impl Iterator<Item = i32> {
    let mut next = 0_i32;
    spans.iter().flat_map(move |span| {
        let start = next.saturating_add(span.offset);
        next = start.saturating_add_unsigned(span.length);
        start..next
    })
}

/// Appends a bucket behind all others. `next` is the index behind the last one.
pub(super) fn append(spans: &mut Vec<BucketSpan>, next: &mut i32, index: i32) {
    match spans.last_mut() {
        Some(span) if index == *next => span.length += 1,
        _ => spans.push(BucketSpan { offset: index.saturating_sub(*next), length: 1 }),
    }
    *next = index.saturating_add(1);
}

/// Without empty buckets, and without spans that touch: the one form in which equal histograms are equal.
pub fn compact(mut histogram: NativeHistogram) -> NativeHistogram {
    for side in [&mut histogram.positive, &mut histogram.negative] {
        if !is_compact(side) {
            *side = collect(side.iter().filter(|(_, count)| *count != 0.0));
        }
    }
    histogram
}

fn is_compact(buckets: &Buckets) -> bool {
    buckets.counts.iter().all(|count| *count != 0.0)
        && buckets.spans.iter().enumerate().all(|(at, span)| span.length > 0 && (at == 0 || span.offset != 0))
}

/// Buckets of counts by growing index.
pub(super) fn collect(counts: impl IntoIterator<Item = (i32, f64)>) -> Buckets {
    let mut buckets = Buckets::default();
    let mut next = 0;
    for (index, count) in counts {
        append(&mut buckets.spans, &mut next, index);
        buckets.counts.push(count);
    }
    buckets
}

/// The buckets as runs: each one's first index and its counts.
pub(super) fn runs(buckets: &Buckets) -> Vec<(i32, &[f64])> {
    let (mut next, mut rest) = (0_i32, buckets.counts.as_slice());
    let mut runs = Vec::with_capacity(buckets.spans.len());
    for span in &buckets.spans {
        let start = next.saturating_add(span.offset);
        let (counts, behind) = rest.split_at((span.length as usize).min(rest.len()));
        runs.push((start, counts));
        next = start.saturating_add_unsigned(span.length);
        rest = behind;
    }
    runs
}
