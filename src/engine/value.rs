//! What a node of the plan evaluates to over the steps of a tile.
//!
//! Invariant: a vector has one column for each series of its [`SeriesSet`], each as long as the tile.
//! Invariant: where the series of a node are the same in every tile, so is the `Rc` of its series set: what follows
//! from them (groups, matches, new labels) is then computed once ([`super::memo::Memo`]).

use std::ops::Range;
use std::rc::Rc;

use super::column::ValueColumn;
use super::labels::Labels;
use super::query_budget::bytes_of;
use super::samples::Samples;

/// The series of a vector without their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SeriesSet {
    /// One label set a series.
    pub labels: Vec<Labels>,
    /// Whether the series' name is still in its labels but is to be dropped at the end (delayed name removal); as
    /// long as `labels`. Without delayed removal: all false.
    pub drops_name: Vec<bool>,
}

/// An instant vector over the steps of a tile.
#[derive(Debug, Clone, Default)]
pub struct Vector {
    /// Its series.
    pub series_set: Rc<SeriesSet>,
    /// Their values, one column a series, each as long as the tile has steps.
    pub columns: Vec<ValueColumn>,
}

/// A range vector: of every series its samples, and of every step the range that it looks at.
#[derive(Debug, Clone, Default)]
pub struct Ranges {
    /// Its series.
    pub series_set: Rc<SeriesSet>,
    /// Their samples, one entry a series, sorted by time; more than any step needs.
    pub samples: Vec<Rc<Samples>>,
    /// Of every step, which samples belong to it: after `from` (dialect v2: also at it), up to and including `to`;
    /// Unix milliseconds.
    pub bounds: Vec<(i64, i64)>,
}

/// A value over the steps of a tile.
#[derive(Debug, Clone)]
pub enum TileValue {
    /// One number a step.
    Scalar(Vec<f64>),
    /// A text, the same at every step.
    String(String),
    /// Series.
    Vector(Vector),
    /// Ranges of series.
    Ranges(Ranges),
}

impl SeriesSet {
    /// The number of series.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// As how many series one counts where batches of work are measured: one for each sixteen labels.
    pub fn weight(&self, series: usize) -> usize {
        self.labels.get(series).map_or(0, Labels::len).div_ceil(16)
    }

    /// The bytes that new label sets take that have no other labels than these, which share their texts.
    pub fn copied(&self) -> u64 {
        self.labels.iter().map(Labels::copied).sum()
    }

    /// The bytes of some of its series. Label sets that others have too are theirs.
    pub fn memory(&self, series: Range<usize>) -> u64 {
        let listed = bytes_of::<Labels>(series.len()) + bytes_of::<bool>(series.len());
        let own = self.labels[series].iter().filter(|labels| !labels.is_shared());
        own.map(Labels::memory).sum::<u64>() + listed
    }
}
