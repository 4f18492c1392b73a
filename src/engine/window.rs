//! What a function of ranges sees of one series at one step.
//!
//! Invariant: no stale marker is among the samples.

use std::rc::Rc;

use super::column::is_histogram;
use super::options::Dialect;
use crate::model::native_histogram::NativeHistogram;
use crate::model::time::seconds;
use crate::promql::ast::Extension;

/// The samples of one series in a range. The slices are equally long; `histograms` and `starts` may be empty instead.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// Unix milliseconds, growing.
    pub times: &'a [i64],
    /// One a time: floats, or [`super::column::HISTOGRAM`].
    pub values: &'a [f64],
    /// One a time where there are any histograms; else empty.
    pub histograms: &'a [Option<Rc<NativeHistogram>>],
    /// Start timestamps, Unix milliseconds, 0 where one is not known: one a time where any is known; else empty.
    pub starts: &'a [i64],
    /// The beginning of the range, Unix milliseconds (after `@` and `offset`).
    pub from: i64,
    /// The end of the range, Unix milliseconds (after `@` and `offset`).
    pub to: i64,
    /// The step that is evaluated, Unix milliseconds.
    pub at: i64,
    /// `anchored` or `smoothed`: samples before `from` (and after `to`) are then among the samples.
    pub extension: Option<Extension>,
    /// Whose rules hold.
    pub dialect: Dialect,
}

impl Window<'_> {
    /// The number of samples.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// The range's length in seconds.
    pub fn seconds(&self) -> f64 {
        seconds(self.to - self.from)
    }

    /// Whether no histogram is among the samples.
    pub fn is_all_floats(&self) -> bool {
        self.histograms.is_empty() || !self.values.iter().any(|value| is_histogram(*value))
    }

    /// Whether there are samples, and all are histograms.
    pub fn is_all_histograms(&self) -> bool {
        !self.is_empty() && !self.histograms.is_empty() && self.values.iter().all(|value| is_histogram(*value))
    }
}
