//! The engine over the same samples, kept as XOR chunks.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Instant;

use narthex::engine::error::Error;
use narthex::engine::evaluate::{Output, evaluate};
use narthex::engine::labels::{Labels, METRIC_NAME};
use narthex::engine::matcher::Matchers;
use narthex::engine::options::{Dialect, Options, When};
use narthex::engine::samples::Samples;
use narthex::engine::store::{SeriesStore, StoredSeries, TimeWindow};
use narthex::model::time::StepGrid;
use narthex::model::xor::{Encoder, decode};
use narthex::promql::parser::parse;

use crate::data::{INTERVAL, START, Series};
use crate::server::{Answer, Grid};

/// Samples of one chunk, as Prometheus has them.
const CHUNK: usize = 120;

/// Series as compressed chunks, which every query decodes anew.
#[derive(Debug)]
pub(crate) struct Chunks {
    /// The series of each metric.
    metrics: BTreeMap<String, Vec<(Labels, Vec<Chunk>)>>,
}

#[derive(Debug)]
struct Chunk {
    from: i64,
    to: i64,
    bytes: Vec<u8>,
}

impl Chunks {
    pub(crate) fn of(all: &[Series]) -> Self {
        let mut metrics: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for one in all {
            let name = [(METRIC_NAME, one.metric.as_str())];
            let labels =
                Labels::new(name.into_iter().chain(one.labels.iter().map(|(name, value)| (*name, value.as_str()))));
            let chunks = one.values.chunks(CHUNK).enumerate().map(|(at, values)| chunk(at * CHUNK, values));
            metrics.entry(one.metric.clone()).or_default().push((labels, chunks.collect()));
        }
        Self { metrics }
    }

    /// Evaluates a query and says how long that took, without parsing.
    pub(crate) fn query(&self, expression: &str, grid: Grid) -> Result<Answer, String> {
        let parsed = parse(expression);
        let when = When::Range(StepGrid { start: grid.start * 1000, end: grid.end * 1000, step: grid.step * 1000 });
        let options = Options { dialect: Dialect::V2, ..Options::default() };
        let began = Instant::now();
        let outcome = evaluate(&parsed.expr, self, when, &options).map_err(|error| format!("{expression}: {error}"))?;
        let seconds = began.elapsed().as_secs_f64();
        let Output::Matrix(series) = outcome.value else { return Err(format!("{expression} gave no matrix")) };
        let values = series.iter().flat_map(|one| one.samples.values.iter());
        Ok(Answer { seconds, series: series.len(), sum: values.filter(|value| value.is_finite()).sum() })
    }
}

fn chunk(first: usize, values: &[f64]) -> Chunk {
    let time = |at: usize| START + (first + at) as i64 * INTERVAL;
    let mut encoder = Encoder::default();
    for (at, value) in values.iter().enumerate() {
        encoder.push(time(at), *value);
    }
    Chunk { from: time(0), to: time(values.len() - 1), bytes: encoder.finish() }
}

impl SeriesStore for Chunks {
    fn select(&self, matchers: &Matchers, window: TimeWindow) -> Result<Vec<StoredSeries>, Error> {
        // Every query here names its metrics.
        let own = matchers.metric().and_then(|metric| self.metrics.get(metric));
        let matching = own.into_iter().flatten().filter(|(labels, _)| matchers.match_labels(labels));
        let read = matching.map(|(labels, chunks)| {
            let mut samples = Samples::default();
            for chunk in chunks.iter().filter(|chunk| chunk.to >= window.from && chunk.from <= window.to) {
                decode(&chunk.bytes, &mut samples.times, &mut samples.values)
                    .map_err(|_| Error::evaluation("a chunk is broken"))?;
            }
            Ok(StoredSeries { labels: labels.clone(), samples: Rc::new(samples) })
        });
        read.collect()
    }
}
