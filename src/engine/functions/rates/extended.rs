//! Changes of ranges of floats whose edges are extended: `anchored` begins with the last sample before the range,
//! `smoothed` interpolates at both edges.
//!
//! Source: `extendedRate` of `promql/functions.go` of Prometheus.

use crate::engine::histogram::range::Kind;
use crate::engine::window::Window;
use crate::promql::ast::Extension;

/// The change from one edge to the other; `None` where no sample is within.
pub(super) fn change(window: &Window<'_>, extension: Extension, kind: Kind) -> Option<f64> {
    let (times, values) = (window.times, window.values);
    let is_smoothed = extension == Extension::Smoothed;
    let mut last = times.len().checked_sub(1)?;
    let mut first = times[..last].partition_point(|time| *time <= window.from).saturating_sub(1);
    if is_smoothed {
        last = times[..last].partition_point(|time| *time < window.to);
    }
    if times[last] <= window.from || is_smoothed && times[first] > window.to {
        return None;
    }
    let left = if is_smoothed && times[first] < window.from {
        interpolated(window, first, window.from, kind)
    } else {
        values[first]
    };
    let right = if is_smoothed && times[last] > window.to && last > 0 {
        interpolated(window, last - 1, window.to, kind)
    } else {
        values[last]
    };
    if kind == Kind::Gauge {
        return Some(right - left);
    }
    // Samples at the edges are in the values there already, and so are resets next to them.
    if times[first] <= window.from {
        first += 1;
    }
    let end = if times[last] >= window.to { last } else { last + 1 };
    let within = values.get(first..end).unwrap_or(&[]);
    Some(right - left + resets(left, within, right))
}

/// The value between a sample and the next at a time; a counter that was reset between them began at zero with the
/// first.
fn interpolated(window: &Window<'_>, at: usize, time: i64, kind: Kind) -> f64 {
    let (before, after) = (window.values[at], window.values[at + 1]);
    let (from, to) = (window.times[at], window.times[at + 1]);
    let before = if kind == Kind::Counter && after < before { 0.0 } else { before };
    before + (after - before) * (time - from) as f64 / (to - from) as f64
}

/// What a counter had reached at its resets.
fn resets(left: f64, within: &[f64], right: f64) -> f64 {
    let mut before = left;
    let mut reached = 0.0;
    for value in within.iter().chain([&right]) {
        if *value < before {
            reached += before;
        }
        before = *value;
    }
    reached
}
