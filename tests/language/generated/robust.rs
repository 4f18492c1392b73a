//! Any input: no panic, bounded nesting, linear time.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use narthex::promql::check::diagnose;
use narthex::promql::parser::{self, MAX_DEPTH, MAX_NESTING};
use narthex::promql::printer;

use super::trees::Generator;
use crate::cases;
use crate::properties::{hold, parse};
use crate::random::Random;
use crate::time::{check_proportion, worked};
use crate::written;

fn corpus() -> Vec<String> {
    let mut corpus = written::texts("tests/language");
    corpus.extend((0..cases::count(10) as u64).map(|seed| printer::print(&Generator::new(seed).expr(4))));
    corpus
}

#[test]
fn texts_cut_anywhere_are_borne() {
    for text in corpus() {
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            hold(&text[..at]);
            parse::hold(&text[at..]);
        }
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
    let mut random = Random::new(7);
    let corpus = corpus();
    for _ in 0..cases::count(1_600) {
        let text = &corpus[random.below(corpus.len())];
        let mut letters: Vec<char> = text.chars().collect();
        for _ in 0..=random.below(3) {
            let at = random.below(letters.len() + 1);
            if random.one_in(3) && at < letters.len() {
                letters.remove(at);
            } else {
                letters.splice(at..at, random.pick(PIECES).chars());
            }
        }
        hold(&letters.into_iter().collect::<String>());
    }
}

#[test]
fn random_bytes_are_borne() {
    let mut random = Random::new(3);
    for _ in 0..cases::count(1_000) {
        let length = random.below(60);
        // As many bytes that mean something as ones that may be anything.
        let byte = |random: &mut Random| {
            if random.one_in(2) {
                random.below(256) as u8
            } else {
                random.pick(b"(){}[],:@\"'`#\n\\=~!-+*/%^<>. ae0159smhdx_")
            }
        };
        let bytes: Vec<u8> = (0..length).map(|_| byte(&mut random)).collect();
        hold(&String::from_utf8_lossy(&bytes));
    }
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
            let text = piece.repeat(50_000) + "a" + &close.repeat(50_000);
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
        check_proportion(piece, 250_000, |length| {
            let text = format!("f({})", piece.repeat(length / piece.len()));
            worked(|| {
                let (parsed, _) = diagnose(&text);
                assert!(!printer::print(&parsed.expr).is_empty());
            })
        });
    }
}
