//! How the engine's work grows: with series, with steps, with the length of ranges, what its samples take, and after
//! how long it yields.

#![allow(clippy::cast_precision_loss, reason = "what was measured is rounded for people")]

use std::rc::Rc;
use std::time::Instant;

use narthex::engine::column::HISTOGRAM;
use narthex::engine::evaluate::{Advance, Evaluation};
use narthex::engine::labels::Labels;
use narthex::engine::options::{Dialect, Options, When};
use narthex::engine::plan::Plan;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::native_histogram::{BucketSpan, Buckets, NativeHistogram};
use narthex::promql::parser;

use crate::MEMORY;
use crate::fleet::{self, Grid, SAMPLES, SIZES};
use crate::queries::QUERIES;

const RUNS: usize = 5;

/// Functions whose work is not to depend on the length of the range.
const SLIDING: [&str; 13] = [
    "rate",
    "increase",
    "delta",
    "irate",
    "idelta",
    "count_over_time",
    "sum_over_time",
    "avg_over_time",
    "min_over_time",
    "max_over_time",
    "last_over_time",
    "changes",
    "resets",
];

/// The lengths of ranges that are compared.
const RANGES: [&str; 4] = ["5m", "30m", "1h", "3h"];

/// What takes long for each series.
const LONG: [&str; 18] = [
    "many",
    "-many",
    "rate(many[5m])",
    "sum by (z) (many)",
    "many + other",
    "many or other",
    "topk(100000, many)",
    "count_values(\"v\", many)",
    "limit_ratio(0.5, many)",
    "label_replace(many, \"x\", \"a$1\", \"z\", \"(.*)\")",
    "histogram_quantile(0.9, many)",
    "histogram_quantiles(many, \"q\", 0.5, 0.9, 0.99)",
    "sort_by_label(many, \"z\")",
    "info(many)",
    "sum(native)",
    "native + native",
    "native * 2",
    "histogram_stddev(native)",
];

/// Tables, each in one run: what is compared stands beside each other.
pub(crate) fn run() {
    let series = fleet::series();
    let samples: usize = series.iter().map(|one| one.values.len()).sum();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let store = fleet::store(&series);
    let per_million = |bytes: usize| bytes as f64 / samples as f64;
    println!(
        "engine: {samples} samples of {} series are kept in {:.2} MB a million, {:.2} at the peak of storing them",
        series.len(),
        per_million(MEMORY.current_usage() - before),
        per_million(MEMORY.peak_usage() - before),
    );
    drop(series);
    peaks(&store);
    growth(&store);
    ranges(&store);
    drop(store);
    pauses();
}

/// The most memory that a query takes beside the store, for each million samples that it has to read.
fn peaks(store: &MemoryStore) {
    for query in ["gauge_2000", "rate(counter_2000_total[5m])", "sum by (cpu) (rate(counter_2000_total[5m]))"] {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        took(store, query, Grid::last(1000));
        let megabytes = (MEMORY.peak_usage() - before) as f64 / 1e6;
        let millions = (2000 * SAMPLES) as f64 / 1e6;
        println!("engine: {query}, 1,000 steps: {:.1} MB a million samples at its peak", megabytes / millions);
    }
}

/// Time a series and step: where it stays the same, work is linear in both.
fn growth(store: &MemoryStore) {
    println!("engine: ns a series and step, at 100 series × 1,000 steps, 2,000 × 1,000, 2,000 × 100, 2,000 × 10");
    for (name, query) in QUERIES {
        let each = [(SIZES[1], 1000), (SIZES[2], 1000), (SIZES[2], 100), (SIZES[2], 10)].map(|(size, count)| {
            let seconds = took(store, &query.replace('N', &size.to_string()), Grid::last(count));
            seconds * 1e9 / (size as f64 * count as f64)
        });
        println!("engine: {name:20} {}", row(each));
    }
}

/// Time a series and step for ranges of several lengths.
fn ranges(store: &MemoryStore) {
    println!("engine: ns a series and step, 2,000 series × 1,000 steps, ranges of {}", RANGES.join(", "));
    for function in SLIDING {
        let each = RANGES.map(|range| {
            let seconds = took(store, &format!("{function}(counter_2000_total[{range}])"), Grid::last(1000));
            seconds * 1e9 / 2e6
        });
        println!("engine: {function:20} {}", row(each));
    }
}

/// The longest time after which evaluation yields, so that it can be cancelled: of 100,000 series with seven labels.
fn pauses() {
    let store = many();
    println!("engine: the longest time until a pause, and all of it, in ms, of 100,000 series");
    for query in LONG {
        let once = |_| {
            let options = Options::default();
            let plan = Plan::new(&parser::parse(query).expr, When::Instant(585_000), &options);
            let mut evaluation = Evaluation::new(plan.unwrap_or_else(|error| panic!("{error}")), &store, &options);
            let began = Instant::now();
            let mut longest = 0.0_f64;
            loop {
                let before = began.elapsed().as_secs_f64();
                let progress = evaluation.advance();
                let after = began.elapsed().as_secs_f64();
                longest = longest.max(after - before);
                match progress {
                    Advance::Done(Ok(_)) => break (longest * 1e3, after * 1e3),
                    Advance::Done(Err(error)) => panic!("{query}: {error}"),
                    Advance::More => {}
                }
            }
        };
        // Of some runs that which was disturbed least.
        let (longest, all) = (0..RUNS).map(once).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
        println!("engine: {query:50} {longest:6.1} {all:8.1}");
    }
}

/// 100,000 series each of two metrics, and the info series of a thousand targets, 40 samples each; and as many series
/// of native histograms of 30 buckets, one sample each.
fn many() -> MemoryStore {
    let mut store = MemoryStore::default();
    let mut add = |labels: &[(&str, &str)], number: i64| {
        let times = (0..40).map(|at| at * 15_000).collect();
        let values = (0..40).map(|at| (at * 7919 + number * 31) as f64).collect();
        store.append(Labels::new(labels.iter().copied()), Samples { times, values, ..Samples::default() });
    };
    for number in 0..100_000 {
        let target = format!("host-{}:9100", number / 10 % 1000);
        let (le, n, z) = ((number % 10).to_string(), (number / 10).to_string(), number.to_string());
        let own = [("host", &*target), ("instance", &target), ("job", "node"), ("le", &le), ("n", &n), ("z", &z)];
        for metric in ["many", "other"] {
            add(&[&[("__name__", metric)], &own[..]].concat(), number);
        }
    }
    for number in 0..1000 {
        let target = format!("host-{number}:9100");
        add(&[("__name__", "target_info"), ("instance", &target), ("job", "node"), ("os", "linux")], number);
    }
    let buckets = Buckets { spans: vec![BucketSpan { offset: 0, length: 30 }], counts: vec![1.0; 30] };
    let histogram = NativeHistogram { count: 30.0, sum: 60.0, positive: buckets, ..NativeHistogram::default() };
    let histogram = Rc::new(histogram);
    for number in 0..100_000 {
        let labels = Labels::new([("__name__", "native".to_owned()), ("z", number.to_string())]);
        let histograms = vec![Some(Rc::clone(&histogram))];
        store.append(
            labels,
            Samples { times: vec![585_000], values: vec![HISTOGRAM], histograms, ..Samples::default() },
        );
    }
    store
}

fn row(values: [f64; 4]) -> String {
    values.map(|value| format!("{value:9.1}")).join(" ")
}

/// The best of some runs, in seconds.
fn took(store: &MemoryStore, query: &str, grid: Grid) -> f64 {
    let began = Instant::now();
    let once = |_| {
        let answer = fleet::evaluated(store, (query, Dialect::V3), grid, (1, || began.elapsed().as_secs_f64()));
        let (seconds, answer) = answer.unwrap_or_else(|error| panic!("{error}"));
        assert!(answer.series > 0, "{query} gives something");
        seconds
    };
    (0..RUNS).map(once).fold(f64::INFINITY, f64::min)
}
