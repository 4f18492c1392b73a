//! The samples of one series, in columns.
//!
//! Invariant: times grow strictly; `values` is as long as `times`; `histograms` and `starts` are empty or as long.
//! Invariant: a value is a float, [`super::column::HISTOGRAM`] where a histogram stands, or
//! [`super::column::ABSENT`] for a stale marker, whose bits it has.

use std::ops::Range;
use std::rc::Rc;

use super::histogram;
use crate::model::native_histogram::NativeHistogram;

/// The samples of one series.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    /// Unix milliseconds.
    pub times: Vec<i64>,
    /// One a sample.
    pub values: Vec<f64>,
    /// Empty where the series has no histogram; else one entry a sample.
    pub histograms: Vec<Option<Rc<NativeHistogram>>>,
    /// When the counter began that a sample belongs to, Unix milliseconds, 0 where it is not known; empty where none
    /// is known.
    pub starts: Vec<i64>,
}

impl Samples {
    /// The number of samples.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// As how many floats some of them count where samples are limited.
    pub fn weight(&self, which: Range<usize>) -> u64 {
        let histograms = self.histograms.get(which.clone()).unwrap_or_default().iter().flatten();
        which.len() as u64 + histograms.map(|one| histogram::weight(one)).sum::<u64>()
    }
}
