//! Series of every kind: gauges, counters with resets, native histograms of several resolutions, both in one series;
//! at regular and irregular times, with gaps, markers, NaN and infinities.

#![allow(clippy::cast_precision_loss, reason = "numbers of a test are small")]

use std::rc::Rc;

use narthex::engine::column::{ABSENT, HISTOGRAM};
use narthex::engine::labels::Labels;
use narthex::engine::load::{Item, line};
use narthex::engine::samples::Samples;
use narthex::model::native_histogram::NativeHistogram;

use super::choices::Choices;

type Pairs = &'static [(&'static str, &'static str)];

/// What the series are called, and what kind they are.
const SERIES: [(&str, Pairs, Kind); 13] = [
    ("a", &[("x", "1"), ("y", "1")], Kind::Gauge),
    ("a", &[("x", "1"), ("y", "2")], Kind::Gauge),
    ("a", &[("x", "2"), ("y", "1")], Kind::Gauge),
    ("b", &[("x", "1"), ("y", "1")], Kind::Gauge),
    ("b", &[("x", "2"), ("z", "1")], Kind::Mixed),
    ("b", &[("x", "3"), ("y", "1"), ("__type__", "gauge")], Kind::Gauge),
    ("c_total", &[("x", "1"), ("y", "1")], Kind::Counter),
    ("c_total", &[("x", "2"), ("y", "2")], Kind::Counter),
    ("h", &[("x", "1"), ("y", "1")], Kind::Histogram),
    ("h", &[("x", "2"), ("y", "2")], Kind::Histogram),
    ("l_bucket", &[("x", "1"), ("le", "1")], Kind::Counter),
    ("l_bucket", &[("x", "1"), ("le", "2")], Kind::Counter),
    ("l_bucket", &[("x", "1"), ("le", "+Inf")], Kind::Counter),
];

#[derive(Debug, Clone, Copy)]
enum Kind {
    Gauge,
    Counter,
    Histogram,
    Mixed,
}

const HISTOGRAMS_TEXT: &str = r"h {{sum:1 count:2 buckets:[1 1]}} {{sum:3 count:4 buckets:[2 1 1]}}
    {{schema:1 sum:5 count:6 z_bucket:1 z_bucket_w:0.5 buckets:[1 2 2]}} {{sum:-3 count:3 n_buckets:[1 2]}}
    {{schema:-53 sum:7 count:4 custom_values:[1 2 5] buckets:[1 2 1]}} {{schema:-53 sum:7 count:4 custom_values:[2 3] buckets:[1 3]}}
    {{count:0 sum:NaN}} {{schema:3 sum:1e9 count:5 buckets:[1 0 4] offset:7 counter_reset_hint:gauge}}";

thread_local! {
    /// What is read once of their text, for all cases.
    static HISTOGRAMS: Vec<Rc<NativeHistogram>> = {
        let (_, items) = line(&HISTOGRAMS_TEXT.replace('\n', " ")).expect("valid histograms");
        let histograms = items.into_iter().filter_map(|item| match item {
            Item::Histogram(histogram) => Some(histogram),
            _ => None,
        });
        histograms.collect()
    };
}

/// Some of these series.
pub(crate) fn series(choices: &mut Choices<'_>) -> Vec<(Labels, Samples)> {
    let mut all = Vec::new();
    for (name, labels, kind) in SERIES {
        if !choices.one_in(6) {
            let labels = Labels::new([("__name__", name)].into_iter().chain(labels.iter().copied()));
            all.push((labels, HISTOGRAMS.with(|pool| samples(choices, kind, pool))));
        }
    }
    all
}

fn samples(choices: &mut Choices<'_>, kind: Kind, pool: &[Rc<NativeHistogram>]) -> Samples {
    let mut all = Samples::default();
    let mut time = choices.pick(&[0, -20_000, 3_217, 60_000]);
    let mut value = 0.0;
    for _ in 0..choices.pick(&[12, 3, 20, 0]) {
        time += choices.pick(&[10_000, 10_000, 10_000, 10_001, 7_300, 45_000, 1]);
        let is_histogram = match kind {
            Kind::Histogram => !choices.one_in(12),
            Kind::Mixed => choices.one_in(2),
            Kind::Gauge | Kind::Counter => false,
        };
        all.times.push(time);
        if is_histogram {
            let own = pool[choices.below(pool.len())].clone();
            all.histograms.resize(all.values.len(), None);
            all.histograms.push(Some(own));
            all.values.push(HISTOGRAM);
            continue;
        }
        // Sums of such numbers are exact in any order: what differs is a mistake.
        let step = choices.pick(&[1.0, 0.0, 5.0, 2.5, 64.0, 0.125]);
        value = match (kind, choices.below(24)) {
            (_, 23) => ABSENT,
            (Kind::Counter, 22) | (_, 0) => 0.0,
            (Kind::Counter, _) => {
                if value.is_finite() {
                    value + step
                } else {
                    step
                }
            }
            (_, 21) => f64::NAN,
            (_, 20) => f64::INFINITY,
            (_, 19) => f64::NEG_INFINITY,
            (_, more) => step * (more as f64 - 8.0),
        };
        all.values.push(value);
        if value.is_nan() {
            value = 0.0;
        }
    }
    if !all.histograms.is_empty() {
        all.histograms.resize(all.values.len(), None);
    }
    all
}
