//! The series that both engines are asked about: the same samples, made by formula.
//!
//! 1, 100 and 2,000 series of each kind, a sample every 15 s for six hours.

use std::fmt::Write as _;

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
