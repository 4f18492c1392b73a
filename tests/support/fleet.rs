//! The series with which the engine is measured, made by formula, so that another engine can have the same.
//!
//! 1, 100 and 2,000 series of each kind, a sample every 15 s for six hours.

#![allow(clippy::cast_possible_wrap, clippy::cast_precision_loss, reason = "numbers of a test are small")]

use std::fmt::Write as _;

use narthex::engine::evaluate::{Advance, Evaluation, Output};
use narthex::engine::labels::{Labels, METRIC_NAME};
use narthex::engine::options::{Dialect, Options, When};
use narthex::engine::plan::Plan;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::time::StepGrid;
use narthex::promql::parser::parse;

/// Unix milliseconds of the first sample; a multiple of the block length of two hours.
pub(crate) const START: i64 = 1_699_999_200_000;

/// The distance of two samples in milliseconds.
pub(crate) const INTERVAL: i64 = 15_000;

/// Samples of each series: six hours.
pub(crate) const SAMPLES: usize = 1440;

/// How many series there are of each kind, by the number in the metric's name.
pub(crate) const SIZES: [usize; 3] = [1, 100, 2000];

/// The bounds of the classic histograms.
const BOUNDS: [&str; 10] = ["0.005", "0.01", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "10", "+Inf"];

/// One series.
#[derive(Debug)]
pub(crate) struct Series {
    /// The metric's name.
    pub(crate) metric: String,
    /// Its labels.
    pub(crate) labels: Vec<(&'static str, String)>,
    /// Its values, one every [`INTERVAL`].
    pub(crate) values: Vec<f64>,
}

/// All series.
pub(crate) fn series() -> Vec<Series> {
    let mut all = Vec::new();
    for size in SIZES {
        for at in 0..size {
            let labels = || vec![("instance", format!("i-{:04}", at / 10)), ("cpu", (at % 10).to_string())];
            all.push(Series { metric: format!("counter_{size}_total"), labels: labels(), values: counter(at) });
            all.push(Series { metric: format!("gauge_{size}"), labels: labels(), values: gauge(at) });
            let le = BOUNDS[at % BOUNDS.len()];
            let bucket = vec![("instance", format!("i-{:04}", at / BOUNDS.len())), ("le", le.to_owned())];
            all.push(Series { metric: format!("latency_{size}_bucket"), labels: bucket, values: buckets(at) });
            if at % 10 == 0 {
                let info = vec![("instance", format!("i-{:04}", at / 10)), ("version", format!("v{}", at / 10 % 7))];
                all.push(Series { metric: format!("info_{size}"), labels: info, values: vec![1.0; SAMPLES] });
            }
        }
    }
    all
}

/// Grows by changing amounts, and begins again now and then.
fn counter(seed: usize) -> Vec<f64> {
    let mut random = seed as u64 + 1;
    let mut value = (seed * 17) as f64;
    (0..SAMPLES)
        .map(|at| {
            value = if (at + seed * 31) % 700 == 699 { 0.0 } else { value + (next(&mut random) % 300) as f64 };
            value
        })
        .collect()
}

/// Wanders about in hundredths, as loads do.
fn gauge(seed: usize) -> Vec<f64> {
    let mut random = seed as u64 + 7;
    let mut hundredths = 100 + (seed % 400) as i64;
    (0..SAMPLES)
        .map(|_| {
            hundredths = (hundredths + (next(&mut random) % 41) as i64 - 20).clamp(0, 3200);
            hundredths as f64 / 100.0
        })
        .collect()
}

/// A cumulative bucket: the higher its bound, the faster it grows.
fn buckets(seed: usize) -> Vec<f64> {
    let share = (seed % BOUNDS.len() + 1) as f64;
    (0..SAMPLES).map(|at| (at as f64 * share * 3.0).floor()).collect()
}

/// Knuth's MMIX generator.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// All samples as `OpenMetrics` text, for promtool.
pub(crate) fn openmetrics(all: &[Series]) -> String {
    let mut families: std::collections::BTreeMap<&str, Vec<&Series>> = std::collections::BTreeMap::new();
    for one in all {
        families.entry(&one.metric).or_default().push(one);
    }
    let mut out = String::new();
    for (metric, members) in families {
        // Unknown type: names and labels are taken as they are.
        let _ = writeln!(out, "# TYPE {metric} unknown");
        for one in members {
            let labels: Vec<String> = one.labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
            let labels = labels.join(",");
            for (at, value) in one.values.iter().enumerate() {
                let seconds = (START + at as i64 * INTERVAL) / 1000;
                let _ = writeln!(out, "{metric}{{{labels}}} {value} {seconds}");
            }
        }
    }
    out + "# EOF\n"
}

/// Steps of a query, Unix milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) step: i64,
}

impl Grid {
    /// The last steps that the samples reach, 17 s apart.
    pub(crate) fn last(steps: i64) -> Self {
        let end = START + (SAMPLES as i64 - 1) * INTERVAL;
        Self { start: end - 17_000 * (steps - 1), end, step: 17_000 }
    }
}

/// A result in short, for two engines to be compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// Its series.
    pub(crate) series: usize,
    /// The sum of its finite values.
    pub(crate) sum: f64,
}

impl Answer {
    /// Whether both say the same.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.series == other.series && (self.sum - other.sum).abs() <= 1e-9 * self.sum.abs()
    }
}

/// The series in the engine's own store, which keeps them as XOR chunks that each query decodes anew.
pub(crate) fn store(all: &[Series]) -> MemoryStore {
    let mut store = MemoryStore::default();
    for one in all {
        let name = [(METRIC_NAME, one.metric.as_str())];
        let labels = name.into_iter().chain(one.labels.iter().map(|(name, value)| (*name, value.as_str())));
        let times = (0..one.values.len() as i64).map(|at| START + at * INTERVAL).collect();
        store.append(Labels::new(labels), Samples { times, values: one.values.clone(), ..Samples::default() });
    }
    store
}

/// Evaluates a query some times, by the rules of a version of Prometheus. Says how long once took, by the given clock and in its
/// unit: from the plan to the result, as Prometheus' `innerEvalTime`, which is without reading and preparing the
/// expression; but for finding the series, which counts here and not there.
pub(crate) fn evaluated(
    store: &MemoryStore,
    (query, dialect): (&str, Dialect),
    grid: Grid,
    (times, clock): (usize, impl Fn() -> f64),
) -> Result<(f64, Answer), String> {
    let failed = |error| format!("{query}: {error}");
    let when = When::Range(StepGrid { start: grid.start, end: grid.end, step: grid.step });
    let options = Options { dialect, ..Options::default() };
    let tree = parse(query);
    let plans: Result<Vec<Plan>, _> = (0..times).map(|_| Plan::new(&tree.expr, when, &options)).collect();
    let plans = plans.map_err(failed)?;
    let mut outcomes = Vec::with_capacity(times);
    let began = clock();
    for plan in plans {
        let mut evaluation = Evaluation::new(plan, store, &options);
        outcomes.push(loop {
            if let Advance::Done(outcome) = evaluation.advance() {
                break outcome;
            }
        });
    }
    let took = (clock() - began) / times as f64;
    let Some(outcome) = outcomes.pop() else { return Err(format!("{query} was not evaluated")) };
    let Output::Matrix(series) = outcome.map_err(failed)?.value else { return Err(format!("{query} gave no matrix")) };
    let values = series.iter().flat_map(|one| one.samples.values.iter());
    Ok((took, Answer { series: series.len(), sum: values.filter(|value| value.is_finite()).sum() }))
}
