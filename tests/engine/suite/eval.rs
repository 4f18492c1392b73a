//! What an evaluation asks, and what is expected of it.

use narthex::engine::labels::Labels;
use narthex::engine::load::Item;
use narthex::engine::options::When;
use narthex::model::time::StepGrid;
use regex::Regex;

/// One evaluation.
#[derive(Debug)]
pub(crate) struct Eval {
    /// When.
    pub(crate) when: When,
    /// What.
    pub(crate) expression: String,
    /// Whether it must fail, and how.
    pub(crate) fail: Failure,
    /// The warnings that are expected.
    pub(crate) warnings: ExpectedAnnotations,
    /// The infos that are expected.
    pub(crate) infos: ExpectedAnnotations,
    /// Whether the order of the result counts.
    pub(crate) is_ordered: bool,
    /// The result.
    pub(crate) expected: Expected,
}

/// Whether an evaluation must fail.
#[derive(Debug, Default)]
pub(crate) enum Failure {
    /// It must not.
    #[default]
    None,
    /// It must, however.
    Any,
    /// It must, with this text.
    With(Text),
}

/// The result that is expected.
#[derive(Debug, Clone)]
pub(crate) enum Expected {
    /// Series with their values by step.
    Series(Vec<(Labels, Vec<Item>)>),
    /// One number.
    Scalar(f64),
    /// A text.
    String(String),
    /// A range vector with values at these times.
    Ranges(StepGrid, Vec<(Labels, Vec<Item>)>),
}

/// The annotations of one kind that are expected. Nothing said: they are not looked at.
#[derive(Debug, Default)]
pub(crate) struct ExpectedAnnotations {
    /// At least one.
    pub(crate) must_occur: bool,
    /// None at all.
    pub(crate) must_not_occur: bool,
    /// Each must be there, and every annotation must be one of them.
    pub(crate) texts: Vec<Text>,
}

/// A text that is expected.
#[derive(Debug)]
pub(crate) enum Text {
    /// Just this.
    Exactly(String),
    /// What matches.
    Matching(Regex),
}

impl Text {
    /// Whether a text is the expected one.
    pub(crate) fn is(&self, text: &str) -> bool {
        match self {
            Self::Exactly(expected) => expected == text,
            Self::Matching(pattern) => pattern.is_match(text),
        }
    }
}

impl Default for Expected {
    fn default() -> Self {
        Self::Series(Vec::new())
    }
}

impl Default for Eval {
    fn default() -> Self {
        Self {
            when: When::Instant(0),
            expression: String::new(),
            fail: Failure::None,
            warnings: ExpectedAnnotations::default(),
            infos: ExpectedAnnotations::default(),
            is_ordered: false,
            expected: Expected::default(),
        }
    }
}
