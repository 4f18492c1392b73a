//! How names are spelt where they are inserted: bare where that is a name, in quotes otherwise.

use crate::promql::lexer::Keyword;
use crate::promql::literal::string;

/// Whether a metric's name may stand without quotes. Words of the language could be taken for what they mean.
pub(super) fn is_bare_metric(name: &str) -> bool {
    is_word(name, |byte| byte == b':') && Keyword::of(name).is_none()
}

/// Whether a label's name may stand without quotes: any word but those that are numbers.
pub(super) fn is_bare_label(name: &str) -> bool {
    is_word(name, |_| false) && Keyword::of(name) != Some(Keyword::Number)
}

/// A label's name as it is written.
pub(super) fn label(name: &str) -> String {
    if is_bare_label(name) { name.to_owned() } else { quoted(name) }
}

/// A name in double quotes.
pub(super) fn quoted(name: &str) -> String {
    let mut out = String::new();
    string::push_name(&mut out, name);
    out
}

fn is_word(name: &str, also: impl Fn(u8) -> bool) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || also(byte);
    name.bytes().next().is_some_and(is_letter) && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_are_bare() {
        for (name, metric, label) in [
            ("up", true, true),
            ("job:up:sum", true, false),
            ("by", false, true),
            ("nan", false, false),
            ("my.metric", false, false),
            ("0x", false, false),
            ("", false, false),
            ("é", false, false),
        ] {
            assert_eq!((is_bare_metric(name), is_bare_label(name)), (metric, label), "{name}");
        }
        assert_eq!((super::label("a.b"), super::label("ab")), ("\"a.b\"".to_owned(), "ab".to_owned()));
    }
}
