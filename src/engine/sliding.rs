//! Functions of ranges over one step after another, in time that does not grow with the length of the range.
//!
//! Successive ranges overlap, so what one step computed serves the next: a [`Track`] goes along a series, from tile to
//! tile where its samples stay the same, and each sample is looked at when it comes into the range and when it leaves.
//! Results equal those of the definition (`functions`): to the last bit where it compares, counts or subtracts, to
//! 1e-12 where it sums. Where a sum cannot be had so exactly, because it is tiny beside what was added up before it,
//! that step is computed by the definition.
//!
//! Invariant: only floats; neither stale markers nor histograms are among the values, and no start times are known.
//! Invariant: the ranges' beginnings and ends do not go back.

mod changes;
mod counts;
mod extremes;
mod ranks;
mod reach;
mod shift;
mod sums;

use std::collections::VecDeque;
use std::ops::Range;

use super::column::ABSENT;
use super::counter::{ChangeOf, ChangePer};
use crate::model::count::to_f64;
use shift::Shift;
use sums::Totals;

pub use reach::Reach;

/// The float samples of one series.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// Unix milliseconds.
    pub times: &'a [i64],
    /// As many values.
    pub values: &'a [f64],
    /// Which samples belong to a range.
    pub reach: Reach,
}

/// What is computed of each range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
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

/// How far the ranges have come along one series, and what is known of the last; of each measure only a part is used.
#[derive(Debug, Clone, Default)]
pub struct Track {
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

impl Measure {
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

impl Track {
    /// Begins another series.
    pub fn restart(&mut self) {
        self.held = 0..0;
    }

    /// The samples of a range, of which nothing else is to be known.
    pub fn samples(&mut self, times: &[i64], reach: Reach, bounds: (i64, i64)) -> Range<usize> {
        self.held = 0..0;
        self.first = reach.samples(times, &self.first, bounds);
        self.first.clone()
    }

    /// Appends to `values` the measure at those steps with these bounds that it has not yet; [`ABSENT`] where a range
    /// has no sample. Stops early where what was touched has come to `until`.
    pub fn go(
        &mut self,
        measure: Measure,
        series: Series<'_>,
        bounds: &[(i64, i64)],
        (read, until): (&mut Read, u64),
        values: &mut Vec<f64>,
    ) {
        let Self { held, first, queue, sorted, events, totals } = self;
        let dialect = series.reach.dialect;
        let mut walk = Walk { series, bounds, held, first, read, until, values };
        match measure {
            Measure::Change(of, per) => walk.each(|shift| changes::change(queue, of, per, dialect, shift)),
            Measure::LastChange(of, per) => walk.each(|shift| changes::last(of, per, shift)),
            Measure::First => walk.each(|shift| shift.values[shift.range.start]),
            Measure::Last => walk.each(|shift| shift.values[shift.range.end - 1]),
            Measure::FirstTime => walk.each(|shift| shift.seconds(shift.range.start)),
            Measure::LastTime => walk.each(|shift| shift.seconds(shift.range.end - 1)),
            Measure::Max => walk.each(|shift| extremes::value(queue, shift, |new, old| new > old)),
            Measure::Min => walk.each(|shift| extremes::value(queue, shift, |new, old| new < old)),
            Measure::MaxTime => walk.each(|shift| extremes::time(queue, shift, |new, old| new >= old)),
            Measure::MinTime => walk.each(|shift| extremes::time(queue, shift, |new, old| new <= old)),
            Measure::Sum => walk.each(|shift| totals.sum(shift)),
            Measure::Mean => walk.each(|shift| totals.mean(shift)),
            Measure::Count => walk.each(|shift| to_f64(shift.range.len())),
            Measure::Present => walk.each(|_| 1.0),
            Measure::Changes => walk.each(|shift| {
                counts::events(events, shift, |before, now| before != now && !(before.is_nan() && now.is_nan()))
            }),
            Measure::Resets => walk.each(|shift| counts::events(events, shift, |before, now| now < before)),
            Measure::Quantile(phi) => walk.each(|shift| ranks::quantile(sorted, shift, phi)),
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
    series: Series<'a>,
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
    fn each(&mut self, mut of: impl FnMut(&mut Shift<'_>) -> f64) {
        let Series { times, values, reach } = self.series;
        for bounds in self.bounds.get(self.values.len()..).unwrap_or_default() {
            let range = found(times, reach, self.held, self.first, *bounds);
            let held = Some(&*self.held).filter(|held| !held.is_empty()).cloned().unwrap_or(range.start..range.start);
            let arrived = range.end - held.end.clamp(range.start, range.end);
            let mut shift = Shift { times, values, held, range, bounds: *bounds, again: 0 };
            self.values.push(if shift.range.is_empty() { ABSENT } else { of(&mut shift) });
            self.read.count(shift.range.len(), 1 + arrived + shift.again);
            *self.held = shift.range;
            if self.read.touched >= self.until {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests;
