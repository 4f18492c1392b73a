//! Range selectors: of each step the bounds of the range; and the functions that read the samples in it.

use std::ops::Range;
use std::rc::Rc;

use super::Evaluation;
use crate::engine::annotation::Annotations;
use crate::engine::column::Column;
use crate::engine::functions::{Notes, RangeFunction};
use crate::engine::options::{Dialect, Options};
use crate::engine::plan::{Kind, NodeId, Plan};
use crate::engine::samples::Samples;
use crate::engine::sliding::{Measure, Sliding};
use crate::engine::value::{Ranges, Value};
use crate::engine::window::Window;
use crate::promql::ast::Extension;
use crate::promql::span::Span;

impl Evaluation<'_> {
    pub(super) fn range(&mut self, id: NodeId, steps: &[i64]) -> Value {
        let (selected, Kind::Range { selector, range }) =
            (&self.states[id.0 as usize].selected, &self.plan.node(id).kind)
        else {
            return Value::Ranges(Ranges::default());
        };
        let bounds = steps.iter().map(|step| {
            let to = selector.timing.reference(*step);
            (to.saturating_sub(*range), to)
        });
        Value::Ranges(Ranges {
            shape: Rc::clone(&selected.shape),
            samples: selected.samples.clone(),
            bounds: bounds.collect(),
        })
    }
}

/// How the range selector that gives an argument treats its edges.
pub(super) fn extension(plan: &Plan, mut id: NodeId) -> Option<Extension> {
    loop {
        match &plan.node(id).kind {
            Kind::Once { inner, .. } => id = *inner,
            Kind::Range { selector, .. } => return selector.extension,
            _ => return None,
        }
    }
}

/// The samples that belong to each range, found by two cursors that only move forward.
pub(super) struct Cursors<'a> {
    samples: &'a Samples,
    dialect: Dialect,
    /// How far ranges reach back and ahead beyond their bounds, in milliseconds.
    back: i64,
    ahead: i64,
    from: usize,
    to: usize,
    is_placed: bool,
}

impl<'a> Cursors<'a> {
    pub(super) fn new(samples: &'a Samples, extension: Option<Extension>, options: &Options) -> Self {
        let lookback = options.lookback_ms;
        let (back, ahead) = match extension {
            None => (0, 0),
            Some(Extension::Anchored) => (lookback, 0),
            Some(Extension::Smoothed) => (lookback, lookback),
        };
        Self { samples, dialect: options.dialect, back, ahead, from: 0, to: 0, is_placed: false }
    }

    /// The numbers of the samples of a range. The bounds must not be before those of the last call.
    pub(super) fn samples(&mut self, (from, to): (i64, i64)) -> Range<usize> {
        let (from, to) = (from.saturating_sub(self.back), to.saturating_add(self.ahead));
        let times = &self.samples.times;
        let is_before = |time: i64| time < from || (time == from && self.dialect == Dialect::V3);
        if !self.is_placed {
            self.is_placed = true;
            self.from = times.partition_point(|time| is_before(*time));
            self.to = times.partition_point(|time| *time <= to);
        }
        while times.get(self.from).is_some_and(|time| is_before(*time)) {
            self.from += 1;
        }
        self.to = self.to.max(self.from);
        while times.get(self.to).is_some_and(|time| *time <= to) {
            self.to += 1;
        }
        // A range that is cut off at both ends, in version 3, has nothing.
        self.from..self.to.max(self.from)
    }
}

/// A function over the ranges of every series.
pub(super) struct OverRanges<'a> {
    pub(super) ranges: &'a Ranges,
    pub(super) steps: &'a [i64],
    pub(super) extension: Option<Extension>,
    pub(super) options: &'a Options,
    /// The function's other arguments, each over the steps.
    pub(super) scalars: &'a [Vec<f64>],
    pub(super) function: &'static str,
    pub(super) call: Span,
    pub(super) argument: Span,
}

/// What was read: all samples of all ranges, and those of the longest range.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Read {
    pub(super) all: u64,
    pub(super) most: u64,
}

/// What is used again from series to series, and what they add up to.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// What was read so far.
    pub(super) read: Read,
    scalars: Vec<f64>,
    insides: Vec<Range<usize>>,
}

impl OverRanges<'_> {
    /// The function's values for one series, by its number, at every step.
    pub(super) fn column(
        &self,
        series: usize,
        of: RangeFunction,
        work: &mut Work,
        annotations: &mut Annotations,
    ) -> Column {
        let (samples, labels) = (&*self.ranges.samples[series], &self.ranges.shape.labels[series]);
        if let Some(measure) = self.measure(samples) {
            return Column::floats(self.measured(samples, measure, work));
        }
        let mut notes = Notes {
            annotations,
            metric: labels.metric(),
            metric_type: labels.get("__type__"),
            argument: self.argument,
            call: self.call,
            function: self.function,
        };
        self.defined(samples, of, work, &mut notes)
    }

    /// What the function is where one step's result helps with the next one's: of plain floats only.
    fn measure(&self, samples: &Samples) -> Option<Measure> {
        if self.extension.is_some() || !samples.histograms.is_empty() || !samples.starts.is_empty() {
            return None;
        }
        let quantiles = self.scalars.first().map_or(&[][..], Vec::as_slice);
        let measure = measure_of(self.function, quantiles.first().copied().unwrap_or(f64::NAN))?;
        if let Measure::Quantile(phi) = measure {
            // One quantile for all steps, and none to be warned of.
            let is_plain = (0.0..=1.0).contains(&phi) && quantiles.iter().all(|other| *other == phi);
            return is_plain.then_some(measure);
        }
        Some(measure)
    }

    fn measured(&self, samples: &Samples, measure: Measure, work: &mut Work) -> Vec<f64> {
        let mut cursors = Cursors::new(samples, None, self.options);
        let ranges = &mut work.insides;
        ranges.clear();
        ranges.extend(self.ranges.bounds.iter().map(|bounds| cursors.samples(*bounds)));
        let first = ranges.first().map_or(0, |range| range.start);
        let end = ranges.last().map_or(0, |range| range.end);
        for range in &mut *ranges {
            work.read.count(range.len());
            *range = range.start - first..range.end - first;
        }
        Sliding { values: &samples.values[first..end], ranges }.measure(measure)
    }

    /// Each range by itself.
    fn defined(&self, samples: &Samples, of: RangeFunction, work: &mut Work, notes: &mut Notes<'_>) -> Column {
        let mut sliding = Cursors::new(samples, self.extension, self.options);
        let mut column = Column::absent(self.steps.len());
        for (step, (bounds, at)) in self.ranges.bounds.iter().zip(self.steps).enumerate() {
            let inside = sliding.samples(*bounds);
            if inside.is_empty() {
                continue;
            }
            work.read.count(inside.len());
            let window = Window {
                times: &samples.times[inside.clone()],
                values: &samples.values[inside.clone()],
                histograms: samples.histograms.get(inside.clone()).unwrap_or_default(),
                starts: samples.starts.get(inside.clone()).unwrap_or_default(),
                from: bounds.0,
                to: bounds.1,
                at: *at,
                extension: self.extension,
                dialect: self.options.dialect,
            };
            work.scalars.clear();
            work.scalars.extend(self.scalars.iter().map(|all| all.get(step).copied().unwrap_or(f64::NAN)));
            column.put(step, of(&window, &work.scalars, notes));
        }
        column
    }
}

impl Read {
    /// Counts the samples of one range.
    fn count(&mut self, samples: usize) {
        self.all += samples as u64;
        self.most = self.most.max(samples as u64);
    }
}

/// What a function computes of a range, where it is one of those that need not read all of it at each step.
pub(super) fn measure_of(function: &str, quantile: f64) -> Option<Measure> {
    Some(match function {
        "max_over_time" => Measure::Max,
        "min_over_time" => Measure::Min,
        "sum_over_time" => Measure::Sum,
        "avg_over_time" => Measure::Mean,
        "count_over_time" => Measure::Count,
        "changes" => Measure::Changes,
        "resets" => Measure::Resets,
        "quantile_over_time" => Measure::Quantile(quantile),
        _ => return None,
    })
}
