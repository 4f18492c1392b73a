//! Completion at every byte of every text: it never fails, and what is inserted into sound text leaves it sound.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use narthex::promql::printer;

use super::trees::Generator;
use crate::cases;
use crate::properties::complete::{Known, hold_at};
use crate::random::Random;
use crate::written;

/// Takes some of the offers at a byte. All of them at all bytes would take minutes: the first ones, and one of each ten
/// others.
#[track_caller]
fn bear(text: &str, byte: usize, known: &Known, random: &mut Random) {
    hold_at(text, byte, known, |at, count| at < 4 || count < 12 || random.one_in(10));
}

#[test]
fn every_byte_of_every_written_text_is_borne() {
    let (known, mut random) = (Known::new(), Random::new(3));
    let texts = ["", "/check"].map(|folder| written::texts(&format!("tests/language{folder}"))).concat();
    assert!(texts.len() > 200, "{} texts", texts.len());
    for text in texts {
        for byte in 0..=text.len() {
            bear(&text, byte, &known, &mut random);
        }
    }
}

#[test]
fn every_byte_of_generated_trees_is_borne() {
    let (known, mut random) = (Known::new(), Random::new(4));
    for seed in 0..cases::count(20) as u64 {
        let text = printer::print(&Generator::new(seed).expr(1 + seed as usize % 4));
        for byte in 0..=text.len().min(400) {
            bear(&text, byte, &known, &mut random);
        }
    }
}

#[test]
fn texts_cut_and_swallowed_by_a_quote_are_borne() {
    let (known, mut random) = (Known::new(), Random::new(5));
    for seed in 100..100 + cases::count(10) as u64 {
        let text = printer::print(&Generator::new(seed).expr(3));
        for byte in (0..text.len().min(300)).filter(|byte| text.is_char_boundary(*byte)) {
            bear(&text[..byte], byte, &known, &mut random);
            let quoted = [&text[..byte], "\"", &text[byte..]].concat();
            bear(&quoted, byte + 1, &known, &mut random);
        }
    }
}

#[test]
fn deep_and_long_texts_are_borne() {
    let (known, mut random) = (Known::new(), Random::new(6));
    for piece in ["(", "sum(", "a{", "a[", "by (", "a{b=\"", "-", ")]}", "a + on (", "a offset (", "{a=~\"b|", "é"] {
        for tail in ["", ")", "]", "}"] {
            let text = piece.repeat(20_000) + &tail.repeat(20_000);
            for byte in [0, text.len() / 2, text.len()] {
                bear(&text, byte, &known, &mut random);
            }
        }
    }
}
