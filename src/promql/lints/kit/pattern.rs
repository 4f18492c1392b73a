//! What a valid regular expression comes down to (a plain text, everything), read letter by letter.

/// The letters that mean something else in a pattern.
const SPECIAL: &str = "\\.+*?()|[]{}^$";

/// The one text that a pattern matches, if it is only that text.
pub(in crate::promql::lints) fn literal(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len());
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.push(letters.next().filter(char::is_ascii_punctuation)?),
            letter if SPECIAL.contains(letter) => return None,
            letter => out.push(letter),
        }
    }
    Some(out)
}

/// A pattern without the anchors at its ends, where it has some that change nothing.
pub(in crate::promql::lints) fn unanchored(pattern: &str) -> Option<&str> {
    // Flags may give anchors another meaning, and so does a quotation.
    if pattern.contains("(?") && !pattern.contains("(?:") || pattern.contains("\\Q") {
        return None;
    }
    let bare = pattern.strip_prefix('^').filter(|rest| !rest.starts_with(['*', '+', '?', '{'])).unwrap_or(pattern);
    let bare = match bare.strip_suffix('$') {
        Some(rest) if backslashes_before(rest, rest.len()).is_multiple_of(2) => rest,
        _ => bare,
    };
    (bare.len() < pattern.len()).then_some(bare)
}

/// Whether a pattern plainly matches every text, the empty one too.
pub(in crate::promql::lints) fn matches_all(pattern: &str) -> bool {
    matches!(unanchored(pattern).unwrap_or(pattern), ".*" | "(.*)" | "(?:.*)")
}

/// Whether an alternative inside a pattern is empty: `a||b`.
pub(in crate::promql::lints) fn has_empty_alternative(pattern: &str) -> bool {
    let mut before = ' ';
    plain(pattern).any(|(_, letter)| {
        let found = before == '|' && letter == '|';
        before = letter;
        found
    })
}

/// The names of a pattern's groups; a group without one has an empty name.
pub(in crate::promql::lints) fn groups(pattern: &str) -> Vec<&str> {
    let opened = plain(pattern).filter(|(_, letter)| *letter == '(').map(|(at, _)| &pattern[at + 1..]);
    opened
        .filter_map(|rest| match rest.strip_prefix('?') {
            None => Some(""),
            Some(rest) => {
                let named = rest.strip_prefix("P<").or_else(|| rest.strip_prefix('<'))?;
                named.split('>').next()
            }
        })
        .collect()
}

/// The letters of a pattern that are neither escaped, nor quoted, nor in a class, with their offsets. An escaped one
/// or a class stands as a blank.
fn plain(pattern: &str) -> impl Iterator<Item = (usize, char)> {
    let mut letters = pattern.char_indices().peekable();
    let mut class = None;
    std::iter::from_fn(move || {
        let (at, letter) = letters.next()?;
        match letter {
            '\\' if pattern[at..].starts_with("\\Q") => {
                let end = pattern[at..].find("\\E").map_or(pattern.len(), |length| at + length + 2);
                while letters.next_if(|(next, _)| *next < end).is_some() {}
                Some((at, ' '))
            }
            '\\' => {
                letters.next();
                Some((at, ' '))
            }
            '[' if class.is_none() => {
                class = Some(at + 1 + usize::from(pattern[at + 1..].starts_with('^')));
                Some((at, ' '))
            }
            // A bracket right at the beginning is a character of the class.
            ']' if class.is_some_and(|first| at > first) => {
                class = None;
                Some((at, ' '))
            }
            _ if class.is_some() => Some((at, ' ')),
            _ => Some((at, letter)),
        }
    })
}

fn backslashes_before(text: &str, end: usize) -> usize {
    text.as_bytes()[..end].iter().rev().take_while(|byte| **byte == b'\\').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_unescaped() {
        for (pattern, text) in [("api", Some("api")), (r"10\.0\.0\.1:9100", Some("10.0.0.1:9100")), ("", Some(""))] {
            assert_eq!(literal(pattern).as_deref(), text, "{pattern}");
        }
        for pattern in ["5..", r"\d", "a|b", "(a)", "a$", "[a]", "a{2}", r"\Qa.b\E", r"a\"] {
            assert_eq!(literal(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn anchors_at_the_ends_are_needless() {
        for (pattern, bare) in [
            ("^a.*$", Some("a.*")),
            ("^a|b$", Some("a|b")),
            (r"a\$", None),
            (r"a\\$", Some(r"a\\")),
            ("a", None),
            ("(?m)^a$", None),
            ("^(?:a|b)$", Some("(?:a|b)")),
            ("^*a", None),
            ("", None),
        ] {
            assert_eq!(unanchored(pattern), bare, "{pattern}");
        }
    }

    #[test]
    fn groups_are_counted_outside_of_classes_and_escapes() {
        for (pattern, names) in [
            ("(.*):.*", vec![""]),
            (r"\(a\)[(]", vec![]),
            ("(?:a)(?P<port>b)(?<host>c)(?i)", vec!["port", "host"]),
            (r"\Q(\E(a)", vec![""]),
            ("[]()](a)", vec![""]),
        ] {
            assert_eq!(groups(pattern), names, "{pattern}");
        }
    }

    #[test]
    fn empty_alternatives_are_seen() {
        assert!(has_empty_alternative("a||b"));
        assert!(!has_empty_alternative(r"a|\||b"));
        assert!(!has_empty_alternative("[||]|b"));
        assert!(!has_empty_alternative("|a|"));
        assert!(matches_all("^.*$") && matches_all("(.*)") && !matches_all(".+"));
    }
}
