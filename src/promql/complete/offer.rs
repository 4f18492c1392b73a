//! What is offered, and what taking an offer does to the text.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::model::lang::Lang;
use crate::promql::doc::Doc;
use crate::promql::functions::Stability;
use crate::promql::span::Span;

/// What is offered at a cursor, the best first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// At most [`super::MOST_OFFERS`].
    pub list: Vec<Offer>,
    /// How many more fit what was typed, or are too many to be looked at: more letters bring them up.
    pub left_out: usize,
}

/// One thing that may be inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is shown, plain text of any content: it may hold line ends and markup.
    pub label: String,
    /// What it is.
    pub kind: OfferKind,
    /// What taking it does.
    pub insert: Insert,
    /// A signature, a type and unit, an expression; empty where there is nothing to say. Plain text.
    pub detail: String,
    /// What it is good for.
    pub about: About,
    /// Whether a server needs a flag for it.
    pub stability: Stability,
    /// The bytes of the label that were typed, for emphasis: in order, on characters' boundaries.
    pub matched: Vec<Range<usize>>,
}

/// What an offer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OfferKind {
    /// A whole expression that was run before.
    History,
    /// A metric.
    Metric,
    /// A metric that a recording rule makes.
    Rule,
    /// An aggregator.
    Aggregator,
    /// A function.
    Function,
    /// A word that modifies an operator, an aggregation or a selector.
    Keyword,
    /// An operator between two expressions; the second is still to be written.
    Operator,
    /// A label's name.
    LabelName,
    /// An operator between a label and its value.
    MatchOperator,
    /// A label's value.
    LabelValue,
    /// A duration.
    Duration,
}

/// A replacement in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insert {
    /// What is replaced, on characters' boundaries of the text.
    pub span: Span,
    /// What stands there then.
    pub text: String,
    /// The bytes of the inserted text that are selected then: typing replaces them. Empty: where the cursor goes.
    pub select: Range<usize>,
}

/// What is said of an offer beyond its detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Nothing.
    Nothing,
    /// A word of the language.
    Word(Doc),
    /// What a server says of a metric: plain text of any content.
    Help(String),
}

impl About {
    /// The text in a language; a server's is in its own.
    pub fn text(&self, lang: Lang) -> &str {
        match (self, lang) {
            (Self::Nothing, _) => "",
            (Self::Word(doc), Lang::En) => doc.en,
            (Self::Word(doc), Lang::Zh) => doc.zh,
            (Self::Help(help), _) => help,
        }
    }
}

impl Insert {
    /// Replaces a span by a text; the cursor stands behind it.
    pub(super) fn plain(span: Span, text: impl Into<String>) -> Self {
        let text = text.into();
        let end = text.len();
        Self { span, text, select: end..end }
    }

    /// Replaces a span by three texts, of which the second is selected.
    pub(super) fn snippet(span: Span, before: &str, selected: &str, after: &str) -> Self {
        let select = before.len()..before.len() + selected.len();
        Self { span, text: [before, selected, after].concat(), select }
    }

    /// The text with the replacement made, and the selected bytes of it; the text as it was where the span lies outside
    /// of it or cuts a character.
    pub fn applied(&self, text: &str) -> (String, Range<usize>) {
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        let Some((before, after)) = text.get(..start).zip(text.get(end..)) else { return (text.to_owned(), 0..0) };
        let selected = start + self.select.start..start + self.select.end;
        ([before, &self.text, after].concat(), selected)
    }
}

impl Offer {
    /// An offer with nothing said of it.
    pub(super) fn new(label: impl Into<String>, kind: OfferKind, insert: Insert) -> Self {
        Self {
            label: label.into(),
            kind,
            insert,
            detail: String::new(),
            about: About::Nothing,
            stability: Stability::Stable,
            matched: Vec::new(),
        }
    }
}
