//! Strings: escapes resolved and written.

use crate::promql::ast::{Quote, StringLiteral};
use crate::promql::span::Span;

/// An escape that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadEscape {
    /// Where it is: bytes from the literal's start.
    pub at: usize,
    /// The escape, a few characters.
    pub text: String,
}

/// Reads a literal whose quotes (the closing one may be missing) are part of the text. Bad escapes stay as they are,
/// and the first of them is returned.
pub fn unquote(text: &str, span: Span) -> (StringLiteral, Option<BadEscape>) {
    let quote = match text.as_bytes().first() {
        Some(b'`') => Quote::Backtick,
        Some(b'\'') => Quote::Single,
        _ => Quote::Double,
    };
    let mark = quote_char(quote);
    let inner = text.get(1..).unwrap_or_default();
    let inner = inner.strip_suffix(mark).unwrap_or(inner);
    let plain = |value: String| StringLiteral { span, value, bytes: None, quote };
    if quote == Quote::Backtick || !inner.contains('\\') {
        // As in Go, carriage returns are no part of a raw string's value.
        let value = if quote == Quote::Backtick { inner.replace('\r', "") } else { inner.to_owned() };
        return (plain(value), None);
    }
    let mut bytes = Vec::with_capacity(inner.len());
    let mut bad = None;
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        let length = escape(rest, mark, &mut bytes).unwrap_or_else(|| {
            let text: String = rest.chars().take(if rest[1..].starts_with(['x', 'u', 'U']) { 4 } else { 2 }).collect();
            bad.get_or_insert(BadEscape { at: 1 + inner.len() - rest.len(), text });
            bytes.push(b'\\');
            1
        });
        rest = &rest[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    let literal = match String::from_utf8(bytes) {
        Ok(value) => plain(value),
        Err(error) => {
            let value = String::from_utf8_lossy(error.as_bytes()).into_owned();
            StringLiteral { span, value, bytes: Some(error.into_bytes()), quote }
        }
    };
    (literal, bad)
}

/// Resolves the escape at the text's start into bytes; its length, or `None` where it is none.
fn escape(text: &str, mark: char, bytes: &mut Vec<u8>) -> Option<usize> {
    let letter = text[1..].chars().next()?;
    let simple = match letter {
        'a' => Some(7),
        'b' => Some(8),
        'f' => Some(12),
        'n' => Some(b'\n'),
        'r' => Some(b'\r'),
        't' => Some(b'\t'),
        'v' => Some(11),
        '\\' => Some(b'\\'),
        letter if letter == mark => u8::try_from(mark).ok(),
        _ => None,
    };
    if let Some(byte) = simple {
        bytes.push(byte);
        return Some(2);
    }
    let (start, length, radix) = match letter {
        '0'..='7' => (1, 3, 8),
        'x' => (2, 2, 16),
        'u' => (2, 4, 16),
        'U' => (2, 8, 16),
        _ => return None,
    };
    let digits =
        text.get(start..start + length).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let code = u32::from_str_radix(digits, radix).ok()?;
    if matches!(letter, 'u' | 'U') {
        let letter = char::from_u32(code)?;
        bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        bytes.push(u8::try_from(code).ok()?);
    }
    Some(start + length)
}

/// The character of a quote.
pub fn quote_char(quote: Quote) -> char {
    match quote {
        Quote::Double => '"',
        Quote::Single => '\'',
        Quote::Backtick => '`',
    }
}

/// Writes a literal with its own quotes where they can hold it, otherwise with double ones.
pub fn push(out: &mut String, literal: &StringLiteral) {
    let raw_holds = literal.bytes.is_none() && !literal.value.contains(['`', '\r']);
    match literal.quote {
        Quote::Backtick if raw_holds => {
            out.push('`');
            out.push_str(&literal.value);
            out.push('`');
        }
        Quote::Single => push_escaped(out, literal, '\''),
        _ => push_escaped(out, literal, '"'),
    }
}

/// Writes a name in double quotes.
pub fn push_name(out: &mut String, name: &str) {
    out.push('"');
    name.chars().for_each(|letter| push_letter(out, letter, '"'));
    out.push('"');
}

fn push_escaped(out: &mut String, literal: &StringLiteral, mark: char) {
    out.push(mark);
    match &literal.bytes {
        None => literal.value.chars().for_each(|letter| push_letter(out, letter, mark)),
        Some(bytes) => {
            for chunk in bytes.utf8_chunks() {
                chunk.valid().chars().for_each(|letter| push_letter(out, letter, mark));
                chunk.invalid().iter().for_each(|byte| push_hex(out, "\\x", 2, u32::from(*byte)));
            }
        }
    }
    out.push(mark);
}

/// An escape by number.
fn push_hex(out: &mut String, escape: &str, digits: usize, code: u32) {
    let hex = format!("{code:0digits$x}");
    out.push_str(escape);
    out.push_str(&hex);
}

fn push_letter(out: &mut String, letter: char, mark: char) {
    match letter {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\\' => out.push_str("\\\\"),
        letter if letter == mark => out.extend(['\\', letter]),
        letter if letter.is_control() => push_hex(out, "\\u", 4, letter.into()),
        letter => out.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, value: &str) {
        let (literal, bad) = unquote(text, Span::default());
        assert_eq!((literal.value.as_str(), bad), (value, None), "{text}");
        let mut printed = String::new();
        push(&mut printed, &literal);
        assert_eq!(unquote(&printed, Span::default()), (literal, None), "{text} → {printed}");
    }

    #[test]
    fn resolves_what_go_resolves() {
        check(r#""a\"b\\c\n\t\x41\101\u00e9\U0001F600""#, "a\"b\\c\n\tAAé😀");
        check(r"'it\'s \xc3\xa9'", "it's é");
        check("`\\d+\n\"'`", "\\d+\n\"'");
        check("\"漢\u{7f}\\a\"", "漢\u{7f}\u{7}");
    }

    #[test]
    fn keeps_bytes_that_are_no_text() {
        let (literal, bad) = unquote(r#""a\xc5z""#, Span::default());
        assert_eq!((literal.value.as_str(), bad), ("a\u{fffd}z", None));
        assert_eq!(literal.bytes.as_deref(), Some(&b"a\xc5z"[..]));
        let mut printed = String::new();
        push(&mut printed, &literal);
        assert_eq!(printed, r#""a\xc5z""#);
    }

    #[test]
    fn names_the_first_bad_escape() {
        for (text, escape, at) in [
            (r#""a\d\e""#, "\\d", 2),
            (r#""\'""#, "\\'", 1),
            (r#""\xg1""#, "\\xg1", 1),
            (r#""\400""#, "\\4", 1),
            (r#""\ud800""#, "\\ud8", 1),
        ] {
            let (_, bad) = unquote(text, Span::default());
            assert_eq!(bad, Some(BadEscape { at, text: escape.into() }), "{text}");
        }
    }
}
