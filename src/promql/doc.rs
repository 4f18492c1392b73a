//! What the language's words mean, for completion, hover and help: a part of each row of their tables.
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
