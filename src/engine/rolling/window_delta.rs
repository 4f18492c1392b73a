//! What changes from the range of one step to that of the next: the samples that leave and those that enter.

use crate::model::time::seconds;
use std::ops::Range;

/// The samples of a range, and those of the range before.
#[derive(Debug)]
pub(super) struct WindowDelta<'a> {
    /// Of all samples of the series, Unix milliseconds.
    pub(super) times: &'a [i64],
    /// Of all samples of the series.
    pub(super) values: &'a [f64],
    /// The samples of the range before; may be none.
    pub(super) held: Range<usize>,
    /// The samples of the range; at least one.
    pub(super) range: Range<usize>,
    /// The range's bounds in time, Unix milliseconds.
    pub(super) bounds: (i64, i64),
    /// How many samples were looked at although they have been in the range for longer.
    pub(super) again: usize,
}

impl WindowDelta<'_> {
    /// Whether nothing of the range before is left: what is known of it is to be forgotten.
    pub(super) fn is_anew(&self) -> bool {
        self.range.start >= self.held.end
    }

    /// The samples that were in the range before and are not in this one, unless it is one anew.
    pub(super) fn left(&self) -> Range<usize> {
        self.held.start..self.range.start
    }

    /// The samples that were not in the range before.
    pub(super) fn arrived(&self) -> Range<usize> {
        self.held.end.max(self.range.start)..self.range.end
    }

    /// All values of the range, to be looked at again.
    pub(super) fn again(&mut self) -> &[f64] {
        self.again += self.range.len();
        &self.values[self.range.clone()]
    }

    /// A sample's time in seconds.
    pub(super) fn seconds(&self, at: usize) -> f64 {
        seconds(self.times[at])
    }
}
