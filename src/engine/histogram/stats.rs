//! What `histogram_count`, `histogram_sum` and `histogram_avg` see of stored histograms: of each what is known of
//! resets found out, as if read one after the other.
//!
//! Source: `HistogramStatsIterator` and `detectHistogramStatsDecoding` of Prometheus, which reads no buckets there
//! and so has to look for resets while reading. Buckets are kept here: they are shared and cost nothing.

use std::rc::Rc;

use super::is_reset;
use crate::engine::samples::Samples;
use crate::model::native_histogram::{NativeHistogram, ResetHint};

/// The samples with what is known of resets filled in. A stale marker or a float between two histograms does not
/// part them. Without histograms, the very same samples.
pub fn with_resets(samples: &Rc<Samples>) -> Rc<Samples> {
    if samples.histograms.is_empty() {
        return Rc::clone(samples);
    }
    let mut before: Option<&NativeHistogram> = None;
    let histograms = samples.histograms.iter().map(|histogram| {
        let histogram = histogram.as_ref()?;
        let before = before.replace(histogram);
        Some(match before {
            Some(before) if histogram.hint == ResetHint::Unknown => {
                let hint = if is_reset(before, histogram) { ResetHint::Reset } else { ResetHint::NotReset };
                Rc::new(NativeHistogram { hint, ..NativeHistogram::clone(histogram) })
            }
            _ => Rc::clone(histogram),
        })
    });
    let histograms = histograms.collect();
    Rc::new(Samples { histograms, ..Samples::clone(samples) })
}
