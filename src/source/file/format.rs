//! Detects the format of a text by its beginning: exposition, saved API answer, exported lines, `load` blocks.

use crate::model::file::FileFormat;

/// Bytes after which comments alone decide.
const MAX_HEAD: usize = 65_536;

/// Whether more bytes may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    Open,
    Ended,
}

/// What a beginning tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guess {
    /// More must be seen.
    More,
    /// There is nothing but blanks.
    Blank,
    /// The format; of the two expositions, which only differ at their end, always the older one.
    Format(FileFormat),
    /// None that is known.
    Unknown,
}

/// Guesses the format of a text that begins so.
pub(super) fn guess(head: &[u8], input: Input) -> Guess {
    let is_long = head.len() >= MAX_HEAD;
    let mut rest = head;
    let mut has_comment = false;
    loop {
        rest = rest.trim_ascii_start();
        if rest.first() != Some(&b'#') {
            break;
        }
        has_comment = true;
        rest = rest.iter().position(|byte| *byte == b'\n').map_or(&[], |end| &rest[end..]);
    }
    match rest {
        [] if has_comment && (is_long || input == Input::Ended) => Guess::Format(FileFormat::Exposition),
        [] if input == Input::Ended => Guess::Blank,
        [] if is_long => Guess::Unknown,
        [] => Guess::More,
        _ if b"load ".starts_with(rest) && input == Input::Open => Guess::More,
        [b'l', b'o', b'a', b'd', b' ' | b'\t', behind @ ..] => match is_step(behind, input) {
            Some(true) => Guess::Format(FileFormat::Load),
            Some(false) => Guess::Format(FileFormat::Exposition),
            None => Guess::More,
        },
        [b'{', behind @ ..] => match behind_key(behind) {
            None if input == Input::Open && !is_long => Guess::More,
            None | Some(b':') => Guess::Format(FileFormat::Answer),
            Some(_) => Guess::Format(FileFormat::Exposition),
        },
        // A result alone; other lists are none.
        [b'[', behind @ ..] => match behind.trim_ascii_start() {
            [] if input == Input::Open && !is_long => Guess::More,
            [b'{' | b']', ..] => Guess::Format(FileFormat::Answer),
            _ => Guess::Unknown,
        },
        [b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':', ..] => Guess::Format(FileFormat::Exposition),
        _ => Guess::Unknown,
    }
}

/// Whether a duration stands behind `load`, as `1m`; else it is the value of a metric of that name. `None` while more
/// is to come.
fn is_step(behind: &[u8], input: Input) -> Option<bool> {
    let word = behind.trim_ascii_start();
    let end = word.iter().position(u8::is_ascii_whitespace);
    if end.is_none() && input == Input::Open && behind.len() < MAX_HEAD {
        return None;
    }
    let word = &word[..end.unwrap_or(word.len())];
    Some(word.first().is_some_and(u8::is_ascii_digit) && word.last().is_some_and(u8::is_ascii_alphabetic))
}

/// The byte behind the first quoted text of braces: a colon in JSON, another sign in labels.
fn behind_key(inside: &[u8]) -> Option<u8> {
    let Some((b'"', key)) = inside.trim_ascii_start().split_first() else {
        return inside.trim_ascii_start().first().copied();
    };
    let mut is_escaped = false;
    let end = key.iter().position(|byte| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    });
    key.get(end? + 1..)?.trim_ascii_start().first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use FileFormat::{Answer, Exposition, Load};

    #[track_caller]
    fn check(text: &str, expected: Guess) {
        assert_eq!(guess(text.as_bytes(), Input::Ended), expected, "{text}");
        // No beginning of it tells anything else.
        for cut in 0..text.len() {
            let early = guess(&text.as_bytes()[..cut], Input::Open);
            assert!(early == Guess::More || early == expected, "{text} cut at {cut}: {early:?}");
        }
    }

    #[test]
    fn beginnings_tell_formats() {
        check("# HELP a b\n\na 1", Guess::Format(Exposition));
        check("  _x{} 1", Guess::Format(Exposition));
        check("{\"m.n\", a=\"b\"} 1", Guess::Format(Exposition));
        check("{ a=\"b\"} 1", Guess::Format(Exposition));
        check("# only a comment", Guess::Format(Exposition));
        check("loads 1", Guess::Format(Exposition));
        check("# a script\nload 1m\n  a 1", Guess::Format(Load));
        check("load\t1m", Guess::Format(Load));
        check("load  1h30m\n a 1", Guess::Format(Load));
        for metric in ["load 1\n", "load 0.5 1700000000000", "load NaN", "load +Inf 5\n", "load {a=\"b\"} 1", "load"] {
            check(metric, Guess::Format(Exposition));
        }
        check(" {\"status\" : \"success\"}", Guess::Format(Answer));
        check("{\"a\\\"b\":1}", Guess::Format(Answer));
        check("{\"sta", Guess::Format(Answer));
        check("[ {\"metric\":{}}]", Guess::Format(Answer));
        check("[]", Guess::Format(Answer));
        check("[", Guess::Unknown);
        check(" \n", Guess::Blank);
        check("", Guess::Blank);
        check("[1]", Guess::Unknown);
        check("<html>", Guess::Unknown);
        check("\u{1f}\u{8b}", Guess::Unknown);
    }

    #[test]
    fn blanks_without_end_are_not_waited_for() {
        assert_eq!(guess(&vec![b'\n'; MAX_HEAD], Input::Open), Guess::Unknown);
    }

    #[test]
    fn a_step_is_not_waited_for_without_end() {
        for blanks in [" ", "\n", "\t"] {
            let load = format!("load {}", blanks.repeat(MAX_HEAD));
            assert_eq!(guess(load.as_bytes(), Input::Open), Guess::Format(Exposition));
        }
    }

    #[test]
    fn many_comments_are_not_waited_for() {
        let comments = "# HELP a b\n".repeat(MAX_HEAD / 10);
        assert_eq!(guess(comments.as_bytes(), Input::Open), Guess::Format(Exposition));
    }
}
