//! Where the engine reads series: the one trait between evaluation and everything that holds samples.

pub mod compressed;
mod index;
pub mod memory;

use std::rc::Rc;

use super::error::Error;
use super::labels::Labels;
use super::matcher::Matchers;
use crate::promql::ast::MatchOp;
use compressed::Compressed;

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

/// One series of a store. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct StoredSeries {
    /// Its labels, the name among them.
    pub labels: Labels,
    /// Its samples, which evaluation decodes piece by piece; may be more than was asked for.
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

/// The series that a selector found, which evaluation takes piece by piece.
pub type Selection<'a> = Box<dyn Iterator<Item = StoredSeries> + 'a>;

/// Something that holds series.
pub trait SeriesStore {
    /// The series that satisfy all matchers and may have samples in the window, each once, sorted by labels: results
    /// need not be sorted again. What takes time (decoding) is left to whom takes them.
    fn select(&self, matchers: &Matchers, window: TimeWindow) -> Result<Selection<'_>, Error>;
}
