//! The greatest or smallest value, from a queue of those that may still become it.
//!
//! A value that came before a better one never will. Each is put in and taken out once.

use std::collections::VecDeque;

use super::Sliding;
use crate::engine::column::ABSENT;

/// The best of each range by `beats`; NaN only where there is nothing else. Of equal values the first, as of 0 and -0.
pub(super) fn extremes(sliding: Sliding<'_>, beats: impl Fn(f64, f64) -> bool) -> Vec<f64> {
    let Sliding { values, ranges } = sliding;
    let mut candidates: VecDeque<usize> = VecDeque::new();
    let mut seen = 0;
    let step = |range: &std::ops::Range<usize>| {
        seen = seen.max(range.start);
        for at in seen..range.end {
            if values[at].is_nan() {
                continue;
            }
            while candidates.back().is_some_and(|last| beats(values[at], values[*last])) {
                candidates.pop_back();
            }
            candidates.push_back(at);
        }
        seen = seen.max(range.end);
        while candidates.front().is_some_and(|first| *first < range.start) {
            candidates.pop_front();
        }
        match candidates.front() {
            _ if range.is_empty() => ABSENT,
            Some(best) => values[*best],
            None => f64::NAN,
        }
    };
    ranges.iter().map(step).collect()
}
