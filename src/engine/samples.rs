//! The samples of one series, in columns.
//!
//! Invariant: times grow strictly; `values` is as long as `times`; `histograms` and `starts` are empty or as long.
//! Invariant: a value is a float, [`super::column::HISTOGRAM`] where a histogram stands, or
//! [`super::column::ABSENT`] for a stale marker, whose bits it has.

use std::cmp::Ordering;
use std::ops::Range;
use std::rc::Rc;

use super::column::Point;
use super::query_budget::{ALLOCATION, bytes_of};
use crate::model::native_histogram::NativeHistogram;

/// The bytes of a series in an `Rc` besides what is in its columns, of which two are allocated.
pub const SHARED: u64 = bytes_of::<usize>(2) + bytes_of::<Samples>(1) + 3 * ALLOCATION;

/// The samples of one series.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    /// Unix milliseconds, growing.
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

    /// A float or a histogram; of a stale marker its bits.
    pub fn point(&self, at: usize) -> Point {
        match self.histograms.get(at) {
            Some(Some(histogram)) => Point::Histogram(Rc::clone(histogram)),
            _ => Point::Float(self.values[at]),
        }
    }

    /// Allocates capacity for so many more floats, and no more than that.
    pub fn reserve(&mut self, more: usize) {
        self.times.reserve_exact(more);
        self.values.reserve_exact(more);
    }

    /// Drops all of them and keeps the capacity.
    pub fn clear(&mut self) {
        self.times.clear();
        self.values.clear();
        self.histograms.clear();
        self.starts.clear();
    }

    /// As how many floats some of them count where samples are limited.
    pub fn weight(&self, which: Range<usize>) -> u64 {
        let histograms = self.histograms.get(which.clone()).unwrap_or_default().iter().flatten();
        which.len() as u64 + histograms.map(|one| one.weight()).sum::<u64>()
    }

    /// The bytes that it takes; histograms are shared, and counted as if they were not.
    pub fn memory(&self) -> u64 {
        let histograms = self.histograms.iter().flatten().map(|one| one.memory()).sum::<u64>();
        SHARED + self.columns_memory() + histograms
    }

    /// The bytes of the columns alone, without the histograms that they name.
    pub fn columns_memory(&self) -> u64 {
        let columns = self.times.capacity() + self.values.capacity() + self.starts.capacity();
        bytes_of::<i64>(columns) + bytes_of::<usize>(self.histograms.capacity())
    }

    /// Adds some of another series' samples, which are later than all here.
    pub fn extend(&mut self, other: &Self, which: Range<usize>) {
        let known = self.len();
        self.times.extend_from_slice(&other.times[which.clone()]);
        self.values.extend_from_slice(&other.values[which.clone()]);
        extend_beside(&mut self.histograms, &other.histograms, known, which.clone());
        extend_beside(&mut self.starts, &other.starts, known, which);
    }

    /// The samples of both; at equal times those of the second.
    #[must_use]
    pub fn joined(&self, second: &Self) -> Self {
        let mut all = Self::default();
        let (mut a, mut b) = (0, 0);
        while let (Some(left), Some(right)) = (self.times.get(a), second.times.get(b)) {
            match left.cmp(right) {
                Ordering::Equal => a += 1,
                Ordering::Less => {
                    let end = a + self.times[a..].partition_point(|time| time < right);
                    all.extend(self, a..end);
                    a = end;
                }
                Ordering::Greater => {
                    let end = b + second.times[b..].partition_point(|time| time < left);
                    all.extend(second, b..end);
                    b = end;
                }
            }
        }
        all.extend(self, a..self.len());
        all.extend(second, b..second.len());
        all
    }
}

/// Adds to a column that is empty where nothing is in it.
fn extend_beside<T: Clone + Default>(own: &mut Vec<T>, other: &[T], known: usize, which: Range<usize>) {
    if own.is_empty() && other.is_empty() {
        return;
    }
    own.resize(known, T::default());
    match other.get(which.clone()) {
        Some(more) => own.extend_from_slice(more),
        None => own.resize(known + which.len(), T::default()),
    }
}
