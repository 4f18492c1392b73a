//! Sums and means of many histograms, for aggregators and for ranges.
//!
//! Every number is summed with compensation. A mean is the sum divided by the count, until the sum would overflow;
//! from then on the mean itself is carried.
//!
//! Source: `sum`, `avg` of `promql/engine.go` and their `_over_time` forms of `promql/functions.go` of Prometheus.

use super::accumulator::{Accumulator, Sign};
use super::{CombineFlags, Combined, Incompatible, compact, divided};
use crate::engine::kahan;
use crate::model::native_histogram::{NativeHistogram, ResetHint};

/// A running sum.
#[derive(Debug, Clone)]
pub struct HistogramSum {
    sum: Accumulator<kahan::Sum>,
    seen: Seen,
}

/// A running mean.
#[derive(Debug, Clone)]
pub struct HistogramMean {
    /// The sum, or the mean.
    carried: Accumulator<kahan::Sum>,
    is_incremental: bool,
    count: f64,
    seen: Seen,
}

impl HistogramSum {
    /// A sum of one histogram.
    pub fn of(first: &NativeHistogram) -> Self {
        Self { sum: Accumulator::of(first), seen: Seen::of(first) }
    }

    /// Adds a histogram. After an error the sum means nothing.
    pub fn add(&mut self, histogram: &NativeHistogram) -> Result<(), Incompatible> {
        let flags = self.sum.add(histogram, Sign::Plus)?;
        self.seen.add(histogram, flags);
        Ok(())
    }

    /// The sum.
    pub fn finish(&self) -> Combined {
        Combined { histogram: compact(self.sum.histogram()), flags: self.seen.flags() }
    }
}

impl HistogramMean {
    /// The mean of one histogram.
    pub fn of(first: &NativeHistogram) -> Self {
        Self { carried: Accumulator::of(first), is_incremental: false, count: 1.0, seen: Seen::of(first) }
    }

    /// Adds a histogram. After an error the mean means nothing.
    pub fn add(&mut self, histogram: &NativeHistogram) -> Result<(), Incompatible> {
        let before = self.count;
        self.count += 1.0;
        if !self.is_incremental {
            let mut sum = self.carried.clone();
            let flags = sum.add(histogram, Sign::Plus)?;
            if !sum.has_overflow() {
                self.carried = sum;
                self.seen.add(histogram, flags);
                return Ok(());
            }
            self.is_incremental = true;
            self.carried.divide(before);
        }
        self.carried.multiply(before / self.count);
        let flags = self.carried.add(&divided(histogram, self.count), Sign::Plus)?;
        self.seen.add(histogram, flags);
        Ok(())
    }

    /// The mean.
    pub fn finish(&self) -> Combined {
        let mut mean = self.carried.clone();
        if !self.is_incremental {
            mean.divide(self.count);
        }
        Combined { histogram: compact(mean.histogram()), flags: self.seen.flags() }
    }
}

/// What the histograms said of resets and bounds.
#[derive(Debug, Clone, Copy)]
struct Seen {
    reset: bool,
    not_reset: bool,
    bounds_reconciled: bool,
}

impl Seen {
    fn of(first: &NativeHistogram) -> Self {
        let mut seen = Self { reset: false, not_reset: false, bounds_reconciled: false };
        seen.add(first, CombineFlags::default());
        seen
    }

    fn add(&mut self, histogram: &NativeHistogram, flags: CombineFlags) {
        self.reset |= histogram.hint == ResetHint::Reset;
        self.not_reset |= histogram.hint == ResetHint::NotReset;
        self.bounds_reconciled |= flags.bounds_reconciled;
    }

    fn flags(self) -> CombineFlags {
        CombineFlags { resets_collide: self.reset && self.not_reset, bounds_reconciled: self.bounds_reconciled }
    }
}
