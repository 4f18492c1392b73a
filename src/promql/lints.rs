//! Lints: what works and is likely not what was meant.
//!
//! One lint, one file. Each has a name, says what it does and why that matters with an example and what to use
//! instead, in both languages, and finds its places in a whole tree; where a fix is sound it comes along.
//!
//! Invariant: a lint never changes what an expression means without a person's consent: its fix is an offer.
//! Not here: what a server refuses (`check`).

use super::ast::Expr;
use super::diagnostic::Diagnostic;
use super::metadata::Metadata;
use crate::model::lang::Lang;

/// What is known besides the expression. Everything may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The metrics' types.
    pub metadata: Metadata,
    /// How often the series are scraped, in milliseconds.
    pub scrape_interval_ms: Option<i64>,
    /// The labels that tell replicas of one collector apart: `replica`.
    pub replica_labels: Vec<String>,
}

/// What a lint found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {}

impl Finding {
    /// In words: one line without a full stop.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::En | Lang::Zh => String::new(),
        }
    }
}

/// All that the lints find in a tree, in the order of the text that it was made from.
pub fn lint(_text: &str, _expr: &Expr, _facts: &Facts) -> Vec<Diagnostic> {
    Vec::new()
}
