//! What a lint finds: its name, and what its message speaks of.
//!
//! Not here: the lints and their words (`lints`).

use std::borrow::Cow;

/// What a lint found: which lint, and what about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFinding {
    /// The lint's name, by which [`crate::promql::lints::named`] knows it.
    pub lint: &'static str,
    /// What `{0}`, `{1}` of its message stand for.
    pub about: Vec<LintSubject>,
}

/// Something that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LintSubject {
    /// A word of the language, a number or a duration.
    Word(Cow<'static, str>),
    /// A name or a text that a person chose, at most 200 bytes of it: more than any message shows.
    Name(String),
}

impl LintSubject {
    /// A name that a person chose, cut where it is longer than any message shows.
    pub fn name(text: &str) -> Self {
        const LONGEST: usize = 200;
        Self::Name(text[..text.floor_char_boundary(LONGEST)].to_owned())
    }

    /// A word of the language, a number or a duration.
    pub fn word(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Word(text.into())
    }
}
