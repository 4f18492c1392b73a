//! Cardinality and memory explosions of queries are stopped, and by which limit.

use super::{at, evaluated, range};
use crate::engine::error::{Error, Limit};
use crate::engine::evaluate::{When, evaluate};
use crate::engine::options::{EvaluationLimits, Options};
use crate::promql::parser;

const DATA: &str = "m{a=\"1\"} 0+1x99
    m{a=\"2\"} 0+1x99
    m{a=\"3\"} 0+1x99
    h {{count:9 buckets:[1 1 1 1 1 1 1 1 1]}}x99";

fn limited(query: &str, when: When, limits: EvaluationLimits) -> Result<(), Error> {
    let options = Options { limits, ..Options::default() };
    evaluate(&parser::parse(query).expr, &super::store(DATA), when, &options).map(|_| ())
}

#[track_caller]
fn check(query: &str, when: When, limits: EvaluationLimits, expected: Limit, part: &str) {
    match limited(query, when, limits) {
        Err(Error::Limit { limit, span, .. }) => {
            assert_eq!((limit, span.of(query)), (expected, part), "{query}");
        }
        other => panic!("{query} was not stopped: {other:?}"),
    }
}

#[test]
fn queries_that_explode_are_stopped_at_the_part_that_does() {
    let all = EvaluationLimits::default();
    check("m", range(0, 1_000_000_000, 1), EvaluationLimits { steps: 1000, ..all }, Limit::Steps, "m");
    check("1 + sum(m[1y:1s])", at(0), all, Limit::Steps, "m[1y:1s]");
    check("1 + count(m)", at(0), EvaluationLimits { series: 2, ..all }, Limit::Series, "m");
    check("sum(m)", range(0, 990, 10), EvaluationLimits { samples: 50, ..all }, Limit::Samples, "sum(m)");
    check("m", range(0, 990, 10), EvaluationLimits { memory: 2000, ..all }, Limit::Memory, "m");
}

#[test]
fn histograms_count_as_what_they_take() {
    let all = EvaluationLimits::default();
    check("h", range(0, 990, 10), EvaluationLimits { samples: 300, ..all }, Limit::Samples, "h");
    // Histograms are pointed to, and have lists.
    let memory = 20_000 + 2_500 * size_of::<usize>() as u64;
    check("sum(h * 2)", range(0, 990, 10), EvaluationLimits { memory, ..all }, Limit::Memory, "h * 2");
    assert_eq!(limited("sum(m * 2)", range(0, 990, 10), EvaluationLimits { memory, ..all }), Ok(()));
}

#[test]
fn ranges_count_as_the_samples_that_were_fetched() {
    // The steps, a sum of 32 bytes each, what comes of it, and the samples.
    let limits = EvaluationLimits { memory: 64_000, ..EvaluationLimits::default() };
    assert_eq!(limited("sum(rate(m[1m]))", range(0, 990, 1), limits), Ok(()), "one column, whatever was selected");
}

#[test]
fn what_stays_below_the_limits_passes() {
    let limits = EvaluationLimits { samples: 300, series: 3, memory: 30_000, steps: 100 };
    assert_eq!(limited("m", range(0, 990, 10), limits), Ok(()));
}

#[test]
fn deep_trees_need_no_deep_stack() {
    // A chain of operators is as deep as it is long.
    let sum = vec!["m"; 900].join(" + ");
    let result = evaluated("m 1", &sum, at(0), &Options::default());
    assert_eq!(result, "{} 900@0");
}
