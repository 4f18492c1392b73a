//! Queries that explode end at a limit, which names itself and the part of the expression, and take no more memory
//! than they may.
//!
//! `tests/engine/limits.txt` holds sections: a title after `===`, how many series of how many samples there are and what
//! is asked when, the query, and after `---` what comes of it. In a query `{{n|text}}` is the text n times. `UPDATE=1`
//! writes what comes now; read the difference.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "limits are MiB, and steps are few"
)]

use std::collections::BTreeMap;

use narthex::engine::block::Filling;
use narthex::engine::error::Error;
use narthex::engine::evaluate::{Advance, Evaluation, Output};
use narthex::engine::labels::Labels;
use narthex::engine::options::{EvaluationLimits, Options, When};
use narthex::engine::plan::Plan;
use narthex::engine::query_budget::QueryBudget;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::block::Block;
use narthex::model::lang::Lang;
use narthex::model::time::StepGrid;
use narthex::promql::check::diagnose;
use narthex::promql::wording;

use crate::{measured, written};

/// Memory beyond the limit: what a small piece of work has in its hands is counted when it is done.
const SLACK: u64 = 2 << 20;

/// The distance of two samples, milliseconds.
const STEP: i64 = 15_000;

#[test]
fn queries_that_explode_are_stopped() {
    let mut stores = BTreeMap::new();
    written::check("tests/engine/limits.txt", |case| {
        let (setting, query) = case.text.split_once('\n').unwrap_or_default();
        let (data, setting_of_query) = setting.split_once(';').unwrap_or((setting, ""));
        let (series, samples) = sizes(data);
        let store = stores.entry((series, samples)).or_insert_with(|| store(series, samples));
        outcome(&expanded(query), store, setting_of_query, (samples - 1) * STEP)
    });
}

/// How many series of how many samples there are: `300 series of 4`.
fn sizes(data: &str) -> (i64, i64) {
    let (series, samples) = data.split_once(" series of ").unwrap_or_default();
    let number = |text: &str| text.trim().parse::<i64>().unwrap_or_else(|_| panic!("{data}: {text} is no number"));
    (number(series), number(samples))
}

/// Counters `m` and `n` in turn.
fn store(series: i64, samples: i64) -> MemoryStore {
    let mut store = MemoryStore::default();
    for at in 0..series {
        let texts = [
            ("__name__", ["m", "n"][at as usize % 2].to_owned()),
            ("host", format!("host-{}:9100", at / 2 % 100)),
            ("le", (at / 2 % 10).to_string()),
            ("n", (at / 2).to_string()),
        ];
        let times = (0..samples).map(|at| at * STEP).collect();
        let values = (0..samples).map(|sample| (sample * 7919 + at * 31) as f64).collect();
        store.append(Labels::new(texts), Samples { times, values, ..Samples::default() });
    }
    store
}

/// A query with repeated texts written out.
fn expanded(query: &str) -> String {
    let mut pieces = query.split("{{");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (repeated, rest) = piece.split_once("}}").unwrap_or_default();
        let (count, text) = repeated.split_once('|').unwrap_or_default();
        out += &text.repeat(count.parse().unwrap_or_else(|_| panic!("{query}: {count} is no number")));
        out += rest;
    }
    out
}

/// What comes of a query in a setting as `steps 3, memory 16`: from the first sample on, or for one step at the last
/// sample's time, and which other limits than usual, memory in MiB.
#[track_caller]
fn outcome(query: &str, store: &MemoryStore, setting: &str, last: i64) -> String {
    let mut limits = EvaluationLimits::default();
    let mut steps = 1;
    for part in setting.split(',').map(str::trim) {
        let mut words = part.split(' ');
        let (what, many) = (words.next().unwrap_or_default(), words.next().and_then(|many| many.parse().ok()));
        match (what, many) {
            ("steps", Some(many)) => steps = many as i64,
            ("samples", Some(many)) => limits.samples = many,
            ("series", Some(many)) => limits.series = many as usize,
            ("memory", Some(many)) => limits.memory = many << 20,
            _ => panic!("{setting}: {part} is no setting"),
        }
    }
    let when = match steps {
        1 => When::Instant(last),
        _ => When::Range(StepGrid { start: 0, end: (steps - 1) * STEP, step: STEP }),
    };
    let (outcome, memory) = measured(|| evaluated(query, store, when, limits));
    let peak = memory.bytes_max;
    assert!(peak <= limits.memory + SLACK, "{query}: {peak} bytes, of {} MiB", limits.memory >> 20);
    outcome
}

fn evaluated(query: &str, store: &MemoryStore, when: When, limits: EvaluationLimits) -> String {
    let (parsed, found) = diagnose(query);
    if let Some(wrong) = found.first() {
        return format!("refused: {}", wording::message(wrong, Lang::En));
    }
    let options = Options { limits, ..Options::default() };
    let outcome = Plan::new(&parsed.expr, when, &options).and_then(|plan| {
        let mut evaluation = Evaluation::new(plan, store, &options);
        loop {
            if let Advance::Done(outcome) = evaluation.advance() {
                break outcome;
            }
        }
    });
    let block = outcome.and_then(|outcome| match outcome.value {
        Output::Vector(series) | Output::Matrix(series) => {
            let mut filling = Filling::new(&series, QueryBudget::new(limits.memory, parsed.expr.span));
            series.into_iter().try_for_each(|one| filling.push(one))?;
            Ok(filling.finish())
        }
        Output::Scalar { .. } | Output::Text { .. } => Ok(Block::default()),
    });
    match block {
        Ok(block) => format!("{} series, {} samples", block.len(), block.samples()),
        Err(error @ Error::Limit { span, .. }) => format!("{error}, at: {}", shortened(span.of(query))),
        Err(error) => format!("{error}"),
    }
}

/// A long text without its middle.
fn shortened(text: &str) -> String {
    if text.len() <= 90 {
        return text.to_owned();
    }
    format!("{} … {}", &text[..40], &text[text.len() - 40..])
}
