//! Any input: no panic, bounded nesting, linear time.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use narthex::promql::check::diagnose;
use narthex::promql::parser::{self, MAX_DEPTH, MAX_NESTING};
use narthex::promql::printer;

use super::trees::tree;
use crate::any_bytes::check;
use crate::choices::Choices;
use crate::properties::{hold, parse};
use crate::time::{check_proportion, worked};
use crate::written;

#[test]
fn texts_cut_anywhere_are_borne() {
    for text in written::texts("tests/language") {
        cut_anywhere(&text);
    }
    check(10, 250, |bytes| cut_anywhere(&printer::print(&tree(bytes, 4))));
}

#[track_caller]
fn cut_anywhere(text: &str) {
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        hold(&text[..at]);
        parse::hold(&text[at..]);
    }
}

#[test]
fn mutated_texts_are_borne() {
    const PIECES: &[&str] = &[
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "@",
        "\"",
        "'",
        "`",
        "#",
        "\n",
        "\\",
        "=",
        "=~",
        "!",
        "-",
        "^",
        "</",
        "offset",
        " by ",
        " on(",
        "group_left",
        "sum",
        "fill(",
        "5m",
        "0x",
        "1e",
        "é",
        "😀",
        "\0",
        "step()",
        "bool",
        "$x",
    ];
    let corpus = written::texts("tests/language");
    check(1_600, 200, |bytes| {
        let (of_text, of_changes) = bytes.split_at(bytes.len() / 2);
        let mut choices = Choices::of(of_changes);
        let text = if choices.one_in(10) {
            printer::print(&tree(of_text, 4))
        } else {
            corpus[choices.below(corpus.len())].clone()
        };
        let mut letters: Vec<char> = text.chars().collect();
        for _ in 0..=choices.below(3) {
            let at = choices.below(letters.len() + 1);
            if choices.one_in(3) && at < letters.len() {
                letters.remove(at);
            } else {
                letters.splice(at..at, choices.pick(PIECES).chars());
            }
        }
        hold(&letters.into_iter().collect::<String>());
    });
}

#[test]
fn random_bytes_are_borne() {
    // As many bytes that mean something as ones that may be anything.
    const MEANT: &[u8] = b"(){}[],:@\"'`#\n\\=~!-+*/%^<>. ae0159smhdx_";
    check(1_000, 120, |bytes| {
        let mut choices = Choices::of(bytes);
        let byte = |_| if choices.one_in(2) { choices.below(256) as u8 } else { choices.pick(MEANT) };
        let bytes: Vec<u8> = (0..bytes.len() / 2).map(byte).collect();
        hold(&String::from_utf8_lossy(&bytes));
    });
}

#[test]
fn nesting_is_bounded() {
    for piece in [
        "(",
        "sum(",
        "-",
        "- -(",
        "a^",
        "a + (",
        "{",
        "[",
        "a[",
        "a[(",
        "a[-",
        "a[1^",
        "a[1+",
        "a[5m:]",
        "a or ",
        "f(a,",
        "by (",
        "a{b=\"",
        "a offset (",
        "a[min_of(",
    ] {
        for close in ["", ")", "]", "}"] {
            let text = piece.repeat(4_000) + "a" + &close.repeat(4_000);
            parse::hold(&text);
        }
    }
}

#[test]
fn nesting_within_the_bound_is_understood() {
    let nested = "(".repeat(MAX_NESTING - 1) + "a" + &")".repeat(MAX_NESTING - 1);
    assert_eq!(parser::parse(&nested).diagnostics, []);
    let chain = vec!["a"; MAX_DEPTH - 1].join(" + ");
    assert_eq!(parser::parse(&chain).diagnostics, []);
    assert_eq!(parser::parse(&chain.replace("a + a", "a + a + a")).diagnostics.len(), 1);
}

#[test]
fn long_texts_take_time_in_proportion() {
    for piece in
        ["rate(http_requests_total{job=\"api\", code=~\"5..\"}[5m]), ", "a b ", "é ", "\"", "a{b=\"c\" ", "1 ", ") "]
    {
        check_proportion(piece, 50_000, |length| {
            let text = format!("f({})", piece.repeat(length / piece.len()));
            worked(|| {
                let (parsed, _) = diagnose(&text);
                assert!(!printer::print(&parsed.expr).is_empty());
            })
        });
    }
}
