//! `smoothed` instant selectors: between two samples, what lies on the line between them.
//!
//! Source: `smoothSeries` in `promql/engine.go` of Prometheus.

use std::rc::Rc;

use super::ranges::Sliding;
use super::select::without_stale;
use crate::engine::annotation::Annotations;
use crate::engine::column::{Column, Point};
use crate::engine::histogram::range;
use crate::engine::options::Options;
use crate::engine::plan::Timing;
use crate::engine::samples::Samples;
use crate::promql::ast::Extension;
use crate::promql::span::Span;

/// The values of one series at each step: a sample's own, else between the samples before and after, else that of the
/// sample before; of those that are no further away than the lookback.
pub(super) fn column(
    samples: &Rc<Samples>,
    steps: &[i64],
    timing: Timing,
    options: &Options,
    (span, annotations): (Span, &mut Annotations),
) -> Column {
    let samples = without_stale(samples.clone());
    let mut sliding = Sliding::new(&samples, Some(Extension::Smoothed), options);
    let mut column = Column::absent(steps.len());
    for (step, time) in steps.iter().enumerate() {
        let reference = timing.reference(*time);
        let inside = sliding.samples((reference, reference));
        let after = inside.start + samples.times[inside.clone()].partition_point(|time| *time < reference);
        let is_exact = inside.contains(&after) && samples.times[after] == reference;
        let point = match (is_exact, after > inside.start, after < inside.end) {
            (true, _, _) => point(&samples, after),
            (false, true, true) => between(&samples, after - 1, reference, (span, annotations)),
            (false, true, false) => point(&samples, after - 1),
            (false, false, _) => Point::Absent,
        };
        column.put(step, point);
    }
    column
}

fn point(samples: &Samples, at: usize) -> Point {
    match samples.histograms.get(at) {
        Some(Some(histogram)) => Point::Histogram(histogram.clone()),
        _ => Point::Float(samples.values[at]),
    }
}

/// What lies between a sample and the next one.
fn between(samples: &Samples, before: usize, time: i64, notes: (Span, &mut Annotations)) -> Point {
    let (from, to) = (samples.times[before], samples.times[before + 1]);
    match (point(samples, before), point(samples, before + 1)) {
        (Point::Float(left), Point::Float(right)) => {
            let share = (time - from) as f64 / (to - from) as f64;
            Point::Float(left + (right - left) * share)
        }
        (Point::Histogram(left), Point::Histogram(right)) => {
            // Not knowing whether it is a counter, Prometheus takes it for none.
            let between = range::interpolate((from, &*left), (to, &*right), time, range::Kind::Gauge, notes);
            between.map_or(Point::Absent, |histogram| Point::Histogram(Rc::new(histogram)))
        }
        (left, _) => left,
    }
}
