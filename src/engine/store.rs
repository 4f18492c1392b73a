//! Where the engine reads series: the one trait between evaluation and everything that holds samples.

pub mod compressed;
mod index;
pub mod memory;
pub mod of_reads;

use std::rc::Rc;

use super::error::Error;
use super::labels::Labels;
use super::matcher::Matchers;
use compressed::Compressed;

/// One series of a store. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct StoredSeries {
    /// Its labels, the name among them.
    pub labels: Labels,
    /// Its samples, which evaluation decodes batch by batch; may be more than was asked for.
    pub samples: Rc<Compressed>,
}

/// Which samples a selector may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeWindow {
    /// The first time, inclusive, Unix milliseconds.
    pub from: i64,
    /// The last time, inclusive, Unix milliseconds.
    pub to: i64,
}

/// The series that a selector found, which evaluation takes batch by batch.
pub type Selection<'a> = Box<dyn Iterator<Item = StoredSeries> + 'a>;

/// A read of a store.
#[derive(Debug, Clone, Copy)]
pub struct SelectRequest<'a> {
    /// Its number among the plan's ([`Plan::reads`](super::plan::Plan::reads)), for a store that was filled for the
    /// plan.
    pub read: usize,
    /// Which series.
    pub matchers: &'a Matchers,
    /// Which samples.
    pub window: TimeWindow,
}

/// Something that holds series.
pub trait SeriesStore {
    /// The series that satisfy all matchers and may have samples in the window, each once, sorted by labels: results
    /// need not be sorted again. What takes time (decoding) is left to whom takes them.
    fn select(&self, asked: SelectRequest<'_>) -> Result<Selection<'_>, Error>;
}
