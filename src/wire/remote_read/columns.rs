//! The samples of one series as they are read, in columns.

use std::rc::Rc;

use super::Interval;
use crate::model::memory::{MemoryBudget, OverBudget};
use crate::model::native_histogram::NativeHistogram;
use crate::model::sample;

/// The samples of one series.
///
/// Invariant: once they are complete, times grow strictly; `values` is as long as `times`, `histograms` and `starts`
/// are empty or as long; values are as `model::sample` says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SampleColumns {
    /// Unix milliseconds.
    pub times: Vec<i64>,
    /// One a sample.
    pub values: Vec<f64>,
    /// Empty where there is no histogram.
    pub histograms: Vec<Option<Rc<NativeHistogram>>>,
    /// When the counter began that a sample belongs to, Unix milliseconds, 0 where it is not known; empty where none
    /// is.
    pub starts: Vec<i64>,
}

/// The bytes of a sample without its histogram.
pub(super) const SAMPLE: usize = size_of::<i64>() + size_of::<f64>();

impl SampleColumns {
    /// The number of samples.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Allocates capacity for so many floats, and no more.
    pub(super) fn reserve(&mut self, samples: usize) {
        self.times.reserve_exact(samples);
        self.values.reserve_exact(samples);
    }

    /// Makes columns that are empty, though there are samples, as long as the others.
    fn fill_up(&mut self) {
        let length = self.times.len();
        if !self.histograms.is_empty() {
            self.histograms.resize(length, None);
        }
        if !self.starts.is_empty() {
            self.starts.resize(length, 0);
        }
    }

    /// Adds a sample behind the others.
    #[inline]
    pub(super) fn push(&mut self, time: i64, value: f64) {
        self.times.push(time);
        self.values.push(value);
    }

    /// Adds a histogram behind the others.
    pub(super) fn push_histogram(&mut self, time: i64, histogram: Rc<NativeHistogram>) {
        self.histograms.resize(self.times.len(), None);
        self.histograms.push(Some(histogram));
        self.push(time, sample::HISTOGRAM);
    }

    /// Notes when the counter began that the last sample belongs to.
    #[inline]
    pub(super) fn start(&mut self, start: i64) {
        if start != 0 || !self.starts.is_empty() {
            self.starts.resize(self.times.len().saturating_sub(1), 0);
            self.starts.push(start);
        }
    }

    /// Brings samples into order that came in any; of several at one time the last counts. Leaves only those that are
    /// wanted.
    pub(super) fn complete(&mut self, wanted: Interval, memory: &mut MemoryBudget) -> Result<(), OverBudget> {
        self.fill_up();
        if !self.times.is_sorted_by(|a, b| a < b) {
            // Their order, and all of them once more.
            memory.reserve(self.len(), 3 * SAMPLE)?;
            let mut order: Vec<usize> = (0..self.times.len()).collect();
            // A stable sort, from behind: of equal times the last stands first, and stays.
            order.reverse();
            order.sort_by_key(|at| self.times[*at]);
            order.dedup_by_key(|at| self.times[*at]);
            *self = self.picked(&order);
        }
        let begin = self.times.partition_point(|time| *time < wanted.from);
        let end = self.times.partition_point(|time| *time <= wanted.to).max(begin);
        trim(&mut self.times, begin, end);
        trim(&mut self.values, begin, end);
        trim(&mut self.histograms, begin, end);
        trim(&mut self.starts, begin, end);
        if self.histograms.iter().all(Option::is_none) {
            self.histograms = Vec::new();
        }
        Ok(())
    }

    fn picked(&self, order: &[usize]) -> Self {
        Self {
            times: picked(&self.times, order),
            values: picked(&self.values, order),
            histograms: picked(&self.histograms, order),
            starts: picked(&self.starts, order),
        }
    }
}

fn picked<T: Clone>(column: &[T], order: &[usize]) -> Vec<T> {
    if column.is_empty() { Vec::new() } else { order.iter().map(|at| column[*at].clone()).collect() }
}

fn trim<T>(column: &mut Vec<T>, begin: usize, end: usize) {
    column.truncate(end);
    column.drain(..begin.min(column.len()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(samples: &[(i64, f64)], wanted: (i64, i64), expected: &[(i64, f64)]) {
        let (times, values) = samples.iter().copied().unzip();
        let mut columns = SampleColumns { times, values, ..SampleColumns::default() };
        columns.starts = columns.times.iter().map(|time| time - 1).collect();
        let wanted = Interval { from: wanted.0, to: wanted.1 };
        assert_eq!(columns.complete(wanted, &mut MemoryBudget::default()), Ok(()));
        let found: Vec<_> = columns.times.iter().copied().zip(columns.values.iter().copied()).collect();
        assert_eq!(found, expected);
        assert_eq!(columns.starts, expected.iter().map(|sample| sample.0 - 1).collect::<Vec<_>>());
    }

    #[test]
    fn samples_are_sorted_and_the_last_of_a_time_counts() {
        let any = (i64::MIN + 1, i64::MAX);
        check(&[], any, &[]);
        check(&[(1, 1.0), (2, 2.0)], any, &[(1, 1.0), (2, 2.0)]);
        check(&[(2, 1.0), (1, 2.0), (2, 3.0), (1, 4.0), (3, 5.0)], any, &[(1, 4.0), (2, 3.0), (3, 5.0)]);
        check(&[(1, 1.0), (1, 2.0)], any, &[(1, 2.0)]);
    }

    #[test]
    fn only_what_is_wanted_stays() {
        let samples = [(1, 1.0), (2, 2.0), (3, 3.0)];
        check(&samples, (2, 2), &[(2, 2.0)]);
        check(&samples, (0, 9), &samples);
        check(&samples, (4, 9), &[]);
        check(&samples, (-5, 0), &[]);
        check(&samples, (3, 1), &[]);
    }
}
