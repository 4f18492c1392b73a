//! What servers write for people, made fit to show: bounded, on one line, without control characters.
//!
//! Not here: making it safe as HTML. It never becomes HTML.

/// The most bytes of a server's text that are kept.
pub const MAX_TEXT: usize = 2000;

/// One line of at most [`MAX_TEXT`] bytes: white space and control characters become single spaces.
pub fn line(text: &str) -> String {
    cut(text, MAX_TEXT)
}

/// As [`line()`], of at most so many bytes and the sign that something is left out.
pub fn cut(text: &str, most: usize) -> String {
    let mut out = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word.get(..word.floor_char_boundary(most)).unwrap_or(word));
        if out.len() > most {
            out.truncate(out.floor_char_boundary(most));
            out.push('…');
            break;
        }
    }
    out
}

/// The same of a body, which may be HTML: then its title, or else what stands between its tags.
pub fn body_line(body: &[u8]) -> String {
    let head = String::from_utf8_lossy(&body[..body.len().min(MAX_TEXT * 4)]);
    let text = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !text.starts_with('<') {
        return line(text);
    }
    let title = between(text, "<title>", "</title>").map(line).filter(|title| !title.is_empty());
    title.unwrap_or_else(|| line(&without_tags(text)))
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    // ASCII case folding keeps the offsets.
    let folded = text.to_ascii_lowercase();
    let start = folded.find(open)? + open.len();
    let end = start + folded.get(start..)?.find(close)?;
    text.get(start..end)
}

fn without_tags(text: &str) -> String {
    let mut pieces = Vec::new();
    for piece in text.split('<') {
        pieces.push(piece.split_once('>').map_or("", |(_, after)| after));
    }
    pieces.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_becomes_a_line() {
        for (body, shown) in [
            ("404 page not found\n", "404 page not found"),
            ("a\u{1b}[31m\r\n\tb\u{0}", "a [31m b"),
            ("\n<html><head><TITLE>502 Bad\nGateway</TITLE></head><body>x</body>", "502 Bad Gateway"),
            ("<p>no <b>title</b> here", "no title here"),
            ("<unclosed", ""),
            ("", ""),
        ] {
            assert_eq!(body_line(body.as_bytes()), shown, "{body}");
        }
        assert_eq!(body_line(b"\xff\xfe"), "\u{fffd}\u{fffd}");
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        for text in ["é".repeat(5000), "é ".repeat(5000)] {
            let cut = line(&text);
            assert!(cut.ends_with('…') || cut.len() <= MAX_TEXT, "{}", cut.len());
            assert!(cut.len() <= MAX_TEXT + 3);
        }
    }
}
