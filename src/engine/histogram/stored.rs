//! What a storage knows of counter resets when it gives histograms back.
//!
//! Source: `tsdb/chunkenc/float_histogram.go` of Prometheus. A chunk ends where a counter was reset or the layout
//! changed; of the first histogram of a chunk nothing is known, of the others that there was no reset.

use std::rc::Rc;

use super::is_reset;
use crate::model::native_histogram::{NativeHistogram, ResetHint};

/// What is known of a histogram's reset after it was stored behind another one.
pub fn hint(before: Option<&NativeHistogram>, histogram: &NativeHistogram) -> ResetHint {
    match before {
        _ if histogram.hint == ResetHint::Gauge => ResetHint::Gauge,
        Some(before) if before.hint != ResetHint::Gauge && shares_chunk(before, histogram) => ResetHint::NotReset,
        _ => ResetHint::Unknown,
    }
}

fn shares_chunk(before: &NativeHistogram, histogram: &NativeHistogram) -> bool {
    let has_same_layout = histogram.schema == before.schema
        && histogram.zero_threshold == before.zero_threshold
        && histogram.custom_values == before.custom_values;
    // A hint that there was no reset counts for nothing here.
    let is_reset = histogram.hint == ResetHint::Reset
        || is_reset(before, &NativeHistogram { hint: ResetHint::Unknown, ..histogram.clone() });
    has_same_layout && !is_reset
}

/// The histograms of one series as they come back. What is no histogram (a float, a stale marker) ends a chunk.
pub fn read_back(histograms: &[Option<Rc<NativeHistogram>>]) -> Vec<Option<Rc<NativeHistogram>>> {
    let mut before: Option<&Rc<NativeHistogram>> = None;
    let mut last: Option<Rc<NativeHistogram>> = None;
    let mut stored = Vec::with_capacity(histograms.len());
    for histogram in histograms {
        let previous = std::mem::replace(&mut before, histogram.as_ref());
        last = histogram.as_ref().map(|histogram| {
            // Of one that is repeated, the third is what the second was.
            let is_repeated = previous.is_some_and(|previous| Rc::ptr_eq(previous, histogram));
            match &last {
                Some(last) if is_repeated && last.hint != ResetHint::Unknown => Rc::clone(last),
                _ => {
                    let hint = hint(previous.map(|previous| &**previous), histogram);
                    Rc::new(NativeHistogram { hint, ..NativeHistogram::clone(histogram) })
                }
            }
        });
        stored.push(last.clone());
    }
    stored
}
