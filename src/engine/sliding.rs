//! Functions of ranges over all steps at once, in time that does not grow with the length of the range.
//!
//! Successive ranges overlap, so what one step computed serves the next. Results equal those of the definition
//! (`functions`): to the last bit where it compares or counts, to 1e-12 where it sums. Where a sum cannot be had so
//! exactly, because it is tiny beside what was added up before it, that step is computed by the definition.
//!
//! Invariant: only floats; neither stale markers nor histograms are among the values.
//! Invariant: the ranges' beginnings and ends do not go back.

mod counts;
mod extremes;
mod ranks;
mod sums;

use std::ops::Range;

/// The float samples of one series and which of them belong to each step.
#[derive(Debug, Clone, Copy)]
pub struct Sliding<'a> {
    /// The values of all samples.
    pub values: &'a [f64],
    /// Of every step the indices of its samples.
    pub ranges: &'a [Range<usize>],
}

/// What is computed of each range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// `max_over_time`.
    Max,
    /// `min_over_time`.
    Min,
    /// `sum_over_time`.
    Sum,
    /// `avg_over_time`.
    Mean,
    /// `count_over_time`.
    Count,
    /// `changes`.
    Changes,
    /// `resets`.
    Resets,
    /// `quantile_over_time`, of which quantile.
    Quantile(f64),
}

impl Sliding<'_> {
    /// The measure at every step; [`super::column::ABSENT`] where the range has no sample.
    pub fn measure(self, measure: Measure) -> Vec<f64> {
        match measure {
            Measure::Max => extremes::extremes(self, |new, old| new > old),
            Measure::Min => extremes::extremes(self, |new, old| new < old),
            Measure::Sum => sums::sums(self),
            Measure::Mean => sums::means(self),
            Measure::Count => counts::counts(self),
            Measure::Changes => counts::events(self, |before, now| before != now && !(before.is_nan() && now.is_nan())),
            Measure::Resets => counts::events(self, |before, now| now < before),
            Measure::Quantile(phi) => ranks::quantiles(self, phi),
        }
    }
}

#[cfg(test)]
mod tests;
