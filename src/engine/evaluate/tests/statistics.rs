//! What an evaluation took, node by node, by a clock that goes on by a millisecond whenever it is asked.

use std::cell::Cell;

use super::{V3, range, store};
use crate::engine::evaluate::{Advance, Evaluation, EvaluationStatistics};
use crate::engine::plan::Plan;
use crate::promql::parser;

const DATA: &str = "m{a=\"1\"} 0+1x6\nm{a=\"2\"} 0+1x6";

/// Seven steps in one tile.
fn taken(query: &str) -> (EvaluationStatistics, String) {
    let store = store(DATA);
    let asked = Cell::new(0.0);
    let clock = || asked.replace(asked.get() + 1.0);
    let parsed = parser::parse(query);
    let when = range(0, 60, 10);
    let planned = || Plan::new(&parsed.expr, when, &V3).expect("a valid plan");
    let mut evaluation = Evaluation::new(planned(), &store, &V3).in_tiles_of(u64::MAX).with_clock(&clock);
    loop {
        if let Advance::Done(outcome) = evaluation.advance() {
            let statistics = outcome.expect("a valid query").statistics;
            let tree = statistics.tree(&planned());
            return (statistics, tree);
        }
    }
}

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    let (statistics, tree) = taken(query);
    assert_eq!(tree.lines().collect::<Vec<_>>(), expected, "{query}");
    let samples: u64 = statistics.nodes.iter().map(|node| node.samples).sum();
    let time: f64 = statistics.nodes.iter().map(|node| node.time_ms).sum();
    assert_eq!((statistics.samples, statistics.time_ms), (samples, time), "{query}");
}

#[test]
fn each_node_has_what_it_took() {
    // A range has one sample at the first step and two at the others. One millisecond a node; one more for the fetch,
    // and three for the query's node: the tile's begin and end, and that there is no other.
    check(
        "sum(count_over_time(m[20s])) / count(m)",
        &[
            "binary / — series 1, samples 0, 4.000 ms",
            "  aggregate sum by (), fused — series 1, samples 0, 1.000 ms",
            "    call count_over_time — series 2, samples 26, 0.000 ms",
            "      range [20s] {__name__=\"m\"}, needs [] — series 2, samples 0, 2.000 ms",
            "  aggregate count by (), fused — series 1, samples 0, 1.000 ms",
            "    instant {__name__=\"m\"}, needs [] — series 2, samples 14, 0.000 ms",
        ],
    );
}

#[test]
fn what_is_evaluated_on_other_steps_has_its_own() {
    // The subquery's node is asked twice, and its tile begins and ends with it.
    check(
        "max_over_time(m[20s:10s]) + m @ 30",
        &[
            "binary + — series 2, samples 0, 4.000 ms",
            "  call max_over_time — series 2, samples 26, 1.000 ms",
            "    subquery [20s:10s] — series 2, samples 0, 3.000 ms",
            "      instant {__name__=\"m\"} — series 2, samples 14, 2.000 ms",
            "  once — series 2, samples 0, 3.000 ms",
            "    instant {__name__=\"m\"} @ 30 — series 2, samples 2, 1.000 ms",
        ],
    );
}

#[test]
fn a_part_that_is_shared_counts_once() {
    let (statistics, tree) = taken("(m + m) / m");
    assert_eq!((statistics.series, statistics.samples), (2, 14), "{tree}");
    assert!(tree.contains("shared [1]\n"), "{tree}");
}
