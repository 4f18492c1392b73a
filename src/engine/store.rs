//! Where the engine reads series: the one trait between evaluation and everything that holds samples.

pub mod memory;

use std::rc::Rc;

use super::error::Error;
use super::labels::Labels;
use super::matcher::Matchers;
use super::samples::Samples;
use crate::promql::ast::MatchOp;

/// A condition on a label, as an expression has it; of a regular expression the text, unanchored.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Matcher {
    /// The label's name.
    pub name: String,
    /// How it is compared.
    pub op: MatchOp,
    /// With what.
    pub value: String,
}

/// One series of a store.
#[derive(Debug, Clone)]
pub struct StoredSeries {
    /// Its labels, the name among them.
    pub labels: Labels,
    /// Its samples; may be more than was asked for.
    pub samples: Rc<Samples>,
}

/// Which samples a selector may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeWindow {
    /// The first time, inclusive, Unix milliseconds.
    pub from: i64,
    /// The last time, inclusive, Unix milliseconds.
    pub to: i64,
}

/// Something that holds series.
pub trait SeriesStore {
    /// The series that satisfy all matchers and have a sample in the window, in any order, each once.
    fn select(&self, matchers: &Matchers, window: TimeWindow) -> Result<Vec<StoredSeries>, Error>;
}
