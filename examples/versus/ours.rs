//! The engine over the same samples in its own store, which keeps them as XOR chunks.

use std::time::Instant;

use narthex::engine::evaluate::{Output, evaluate};
use narthex::engine::labels::{Labels, METRIC_NAME};
use narthex::engine::options::{Dialect, Options, When};
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::time::StepGrid;
use narthex::promql::parser::parse;

use crate::data::{INTERVAL, START, Series};
use crate::server::{Answer, Grid};

/// The series in the engine's store, whose chunks every query decodes anew.
pub(crate) fn store(all: &[Series]) -> MemoryStore {
    let mut store = MemoryStore::default();
    for one in all {
        let name = [(METRIC_NAME, one.metric.as_str())];
        let labels =
            Labels::new(name.into_iter().chain(one.labels.iter().map(|(name, value)| (*name, value.as_str()))));
        let times = (0..one.values.len() as i64).map(|at| START + at * INTERVAL).collect();
        store.append(labels, Samples { times, values: one.values.clone(), ..Samples::default() });
    }
    store
}

/// Evaluates a query and says how long that took, without parsing.
pub(crate) fn query(store: &MemoryStore, expression: &str, grid: Grid) -> Result<Answer, String> {
    let parsed = parse(expression);
    let when = When::Range(StepGrid { start: grid.start * 1000, end: grid.end * 1000, step: grid.step * 1000 });
    let options = Options { dialect: Dialect::V2, ..Options::default() };
    let began = Instant::now();
    let outcome = evaluate(&parsed.expr, store, when, &options).map_err(|error| format!("{expression}: {error}"))?;
    let seconds = began.elapsed().as_secs_f64();
    let Output::Matrix(series) = outcome.value else { return Err(format!("{expression} gave no matrix")) };
    let values = series.iter().flat_map(|one| one.samples.values.iter());
    Ok(Answer { seconds, series: series.len(), sum: values.filter(|value| value.is_finite()).sum() })
}
