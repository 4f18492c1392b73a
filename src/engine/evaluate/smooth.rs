//! `smoothed` instant selectors: between two samples, what lies on the line between them.
//!
//! Source: `smoothSeries` in `promql/engine.go` of Prometheus.

#![allow(clippy::cast_precision_loss, reason = "spans of milliseconds are far below 2⁵³")]

use std::rc::Rc;

use super::select::without_stale;
use crate::engine::annotation::{Annotations, text};
use crate::engine::column::{Point, ValueColumn, is_histogram};
use crate::engine::counter::ChangeOf;
use crate::engine::histogram::range;
use crate::engine::options::Options;
use crate::engine::plan::Timing;
use crate::engine::rolling::Reach;
use crate::engine::samples::Samples;
use crate::model::native_histogram::ResetHint;
use crate::promql::ast::Extension;
use crate::promql::span::Span;

/// What annotations are about.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnnotationTarget<'a> {
    /// The metric's name.
    pub(super) metric: &'a str,
    /// The selector.
    pub(super) span: Span,
}

/// The values of one series at each step: a sample's own, else between the samples before and after, else that of the
/// sample before; of those that are no further away than the lookback.
pub(super) fn column(
    samples: &Rc<Samples>,
    steps: &[i64],
    timing: Timing,
    options: &Options,
    target: AnnotationTarget<'_>,
    annotations: &mut Annotations,
) -> ValueColumn {
    let samples = without_stale(samples.clone());
    let reach = Reach::of(Some(Extension::Smoothed), options);
    let mut inside = 0..0;
    let mut column = ValueColumn::absent(steps.len());
    for (step, time) in steps.iter().enumerate() {
        let reference = timing.reference(*time);
        inside = reach.samples(&samples.times, &inside, (reference, reference));
        let histograms = inside.clone().filter(|at| is_histogram(samples.values[*at])).count();
        if histograms > 0 && histograms < inside.len() {
            annotations.warn_of(text::mixed_samples, target.metric, target.span);
            continue;
        }
        let after = inside.start + samples.times[inside.clone()].partition_point(|time| *time < reference);
        let is_exact = inside.contains(&after) && samples.times[after] == reference;
        let point = match (is_exact, after > inside.start, after < inside.end) {
            (true, _, _) => samples.point(after),
            (false, true, true) => between(&samples, after - 1, reference, target, annotations),
            (false, true, false) => samples.point(after - 1),
            (false, false, _) => Point::Absent,
        };
        column.put(step, point);
    }
    column
}

/// What lies between a sample and the next one. Of histograms, those that are no gauges are counters.
fn between(
    samples: &Samples,
    before: usize,
    time: i64,
    target: AnnotationTarget<'_>,
    annotations: &mut Annotations,
) -> Point {
    let (from, to) = (samples.times[before], samples.times[before + 1]);
    match (samples.point(before), samples.point(before + 1)) {
        (Point::Float(left), Point::Float(right)) => {
            let share = (time - from) as f64 / (to - from) as f64;
            Point::Float(left + (right - left) * share)
        }
        (Point::Histogram(left), Point::Histogram(right)) => {
            if left.has_custom_buckets() != right.has_custom_buckets() {
                annotations.warn_of(range::mixed_schemas, target.metric, target.span);
                return Point::Absent;
            }
            let is_gauge = left.hint == ResetHint::Gauge;
            let of = if is_gauge { ChangeOf::Gauge } else { ChangeOf::Counter };
            let sink = (target.span, &mut *annotations);
            let between = range::interpolate((from, &*left), (to, &*right), time, of, sink);
            between.map_or(Point::Absent, |histogram| Point::Histogram(Rc::new(histogram)))
        }
        _ => Point::Absent,
    }
}
