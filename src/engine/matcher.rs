//! Matchers, compiled: what a selector demands of a series' labels.
//!
//! Regular expressions are RE2's, translated by `promql::regex` and matched by the crate `regex`; patterns that are
//! only texts, a beginning or nothing at all are compared without it.
//!
//! Invariant: a label that a series lacks has the empty value.

mod pattern;

use std::collections::HashMap;
use std::rc::Rc;

pub use pattern::{Pattern, regex};

use super::error::Error;
use super::labels::{Labels, METRIC_NAME};
use super::options::Dialect;
use crate::promql::ast::MatchOp;

/// A condition on a label, as an expression has it; of a regular expression the text, unanchored.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LabelMatcher {
    /// The label's name.
    pub name: String,
    /// How it is compared.
    pub op: MatchOp,
    /// With what.
    pub value: String,
}

/// The patterns of a query, each compiled once.
#[derive(Debug, Default)]
pub struct Patterns {
    dialect: Dialect,
    known: HashMap<String, Rc<Pattern>>,
}

impl Patterns {
    /// None yet; anchored as the dialect does it.
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, known: HashMap::new() }
    }

    /// The pattern of a text, compiled once. Fails where it is no regular expression.
    pub fn get(&mut self, text: &str) -> Result<Rc<Pattern>, Error> {
        if let Some(pattern) = self.known.get(text) {
            return Ok(Rc::clone(pattern));
        }
        let pattern = Rc::new(Pattern::new(text, self.dialect)?);
        self.known.insert(text.to_owned(), Rc::clone(&pattern));
        Ok(pattern)
    }
}

/// The matchers of one selector.
#[derive(Debug, Clone, Default)]
pub struct Matchers {
    sources: Vec<LabelMatcher>,
    /// One a matcher; none for those that compare texts.
    patterns: Vec<Option<Rc<Pattern>>>,
    /// Of each label, which matchers are about it.
    by_name: HashMap<String, Vec<usize>>,
}

impl Matchers {
    /// Compiles a selector's matchers, of which all must hold. Fails where a pattern is no regular expression.
    pub fn compile(sources: &[LabelMatcher], patterns: &mut Patterns) -> Result<Self, Error> {
        let pattern = |one: &LabelMatcher| one.op.is_regex().then(|| patterns.get(&one.value)).transpose();
        let patterns = sources.iter().map(pattern).collect::<Result<_, _>>()?;
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, one) in sources.iter().enumerate() {
            by_name.entry(one.name.clone()).or_default().push(at);
        }
        Ok(Self { sources: sources.to_vec(), patterns, by_name })
    }

    /// The matchers as they were written.
    pub fn sources(&self) -> &[LabelMatcher] {
        &self.sources
    }

    /// The metric's name, where one matcher asks for exactly that.
    pub fn metric(&self) -> Option<&str> {
        let is_name =
            |one: &&LabelMatcher| one.name == METRIC_NAME && one.op == MatchOp::Equal && !one.value.is_empty();
        self.sources.iter().find(is_name).map(|one| one.value.as_str())
    }

    /// Whether a series satisfies all of them.
    pub fn match_labels(&self, labels: &Labels) -> bool {
        self.sources
            .iter()
            .zip(&self.patterns)
            .all(|(one, pattern)| is_match(one, pattern.as_ref(), labels.get(&one.name)))
    }

    /// Whether a value satisfies all matchers of this label.
    pub fn match_value(&self, name: &str, value: &str) -> bool {
        let own = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        own.iter().all(|at| is_match(&self.sources[*at], self.patterns[*at].as_ref(), value))
    }
}

fn is_match(matcher: &LabelMatcher, pattern: Option<&Rc<Pattern>>, value: &str) -> bool {
    let is_equal = match pattern {
        Some(pattern) => pattern.is_match(value),
        None => matcher.value == value,
    };
    is_equal == matches!(matcher.op, MatchOp::Equal | MatchOp::Regex)
}

#[cfg(test)]
mod tests;
