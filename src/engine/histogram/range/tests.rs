//! Rates, sums and means of ranges of histograms, with series written as test scripts have them, 10 s apart.

use super::*;
use crate::engine::annotation::{Annotations, Annotator};
use crate::engine::histogram::text::text;
use crate::engine::labels::Labels;
use crate::engine::load;
use crate::engine::options::Dialect;
use crate::promql::ast::Extension;
use crate::promql::span::Span;

/// The samples of a window, extended or not, and what a function says of them.
#[derive(Clone, Copy)]
struct Case<'a> {
    series: &'a [&'a str],
    /// Seconds.
    range: (i64, i64),
    extension: Option<Extension>,
}

/// The series, all of it in a range that ends with the last sample and begins one gap before the first.
fn of<'a>(series: &'a [&'a str]) -> Case<'a> {
    let samples = &load::load(series.iter().copied(), 10_000).expect("valid lines")[0].1;
    let (first, last) = (samples.times[0] / 1000, samples.times[samples.len() - 1] / 1000);
    Case { series, range: (first - 10, last), extension: None }
}

impl Case<'_> {
    fn between(self, from: i64, to: i64) -> Self {
        Self { range: (from, to), ..self }
    }

    fn with(self, extension: Extension) -> Self {
        Self { extension: Some(extension), ..self }
    }
}

#[track_caller]
fn check(case: Case<'_>, function: impl Fn(&Window<'_>, &mut Annotator<'_>) -> Point, expected: &str) {
    let samples = &load::load(case.series.iter().copied(), 10_000).expect("valid lines")[0].1;
    let (from, to) = (case.range.0 * 1000, case.range.1 * 1000);
    // Only `smoothed` looks beyond the end.
    let end = match case.extension {
        Some(Extension::Smoothed) => samples.len(),
        _ => samples.times.partition_point(|time| *time <= to),
    };
    let window = Window {
        times: &samples.times[..end],
        values: &samples.values[..end],
        histograms: &samples.histograms[..end],
        starts: samples.starts.get(..end).unwrap_or_default(),
        from,
        to,
        at: to,
        extension: case.extension,
        dialect: Dialect::V3,
    };
    let mut annotations = Annotations::default();
    let mut annotator = Annotator {
        annotations: &mut annotations,
        labels: &Labels::new([("__name__", "h")]),
        argument: Span::default(),
        call: Span::default(),
        function: "f",
    };
    let found = match function(&window, &mut annotator) {
        Point::Absent => "nothing".to_owned(),
        Point::Float(value) => value.to_string(),
        Point::Histogram(histogram) => format!("{} {:?}", text(&histogram), histogram.hint),
    };
    let texts = annotations.all().iter().map(|one| format!("; {}", one.text));
    assert_eq!(found + &texts.collect::<String>(), expected, "{:?}", case.series);
}

fn increase(window: &Window<'_>, annotator: &mut Annotator<'_>) -> Point {
    rate(window, ChangeOf::Counter, ChangePer::Range, annotator)
}

fn delta(window: &Window<'_>, annotator: &mut Annotator<'_>) -> Point {
    rate(window, ChangeOf::Gauge, ChangePer::Range, annotator)
}

fn irate(window: &Window<'_>, annotator: &mut Annotator<'_>) -> Point {
    instant(window, ChangeOf::Counter, ChangePer::Second, annotator)
}

const NOT_A_GAUGE: &str = "; this native histogram metric is not a gauge: \"h\"";
const NOT_A_COUNTER: &str = "; this native histogram metric is not a counter: \"h\"";
const MIXED: &str =
    "nothing; vector contains a mix of histograms with exponential and custom buckets schemas for metric name \"h\"";

#[test]
fn increases_are_extrapolated() {
    let counter = ["h {{count:100 sum:7 buckets:[100]}}+{{count:2 sum:5 buckets:[2]}}x4"];
    // Four gaps between samples, and one before the first.
    check(of(&counter), increase, "{count:10, sum:25, (0.5,1]:10} Gauge");
    check(
        of(&counter),
        |w, n| rate(w, ChangeOf::Counter, ChangePer::Second, n),
        "{count:0.2, sum:0.5, (0.5,1]:0.2} Gauge",
    );
    check(of(&counter), delta, &format!("{{count:10, sum:25, (0.5,1]:10}} Gauge{NOT_A_GAUGE}"));
    check(of(&counter), irate, "{count:0.2, sum:0.5, (0.5,1]:0.2} Gauge");
    // The counter comes from zero: not further back than that.
    check(of(&["h {{count:0}}+{{count:2}}x4"]), increase, "{count:8, sum:0} Gauge");
    check(of(&["h {{count:1}}"]), increase, "nothing");
}

#[test]
fn resets_are_added() {
    let counter = ["h {{count:4 buckets:[4]}} {{count:6 buckets:[6]}} {{count:2 buckets:[2]}} {{count:3 buckets:[3]}}"];
    check(of(&counter).between(0, 30), increase, "{count:5, sum:0, (0.5,1]:5} Gauge");
    check(of(&counter).between(0, 30), delta, &format!("{{count:-1, sum:0, (0.5,1]:-1}} Gauge{NOT_A_GAUGE}"));
    // Right after the first sample: nothing of that one matters, not even its of of buckets.
    let first =
        ["h {{schema:-53 count:4 custom_values:[1] buckets:[4]}} {{count:1 buckets:[1]}} {{count:3 buckets:[3]}}"];
    check(of(&first).between(0, 20), increase, "{count:3, sum:0, (0.5,1]:3} Gauge");
    check(of(&first).between(0, 10), irate, "{count:0.1, sum:0, (0.5,1]:0.1} Gauge");
}

#[test]
fn start_times_tell_of_resets() {
    let known = ["h@st 0s -5s -5s", "h {{count:4}} {{count:6}} {{count:8}}"];
    check(of(&known).between(0, 20), increase, "{count:14, sum:0} Gauge");
    check(of(&known), irate, "{count:0.8, sum:0} Gauge");
    // One sample is enough where the counter began within the range.
    check(of(&["h@st _ -5s", "h _ {{count:4}}"]).between(0, 10), increase, "{count:4, sum:0} Gauge");
    let overlapping = ["h@st -20s -30s -40s", "h {{count:4}} {{count:6}} {{count:8}}"];
    let overlaps = "; sample has start time that overlaps with previous sample timestamp for metric \"h\"";
    check(of(&overlapping).between(0, 20), increase, "{count:4, sum:0} Gauge");
    let overlapping = ["h@st -20s -25s -40s", "h {{count:4}} {{count:6}} {{count:8}}"];
    check(of(&overlapping).between(0, 20), increase, &format!("{{count:4, sum:0}} Gauge{overlaps}"));
}

#[test]
fn kinds_that_do_not_fit_are_told() {
    let gauge = ["h {{count:4 counter_reset_hint:gauge}} {{count:6 counter_reset_hint:gauge}}"];
    check(of(&gauge).between(0, 10), increase, &format!("{{count:2, sum:0}} Gauge{NOT_A_COUNTER}"));
    check(of(&gauge).between(0, 10), delta, "{count:2, sum:0} Gauge");
    check(of(&gauge), irate, &format!("{{count:0.2, sum:0}} Gauge{NOT_A_COUNTER}"));
    let mixed = ["h {{count:1}} {{schema:-53 count:1 custom_values:[5]}} {{count:2}}"];
    check(of(&mixed), increase, MIXED);
    check(of(&mixed), sum_over_time, MIXED);
    check(of(&mixed), avg_over_time, MIXED);
    let bounds = [
        "h {{schema:-53 count:1 custom_values:[5] buckets:[1]}} {{schema:-53 count:2 custom_values:[5 9] buckets:[1 1]}}",
    ];
    let reconciled = |operation: &str| format!("; mismatched custom buckets were reconciled during {operation}");
    check(
        of(&bounds).between(0, 10),
        increase,
        &format!("{{count:1, sum:0, (5,+Inf]:1}} Gauge{}", reconciled("subtraction")),
    );
    check(
        of(&bounds),
        sum_over_time,
        &format!("{{count:3, sum:0, [-Inf,5]:2, (5,+Inf]:1}} Unknown{}", reconciled("aggregation")),
    );
    let coarser = [
        "h {{schema:1 count:1 buckets:[1] offset:1}} {{schema:0 count:2 buckets:[2] offset:1}} {{schema:0 count:4 buckets:[4] offset:1}}",
    ];
    check(of(&coarser).between(0, 20), increase, "{count:3, sum:0, (1,2]:3} Gauge");
}

#[test]
fn sums_and_means() {
    let three = ["h {{count:1 sum:2 buckets:[1]}}+{{count:1 sum:2 buckets:[1]}}x2"];
    check(of(&three), sum_over_time, "{count:6, sum:12, (0.5,1]:6} Unknown");
    check(of(&three), avg_over_time, "{count:2, sum:4, (0.5,1]:2} Unknown");
    check(of(&["h {{count:3 sum:5 buckets:[1 2]}}"]), avg_over_time, "{count:3, sum:5, (0.5,1]:1, (1,2]:2} Unknown");
}

#[test]
fn extended_ranges_begin_and_end_at_their_edges() {
    let counter = ["h {{count:10}}+{{count:10}}x3 {{count:5}} {{count:15}}"];
    let (anchored, smoothed) = (of(&counter).with(Extension::Anchored), of(&counter).with(Extension::Smoothed));
    check(anchored.between(5, 35), increase, "{count:30, sum:0} Gauge");
    check(anchored.between(5, 45), increase, "{count:35, sum:0} Gauge");
    check(smoothed.between(5, 25), increase, "{count:20, sum:0} Gauge");
    // From 30 on: to 40, and the part of 5 after the reset.
    check(smoothed.between(20, 36), increase, "{count:13, sum:0} Gauge");
    // Within the reset.
    check(smoothed.between(32, 36), increase, "{count:2, sum:0} Gauge");
    check(smoothed.between(60, 70), increase, "nothing");
    check(smoothed.between(5, 25), |w, n| rate(w, ChangeOf::Counter, ChangePer::Second, n), "{count:1, sum:0} Gauge");
}
