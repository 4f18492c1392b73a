//! Counts, from running totals: the number in a range is the total at its end less that at its beginning.

use super::Sliding;
use crate::engine::column::ABSENT;

/// How many samples.
pub(super) fn counts(sliding: Sliding<'_>) -> Vec<f64> {
    let ranges = sliding.ranges.iter();
    ranges.map(|range| if range.is_empty() { ABSENT } else { range.len() as f64 }).collect()
}

/// How often something is the case between a sample and the one after it.
pub(super) fn events(sliding: Sliding<'_>, happens: impl Fn(f64, f64) -> bool) -> Vec<f64> {
    let mut total = 0_u32;
    let mut totals = vec![0; sliding.values.len().min(1)];
    totals.extend(sliding.values.windows(2).map(|pair| {
        total += u32::from(happens(pair[0], pair[1]));
        total
    }));
    let ranges = sliding.ranges.iter();
    let count = |range: &std::ops::Range<usize>| f64::from(totals[range.end - 1] - totals[range.start]);
    ranges.map(|range| if range.is_empty() { ABSENT } else { count(range) }).collect()
}
