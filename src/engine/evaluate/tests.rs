//! Selectors, subqueries, times and names: small data, one rule a test, in both dialects where they differ.

use super::*;
use crate::engine::column::Point;
use crate::engine::load::load;
use crate::engine::options::{Dialect, NameRemoval};
use crate::engine::store::memory::MemoryStore;
use crate::model::time::StepGrid;
use crate::model::{labels, number};
use crate::promql::parser;

mod counts;
mod errors;
mod limits;
mod pauses;
mod statistics;
mod tiles;

/// A store of series lines, 10 s between two samples.
pub(super) fn store(data: &str) -> MemoryStore {
    let mut store = MemoryStore::default();
    for (labels, samples) in load(data.lines().map(str::trim).filter(|line| !line.is_empty()), 10_000).expect("data") {
        store.append(labels, samples);
    }
    store
}

/// A result as text: a series a line, each sample as `value@seconds`.
pub(super) fn text(outcome: Result<Outcome, Error>) -> String {
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => return format!("error: {error}"),
    };
    let series = match outcome.value {
        Output::Scalar { time, value } => return format!("{}@{}", number::format(value), seconds(time)),
        Output::Text { text, .. } => return text,
        Output::Vector(series) | Output::Matrix(series) => series,
    };
    let lines = series.into_iter().map(|one| {
        let column =
            crate::engine::column::ValueColumn { values: one.samples.values, histograms: one.samples.histograms };
        let samples = one.samples.times.iter().enumerate().map(|(at, time)| match column.point(at) {
            Point::Float(value) => format!(" {}@{}", number::format(value), seconds(*time)),
            Point::Histogram(histogram) => format!(" count {}@{}", histogram.count, seconds(*time)),
            Point::Absent => " absent".into(),
        });
        labels::display(one.labels.iter()) + &samples.collect::<String>()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn seconds(ms: i64) -> String {
    number::format(ms as f64 / 1000.0)
}

pub(super) fn evaluated(data: &str, query: &str, when: When, options: &Options) -> String {
    let parsed = parser::parse(query);
    assert!(parsed.diagnostics.is_empty(), "{query}: {:?}", parsed.diagnostics);
    text(evaluate(&parsed.expr, &store(data), when, options))
}

pub(super) fn range(start: i64, end: i64, step: i64) -> When {
    When::Range(StepGrid { start: start * 1000, end: end * 1000, step: step * 1000 })
}

fn at(seconds: i64) -> When {
    When::Instant(seconds * 1000)
}

const V2: Options = Options {
    lookback_ms: 300_000,
    subquery_step_ms: 60_000,
    dialect: Dialect::V2,
    name_removal: NameRemoval::AtOnce,
    keeps_uses_apart: false,
    limits: super::super::options::EvaluationLimits {
        samples: 50_000_000,
        series: 1_000_000,
        memory: 512 << 20,
        steps: 10_000_000,
    },
};
const V3: Options = Options { dialect: Dialect::V3, ..V2 };

#[track_caller]
fn check_in(options: &Options, data: &str, query: &str, when: When, expected: &str) {
    assert_eq!(evaluated(data, query, when, options), expected, "{query} in {:?}", options.dialect);
}

/// The same in both dialects.
#[track_caller]
fn check(data: &str, query: &str, when: When, expected: &str) {
    check_in(&V2, data, query, when, expected);
    check_in(&V3, data, query, when, expected);
}

const COUNTING: &str = "m 0 1 2 3 4 5 6 7 8 9";

#[test]
fn an_instant_selector_takes_the_latest_sample() {
    check(COUNTING, "m", at(25), "m 2@25");
    check(COUNTING, "m", at(-1), "");
    check(COUNTING, "m", range(5, 25, 10), "m 0@5 1@15 2@25");
    check("m 1 stale 3", "m", range(0, 30, 10), "m 1@0 3@20 3@30");
    check("m NaN", "m", at(1), "m NaN@1");
    check("m{a=\"1\"} 1\nm{a=\"2\"} 2\nn 3", "m{a=~\"1|3\"}", at(0), "m{a=\"1\"} 1@0");
}

#[test]
fn a_sample_exactly_as_old_as_the_lookback_counts_in_version_2_only() {
    check("m 1", "m", at(299), "m 1@299");
    check_in(&V2, "m 1", "m", at(300), "m 1@300");
    check_in(&V3, "m 1", "m", at(300), "");
    check("m 1", "m", at(301), "");
}

#[test]
fn a_range_includes_its_beginning_in_version_2_only() {
    check_in(&V2, COUNTING, "m[20s]", at(40), "m 2@20 3@30 4@40");
    check_in(&V3, COUNTING, "m[20s]", at(40), "m 3@30 4@40");
    check("m 1 stale 3", "m[1m]", at(20), "m 1@0 3@20");
    check(COUNTING, "m[5s]", at(49), "");
}

#[test]
fn offset_and_at_move_the_time() {
    check(COUNTING, "m offset 20s", at(50), "m 3@50");
    check(COUNTING, "m offset -20s", at(50), "m 7@50");
    check(COUNTING, "m @ 30", range(0, 20, 10), "m 3@0 3@10 3@20");
    check(COUNTING, "m @ 30 offset 10s", at(90), "m 2@90");
    check(COUNTING, "m offset 10s @ 30", at(90), "m 2@90");
    check(COUNTING, "m @ start()", range(20, 40, 10), "m 2@20 2@30 2@40");
    check(COUNTING, "m @ end()", range(20, 40, 10), "m 4@20 4@30 4@40");
    check(COUNTING, "m[15s] @ 50 offset 10s", at(0), "m 3@30 4@40");
    check(COUNTING, "m offset step()", range(20, 40, 10), "m 1@20 2@30 3@40");
    check(COUNTING, "m[step()]", at(50), "error: duration must be greater than 0");
}

#[test]
fn the_sample_s_own_time_is_known_through_parentheses() {
    check(COUNTING, "timestamp(m)", at(25), "{} 20@25");
    check(COUNTING, "timestamp((m))", at(25), "{} 20@25");
    check(COUNTING, "timestamp(m offset 10s)", at(25), "{} 10@25");
    check(COUNTING, "timestamp(m > 0)", at(25), "{} 25@25");
    // As long as the name is only to go, it is still there for others.
    let (delayed, named) = (Options { name_removal: NameRemoval::Delayed, ..V3 }, "timestamp(m > 0)");
    let query = format!("label_replace({named}, \"a\", \"$0\", \"__name__\", \".*\")");
    check_in(&delayed, COUNTING, named, at(25), "{} 25@25");
    check_in(&delayed, COUNTING, &query, at(25), "{a=\"m\"} 25@25");
}

#[test]
fn a_subquery_s_steps_are_multiples_of_its_step() {
    check(COUNTING, "m[26s:10s]", at(45), "m 2@20 3@30 4@40");
    check_in(&V2, COUNTING, "m[20s:10s]", at(40), "m 2@20 3@30 4@40");
    check_in(&V3, COUNTING, "m[20s:10s]", at(40), "m 3@30 4@40");
    check(COUNTING, "m[26s:10s] offset 10s", at(45), "m 1@10 2@20 3@30");
    check(COUNTING, "m[26s:10s] @ 45", at(90), "m 2@20 3@30 4@40");
    check(COUNTING, "m[65s:]", at(70), "m 6@60");
    check(COUNTING, "(-m)[26s:10s]", at(45), "{} -2@20 -3@30 -4@40");
    check("m 1 1 1", "m[30s:10s] @ 5", at(0), "m 1@0");
}

#[test]
fn times_inside_a_subquery_are_the_outermost_query_s() {
    check(COUNTING, "(m @ start())[26s:10s]", at(45), "m 4@20 4@30 4@40");
    check(COUNTING, "(m @ 30)[26s:10s] @ 90", at(45), "m 3@70 3@80 3@90");
    check(COUNTING, "(m offset 10s)[26s:10s] offset 10s", at(45), "m 0@10 1@20 2@30");
}

#[test]
fn scalars_and_texts_are_results() {
    check("", "1 + 2 * 3", at(5), "7@5");
    check("", "-(2) ^ 2", at(5), "-4@5");
    check("", "\"text\"", at(5), "text");
    check("", "2", range(0, 20, 10), "{} 2@0 2@10 2@20");
    check(
        "",
        "\"text\"",
        range(0, 20, 10),
        "error: invalid expression type \"string\" for range query, must be Scalar or instant Vector",
    );
    check(
        "",
        "m[1m]",
        range(0, 20, 10),
        "error: invalid expression type \"range vector\" for range query, must be Scalar or instant Vector",
    );
}

const TWO_NAMES: &str = "a{x=\"1\"} 1 _ 3\nb{x=\"1\"} _ 20 _";

#[test]
fn names_go_at_once_or_at_the_end_and_equal_series_are_merged() {
    let delayed = Options { name_removal: NameRemoval::Delayed, ..V3 };
    let brief = |options: Options| Options { lookback_ms: 5_000, ..options };
    for options in [brief(V3), brief(delayed)] {
        check_in(&options, TWO_NAMES, "-a", range(0, 20, 10), "{x=\"1\"} -1@0 -3@20");
        check_in(&options, TWO_NAMES, "-{x=\"1\"}", range(0, 20, 10), "{x=\"1\"} -1@0 -20@10 -3@20");
        check_in(&options, TWO_NAMES, "a", at(0), "a{x=\"1\"} 1@0");
    }
    let twice = "error: vector cannot contain metrics with the same labelset";
    for options in [V3, delayed] {
        check_in(&options, TWO_NAMES, "-{x=\"1\"}", at(20), twice);
        check_in(&options, TWO_NAMES, "-{x=\"1\"}", range(0, 20, 10), twice);
    }
    check_in(&delayed, TWO_NAMES, "sum by (__name__) (-{x=\"1\"})", at(20), twice);
    check_in(&delayed, TWO_NAMES, "count(-{x=\"1\"})", at(20), "{} 2@20");
}

#[test]
fn equal_series_beside_a_scalar_are_refused_or_merged() {
    let delayed = Options { name_removal: NameRemoval::Delayed, ..V3 };
    let twice = "error: vector cannot contain metrics with the same labelset";
    for query in ["{x=\"1\"} + 1", "2 * {x=\"1\"}", "{x=\"1\"} > bool 1", "abs({x=\"1\"} - 1)"] {
        for options in [V2, V3, delayed] {
            check_in(&options, TWO_NAMES, query, at(20), twice);
            check_in(&options, TWO_NAMES, query, range(0, 20, 10), twice);
        }
    }
    let brief = Options { lookback_ms: 5_000, ..V3 };
    check_in(&brief, TWO_NAMES, "{x=\"1\"} * 2", range(0, 20, 10), "{x=\"1\"} 2@0 40@10 6@20");
    check_in(&V3, TWO_NAMES, "{x=\"1\"} > 2", at(20), "a{x=\"1\"} 3@20\nb{x=\"1\"} 20@20");
}

#[test]
fn operators_and_aggregations_stand_above_selectors() {
    let data = "m{a=\"1\", b=\"1\"} 1\nm{a=\"1\", b=\"2\"} 2\nm{a=\"2\", b=\"1\"} 4";
    check(data, "sum by (a) (m)", at(0), "{a=\"1\"} 3@0\n{a=\"2\"} 4@0");
    check(data, "m > 1", at(0), "m{a=\"1\",b=\"2\"} 2@0\nm{a=\"2\",b=\"1\"} 4@0");
    check(
        data,
        "m / on (a) group_left () sum by (a) (m)",
        at(0),
        "{a=\"1\",b=\"1\"} 0.3333333333333333@0\n{a=\"1\",b=\"2\"} 0.6666666666666666@0\n{a=\"2\",b=\"1\"} 1@0",
    );
    check(data, "topk(2, m)", at(0), "m{a=\"2\",b=\"1\"} 4@0\nm{a=\"1\",b=\"2\"} 2@0");
    check(data, "m unless m{b=\"1\"}", at(0), "m{a=\"1\",b=\"2\"} 2@0");
}

#[test]
fn atan2_keeps_names_in_version_2_only() {
    let data = "m{a=\"1\"} 0";
    check_in(&V2, data, "m atan2 1", at(0), "m{a=\"1\"} 0@0");
    check_in(&V2, data, "m atan2 m", at(0), "m{a=\"1\"} 0@0");
    check_in(&V3, data, "m atan2 1", at(0), "{a=\"1\"} 0@0");
    check_in(&V2, data, "m + 1", at(0), "{a=\"1\"} 1@0");
}

#[test]
fn count_values_takes_any_label_in_version_3_only() {
    check_in(&V3, "m 1", "count_values(\"0 é\", m)", at(0), "{0 é=\"1\"} 1@0");
    check_in(&V2, "m 1", "count_values(\"0 é\", m)", at(0), "error: invalid label name \"0 é\"");
    check_in(&V2, "m 1", "count_values(\"_0\", m)", at(0), "{_0=\"1\"} 1@0");
}

#[test]
fn a_smoothed_selector_interpolates() {
    let data = "m 0 10 20 _ _ 50";
    check_in(&V3, data, "m smoothed", range(-5, 55, 15), "m 10@10 25@25 40@40 50@55");
}

#[test]
fn info_adds_the_labels_of_the_latest_info_series() {
    let data = "m{instance=\"a\", job=\"1\"} 1 2 3 4\nm{instance=\"b\", job=\"1\"} 5x3
        target_info{instance=\"a\", job=\"1\", v=\"old\", w=\"x\"} 1 1 stale
        target_info{instance=\"a\", job=\"1\", v=\"new\"} _ _ 1 1";
    let b = "m{instance=\"b\",job=\"1\"} 5@0 5@10 5@20 5@30";
    let old = "m{instance=\"a\",job=\"1\",v=\"old\",w=\"x\"} 1@0 2@10";
    let new = "m{instance=\"a\",job=\"1\",v=\"new\"} 3@20 4@30";
    check(data, "info(m)", range(0, 30, 10), &[new, old, b].join("\n"));
    let old = "m{instance=\"a\",job=\"1\",v=\"old\"} 1@0 2@10";
    check(data, "info(m, {v=~\".+\"})", range(0, 30, 10), &[new, old].join("\n"));
    check(data, "info(m{instance=\"a\"} @ 10)", at(90), "m{instance=\"a\",job=\"1\",v=\"old\",w=\"x\"} 2@90");
    check(data, "info(target_info)", at(25), "target_info{instance=\"a\",job=\"1\",v=\"new\"} 1@25");
    let twice = format!(
        "{data}\ntarget_info{{instance=\"b\", job=\"1\", x=\"1\"}} 1\ntarget_info{{instance=\"b\", job=\"1\", x=\"2\"}} 1"
    );
    let found = evaluated(&twice, "info(m)", at(0), &V3);
    assert!(found.starts_with("error: found duplicate series for info metric: existing {"), "{found}");
}

#[test]
fn ranges_reach_samples_at_both_ends_of_time() {
    check(COUNTING, "m[100y * 100y]", at(20), "error: duration is out of range");
    check(COUNTING, "m[100y]", at(20), "m 0@0 1@10 2@20");
    check(COUNTING, "m offset 100y", at(20), "");
    check(COUNTING, "m", When::Instant(i64::MAX), "");
    check(COUNTING, "m", When::Instant(i64::MIN), "");
}
