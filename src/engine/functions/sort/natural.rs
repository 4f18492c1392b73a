//! The order of texts in which numbers inside them count as numbers: `node9` before `node10`.
//!
//! Source: `github.com/facette/natsort`, which Prometheus sorts labels with: runs of digits and runs of anything else
//! are compared one by one. Where its order is none (`01` and `1` are each before the other), theirs is that of the
//! plain texts.

use std::cmp::Ordering;

/// The natural order of two texts.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let (mut rest_a, mut rest_b) = (a, b);
    while !rest_a.is_empty() && !rest_b.is_empty() {
        let (run_a, run_b);
        (run_a, rest_a) = run(rest_a);
        (run_b, rest_b) = run(rest_b);
        let order = match (digits(run_a), digits(run_b)) {
            (Some(a), Some(b)) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
            _ => run_a.cmp(run_b),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    rest_a.len().cmp(&rest_b.len()).then_with(|| a.cmp(b))
}

/// The first run of digits or of other letters, and what follows.
fn run(text: &str) -> (&str, &str) {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let is_number = text.starts_with(is_digit);
    text.split_at(text.find(|letter| is_digit(letter) != is_number).unwrap_or(text.len()))
}

/// A run of digits without leading zeros.
fn digits(run: &str) -> Option<&str> {
    run.starts_with(|letter: char| letter.is_ascii_digit()).then(|| run.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_numbers() {
        let order = [
            "",
            "0",
            "1",
            "1a",
            "5",
            "010",
            "10",
            "99999999999999999999",
            "100000000000000000000",
            "a",
            "a1",
            "a1b",
            "a2",
            "a10",
            "a10.2",
            "a10.11",
            "b",
            "中2",
            "中10",
        ];
        // Every pair, not only neighbours: sorting may fail if they do not agree.
        for (i, a) in order.iter().enumerate() {
            for (j, b) in order.iter().enumerate() {
                assert_eq!(natural(a, b), i.cmp(&j), "{a} {b}");
            }
        }
    }
}
