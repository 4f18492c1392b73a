//! What RE2 takes and refuses, and which patterns match nothing.

use super::{PatternErrorKind, read};

#[test]
fn valid_patterns_match_the_empty_text_or_not() {
    let empty = [
        "",
        ".*",
        "a*",
        "a?",
        "(a|)",
        "a|b*",
        "(?i)",
        "(?:)",
        "^$",
        "\\A\\z",
        "\\B",
        "a{0}",
        "a{0,3}",
        "(a+)?",
        "(a*)+",
        "(?s:.*)",
        "[a-z]*",
        "a(?i)*",
        "()",
        "|",
        "\\Q\\E",
        "(?P<n>x)??",
        "x*?|y",
        "(?)",
        "(?i-s)",
    ];
    let not_empty = [
        "a",
        ".+",
        "a+",
        "api|web",
        "(a|b)",
        "\\b",
        "a{1,}",
        "a{2,3}",
        "[^a]",
        "[]a]",
        "[^]a]",
        "[[]",
        "[a&&b]",
        "[a-]",
        "[[:alpha:]_]",
        "[[:^digit:]]",
        "\\d+",
        "\\pL",
        "\\p{Greek}",
        "\\PN",
        "\\p{^Lu}",
        "\\Qa.b\\E",
        "\\Q*",
        "a{,2}",
        "a{",
        "{",
        "a{x}",
        "a{01}",
        "\\x41",
        "\\x{10FFFF}",
        "\\101",
        "\\0",
        "\\.\\-\\/\\_",
        "漢+",
        "(?P<n>x)(?<m>y)",
        "(?U)a+",
        "(?i:GET)|(?-s:.)",
        "a{1000}",
        "(a{10}){100}",
        "]",
        "}",
        "[a[:digit]",
        "\\Qab\\E*",
        "[\\d-z]",
        "[--a]",
    ];
    for (patterns, expected) in [(&empty[..], true), (&not_empty[..], false)] {
        for pattern in patterns {
            assert_eq!(read(pattern).map(|found| found.matches_empty), Ok(expected), "{pattern}");
        }
    }
}

#[test]
fn mistakes_have_their_kind_and_place() {
    use PatternErrorKind as Kind;
    for (pattern, kind, quoted) in [
        ("(.*", Kind::MissingParenthesis, "(.*"),
        ("a(b(c)", Kind::MissingParenthesis, "(b(c)"),
        ("a)b", Kind::UnexpectedParenthesis, ")"),
        ("x[a-z", Kind::MissingBracket, "[a-z"),
        ("[]", Kind::MissingBracket, "[]"),
        ("[a-", Kind::MissingBracket, "[a-"),
        ("*a", Kind::MissingArgument, "*"),
        ("a|+", Kind::MissingArgument, "+"),
        ("(?i)*", Kind::MissingArgument, "*"),
        ("({2})", Kind::MissingArgument, "{2}"),
        ("a**", Kind::NestedRepetition, "**"),
        ("a+*b", Kind::NestedRepetition, "+*"),
        ("a{2}{3}", Kind::NestedRepetition, "{2}{3}"),
        ("a???", Kind::NestedRepetition, "???"),
        ("a{1001}", Kind::RepeatCount, "{1001}"),
        ("a{99999999999}", Kind::RepeatCount, "{99999999999}"),
        ("a{2,1}", Kind::RepeatCount, "{2,1}"),
        ("(a{100}){100}", Kind::RepeatCount, "{100}"),
        ("[z-a]", Kind::Range, "z-a"),
        ("[[:foo:]]", Kind::Range, "[:foo:]"),
        ("\\p{nope}", Kind::Range, "\\p{nope}"),
        ("\\pX", Kind::Range, "\\pX"),
        ("\\p{Greek", Kind::Range, "\\p{Greek"),
        ("a\\8", Kind::Escape, "\\8"),
        ("(a)\\1", Kind::Escape, "\\1"),
        ("\\Z", Kind::Escape, "\\Z"),
        ("\\C", Kind::Escape, "\\C"),
        ("\\x{110000}", Kind::Escape, "\\x{110000}"),
        ("\\x4", Kind::Escape, "\\x"),
        ("\\é", Kind::Escape, "\\é"),
        ("[a-\\d]", Kind::Escape, "\\d"),
        ("a\\", Kind::TrailingBackslash, "\\"),
        ("(?P<>a)", Kind::CaptureName, "(?P<>"),
        ("(?P<a-b>a)", Kind::CaptureName, "(?P<a-b>"),
        ("(?P<n>a)(?P<n>b)", Kind::CaptureName, "(?P<n>"),
        ("(?P<n", Kind::CaptureName, "(?P<n"),
        ("(?=a)", Kind::Perl, "(?="),
        ("(?!a)", Kind::Perl, "(?!"),
        ("(?x)a", Kind::Perl, "(?x"),
        ("(?i-)a", Kind::Perl, "(?i-)"),
        ("(?P=n)", Kind::Perl, "(?P"),
        ("(?", Kind::Perl, "(?"),
    ] {
        match read(pattern) {
            Err(found) => {
                let text = pattern.get(found.start..found.end);
                assert_eq!((found.kind, text), (kind, Some(quoted)), "{pattern}");
            }
            Ok(_) => panic!("{pattern} is taken"),
        }
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let nested = |depth| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(read(&nested(1000)).is_ok());
    assert_eq!(read(&nested(100_000)).map_err(|found| found.kind), Err(PatternErrorKind::TooDeep));
    for piece in ["a|[b]\\.c*(d)", "{1,", "[[:a]", "[:"] {
        // A search to the end at each piece would take minutes here.
        let _ = read(&piece.repeat(1_000_000 / piece.len()));
    }
    let names: Vec<String> = (0..60_000).map(|at| format!("(?P<n{at}>a)")).collect();
    assert!(read(&names.concat()).is_ok());
}

/// Every pattern of up to four characters of those that mean something ends, and its mistake lies within it.
#[test]
fn short_patterns_are_read_to_their_end() {
    const LETTERS: [char; 14] = ['a', '\\', '[', ']', '(', ')', '{', '}', '?', '*', '|', '-', ':', 'é'];
    let mut patterns = vec![String::new()];
    for _ in 0..4 {
        patterns = patterns.iter().flat_map(|one| LETTERS.map(|letter| format!("{one}{letter}"))).collect();
        for pattern in &patterns {
            if let Err(found) = read(pattern) {
                assert!(
                    pattern.get(found.start..found.end).is_some_and(|text| !text.is_empty()),
                    "{pattern}: {found:?}"
                );
            }
        }
    }
}
