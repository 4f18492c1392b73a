//! Results that can be compared: what differs is not told by NaN's bits or by the order of series.

use std::collections::BTreeMap;

use narthex::engine::error::Error;
use narthex::engine::evaluate::{Evaluation, Output, Progress, Series};
use narthex::engine::labels::Labels;
use narthex::engine::options::{Options, When};
use narthex::engine::plan::Plan;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::native_histogram::Buckets;
use narthex::promql::parser;

/// The samples of a result by series and time: the numbers of each, a float's one, a histogram's all.
#[derive(Debug, Default)]
pub(crate) struct Outcome(BTreeMap<(Labels, i64), Vec<f64>>);

/// Evaluates in tiles of at most so many steps.
pub(crate) fn run(
    query: &str,
    store: &MemoryStore,
    when: When,
    options: &Options,
    tile: u64,
) -> Result<Outcome, Error> {
    let plan = Plan::new(&parser::parse(query).expr, when, options)?;
    let mut evaluation = Evaluation::new(plan, store, options);
    if tile < u64::MAX {
        evaluation = evaluation.in_tiles_of(tile);
    }
    loop {
        if let Progress::Done(outcome) = evaluation.advance() {
            return Ok(Outcome::of(outcome?.value));
        }
    }
}

impl Outcome {
    fn of(output: Output) -> Self {
        let mut all = Self::default();
        match output {
            Output::Scalar { time, value } => drop(all.0.insert((Labels::default(), time), vec![value])),
            Output::Text { .. } => {}
            Output::Vector(series) | Output::Matrix(series) => series.iter().for_each(|one| all.push(one)),
        }
        all
    }

    fn push(&mut self, series: &Series) {
        let samples = &series.samples;
        for (at, time) in samples.times.iter().enumerate() {
            let numbers = match samples.histograms.get(at) {
                Some(Some(own)) => {
                    let buckets = [&own.negative, &own.positive].into_iter().flat_map(Buckets::iter);
                    let filled = buckets.filter(|(_, count)| *count != 0.0);
                    let fixed = [own.count, own.sum, own.zero_count, own.zero_threshold, f64::from(own.schema)];
                    fixed.into_iter().chain(filled.flat_map(|(at, count)| [f64::from(at), count])).collect()
                }
                _ => vec![samples.values[at]],
            };
            let before = self.0.insert((series.labels.clone(), *time), numbers);
            assert!(before.is_none(), "{:?} twice at {time}", series.labels);
        }
    }

    /// How many samples there are.
    pub(crate) fn samples(&self) -> usize {
        self.0.len()
    }

    /// Parts of a result as one.
    pub(crate) fn joined(parts: Vec<Self>) -> Self {
        Self(parts.into_iter().flat_map(|part| part.0).collect())
    }

    /// Whether both are the same but for rounding.
    pub(crate) fn is_about(&self, other: &Self) -> bool {
        let is_near = |a: &f64, b: &f64| {
            a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3)
        };
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|((key, own), (others, theirs))| {
                key == others && own.len() == theirs.len() && own.iter().zip(theirs).all(|(a, b)| is_near(a, b))
            })
    }
}
