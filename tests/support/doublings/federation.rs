//! Federations: plans with many parts, and replicas with many samples.

#![allow(clippy::cast_possible_wrap, clippy::cast_precision_loss, reason = "sizes are small")]

use std::hint::black_box;

use narthex::engine::counter::ChangeOf;
use narthex::engine::options::{Options, When};
use narthex::engine::samples::Samples;
use narthex::federation::push_down::{self, Arrangement};
use narthex::federation::replicas::{Merged, interleaved, penalty, per_step};
use narthex::promql::parser::parse;

use super::Case;
use super::language::balanced;

type Merge = fn(&[Samples]) -> Merged;

const WAYS: [(&str, Merge); 4] = [
    ("by penalty", |replicas| penalty(replicas, ChangeOf::Gauge)),
    ("by penalty, as counters", |replicas| penalty(replicas, ChangeOf::Counter)),
    ("interleaved", interleaved),
    ("per step", per_step),
];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, labels) in [("a part each", &[][..]), ("one part", &["zone"])] {
        let partition_labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        let arrangement = Arrangement { partition_labels, ..Arrangement::default() };
        let name = format!("(rate(m0[5m]) + …) + …: pushed down, {name}");
        cases.push(Case::new("nodes of an expression", 1_000, name, move |size| {
            let parsed = parse(&balanced(0, size, |at| format!("rate(m{at}[5m])")));
            let arrangement = arrangement.clone();
            move || {
                let plan = push_down::plan(&parsed.expr, When::Instant(0), &Options::default(), &arrangement);
                assert!(black_box(plan.expect("a plan").to_string()).contains("part 1: "));
            }
        }));
    }
    cases.extend(WAYS.map(|(name, merge)| {
        Case::new("samples of replicas", 10_000, format!("three are merged {name}"), move |size| {
            let replicas = [0, 1, 2].map(|replica| replica_of(size, replica));
            move || assert!(!black_box(merge(&replicas)).samples.is_empty())
        })
    }));
    cases
}

/// Samples a little early and late, with gaps, of a counter that is reset.
fn replica_of(size: usize, replica: usize) -> Samples {
    let mut all = Samples::default();
    for at in (0..size).filter(|at| at % (7 + replica) > 0) {
        all.times.push(at as i64 * 15_000 + (replica * 5_000) as i64 + (at * 37 % 90) as i64);
        all.values.push((at % 1_000) as f64);
    }
    all
}
