//! How the engine's work grows: with series, with steps, with the length of ranges, and what its samples take.

use std::time::Instant;

use narthex::engine::store::memory::MemoryStore;

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

fn row(values: [f64; 4]) -> String {
    values.map(|value| format!("{value:9.1}")).join(" ")
}

/// The best of some runs, in seconds.
fn took(store: &MemoryStore, query: &str, grid: Grid) -> f64 {
    let began = Instant::now();
    let once = |_| {
        let answer = fleet::evaluated(store, query, grid, (1, || began.elapsed().as_secs_f64()));
        let (seconds, answer) = answer.unwrap_or_else(|error| panic!("{error}"));
        assert!(answer.series > 0, "{query} gives something");
        seconds
    };
    (0..RUNS).map(once).fold(f64::INFINITY, f64::min)
}
