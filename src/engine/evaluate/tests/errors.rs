//! The part of the expression where an error of evaluation was met.

use super::{at, range, store};
use crate::engine::error::Error;
use crate::engine::evaluate::{When, evaluate};
use crate::engine::options::Options;
use crate::promql::parser;

const DATA: &str = "m{a=\"1\", b=\"1\"} 0+1x99
    m{a=\"2\", b=\"1\"} 0+1x99";

#[track_caller]
fn check(query: &str, when: When, words: &str, part: &str) {
    let outcome = evaluate(&parser::parse(query).expr, &store(DATA), when, &Options::default());
    match outcome.map(drop) {
        Err(Error::Evaluation { text, span }) => {
            assert!(text.contains(words), "{query}: {text}");
            assert_eq!(span.map(|span| span.of(query)), Some(part), "{query}");
        }
        other => panic!("{query}: {other:?}"),
    }
}

#[test]
fn an_error_is_placed_at_the_part_that_met_it() {
    for when in [at(60), range(0, 600, 10)] {
        check("1 + sum(m * on (b) m)", when, "found duplicate series", "m * on (b) m");
        check("1 + sum by (a) (m) * on (b) group_left m", when, "found duplicate series", {
            "sum by (a) (m) * on (b) group_left m"
        });
        check("count(label_replace(m, \"a\", \"x\", \"\", \"\"))", when, "same labelset", {
            "label_replace(m, \"a\", \"x\", \"\", \"\")"
        });
        check("abs(topk(scalar(m{a=\"\"}), m))", when, "Parameter value is NaN", "topk(scalar(m{a=\"\"}), m)");
        let smoothed = "double_exponential_smoothing(m[5m], 1, 1)";
        check(&format!("sum({smoothed})"), when, "invalid smoothing factor", smoothed);
        check("m / rate(m[5m - 5m])", when, "duration must be greater than 0", "5m - 5m");
        check("m / (m offset (5m / 0s))", when, "division by zero", "(5m / 0s)");
    }
    check("m[5m]", range(0, 600, 10), "invalid expression type", "m[5m]");
}

#[test]
fn an_error_in_a_subquery_is_placed_within_it() {
    check("max_over_time((m * on (b) m)[5m:10s])", at(600), "found duplicate series", "m * on (b) m");
}
