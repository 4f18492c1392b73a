//! Results do not depend on the size of tiles.

use super::{V2, V3, range, store, text};
use crate::engine::evaluate::{Advance, Evaluation, PAUSE};
use crate::engine::options::Options;
use crate::engine::plan::Plan;
use crate::promql::parser;

const DATA: &str = "
    m{a=\"1\"} 0+1x30 stale 5+2x20
    m{a=\"2\"} _x7 9-1x20 _x5 stale _ 7x3
    n{a=\"1\"} 3x50
    i{v=\"1\", instance=\"x\"} 1x12 stale
    i{v=\"2\", instance=\"x\"} _x12 1x12
    j{w=\"1\", instance=\"x\"} _x6 1x3 stale
    m{instance=\"x\"} 1x40
    h{a=\"1\"} {{sum:1 count:1}}+{{sum:1 count:1}}x40";

fn in_tiles(query: &str, steps: u64, options: &Options) -> String {
    let parsed = parser::parse(query);
    assert!(parsed.diagnostics.is_empty(), "{query}");
    let plan = Plan::new(&parsed.expr, range(-30, 700, 7), options).expect("a valid plan");
    let store = store(DATA);
    let mut evaluation = Evaluation::new(plan, &store, options).in_tiles_of(steps);
    loop {
        if let Advance::Done(outcome) = evaluation.advance() {
            return text(outcome);
        }
    }
}

#[test]
fn results_do_not_depend_on_the_size_of_tiles() {
    let queries = [
        "m",
        "-m",
        "m offset 13s",
        "m @ 100 + m",
        "m smoothed",
        "timestamp(m)",
        "h",
        "m + on (a) n",
        "m > 5 or n",
        "sum by (a) (m) / ignoring (a) group_left () sum(m)",
        "topk(1, m)",
        "count_values(\"v\", m)",
        "sum(count_values by (a) (\"v\", m))",
        "quantile(0.3, {a=\"1\"} > 2)",
        "1 + 2",
        "rate(m[1m])",
        "increase(h[90s]) * 2",
        "max_over_time(m[95s]) - on (a) min_over_time(m[35s])",
        "sum_over_time(m[1m:7s])",
        "avg_over_time(rate(m[1m])[2m:13s] offset 20s)",
        "max_over_time(sum_over_time(m[30s:10s])[2m:20s])",
        "sum_over_time(count_values(\"v\", m)[1m:10s])",
        "last_over_time(m[5m:1s] @ 200)",
        "quantile_over_time(scalar(n) / 10, m[1m] @ 150)",
        "label_replace(m, \"b\", \"$1\", \"a\", \"(.*)\")",
        "absent(m > 3)",
        "absent_over_time(m[10s])",
        "hour() + time()",
        "predict_linear(m[1m], 60)",
        "info(m, {__name__=\"n\"})",
        "info(m offset 1m, {__name__=~\"i|j\"})",
    ];
    for query in queries {
        for options in [V2, V3] {
            let whole = in_tiles(query, u64::MAX, &options);
            assert!(whole.contains('@'), "{query} gives nothing: {whole}");
            for steps in [1, 2, 3, 17, 64] {
                assert_eq!(in_tiles(query, steps, &options), whole, "{query} in tiles of {steps}");
            }
        }
    }
}

/// However many series a tile has: between two of them others get their turn.
#[test]
fn an_aggregation_pauses_among_its_series() {
    let lines: Vec<String> = (0..60).map(|at| format!("m{{a=\"{at}\"}} 0+1x99")).collect();
    let store = store(&lines.join("\n"));
    let parsed = parser::parse("count(stddev_over_time(m[1000s]))");
    let plan = Plan::new(&parsed.expr, range(0, 990, 1), &V3).expect("a valid plan");
    let mut evaluation = Evaluation::new(plan, &store, &V3).in_tiles_of(u64::MAX);
    let mut pauses = 0;
    let outcome = loop {
        match evaluation.advance() {
            Advance::More => pauses += 1,
            Advance::Done(outcome) => break outcome.expect("a valid query"),
        }
    };
    assert!(pauses > 5, "{pauses}");
    // Each of 60 series has a sample in each of 991 ranges; those of all ranges are read.
    let reads: u64 = (0..=990).map(|at| at / 10 + 1).sum();
    assert_eq!(outcome.statistics.samples, 60 * reads);
    assert!(text(Ok(outcome)).ends_with(" 60@990"));
}

/// Neither many series at one step nor one series with long ranges at many steps keep others waiting.
#[test]
fn a_function_of_ranges_pauses_within_a_step_and_within_a_series() {
    let lines: Vec<String> = (0..80).map(|at| format!("m{{a=\"{at}\"}} 0+1x2999")).collect();
    let store = store(&lines.join("\n"));
    for (query, end) in [
        ("deriv(m[1d])", 29_990),
        ("max_over_time(m[1d])", 29_990),
        ("sum_over_time(m[1d]) + rate(m[1d])", 29_990),
        ("sum(rate(m[1d]))", 29_990),
        ("deriv(m{a=\"1\"}[1d])", 31_990),
        ("sum by (a) (mad_over_time(m{a=\"1\"}[1d]))", 31_990),
    ] {
        let parsed = parser::parse(query);
        let plan = Plan::new(&parsed.expr, range(29_990, end, 10), &V3).expect("a valid plan");
        let mut evaluation = Evaluation::new(plan, &store, &V3);
        // The store gives all series at once.
        while evaluation.fetched < evaluation.plan.reads().len() {
            assert!(evaluation.step().is_ok());
        }
        let (mut before, mut pauses) = (evaluation.account.work(), 0);
        loop {
            let progress = evaluation.advance();
            let work = evaluation.account.work() - before;
            assert!(work < 3 * PAUSE, "{query}: {work} without a pause");
            before += work;
            match progress {
                Advance::More => pauses += 1,
                Advance::Done(outcome) => break assert!(outcome.is_ok(), "{query}"),
            }
        }
        assert!(pauses > 2, "{query}: {pauses}");
    }
}
