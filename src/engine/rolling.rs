//! Rolling functions: functions of ranges computed from the step before, in time that does not grow with the range.
//!
//! Successive ranges overlap, so what one step computed serves the next: a [`RollingState`] goes along a series, from
//! tile to tile where its samples stay the same, and each sample is looked at when it enters the range and when it
//! leaves. Results equal those of the definition (`functions`): to the last bit where it compares, counts or subtracts,
//! to 1e-12 where it sums. Where a sum cannot be had so exactly, because it is tiny beside what was added up before it,
//! that step is computed by the definition.
//!
//! Invariant: only floats; neither stale markers nor histograms are among the values, and no start times are known.
//! Invariant: the ranges' beginnings and ends do not go back.

mod changes;
mod counts;
mod extremes;
mod ranks;
mod reach;
mod sums;
mod window_delta;

use std::collections::VecDeque;
use std::ops::Range;

use super::column::ABSENT;
use super::counter::{ChangeOf, ChangePer};
use crate::model::count::to_f64;
use sums::Totals;
use window_delta::WindowDelta;

pub use reach::Reach;

/// The float samples of one series.
#[derive(Debug, Clone, Copy)]
pub struct FloatSeries<'a> {
    /// Unix milliseconds, growing.
    pub times: &'a [i64],
    /// One a time.
    pub values: &'a [f64],
    /// Which samples belong to a range.
    pub reach: Reach,
}

/// What is computed of each range, each from the range before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RollingFunction {
    /// `rate`, `increase`, `delta`.
    Change(ChangeOf, ChangePer),
    /// `irate`, `idelta`.
    LastChange(ChangeOf, ChangePer),
    /// `first_over_time`.
    First,
    /// `last_over_time`.
    Last,
    /// `ts_of_first_over_time`.
    FirstTime,
    /// `ts_of_last_over_time`.
    LastTime,
    /// `max_over_time`.
    Max,
    /// `min_over_time`.
    Min,
    /// `ts_of_max_over_time`.
    MaxTime,
    /// `ts_of_min_over_time`.
    MinTime,
    /// `sum_over_time`.
    Sum,
    /// `avg_over_time`.
    Mean,
    /// `count_over_time`.
    Count,
    /// `present_over_time`.
    Present,
    /// `changes`.
    Changes,
    /// `resets`.
    Resets,
    /// `quantile_over_time`, of which quantile.
    Quantile(f64),
}

/// What was read.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// All samples of all ranges.
    pub all: u64,
    /// Those of the longest range.
    pub most: u64,
    /// The work: steps, and samples that were looked at; those that are known from the step before are not.
    pub touched: u64,
}

/// How far the ranges have come along one series, and what is known of the last; of each function only a part is used.
#[derive(Debug, Clone, Default)]
pub struct RollingState {
    /// The samples of the last range; none before the first.
    held: Range<usize>,
    /// Where to look for the first range: where that of the series before is.
    first: Range<usize>,
    /// Those that may become the greatest; those at which a counter fell.
    queue: VecDeque<u32>,
    /// The values in order.
    sorted: Vec<f64>,
    /// How often something was the case.
    events: u32,
    totals: Totals,
}

impl Read {
    /// Counts a range with so many samples, and what was touched of it.
    #[inline]
    pub fn count(&mut self, samples: usize, touched: usize) {
        self.all += samples as u64;
        self.most = self.most.max(samples as u64);
        self.touched += touched as u64;
    }
}

impl RollingFunction {
    /// The same with this quantile, where it computes one.
    #[must_use]
    pub fn with_quantile(self, quantile: f64) -> Self {
        if matches!(self, Self::Quantile(_)) { Self::Quantile(quantile) } else { self }
    }

    /// Whether it is one of those that, for one range alone, the definition gives sooner and to the last bit.
    pub fn is_slower_alone(self) -> bool {
        matches!(self, Self::Max | Self::Min | Self::MaxTime | Self::MinTime)
    }
}

impl RollingState {
    /// Begins another series.
    pub fn restart(&mut self) {
        self.held = 0..0;
    }

    /// The numbers of the samples of a range (`bounds` are Unix milliseconds), of which nothing else is to be known.
    pub fn samples(&mut self, times: &[i64], reach: Reach, bounds: (i64, i64)) -> Range<usize> {
        self.held = 0..0;
        self.first = reach.samples(times, &self.first, bounds);
        self.first.clone()
    }

    /// Appends to `values` the function at those steps with these bounds that it has not yet; [`ABSENT`] where a range
    /// has no sample. Stops early where what was touched has come to `until`.
    pub fn go(
        &mut self,
        rolling: RollingFunction,
        series: FloatSeries<'_>,
        bounds: &[(i64, i64)],
        (read, until): (&mut Read, u64),
        values: &mut Vec<f64>,
    ) {
        let Self { held, first, queue, sorted, events, totals } = self;
        let dialect = series.reach.dialect;
        let mut walk = Walk { series, bounds, held, first, read, until, values };
        match rolling {
            RollingFunction::Change(of, per) => walk.each(|delta| changes::change(queue, of, per, dialect, delta)),
            RollingFunction::LastChange(of, per) => walk.each(|delta| changes::last(of, per, delta)),
            RollingFunction::First => walk.each(|delta| delta.values[delta.range.start]),
            RollingFunction::Last => walk.each(|delta| delta.values[delta.range.end - 1]),
            RollingFunction::FirstTime => walk.each(|delta| delta.seconds(delta.range.start)),
            RollingFunction::LastTime => walk.each(|delta| delta.seconds(delta.range.end - 1)),
            RollingFunction::Max => walk.each(|delta| extremes::value(queue, delta, |new, old| new > old)),
            RollingFunction::Min => walk.each(|delta| extremes::value(queue, delta, |new, old| new < old)),
            RollingFunction::MaxTime => walk.each(|delta| extremes::time(queue, delta, |new, old| new >= old)),
            RollingFunction::MinTime => walk.each(|delta| extremes::time(queue, delta, |new, old| new <= old)),
            RollingFunction::Sum => walk.each(|delta| totals.sum(delta)),
            RollingFunction::Mean => walk.each(|delta| totals.mean(delta)),
            RollingFunction::Count => walk.each(|delta| to_f64(delta.range.len())),
            RollingFunction::Present => walk.each(|_| 1.0),
            RollingFunction::Changes => walk.each(|delta| {
                counts::events(events, delta, |before, now| before != now && !(before.is_nan() && now.is_nan()))
            }),
            RollingFunction::Resets => walk.each(|delta| counts::events(events, delta, |before, now| now < before)),
            RollingFunction::Quantile(phi) => walk.each(|delta| ranks::quantile(sorted, delta, phi)),
        }
    }
}

/// The samples of a range, looked for where those of the range before are.
#[inline]
fn found(
    times: &[i64],
    reach: Reach,
    held: &Range<usize>,
    first: &mut Range<usize>,
    bounds: (i64, i64),
) -> Range<usize> {
    if held.is_empty() {
        *first = reach.samples(times, first, bounds);
        return first.clone();
    }
    reach.samples(times, held, bounds)
}

/// The way along one series.
struct Walk<'a> {
    series: FloatSeries<'a>,
    bounds: &'a [(i64, i64)],
    held: &'a mut Range<usize>,
    first: &'a mut Range<usize>,
    read: &'a mut Read,
    until: u64,
    values: &'a mut Vec<f64>,
}

impl Walk<'_> {
    /// Appends what is computed of each range that has samples.
    #[inline]
    fn each(&mut self, mut of: impl FnMut(&mut WindowDelta<'_>) -> f64) {
        let FloatSeries { times, values, reach } = self.series;
        for bounds in self.bounds.get(self.values.len()..).unwrap_or_default() {
            let range = found(times, reach, self.held, self.first, *bounds);
            let held = Some(&*self.held).filter(|held| !held.is_empty()).cloned().unwrap_or(range.start..range.start);
            let arrived = range.end - held.end.clamp(range.start, range.end);
            let mut delta = WindowDelta { times, values, held, range, bounds: *bounds, again: 0 };
            self.values.push(if delta.range.is_empty() { ABSENT } else { of(&mut delta) });
            self.read.count(delta.range.len(), 1 + arrived + delta.again);
            *self.held = delta.range;
            if self.read.touched >= self.until {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
