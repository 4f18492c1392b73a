//! What the language's words mean, for completion, hover and help.
//!
//! Invariant: two sentences a word and one example that parses and checks; both languages say the same.
//! Not here: which language is chosen. This floor knows none, so it carries both.

/// What a word of the language does, in both languages of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doc {
    /// Two sentences in English, plain text.
    pub en: &'static str,
    /// The same in Chinese.
    pub zh: &'static str,
    /// One whole expression that uses the word.
    pub example: &'static str,
}

impl Doc {
    /// Before a table's entry is given its texts; a test finds an entry that stayed so.
    pub(super) const NONE: Self = Self { en: "", zh: "", example: "" };
}
