//! Texts in quotes under the cursor: what of them was typed, and how a value is written into them.

use std::ops::Range;

use crate::promql::ast::{MatchOp, Quote, StringLiteral};
use crate::promql::literal::string;
use crate::promql::span::Span;

/// A text in quotes that the cursor stands in. Where its closing quote is missing, it ends at the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Literal {
    /// From its quote to its closing quote, if it has one.
    pub span: Span,
    /// Which quotes.
    pub quote: Quote,
    /// Whether the closing quote is written.
    pub closing: Closing,
}

/// Whether a text's closing quote is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// It is.
    Written,
    /// It has to be inserted too.
    Missing,
}

impl Literal {
    /// The text between the quotes: its span.
    fn inside(&self) -> Range<usize> {
        let end = self.span.end as usize - usize::from(self.closing == Closing::Written);
        self.span.start as usize + 1..end
    }

    /// What a piece of it means, escapes resolved.
    pub(super) fn meaning(&self, piece: &str) -> String {
        let quoted = format!("{}{piece}", string::quote_char(self.quote));
        string::unquote(&quoted, self.span).0.value
    }

    /// Of a regular expression, the alternative that the cursor stands in: its span.
    pub(super) fn alternative(&self, text: &str, cursor: usize) -> Span {
        let inside = self.inside();
        let raw = text.get(inside.clone()).unwrap_or_default();
        let (mut start, mut end) = (inside.start, inside.end);
        let mut is_class = false;
        let mut letters = raw.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let at = inside.start + at;
            match letter {
                // An escape of the string, and if that is a backslash, of the pattern.
                '\\' => {
                    let is_pattern = self.quote == Quote::Backtick || letters.next().is_some_and(|(_, it)| it == '\\');
                    if is_pattern && letters.next().is_some_and(|(_, it)| it == '\\' && self.quote != Quote::Backtick) {
                        letters.next();
                    }
                }
                '[' => is_class = true,
                ']' => is_class = false,
                '|' | '(' if !is_class && at < cursor => start = at + 1,
                '|' | ')' if !is_class && at >= cursor => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        Span::new(start, end)
    }
}

/// What was typed of a value in a pattern: without the escapes, and without what only widens it.
pub(super) fn plain(pattern: &str) -> String {
    let pattern = pattern.trim_start_matches("?:").trim_start_matches('^');
    let pattern = pattern.strip_prefix(".*").or_else(|| pattern.strip_prefix(".+")).unwrap_or(pattern);
    let pattern = pattern.strip_suffix(".*").or_else(|| pattern.strip_suffix(".+")).unwrap_or(pattern);
    let mut out = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        out.extend(if letter == '\\' { letters.next() } else { Some(letter) });
    }
    out
}

/// A value as an operator compares with it: in a pattern its own letters have to be escaped.
pub(super) fn compared(value: &str, op: MatchOp) -> String {
    if !op.is_regex() {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len() + 4);
    for letter in value.chars() {
        match letter {
            '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' => {
                out.extend(['\\', letter]);
            }
            // What backticks cannot hold.
            '`' => out.push_str("\\x60"),
            '\r' => out.push_str("\\r"),
            letter => out.push(letter),
        }
    }
    out
}

/// A text in these quotes, or in double ones where these cannot hold it.
pub(super) fn quoted(value: &str, quote: Quote) -> String {
    let mut out = String::new();
    let literal = StringLiteral { span: Span::default(), value: value.to_owned(), bytes: None, quote };
    string::push(&mut out, &literal);
    out
}

/// A text as it stands between these quotes, which can hold it.
pub(super) fn unquoted(value: &str, quote: Quote) -> String {
    let quoted = quoted(value, quote);
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The alternative around the bar `¦`, and what was typed of it.
    #[track_caller]
    fn check(marked: &str, alternative: &str, typed: &str) {
        let cursor = marked.find('¦').unwrap_or_default();
        let text = marked.replace('¦', "");
        let quote = string::unquote(&text, Span::default()).0.quote;
        let literal = Literal { span: Span::new(0, text.len()), quote, closing: Closing::Written };
        let span = literal.alternative(&text, cursor);
        assert_eq!(span.of(&text), alternative, "{marked}");
        assert_eq!(plain(&literal.meaning(&text[span.start as usize..cursor])), typed, "{marked}");
    }

    #[test]
    fn finds_the_alternative() {
        check(r#""a|b¦c|d""#, "bc", "b");
        check(r#""(?:a|b¦)x""#, "b", "b");
        check(r#""¦""#, "", "");
        check(r#""a\\|b¦""#, r"a\\|b", "a|b");
        check(r#""a\\\\|b¦""#, "b", "b");
        check(r"`a\|b¦|c`", r"a\|b", "a|b");
        check(r"`a\\|b¦`", "b", "b");
        check(r#""[|]¦|x""#, "[|]", "[|]");
        check(r#"".*fo¦o""#, ".*foo", "fo");
    }

    #[test]
    fn values_are_escaped_for_pattern_and_quotes() {
        assert_eq!(compared("a.b|`c", MatchOp::Regex), r"a\.b\|\x60c");
        assert_eq!(compared("a.b", MatchOp::NotEqual), "a.b");
        assert_eq!(quoted("it's `so`", Quote::Backtick), "\"it's `so`\"");
        assert_eq!(unquoted("it's", Quote::Single), r"it\'s");
        assert_eq!(unquoted(r"5\.\d", Quote::Double), r"5\\.\\d");
    }
}
