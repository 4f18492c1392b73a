//! What the language's words mean, for completion, hover and help.
//!
//! Invariant: two sentences a word and one example that parses and checks; both languages say the same. The first
//! sentence stands alone: descriptions go on after it.
//! Not here: which language is chosen. This floor knows none, so it carries both.

use crate::model::lang::Lang;

/// What a word of the language does, in both languages of the product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Doc {
    /// Two sentences in English, plain text.
    pub en: &'static str,
    /// The same in Chinese.
    pub zh: &'static str,
    /// One whole expression that uses the word.
    pub example: &'static str,
}

/// An entry of a table of words. The texts stand in a table of their own, which a program that shows none of them
/// does not carry: 11 kB of the worker.
#[derive(Debug, Clone, Copy)]
pub(super) struct Described<T> {
    /// The word.
    pub(super) word: T,
    /// What it does.
    pub(super) doc: Doc,
}

/// The words of a table, or their texts, each by themselves.
macro_rules! part {
    ($table:expr, $part:ident) => {{
        let mut parts = [$table[0].$part; $table.len()];
        let mut at = 0;
        while at < parts.len() {
            parts[at] = $table[at].$part;
            at += 1;
        }
        parts
    }};
}
pub(super) use part;

impl Doc {
    /// Both sentences.
    pub const fn text(&self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }

    /// The first sentence, which says what the word does, without its full stop.
    pub fn gist(&self, lang: Lang) -> &'static str {
        let (text, end) = (self.text(lang), lang.pick(". ", "。"));
        text.split_once(end).map_or(text, |(first, _)| first)
    }
}
