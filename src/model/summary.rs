//! A query's value in few numbers: how much it is, and its sum over all series, step by step.
//!
//! Invariant: one pass over the samples; memory grows with the steps and not with the series.

use serde::{Deserialize, Serialize};

use super::block::Block;
use super::query::At;
use super::time::StepGrid;
use super::value::Value;

/// Steps of which sums are kept; those behind are left out.
const MAX_SUMS: u64 = 50_000;

/// What a value comes to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ValueSummary {
    /// Series.
    pub series: u64,
    /// Samples, floats and histograms together.
    pub samples: u64,
    /// The sum over all series at each step, one entry a step of the query: of floats their values, of histograms their
    /// counts of observations. NaN where there is no sample, and where a sample is NaN. Empty for a text.
    pub sums: Vec<f64>,
    /// The sum at the last step at which there is any sample; `None` without any.
    pub last: Option<f64>,
}

impl ValueSummary {
    /// What a value comes to that was asked for at these times.
    pub fn of(value: &Value, at: At) -> Self {
        let (series, samples) = value.count();
        let mut sums = Sums::new(at);
        match value {
            Value::Vector(block) | Value::Matrix(block) => sums.add_block(block),
            Value::Scalar { time, value } => sums.add(*time, *value),
            Value::Text { .. } => return Self { series, samples, ..Self::default() },
        }
        let last = sums.totals.iter().zip(&sums.is_known).rev().find(|(_, is_known)| **is_known).map(|(sum, _)| *sum);
        Self { series, samples, sums: sums.totals, last }
    }
}

/// Sums under construction.
struct Sums {
    grid: StepGrid,
    totals: Vec<f64>,
    /// Whether a step has any sample.
    is_known: Vec<bool>,
}

impl Sums {
    fn new(at: At) -> Self {
        let grid = match at {
            At::Instant { time } => StepGrid { start: time, end: time, step: 1 },
            At::Range { start, end, step } => StepGrid { start, end, step: step.max(1) },
        };
        let steps = usize::try_from(grid.len().min(MAX_SUMS)).unwrap_or_default();
        Self { grid, totals: vec![f64::NAN; steps], is_known: vec![false; steps] }
    }

    fn add_block(&mut self, block: &Block) {
        for series in 0..block.len() {
            let (times, values) = block.series(series);
            times.iter().zip(values).for_each(|(&time, &value)| self.add(time, value));
            let (times, histograms) = block.series_histograms(series);
            let counts = &block.histograms.counts[histograms];
            times.iter().zip(counts).for_each(|(&time, &count)| self.add(time, count));
        }
    }

    /// Adds a sample at a time in Unix milliseconds. What lies outside the grid is left out; a server whose grid begins
    /// elsewhere is read at the steps before its samples.
    fn add(&mut self, time: i64, value: f64) {
        // An instant query's samples have times of their own where they are raw.
        let step = if self.totals.len() == 1 { Some(0) } else { self.step(time) };
        let Some(step) = step else { return };
        let (Some(sum), Some(is_known)) = (self.totals.get_mut(step), self.is_known.get_mut(step)) else { return };
        *sum = if *is_known { *sum + value } else { value };
        *is_known = true;
    }

    fn step(&self, time: i64) -> Option<usize> {
        let since = time.checked_sub(self.grid.start).filter(|&ms| ms >= 0)?;
        usize::try_from(since / self.grid.step).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::block::BlockBuilder;

    const RANGE: At = At::Range { start: 1000, end: 4000, step: 1000 };

    fn matrix(all: &[&[(i64, f64)]]) -> Value {
        let mut builder = BlockBuilder::default();
        for series in all {
            series.iter().for_each(|&(time, value)| builder.push_float(time, value));
            builder.end_series();
        }
        Value::Matrix(Arc::new(builder.finish()))
    }

    /// The sums as text, as NaN equals nothing.
    fn sums(summary: &ValueSummary) -> String {
        format!("{:?} {:?}", summary.sums, summary.last)
    }

    #[test]
    fn sums_are_taken_over_all_series_at_each_step() {
        for (all, said) in [
            (
                &[&[(1000, 1.0), (2000, 2.0), (3000, 3.0), (4000, 4.0)][..], &[(2000, 10.0)]][..],
                "[1.0, 12.0, 3.0, 4.0] Some(4.0)",
            ),
            (&[], "[NaN, NaN, NaN, NaN] None"),
            (&[&[(2000, 1.0)]], "[NaN, 1.0, NaN, NaN] Some(1.0)"),
            // A sample that is NaN is one, as in PromQL's sum; infinities of both signs come to NaN.
            (
                &[&[(1000, f64::NAN), (2000, f64::INFINITY)], &[(1000, 1.0), (2000, f64::NEG_INFINITY)]],
                "[NaN, NaN, NaN, NaN] Some(NaN)",
            ),
            // A grid that begins elsewhere; what lies outside of it.
            (
                &[&[(999, 9.0), (1500, 1.0), (2500, 2.0), (5000, 9.0), (i64::MAX, 9.0), (i64::MIN, 9.0)]],
                "[1.0, 2.0, NaN, NaN] Some(2.0)",
            ),
        ] {
            assert_eq!(sums(&ValueSummary::of(&matrix(all), RANGE)), said, "{all:?}");
        }
    }

    #[test]
    fn series_and_samples_are_counted_and_histograms_taken_by_their_counts() {
        let mut builder = BlockBuilder::default();
        builder.push_float(1000, 1.0);
        builder.push_histogram(2000, 5.0, 0.5);
        builder.end_series();
        builder.push_histogram(2000, 7.0, 0.5);
        builder.end_series();
        let summary = ValueSummary::of(&Value::Matrix(Arc::new(builder.finish())), RANGE);
        assert_eq!((summary.series, summary.samples, summary.last), (2, 3, Some(12.0)));
    }

    #[test]
    fn values_of_every_type_come_to_something() {
        let at = At::Instant { time: 5 };
        let scalar = ValueSummary::of(&Value::Scalar { time: 5, value: 2.5 }, at);
        assert_eq!((scalar.samples, scalar.last), (1, Some(2.5)));
        let text = ValueSummary::of(&Value::Text { time: 5, text: "x".to_owned() }, at);
        assert_eq!((text.sums.len(), text.last), (0, None));
        assert_eq!(ValueSummary::of(&matrix(&[&[(3, 1.0)], &[(5, 2.0)]]), at).last, Some(3.0));
    }

    #[test]
    fn grids_without_end_take_bounded_memory() {
        for (start, end, step) in [(i64::MIN, i64::MAX, 1), (0, i64::MAX, 0), (5, 0, 1), (0, 10, -3)] {
            let summary = ValueSummary::of(&matrix(&[&[(7, 1.0)]]), At::Range { start, end, step });
            assert!(summary.sums.len() <= 50_000, "{start} {end} {step}");
        }
    }
}
