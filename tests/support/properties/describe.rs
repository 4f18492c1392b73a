//! What holds of every text that is put into words.

use narthex::model::lang::Lang;
use narthex::promql::describe::{self, MAX_CHARACTERS, MAX_LINES};
use narthex::promql::parser::{self, Parsed};

/// Describes a text, and what lies in its middle and at its end.
#[track_caller]
pub(crate) fn hold(text: &str) {
    let parsed = parser::parse(text);
    outline(text, &parsed);
    for at in [text.len() / 2, text.len()] {
        hover(text, &parsed, at);
    }
}

/// The tree in words of both languages: the same nodes, each in one bounded line.
#[track_caller]
pub(crate) fn outline(text: &str, parsed: &Parsed) {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| describe::outline(text, &parsed.expr, lang));
    assert_eq!((en.lines.len(), en.left_out), (zh.lines.len(), zh.left_out), "{text:?}");
    assert!(en.left_out == 0 || en.lines.len() == MAX_LINES, "{text:?}");
    for (en, zh) in en.lines.iter().zip(&zh.lines) {
        assert_eq!((en.depth, en.span), (zh.depth, zh.span), "{text:?}");
        check(&en.words, &zh.words);
    }
}

/// What lies at a byte: a piece of the text that holds it, the same in both languages.
#[track_caller]
pub(crate) fn hover(text: &str, parsed: &Parsed, at: usize) {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| describe::at(text, parsed, at, lang));
    assert_eq!(en.is_some(), zh.is_some(), "byte {at} of {text:?}");
    let Some((en, zh)) = en.zip(zh) else { return };
    assert_eq!((en.span, &en.word), (zh.span, &zh.word), "byte {at} of {text:?}");
    assert!(!en.span.of(text).is_empty() && en.span.touches(at), "byte {at} of {text:?}: {:?}", en.span);
    check(&en.words, &zh.words);
}

/// As a person's own words may stand in them, that no English is left in Chinese is held of written texts only.
#[track_caller]
fn check(en: &str, zh: &str) {
    for words in [en, zh] {
        assert!(!words.is_empty() && !words.contains(['\n', '\r']), "{words:?}");
        assert!(words.chars().count() <= MAX_CHARACTERS + 1, "too long: {words}");
    }
    assert!(!en.starts_with(|letter: char| letter.is_ascii_lowercase()), "a small letter: {en}");
    assert!(zh.chars().any(|letter| letter >= '一'), "no Chinese in it: {zh}");
}
