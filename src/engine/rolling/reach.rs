//! Finds the samples that belong to a range, near those of the range before.

use std::ops::Range;

use crate::engine::options::{Dialect, Options};
use crate::promql::ast::Extension;

/// How far ranges reach, by their dialect and by how their edges are treated.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Whose rules hold.
    pub dialect: Dialect,
    /// How far ranges reach back and ahead beyond their bounds, in milliseconds.
    back: i64,
    ahead: i64,
}

impl Reach {
    /// Of ranges whose edges are treated like this.
    pub fn of(extension: Option<Extension>, options: &Options) -> Self {
        let lookback = options.lookback_ms;
        let (back, ahead) = match extension {
            None => (0, 0),
            Some(Extension::Anchored) => (lookback, 0),
            Some(Extension::Smoothed) => (lookback, lookback),
        };
        Self { dialect: options.dialect, back, ahead }
    }

    /// The numbers of the samples of a range, by their times. They are looked for first at those of another range,
    /// which may be any, and found the faster the closer they are.
    #[inline]
    pub fn samples(self, times: &[i64], near: &Range<usize>, (from, to): (i64, i64)) -> Range<usize> {
        let (from, to) = (from.saturating_sub(self.back), to.saturating_add(self.ahead));
        let start = match self.dialect {
            Dialect::V2 => seek(times, near.start, |time| time < from),
            Dialect::V3 => seek(times, near.start, |time| time <= from),
        };
        // In version 3 a range that is cut off at both ends has nothing.
        start..seek(times, near.end, |time| time <= to).max(start)
    }
}

/// How many times are looked at one by one.
const NEXT: usize = 4;

/// The number of the first time that is not before something, looked for from `near` on.
#[inline]
fn seek(times: &[i64], near: usize, is_before: impl Fn(i64) -> bool) -> usize {
    let near = near.min(times.len());
    for at in near..near + NEXT {
        if !times.get(at).is_some_and(|time| is_before(*time)) {
            let is_found = at > near || at == 0 || is_before(times[at - 1]);
            return if is_found { at } else { seek_back(times, at - 1, is_before) };
        }
    }
    let (mut start, mut stride) = (near + NEXT, NEXT);
    while times.get(start + stride - 1).is_some_and(|time| is_before(*time)) {
        start += stride;
        stride *= 2;
    }
    let end = times.len().min(start + stride - 1);
    start + times[start..end].partition_point(|time| is_before(*time))
}

/// The same where `end` is not before it, in growing strides towards the beginning.
fn seek_back(times: &[i64], mut end: usize, is_before: impl Fn(i64) -> bool) -> usize {
    let mut stride = 1;
    loop {
        let start = end.saturating_sub(stride);
        if start == 0 || is_before(times[start]) {
            return start + times[start..end].partition_point(|time| is_before(*time));
        }
        (end, stride) = (start, stride * 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_found_from_anywhere() {
        let times: Vec<i64> = (0..40).map(|at| at * 10 + at % 3).collect();
        for time in -2..420 {
            let expected = times.partition_point(|own| *own < time);
            for near in 0..times.len() + 3 {
                assert_eq!(seek(&times, near, |own| own < time), expected, "{time} from {near}");
            }
        }
        assert_eq!(seek(&[], 3, |_| true), 0);
    }

    #[test]
    fn ranges_include_their_beginning_in_version_2_only() {
        let times = [0, 10, 20, 30];
        for (dialect, expected, cut_off) in [(Dialect::V2, 1..3, 1..2), (Dialect::V3, 2..3, 2..2)] {
            let reach = Reach::of(None, &Options { dialect, ..Options::default() });
            assert_eq!(reach.samples(&times, &(0..0), (10, 20)), expected);
            assert_eq!(reach.samples(&times, &(4..4), (10, 10)), cut_off);
        }
        let smoothed = Reach::of(Some(Extension::Smoothed), &Options { lookback_ms: 10, ..Options::default() });
        assert_eq!(smoothed.samples(&times, &(0..0), (15, 15)), 1..3);
    }
}
