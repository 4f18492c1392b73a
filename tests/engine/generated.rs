//! Generated queries over generated series, held to what holds of every evaluation.
//!
//! `NARTHEX_CASES=10` tries ten times as many; the fuzz target `evaluate` looks for others.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use crate::cases;
use crate::evaluation::{Fate, hold};
use crate::random::Random;

#[test]
fn generated_queries_hold() {
    let mut counts = [0; 4];
    let cases = cases::count(1_500);
    for seed in 0..cases as u64 {
        let mut random = Random::new(seed);
        let bytes: Vec<u8> = (0..random.below(400)).map(|_| random.below(256) as u8).collect();
        counts[match hold(&bytes) {
            Fate::Evaluated => 0,
            Fate::Empty => 1,
            Fate::Failed => 2,
            Fate::Refused => 3,
        }] += 1;
    }
    let [evaluated, empty, failed, refused] = counts;
    assert!(
        evaluated > cases / 4 && failed > cases / 100 && refused < cases / 4,
        "of {cases} cases {evaluated} had a result, {empty} an empty one, {failed} failed, {refused} were refused"
    );
}
