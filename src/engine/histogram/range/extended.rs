//! Changes of ranges whose edges are extended: `anchored` begins with the last sample before the range, `smoothed`
//! interpolates at both edges.
//!
//! Source: `extendedHistogramRate` of `promql/functions.go` of Prometheus.

#![allow(clippy::cast_precision_loss, reason = "spans of milliseconds are far below 2⁵³")]

use super::{ChangeOf, ChangePer, annotate_metric_kind, annotate_mixed_schemas, at, combine};
use crate::engine::annotation::{Annotations, Annotator};
use crate::engine::histogram::accumulator::{Accumulator, Sign};
use crate::engine::histogram::{CombineFlags, HistogramOperation, Incompatible, divided, is_reset, scaled};
use crate::engine::window::Window;
use crate::model::native_histogram::NativeHistogram;
use crate::promql::ast::Extension;
use crate::promql::span::Span;

/// A histogram and its time, Unix milliseconds.
type Timed<'a> = (i64, &'a NativeHistogram);

/// The histogram between two others at a time between theirs: of a counter that was reset between them, the part of
/// the second that grew since. Annotations on how it came about are added.
pub fn interpolate(
    (from, first): Timed<'_>,
    (to, second): Timed<'_>,
    time: i64,
    of: ChangeOf,
    (span, annotations): (Span, &mut Annotations),
) -> Result<NativeHistogram, Incompatible> {
    if time == from {
        return Ok(first.clone());
    }
    if time == to {
        return Ok(second.clone());
    }
    let part = (time - from) as f64 / (to - from) as f64;
    if of == ChangeOf::Counter && is_reset(first, second) {
        return Ok(scaled(second, part));
    }
    let mut note = |flags: CombineFlags, operation| {
        CombineFlags { resets_collide: false, ..flags }.annotate(operation, span, annotations);
    };
    let mut between = Accumulator::<f64>::of(second);
    note(between.add(first, Sign::Minus)?, HistogramOperation::Subtraction);
    between.multiply(part);
    note(between.add(first, Sign::Plus)?, HistogramOperation::Addition);
    Ok(between.histogram())
}

/// The change from one edge to the other.
pub(super) fn change(
    window: &Window<'_>,
    of: ChangeOf,
    per: ChangePer,
    annotator: &mut Annotator<'_>,
) -> Option<NativeHistogram> {
    let times = window.times;
    let is_smoothed = window.extension == Some(Extension::Smoothed);
    let mut last = times.len().checked_sub(1)?;
    let first = times[..last].partition_point(|time| *time <= window.from).saturating_sub(1);
    if is_smoothed {
        last = times[..last].partition_point(|time| *time < window.to);
    }
    if times[last] <= window.from || (is_smoothed && times[first] > window.to) {
        return None;
    }
    let within = || (first..=last).filter_map(|index| at(window, index));
    let is_custom = at(window, first)?.has_custom_buckets();
    if within().any(|histogram| histogram.has_custom_buckets() != is_custom) {
        annotate_mixed_schemas(annotator);
        return None;
    }
    if of == ChangeOf::Counter {
        annotate_metric_kind(of, within(), annotator);
    }
    let timed = |index: usize| Some((times[index], at(window, index)?));
    let mut edge = |before: usize, time: i64| {
        let sink = (annotator.argument, &mut *annotator.annotations);
        interpolate(timed(before)?, timed(before + 1)?, time, of, sink).ok()
    };
    let is_left_between = is_smoothed && times[first] < window.from;
    let left = if is_left_between { edge(first, window.from)? } else { at(window, first)?.clone() };
    let is_right_between = is_smoothed && last > 0 && times[last] > window.to;
    let right = if is_right_between { edge(last - 1, window.to)? } else { at(window, last)?.clone() };
    if of == ChangeOf::Gauge {
        annotate_metric_kind(of, [&left, &right].into_iter(), annotator);
    }
    let mut change = combine(&right, &left, Sign::Minus, annotator)?;
    if of == ChangeOf::Counter {
        let mut lost: Option<NativeHistogram> = None;
        for before in resets(window, (first, last), (&left, &right), is_left_between) {
            lost = match lost {
                None => Some(before.clone()),
                Some(lost) => Some(combine(&lost, before, Sign::Plus, annotator)?),
            };
        }
        if let Some(lost) = lost {
            change = combine(&change, &lost, Sign::Plus, annotator)?;
        }
    }
    Some(if per == ChangePer::Second { divided(&change, window.seconds()) } else { change })
}

/// The histograms after which the counter was reset, between both edges.
fn resets<'a>(
    window: &Window<'a>,
    (first, last): (usize, usize),
    (left, right): (&'a NativeHistogram, &'a NativeHistogram),
    is_left_between: bool,
) -> Vec<&'a NativeHistogram> {
    let mut before = left;
    let mut inner = first + 1;
    if is_left_between
        && let (Some(earlier), Some(later)) = (at(window, first), at(window, inner))
        && is_reset(earlier, later)
    {
        // The left edge lies in this reset and knows of it.
        before = later;
        inner += 1;
    }
    // The right edge is the last sample, or has what is known of its resets: never both.
    if inner > last {
        return Vec::new();
    }
    let mut resets = Vec::new();
    for current in (inner..last).filter_map(|index| at(window, index)).chain([right]) {
        if is_reset(before, current) {
            resets.push(before);
        }
        before = current;
    }
    resets
}
