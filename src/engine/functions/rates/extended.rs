//! Ranges of floats whose edges are extended, and their changes: `anchored` begins with the last sample before the
//! range, `smoothed` interpolates at both edges.
//!
//! Source: `extendedRate` of `promql/functions.go` and `extendFloats` of `promql/engine.go` of Prometheus.

#![allow(clippy::cast_precision_loss, reason = "spans of milliseconds are far below 2⁵³")]

use std::ops::Range;

use crate::engine::counter::ChangeOf;
use crate::engine::samples::Samples;
use crate::engine::window::Window;
use crate::promql::ast::Extension;

/// A range with a value at either edge.
struct Extended {
    left: f64,
    /// Samples between the edges, by number.
    within: Range<usize>,
    right: f64,
}

/// The change from one edge to the other; `None` where no sample is within.
pub(super) fn change(window: &Window<'_>, extension: Extension, of: ChangeOf) -> Option<f64> {
    // Nothing but samples after the range: they make no rate, though a bare range shows them.
    if extension == Extension::Smoothed && window.times.first().is_some_and(|first| *first > window.to) {
        return None;
    }
    let (times, values) = (window.times, window.values);
    let Extended { left, within, right } = extended((times, values), (window.from, window.to), extension, of)?;
    Some(match of {
        ChangeOf::Gauge => right - left,
        ChangeOf::Counter => right - left + resets(left, values.get(within).unwrap_or(&[]), right),
    })
}

/// The samples of a range with one at either edge; none where no sample is within. Of floats only.
pub(in crate::engine) fn samples(
    samples: &Samples,
    inside: Range<usize>,
    (from, to): (i64, i64),
    extension: Extension,
) -> Samples {
    let (times, values) = (&samples.times[inside.clone()], &samples.values[inside]);
    let Some(Extended { left, within, right }) = extended((times, values), (from, to), extension, ChangeOf::Gauge)
    else {
        return Samples::default();
    };
    let (times, values) = (times.get(within.clone()).unwrap_or(&[]), values.get(within).unwrap_or(&[]));
    Samples {
        times: [&[from], times, &[to]].concat(),
        values: [&[left], values, &[right]].concat(),
        ..Samples::default()
    }
}

fn extended(
    (times, values): (&[i64], &[f64]),
    (from, to): (i64, i64),
    extension: Extension,
    of: ChangeOf,
) -> Option<Extended> {
    let is_smoothed = extension == Extension::Smoothed;
    let mut last = times.len().checked_sub(1)?;
    let mut first = times[..last].partition_point(|time| *time <= from).saturating_sub(1);
    if is_smoothed {
        last = times[..last].partition_point(|time| *time < to);
    }
    if times[last] <= from {
        return None;
    }
    let between = |at: usize, time: i64| interpolated([at, at + 1].map(|at| (times[at], values[at])), time, of);
    let left = if is_smoothed && times[first] < from { between(first, from) } else { values[first] };
    let right = if is_smoothed && times[last] > to && last > 0 { between(last - 1, to) } else { values[last] };
    // Samples at the edges are in the values there already, and so are resets next to them.
    if times[first] <= from {
        first += 1;
    }
    let end = if times[last] >= to { last } else { last + 1 };
    Some(Extended { left, within: first..end, right })
}

/// The value between a sample and the next at a time; a counter that was reset between them began at zero with the
/// first.
fn interpolated([(from, before), (to, after)]: [(i64, f64); 2], time: i64, of: ChangeOf) -> f64 {
    let before = if of == ChangeOf::Counter && after < before { 0.0 } else { before };
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
