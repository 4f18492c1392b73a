//! Generated queries over generated series, held to what holds of every evaluation.
//!
//! `NARTHEX_CASES=10` tries ten times as many; the fuzz target `evaluate` looks for others.

use std::cell::Cell;

use crate::any_bytes;
use crate::evaluation::{Fate, hold, hold_passes, hold_text};

#[test]
fn generated_queries_hold() {
    let counts = [const { Cell::new(0) }; 4];
    any_bytes::check(1_200, 600, |bytes| {
        let count = &counts[match hold(bytes) {
            Fate::Evaluated => 0,
            Fate::Empty => 1,
            Fate::Failed => 2,
            Fate::Refused => 3,
        }];
        count.set(count.get() + 1);
    });
    let [evaluated, empty, failed, refused] = counts.map(Cell::into_inner);
    let cases = evaluated + empty + failed + refused;
    assert!(
        evaluated > cases / 4 && failed > cases / 100 && refused < cases / 4,
        "of {cases} cases {evaluated} had a result, {empty} an empty one, {failed} failed, {refused} were refused"
    );
}

#[test]
fn passes_change_nothing() {
    any_bytes::check(2_500, 400, hold_passes);
}

#[test]
fn texts_of_plans_are_planned_as_the_same() {
    any_bytes::check(4_000, 400, hold_text);
}
