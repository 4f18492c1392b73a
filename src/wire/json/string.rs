//! The escapes of JSON strings.

use super::Stop;

/// The length of the escape at the start of `bytes`, which begins with a backslash.
pub(super) fn escape_len(bytes: &[u8]) -> Result<usize, Stop> {
    match bytes.get(1) {
        None => Err(Stop::More),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
        Some(b'u') => {
            let digits = bytes[2..].iter().take(4);
            match digits.clone().position(|b| !b.is_ascii_hexdigit()) {
                Some(bad) => Err(Stop::Bad { at: 2 + bad, expected: "a hexadecimal digit" }),
                None if digits.len() < 4 => Err(Stop::More),
                None => Ok(6),
            }
        }
        Some(_) => Err(Stop::Bad { at: 1, expected: "an escape" }),
    }
}

/// The text that `raw` stands for; its escapes are well formed. Half a surrogate pair becomes U+FFFD,
/// as Go and browsers' decoders have it.
pub(super) fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = rest.as_bytes().get(at + 1).copied().unwrap_or_default();
        rest = rest.get(at + 2..).unwrap_or_default();
        match escape {
            b'u' => {
                let (c, used) = unicode(rest);
                out.push(c);
                rest = rest.get(used..).unwrap_or_default();
            }
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'n' => out.push('\n'),
            b'r' => out.push('\r'),
            b't' => out.push('\t'),
            other => out.push(other.into()),
        }
    }
    out.push_str(rest);
    out
}

/// The character after `\u`, and how many bytes of `rest` it takes.
fn unicode(rest: &str) -> (char, usize) {
    let unit = |text: Option<&str>| text.and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(high) = unit(rest.get(..4)) else { return (char::REPLACEMENT_CHARACTER, 0) };
    let low = if rest.get(4..6) == Some("\\u") { unit(rest.get(6..10)) } else { None };
    let mut pair = char::decode_utf16([Some(high), low].into_iter().flatten());
    match (pair.next(), high) {
        (Some(Ok(c)), 0xd800..=0xdbff) => (c, 10),
        (Some(Ok(c)), _) => (c, 4),
        _ => (char::REPLACEMENT_CHARACTER, 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_their_characters() {
        for (raw, text) in [
            (r#"a\"\\\/\b\f\n\r\t"#, "a\"\\/\u{8}\u{c}\n\r\t"),
            (r"\u003cb\u003E é", "<b> é"),
            (r"\ud83d\ude00!", "😀!"),
            (r"\ud83d!", "\u{fffd}!"),
            (r"\ude00\ud83dx", "\u{fffd}\u{fffd}x"),
            (r"\ud83d\u0041", "\u{fffd}A"),
        ] {
            assert_eq!(unescape(raw), text, "{raw}");
        }
    }
}
