//! Counts of steps that a `usize` of 32 bits does not hold. Natively all of it is right anyhow: what shows the fault is
//! the same tests as wasm32.

use super::{V3, at, range, seconds, store, text};
use crate::engine::error::{Error, Limit};
use crate::engine::evaluate::{Advance, Evaluation, When};
use crate::engine::plan::Plan;
use crate::model::time::StepGrid;
use crate::promql::parser;

/// How often an evaluation of a few steps goes on at the most.
const CALLS: usize = 100;

#[track_caller]
fn check(query: &str, when: When, expected: &str) {
    let store = store("m 1 2 3");
    let plan = Plan::new(&parser::parse(query).expr, when, &V3).expect("a valid plan");
    let mut evaluation = Evaluation::new(plan, &store, &V3);
    for _ in 0..CALLS {
        if let Advance::Done(outcome) = evaluation.advance() {
            assert_eq!(text(outcome), expected, "{query} at {when:?}");
            return;
        }
    }
    panic!("{query} at {when:?} does not end");
}

#[test]
fn scopes_without_an_end_of_their_own_end() {
    let graph = range(0, 120, 60);
    check("vector(1)", graph, "{} 1@0 1@60 1@120");
    check("m @ 0", graph, "m 1@0 1@60 1@120");
    check("m @ end()", graph, "m 3@0 3@60 3@120");
    check("sum_over_time(m[1m:10s] @ 20)", graph, "{} 6@0 6@60 6@120");
}

/// The time that is left from an instant to the end of time has `u32::MAX` as its lower half at some of them.
#[test]
fn instants_are_evaluated_whatever_their_lower_32_bits() {
    for time in [0, -1, 1, 1 << 32, (1 << 32) - 1, 1_764_405_248_000, 1_767_225_600_000] {
        check("vector(1)", When::Instant(time), &format!("{{}} 1@{}", seconds(time)));
    }
    check("m", at(0), "m 1@0");
}

#[test]
fn more_steps_than_32_bits_count_are_refused() {
    for query in [
        "count_over_time(vector(1)[4294967296ms:1ms])",
        "count_over_time(vector(1)[4294967297ms:1ms])",
        "count_over_time(vector(1)[8589934592ms:1ms])",
        "count_over_time(m[100y:1ms])",
    ] {
        let plan = Plan::new(&parser::parse(query).expr, at(0), &V3);
        assert!(matches!(plan, Err(Error::Limit { limit: Limit::Steps, .. })), "{query}");
    }
    let plan =
        Plan::new(&parser::parse("m").expr, When::Range(StepGrid { start: 0, end: (1 << 32) - 1, step: 1 }), &V3);
    assert!(matches!(plan, Err(Error::Limit { limit: Limit::Steps, .. })));
}
