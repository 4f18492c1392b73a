//! Says what lies under a cursor, in words.

use crate::model::lang::Lang;
use crate::promql::describe::{self, Word};
use crate::promql::parser::parse;
use crate::protocol::examination::MAX_TEXT;
use crate::protocol::language::{Described, Hovered};

/// What lies at byte `at`; nothing is said of a text longer than [`MAX_TEXT`].
pub(super) fn hover(text: &str, at: usize, lang: Lang) -> Option<Hovered> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let found = describe::at(text, &parse(text), at, lang)?;
    let word = found.word.map(|Word { signature, doc, stability }| Described {
        signature,
        about: doc.text(lang).to_owned(),
        example: doc.example.to_owned(),
        stability,
    });
    Some(Hovered { span: found.span, words: found.words, word })
}
