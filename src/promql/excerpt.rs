//! Excerpts of an expression for messages: on one line, bounded.
//!
//! Invariant: however long the text, its excerpt is short and takes short time.

use super::lexer::{TokenKind, lex};
use super::span::Span;

/// The most characters of a value or a token.
const LONGEST: usize = 40;

/// The most characters of a name or an expression.
const LONGEST_CODE: usize = 60;

/// A text in double quotes, escaped, cut after so many characters as are shown.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    let mut room = LONGEST;
    for letter in text.chars() {
        let shown = match letter {
            '\\' => "\\\\".to_owned(),
            '"' => "\\\"".to_owned(),
            letter => visible(letter.encode_utf8(&mut [0; 4])),
        };
        let Some(left) = room.checked_sub(shown.chars().count()) else {
            out.push('…');
            break;
        };
        room = left;
        out.push_str(&shown);
    }
    out.push('"');
    out
}

/// A text on one line: what cannot be seen is escaped.
pub(super) fn visible(text: &str) -> String {
    let is_seen = |letter: char| !letter.is_control() && !matches!(letter, '\u{2028}' | '\u{2029}');
    let letter = |letter: char| if is_seen(letter) { vec![letter] } else { letter.escape_default().collect() };
    text.chars().flat_map(letter).collect()
}

/// A name or a value, without quotes where nothing in it could be taken for part of the sentence.
pub(super) fn bare(text: &str) -> String {
    let is_plain = |letter: char| !letter.is_control() && !letter.is_whitespace() && !matches!(letter, '"' | ',' | ';');
    let start = beginning(text, LONGEST_CODE);
    if !text.is_empty() && start.len() == text.len() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    quoted(text)
}

/// A piece of an expression on one line, without comments, cut.
pub(super) fn code(text: &str, span: Span) -> String {
    let piece = span.of(text);
    // Blanks and comments between tokens are not shown; more of them than this is not looked through.
    let seen = &piece[..piece.floor_char_boundary(4 * LONGEST_CODE)];
    let mut out = String::new();
    let mut last = Span::at(0);
    for token in lex(seen).tokens.iter().filter(|token| token.kind != TokenKind::End) {
        let is_apart = token.span.start > last.end && !out.is_empty();
        if is_apart && !out.ends_with(['(', '[', '{']) && !matches!(token.kind, TokenKind::Close(_) | TokenKind::Comma)
        {
            out.push(' ');
        }
        out.push_str(&visible(token.span.of(seen)));
        last = token.span;
    }
    let start = beginning(&out, LONGEST_CODE);
    if start.len() < out.len() || seen.len() < piece.len() {
        return format!("{}…", start.trim_end());
    }
    out
}

/// So many characters of a text's beginning.
fn beginning(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_bare_where_that_is_clear() {
        for (text, expected) in [("api", "api"), ("5..|\\d", "5..|\\d"), ("", "\"\""), ("a b", "\"a b\"")] {
            assert_eq!(bare(text), expected);
        }
        assert_eq!(bare("a\nb\u{2028}"), "\"a\\nb\\u{2028}\"");
        assert_eq!(bare(&"é".repeat(100)), format!("\"{}…\"", "é".repeat(40)));
    }

    #[test]
    fn what_is_escaped_is_cut_as_it_is_shown() {
        assert_eq!(quoted(&"\u{1}".repeat(100)), format!("\"{}…\"", "\\u{1}".repeat(8)));
        assert_eq!(quoted(&"\"\\".repeat(10)), format!("\"{}\"", r#"\"\\"#.repeat(10)));
    }

    #[test]
    fn code_is_one_short_line() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(code(text, Span::new(0, text.len())), expected);
        }
        check("sum by (job) (\n  rate(x[5m]) # why\n)", "sum by (job) (rate(x[5m]))");
        check("f(a,\n  b\n, `c\nd` )", "f(a, b, `c\\nd`)");
        check(&"a + ".repeat(100), &format!("{}…", "a + ".repeat(15).trim_end()));
        check(&format!("a{}", " ".repeat(1_000_000)), "a…");
        check("", "");
    }
}
