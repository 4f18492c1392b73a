//! The greatest or smallest value, from a queue of those that may still become it.
//!
//! A value that came before a better one never will. Each is put in and taken out once.

use std::collections::VecDeque;

use super::WindowDelta;
use crate::model::count::to_u32;

/// The best of the range by `beats`; NaN only where there is nothing else. Of equal values the first, as of 0 and -0.
#[inline]
pub(super) fn value(queue: &mut VecDeque<u32>, delta: &WindowDelta<'_>, beats: impl Fn(f64, f64) -> bool) -> f64 {
    best(queue, delta, beats).map_or(f64::NAN, |at| delta.values[at])
}

/// When it was, in seconds; the last sample where all are NaN. Equal values are told apart by `beats`.
#[inline]
pub(super) fn time(queue: &mut VecDeque<u32>, delta: &WindowDelta<'_>, beats: impl Fn(f64, f64) -> bool) -> f64 {
    delta.seconds(best(queue, delta, beats).unwrap_or(delta.range.end - 1))
}

#[inline]
fn best(candidates: &mut VecDeque<u32>, delta: &WindowDelta<'_>, beats: impl Fn(f64, f64) -> bool) -> Option<usize> {
    let values = delta.values;
    if delta.is_anew() {
        candidates.clear();
    }
    while candidates.front().is_some_and(|first| (*first as usize) < delta.range.start) {
        candidates.pop_front();
    }
    for at in delta.arrived() {
        let value = values[at];
        if value.is_nan() {
            continue;
        }
        while candidates.back().is_some_and(|last| beats(value, values[*last as usize])) {
            candidates.pop_back();
        }
        candidates.push_back(to_u32(at));
    }
    candidates.front().map(|best| *best as usize)
}
