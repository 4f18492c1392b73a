//! Changes of counters and gauges over a range: `rate`, `increase`, `delta`, and between its last two samples: `irate`,
//! `idelta`.
//!
//! Source: `extrapolatedRate`, `instantValue` of `promql/functions.go` of Prometheus.

pub(in crate::engine) mod extended;

use super::{Implementation, OverRange};
use crate::engine::annotation::{Annotator, text};
use crate::engine::column::{Point, is_histogram};
use crate::engine::counter::{ChangeOf, ChangePer, Moment, between, extrapolated};
use crate::engine::histogram::range;
use crate::engine::rolling::RollingFunction;
use crate::engine::window::Window;
use crate::promql::functions::FunctionId;

/// The endings of the names of counters.
const COUNTER_ENDINGS: [&str; 4] = ["_total", "_sum", "_count", "_bucket"];

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    use ChangeOf::{Counter, Gauge};
    use ChangePer::{Range, Second};
    use RollingFunction::{Change, LastChange};
    Some(Implementation::OfRange(match id {
        FunctionId::Delta => {
            OverRange::rolling(|window, _, annotator| change(window, Gauge, Range, annotator), Change(Gauge, Range))
        }
        FunctionId::Idelta => OverRange::rolling(
            |window, _, annotator| last_change(window, Gauge, Range, annotator),
            LastChange(Gauge, Range),
        ),
        FunctionId::Increase => {
            OverRange::rolling(|window, _, annotator| of_counter(window, Range, annotator), Change(Counter, Range))
        }
        FunctionId::Irate => OverRange::rolling(
            |window, _, annotator| last_change(window, Counter, Second, annotator),
            LastChange(Counter, Second),
        ),
        FunctionId::Rate => {
            OverRange::rolling(|window, _, annotator| of_counter(window, Second, annotator), Change(Counter, Second))
        }
        _ => return None,
    }))
}

/// The change of a counter; an info where the metric does not look like one.
fn of_counter(window: &Window<'_>, per: ChangePer, annotator: &mut Annotator<'_>) -> Point {
    let point = change(window, ChangeOf::Counter, per, annotator);
    if matches!(point, Point::Float(_)) {
        annotate_unlikely_counter(annotator);
    }
    point
}

/// An info where a metric does not look like a counter: by its type, where that is known, else by its name.
pub(in crate::engine) fn annotate_unlikely_counter(annotator: &mut Annotator<'_>) {
    let (metric, metric_type) = (annotator.metric(), annotator.labels.get("__type__"));
    let is_known = match metric_type {
        "" => metric.is_empty() || COUNTER_ENDINGS.iter().any(|ending| metric.ends_with(ending)),
        _ => matches!(metric_type, "counter" | "histogram"),
    };
    if is_known {
        return;
    }
    if metric_type.is_empty() {
        annotator.annotations.inform_of(text::possibly_no_counter, metric, annotator.argument);
    } else {
        let text = text::possibly_no_counter_by_type(metric, metric_type);
        annotator.annotations.inform(text, annotator.argument);
    }
}

/// The change over the range, of floats or of histograms.
fn change(window: &Window<'_>, of: ChangeOf, per: ChangePer, annotator: &mut Annotator<'_>) -> Point {
    if window.is_empty() {
        return Point::Absent;
    }
    if window.is_all_histograms() {
        return range::rate(window, of, per, annotator);
    }
    if !window.is_all_floats() {
        annotator.annotations.warn_of(text::mixed_samples, annotator.metric(), annotator.argument);
        return Point::Absent;
    }
    let change = match window.extension {
        Some(extension) => extended::change(window, extension, of).map(|change| per.of(change, window)),
        None => extrapolated(window, of, per, sampled(window, of, annotator)),
    };
    change.map_or(Point::Absent, Point::Float)
}

/// The change between the first and the last sample.
fn sampled(window: &Window<'_>, of: ChangeOf, annotator: &mut Annotator<'_>) -> f64 {
    let ([first, ..], [.., last]) = (window.values, window.values) else { return f64::NAN };
    match of {
        ChangeOf::Gauge => last - first,
        ChangeOf::Counter => with_resets(last - first, window, annotator),
    }
}

/// A change with what the counter had reached at its resets. Warns of start times that contradict the samples before
/// them.
fn with_resets(mut change: f64, window: &Window<'_>, annotator: &mut Annotator<'_>) -> f64 {
    let falls = window.values.windows(2).filter(|pair| pair[1] < pair[0]);
    if window.starts.is_empty() {
        return falls.fold(change, |change, pair| change + pair[0]);
    }
    let mut has_overlap = false;
    for (at, pair) in window.values.windows(2).enumerate() {
        let (then, now) = (Moment::of(window, at), Moment::of(window, at + 1));
        has_overlap |= now.overlaps(then);
        if pair[1] < pair[0] || now.is_reset_since(then) {
            change += pair[0];
        }
    }
    if has_overlap {
        annotator.annotations.warn_of(text::start_time_overlap, annotator.metric(), annotator.argument);
    }
    change
}

/// The change between the last two samples.
fn last_change(window: &Window<'_>, of: ChangeOf, per: ChangePer, annotator: &mut Annotator<'_>) -> Point {
    let [.., before, last] = *window.values else { return Point::Absent };
    match (is_histogram(before), is_histogram(last)) {
        (true, true) => return range::instant(window, of, per, annotator),
        (false, false) => {}
        _ => {
            annotator.annotations.warn_of(text::mixed_samples, annotator.metric(), annotator.argument);
            return Point::Absent;
        }
    }
    let moments = [window.len() - 2, window.len() - 1].map(|at| Moment::of(window, at));
    Point::Float(between(of, per, moments, [before, last]))
}

#[cfg(test)]
mod tests;
