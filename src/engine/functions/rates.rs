//! Changes of counters and gauges over a range: `rate`, `increase`, `delta`, and between its last two samples: `irate`,
//! `idelta`.
//!
//! Source: `extrapolatedRate`, `instantValue` of `promql/functions.go` of Prometheus.

pub(in crate::engine) mod extended;

use super::{Implementation, Notes, OverRange};
use crate::engine::annotation::text;
use crate::engine::column::{Point, is_histogram};
use crate::engine::counter::{Moment, beginning, extrapolation};
use crate::engine::histogram::range::{self, Kind, Per};
use crate::engine::sliding::Measure;
use crate::engine::window::Window;
use crate::model::time::seconds;
use crate::promql::functions::FunctionId;

/// The endings of the names of counters.
const COUNTER_ENDINGS: [&str; 4] = ["_total", "_sum", "_count", "_bucket"];

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    use Kind::{Counter, Gauge};
    use Measure::{Change, LastChange};
    use Per::{Range, Second};
    Some(Implementation::OfRange(match id {
        FunctionId::Delta => {
            OverRange::rolling(|window, _, notes| change(window, Gauge, Range, notes), Change(Gauge, Range))
        }
        FunctionId::Idelta => {
            OverRange::rolling(|window, _, notes| last_change(window, Gauge, Range, notes), LastChange(Gauge, Range))
        }
        FunctionId::Increase => {
            OverRange::rolling(|window, _, notes| of_counter(window, Range, notes), Change(Counter, Range))
        }
        FunctionId::Irate => OverRange::rolling(
            |window, _, notes| last_change(window, Counter, Second, notes),
            LastChange(Counter, Second),
        ),
        FunctionId::Rate => {
            OverRange::rolling(|window, _, notes| of_counter(window, Second, notes), Change(Counter, Second))
        }
        _ => return None,
    }))
}

/// The change of a counter; an info where the metric does not look like one.
fn of_counter(window: &Window<'_>, per: Per, notes: &mut Notes<'_>) -> Point {
    let point = change(window, Kind::Counter, per, notes);
    if matches!(point, Point::Float(_)) {
        note_other_metric(notes);
    }
    point
}

/// An info where a metric does not look like a counter: by its type, where that is known, else by its name.
pub(in crate::engine) fn note_other_metric(notes: &mut Notes<'_>) {
    let (metric, metric_type) = (notes.metric(), notes.labels.get("__type__"));
    let is_known = match metric_type {
        "" => metric.is_empty() || COUNTER_ENDINGS.iter().any(|ending| metric.ends_with(ending)),
        _ => matches!(metric_type, "counter" | "histogram"),
    };
    if !is_known {
        match metric_type {
            "" => notes.annotations.inform_of(text::possibly_no_counter, metric, notes.argument),
            _ => notes.annotations.inform(text::possibly_no_counter_by_type(metric, metric_type), notes.argument),
        }
    }
}

/// The change over the range, of floats or of histograms.
fn change(window: &Window<'_>, kind: Kind, per: Per, notes: &mut Notes<'_>) -> Point {
    if window.is_empty() {
        return Point::Absent;
    }
    if window.is_all_histograms() {
        return range::rate(window, kind, per, notes);
    }
    if !window.is_all_floats() {
        notes.annotations.warn_of(text::mixed_samples, notes.metric(), notes.argument);
        return Point::Absent;
    }
    let change = match window.extension {
        Some(extension) => extended::change(window, extension, kind).map(|change| given_per(per, change, window)),
        None => extrapolated(window, kind, per, sampled(window, kind, notes)),
    };
    change.map_or(Point::Absent, Point::Float)
}

fn given_per(per: Per, value: f64, window: &Window<'_>) -> f64 {
    match per {
        Per::Second => value / window.seconds(),
        Per::Range => value,
    }
}

/// The change between the first and the last sample.
fn sampled(window: &Window<'_>, kind: Kind, notes: &mut Notes<'_>) -> f64 {
    let ([first, ..], [.., last]) = (window.values, window.values) else { return f64::NAN };
    match kind {
        Kind::Gauge => last - first,
        Kind::Counter => with_resets(last - first, window, notes),
    }
}

/// A change between the first and the last sample extrapolated to the whole range of floats. `None` of less than two
/// samples, but that a counter may be known to have begun, at zero, within the range.
#[inline]
pub(in crate::engine) fn extrapolated(window: &Window<'_>, kind: Kind, per: Per, mut change: f64) -> Option<f64> {
    let first = *window.values.first()?;
    let beginning_of_counter = if kind == Kind::Counter { beginning(window) } else { None };
    let mut to_zero = f64::INFINITY;
    if beginning_of_counter.is_some() {
        change += first;
    } else if window.len() < 2 {
        return None;
    } else if kind == Kind::Counter && change > 0.0 && first >= 0.0 {
        to_zero = first / change;
    }
    // In Prometheus' order of operations: it is the factor that is divided, where there is one.
    Some(change * given_per(per, extrapolation(window, beginning_of_counter, to_zero), window))
}

/// A change with what the counter had reached at its resets. Warns of start times that contradict the samples before
/// them.
fn with_resets(mut change: f64, window: &Window<'_>, notes: &mut Notes<'_>) -> f64 {
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
        notes.annotations.warn_of(text::start_time_overlap, notes.metric(), notes.argument);
    }
    change
}

/// The change between the last two samples.
fn last_change(window: &Window<'_>, kind: Kind, per: Per, notes: &mut Notes<'_>) -> Point {
    let [.., before, last] = *window.values else { return Point::Absent };
    match (is_histogram(before), is_histogram(last)) {
        (true, true) => return range::instant(window, kind, per, notes),
        (false, false) => {}
        _ => {
            notes.annotations.warn_of(text::mixed_samples, notes.metric(), notes.argument);
            return Point::Absent;
        }
    }
    let moments = [window.len() - 2, window.len() - 1].map(|at| Moment::of(window, at));
    Point::Float(between(kind, per, moments, [before, last]))
}

/// The change from one float to the next.
#[inline]
pub(in crate::engine) fn between(kind: Kind, per: Per, [then, now]: [Moment; 2], [before, last]: [f64; 2]) -> f64 {
    let is_reset = kind == Kind::Counter && (last < before || now.is_reset_since(then));
    let change = if is_reset { last } else { last - before };
    match per {
        Per::Second => change / seconds(now.time - then.time),
        Per::Range => change,
    }
}

#[cfg(test)]
mod tests;
