//! What is known besides the text: what servers answered, and what the person did before.
//!
//! Not here: asking for it (`need` says for what; `source` asks).

use super::names::Names;
use crate::promql::lexer::{self, Keyword, TokenKind};
use crate::promql::metadata::Metadata;

/// The most expressions that are kept.
pub const MAX_HISTORY: usize = 200;

/// The longest expression that is kept, in bytes.
pub const MAX_EXPRESSION: usize = 8_000;

/// What offers are made of. Everything may be empty.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'k> {
    /// The names of all metrics. Where they were not asked for, [`Metadata::series_names`] are most of them.
    pub metrics: &'k Names,
    /// What servers say of metrics.
    pub metadata: &'k Metadata,
    /// The answer to [`super::Context::need`], as far as it is there: names or values of labels.
    pub labels: &'k Names,
    /// What was run before.
    pub history: &'k History,
    /// The recording rules, by name.
    pub rules: &'k [RecordingRule],
}

/// A metric that a server computes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingRule {
    /// The metric's name.
    pub name: String,
    /// What it is computed from: plain text of any content.
    pub expression: String,
}

/// Expressions that were run, the last first, and the words in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    expressions: Vec<String>,
    words: Names,
    durations: Vec<String>,
}

impl History {
    /// The history of expressions given from the last to the first; what is too much is left out.
    pub fn new<'a>(expressions: impl IntoIterator<Item = &'a str>) -> Self {
        let valid = expressions.into_iter().filter(|one| !one.trim().is_empty() && one.len() <= MAX_EXPRESSION);
        let expressions: Vec<String> = valid.take(MAX_HISTORY).map(|one| one.trim().to_owned()).collect();
        let (mut words, mut durations) = (Vec::new(), Vec::<String>::new());
        for expression in &expressions {
            for token in lexer::lex(expression).tokens {
                let text = token.span.of(expression);
                match token.kind {
                    TokenKind::Name | TokenKind::ColonName | TokenKind::Keyword(Keyword::Aggregate(_)) => {
                        words.push(text);
                    }
                    TokenKind::String => words.push(text.get(1..text.len() - 1).unwrap_or_default()),
                    TokenKind::Duration if !durations.iter().any(|known| known == text) => {
                        durations.push(text.to_owned());
                    }
                    _ => {}
                }
            }
        }
        let words = Names::new(words);
        Self { expressions, words, durations }
    }

    /// The expressions, the last one first.
    pub fn expressions(&self) -> &[String] {
        &self.expressions
    }

    /// The durations in them, the last used first.
    pub fn durations(&self) -> &[String] {
        &self.durations
    }

    /// What speaks for a name: that it was used.
    pub(super) fn bonus(&self, name: &str) -> i32 {
        const USED: i32 = 24;
        if self.words.contains(name) { USED } else { 0 }
    }
}
