//! The response to [`super::request::Examine`]: an expression's mistakes, or what is likely not meant in it, with
//! spans, positions, words and fixes.

use serde::{Deserialize, Serialize};

use crate::promql::diagnostic::{Edit, Severity};
use crate::promql::span::Span;

/// The longest text that is examined, in bytes; a longer one is no expression that a person reads.
pub const MAX_TEXT: usize = 1 << 20;

/// The most findings that are sent.
pub const MAX_FINDINGS: usize = 20;

/// The longest replacement that is offered, in bytes.
pub const MAX_FIX: usize = 4096;

/// What came of an examination.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// The first [`MAX_FINDINGS`], in the order of their starts.
    pub findings: Vec<Finding>,
    /// How many there are.
    pub count: u32,
}

/// One thing that is wrong, or likely not meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Where, in bytes; empty where something is missing.
    pub span: Span,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// The character of that line at which it begins, from 1.
    pub column: u32,
    /// How bad.
    pub severity: Severity,
    /// What, in the language that was asked for.
    pub message: String,
    /// Whether it may only mean that the text is not finished.
    pub is_unfinished: bool,
    /// What would mend it, as one replacement of at most [`MAX_FIX`] bytes.
    pub fix: Option<Edit>,
}
