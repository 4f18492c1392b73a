//! Completion at every byte of every text: it never fails, and what is inserted into sound text leaves it sound.

use narthex::promql::printer;

use super::trees::tree;
use crate::any_bytes::check;
use crate::properties::complete::{Known, hold_at};
use crate::written;

/// Takes some of the offers at a byte. All of them at all bytes would take minutes: the first ones, and one of each ten
/// others, which are others at the next byte.
#[track_caller]
fn bear(text: &str, byte: usize, known: &Known) {
    hold_at(text, byte, known, |at, count| at < 4 || count < 12 || (at + byte).is_multiple_of(10));
}

#[test]
fn every_byte_of_every_written_text_is_borne() {
    let known = Known::new();
    let texts = ["", "/check"].map(|folder| written::texts(&format!("tests/language{folder}"))).concat();
    assert!(texts.len() > 200, "{} texts", texts.len());
    for text in texts {
        for byte in 0..=text.len() {
            bear(&text, byte, &known);
        }
    }
}

#[test]
fn every_byte_of_generated_trees_is_borne() {
    let known = Known::new();
    check(20, 200, |bytes| {
        let text = printer::print(&tree(bytes, 4));
        for byte in 0..=text.len().min(400) {
            bear(&text, byte, &known);
        }
    });
}

#[test]
fn texts_cut_and_swallowed_by_a_quote_are_borne() {
    let known = Known::new();
    check(10, 150, |bytes| {
        let text = printer::print(&tree(bytes, 3));
        for byte in (0..text.len().min(300)).filter(|byte| text.is_char_boundary(*byte)) {
            bear(&text[..byte], byte, &known);
            let quoted = [&text[..byte], "\"", &text[byte..]].concat();
            bear(&quoted, byte + 1, &known);
        }
    });
}

#[test]
fn deep_and_long_texts_are_borne() {
    let known = Known::new();
    for piece in ["(", "sum(", "a{", "a[", "by (", "a{b=\"", "-", ")]}", "a + on (", "a offset (", "{a=~\"b|", "é"] {
        for tail in ["", ")", "]", "}"] {
            let text = piece.repeat(2_000) + &tail.repeat(2_000);
            for byte in [0, text.len() / 2, text.len()] {
                bear(&text, byte, &known);
            }
        }
    }
}
