//! Quantiles, from the range's values kept in order: a step puts in what is new and takes out what is gone.

use super::Sliding;
use crate::engine::column::ABSENT;
use crate::engine::quantile::{nan_first, of_sorted};

/// The quantile `phi` of each range.
pub(super) fn quantiles(sliding: Sliding<'_>, phi: f64) -> Vec<f64> {
    let Sliding { values, ranges } = sliding;
    let mut sorted: Vec<f64> = Vec::new();
    let mut held = 0..0;
    let step = |range: &std::ops::Range<usize>| {
        if range.start >= held.end {
            // Nothing of it is left: begin anew.
            sorted.clear();
            held = range.start..range.start;
        }
        for value in &values[held.start..range.start] {
            let at = sorted.partition_point(|other| nan_first(other, value).is_lt());
            sorted.remove(at);
        }
        for value in &values[held.end..range.end] {
            let at = sorted.partition_point(|other| nan_first(other, value).is_lt());
            sorted.insert(at, *value);
        }
        held = range.clone();
        if range.is_empty() { ABSENT } else { of_sorted(phi, &sorted) }
    };
    ranges.iter().map(step).collect()
}
