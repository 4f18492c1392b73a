//! The responses to requests of the language beside examinations: completion, hover, formatting.
//!
//! Invariant: every text is plain, in the language that was asked for, and bounded where it is made.

use serde::{Deserialize, Serialize};

use crate::promql::complete::OfferKind;
use crate::promql::diagnostic::Edit;
use crate::promql::functions::Stability;
use crate::promql::span::Span;

/// What may be inserted at a cursor, the best first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completed {
    /// At most [`crate::promql::complete::MOST_OFFERS`].
    pub offers: Vec<Offered>,
    /// How many more there are: more letters bring them up.
    pub left_out: u32,
}

/// One thing that may be inserted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// What is shown: it may hold line ends and markup.
    pub label: String,
    /// What it is.
    pub kind: OfferKind,
    /// What taking it does to the text.
    pub insert: Edit,
    /// The bytes of the inserted text that are selected then: typing replaces them. Empty: where the cursor goes.
    pub select: Span,
    /// A signature, a type and unit, an expression; empty where there is nothing to say.
    pub detail: String,
    /// What it is good for; empty where nothing is known.
    pub about: String,
    /// Whether a server needs a flag for it.
    pub stability: Stability,
    /// The bytes of the label that were typed, in order, without overlap.
    pub matched: Vec<Span>,
}

/// What lies under a cursor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hovered {
    /// Its span, in bytes.
    pub span: Span,
    /// What it means here, in one line without a full stop.
    pub words: String,
    /// What the tables say of it, where it is a word of the language.
    pub word: Option<Described>,
}

/// A word of the language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    /// What it takes and gives; of operators and keywords the word alone.
    pub signature: String,
    /// What it does, two sentences.
    pub about: String,
    /// An expression that uses it.
    pub example: String,
    /// Whether a server needs a flag to run it.
    pub stability: Stability,
}

/// A laid out expression.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formatted {
    /// The text, without a line's end after its last line; `None` where it is broken and stays as it is.
    pub text: Option<String>,
}
