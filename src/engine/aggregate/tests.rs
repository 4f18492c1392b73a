//! Aggregations of small vectors, as text.

use std::rc::Rc;

use super::*;
use crate::engine::label_names::LabelNames;
use crate::engine::options::Dialect;
use crate::engine::task::Task;
use crate::engine::value::TileValue;
use crate::engine::vector_text::{text, vector};
use crate::promql::ast::AggregateOp as Op;

struct Outcome {
    result: Result<Vec<String>, String>,
    annotations: Vec<String>,
}

/// What stands before the operand.
#[derive(Clone, Copy)]
enum Parameter<'a> {
    None,
    Numbers(&'a [f64]),
    Label(&'a str),
}

fn run(op: Op, parameter: Parameter<'_>, grouping: &GroupingLabels, series: &str, order: ResultOrder) -> Outcome {
    let vector = vector(series);
    let span = Span::default();
    let budget = QueryBudget::new(1 << 20, span);
    let parameter = match parameter {
        Parameter::None => None,
        Parameter::Numbers(numbers) => Some(Rc::new(TileValue::Scalar(numbers.to_vec()))),
        Parameter::Label(label) => Some(Rc::new(TileValue::String(label.to_owned()))),
    };
    let aggregation = Aggregation {
        op,
        parameter,
        order,
        dialect: Dialect::V3,
        budget,
        span,
        parameter_span: span,
        operand_span: span,
    };
    let groups =
        Task::new(Groups::of(op, grouping.clone(), Rc::clone(&vector.series_set), budget)).done().expect("groups");
    let operand = Rc::new(TileValue::Vector(vector));
    let worked = Task::new(aggregate(aggregation, Rc::new(groups), operand, Annotations::default())).done();
    let (result, annotations) = match worked {
        Ok((TileValue::Vector(vector), annotations)) => (Ok(text(&vector)), annotations),
        Ok(_) => panic!("no vector"),
        Err(error) => (Err(error.to_string()), Annotations::default()),
    };
    Outcome { result, annotations: annotations.all().iter().map(|one| one.text.clone()).collect() }
}

fn by(labels: &str) -> GroupingLabels {
    GroupingLabels::By(LabelNames::new(labels.split_whitespace().map(str::to_owned).collect()))
}

#[track_caller]
fn check(op: Op, parameter: Parameter<'_>, grouping: &str, series: &str, expected: &[&str]) -> Vec<String> {
    let outcome = run(op, parameter, &by(grouping), series, ResultOrder::Series);
    assert_eq!(outcome.result, Ok(expected.iter().map(|line| (*line).to_owned()).collect()), "{op:?}");
    outcome.annotations
}

const SERIES: &str = "
    a=1,b=1  1   _  NaN  3
    a=1,b=2  5   2  4    _
    a=2      _   _  NaN  7";

#[test]
fn folds_what_is_there() {
    for (op, one, two) in [
        (Op::Sum, "{a=1} 6 2 NaN 3", "{a=2} _ _ NaN 7"),
        (Op::Avg, "{a=1} 3 2 NaN 3", "{a=2} _ _ NaN 7"),
        (Op::Min, "{a=1} 1 2 4 3", "{a=2} _ _ NaN 7"),
        (Op::Max, "{a=1} 5 2 4 3", "{a=2} _ _ NaN 7"),
        (Op::Count, "{a=1} 2 1 2 1", "{a=2} _ _ 1 1"),
        (Op::Group, "{a=1} 1 1 1 1", "{a=2} _ _ 1 1"),
        (Op::Stdvar, "{a=1} 4 0 NaN 0", "{a=2} _ _ NaN 0"),
        (Op::Stddev, "{a=1} 2 0 NaN 0", "{a=2} _ _ NaN 0"),
    ] {
        assert!(check(op, Parameter::None, "a", SERIES, &[one, two]).is_empty());
        assert!(check(op, Parameter::None, "a", "", &[]).is_empty());
    }
}

#[test]
fn histograms_are_counted_or_passed_over_with_an_info() {
    let series = "a=1 1 H\na=2 H H";
    for (op, result) in [(Op::Count, "{} 2 2"), (Op::Group, "{} 1 1")] {
        assert!(check(op, Parameter::None, "", series, &[result]).is_empty());
    }
    for (op, result, info) in [
        (Op::Min, "{} 1 _", "ignored histogram in min aggregation"),
        (Op::Max, "{} 1 _", "ignored histogram in max aggregation"),
        (Op::Stdvar, "{} 0 _", "ignored histogram in stdvar aggregation"),
        (Op::Stddev, "{} 0 _", "ignored histogram in stddev aggregation"),
    ] {
        assert_eq!(check(op, Parameter::None, "", series, &[result]), [info]);
    }
    let halves = Parameter::Numbers(&[0.5, 0.5]);
    let annotations = check(Op::Quantile, halves, "", series, &["{} 1 _"]);
    assert_eq!(annotations, ["ignored histogram in quantile aggregation"]);
    let annotations = check(Op::Topk, Parameter::Numbers(&[2.0, 2.0]), "", series, &["{a=1} 1 _", "{a=2} _ _"]);
    assert_eq!(annotations, ["ignored histogram in topk aggregation"]);
}

#[test]
fn floats_and_histograms_do_not_add_up() {
    for op in [Op::Sum, Op::Avg] {
        let annotations = check(op, Parameter::None, "", "a=1 1 1\na=2 H _", &["{} _ 1"]);
        assert_eq!(annotations, ["encountered a mix of histograms and floats for aggregation"]);
    }
}

#[test]
fn quantiles_follow_the_parameter_of_their_step() {
    let series = "a=1 0 0 0 0\na=2 1 1 1 1\na=3 4 4 4 4";
    let annotations =
        check(Op::Quantile, Parameter::Numbers(&[0.5, 0.75, -1.0, 2.0]), "", series, &["{} 1 2.5 -inf inf"]);
    let warning = |phi: &str| format!("quantile value should be between 0 and 1, got {phi}");
    assert_eq!(annotations, [warning("2"), warning("-1")]);
    let annotations = check(Op::Quantile, Parameter::Numbers(&[f64::NAN; 4]), "", series, &["{} NaN NaN NaN NaN"]);
    assert_eq!(annotations, [warning("NaN")]);
}

#[test]
fn ranks_choose_at_each_step_anew() {
    let series = "g=1,a=1 1 9 1\ng=1,a=2 2 2 NaN\ng=2,a=3 3 _ 3";
    let top = ["{a=1,g=1} _ 9 1", "{a=2,g=1} 2 _ _", "{a=3,g=2} 3 _ 3"];
    check(Op::Topk, Parameter::Numbers(&[1.0; 3]), "g", series, &top);
    let bottom = ["{a=1,g=1} 1 _ 1", "{a=2,g=1} 2 2 NaN", "{a=3,g=2} _ _ 3"];
    check(Op::Bottomk, Parameter::Numbers(&[2.0, 1.0, 9.0]), "", series, &bottom);
    let none = ["{a=1,g=1} _ _ _", "{a=2,g=1} _ _ _", "{a=3,g=2} _ _ _"];
    check(Op::Topk, Parameter::Numbers(&[0.0, -3.0, 0.9]), "", series, &none);
}

#[test]
fn instant_ranks_are_ordered_by_value() {
    let series = "a=1 1\na=2 NaN\na=3 3\na=4 2";
    for (op, expected) in [
        (Op::Topk, ["{a=3} 3", "{a=4} 2", "{a=1} 1", "{a=2} NaN"]),
        (Op::Bottomk, ["{a=1} 1", "{a=4} 2", "{a=3} 3", "{a=2} NaN"]),
    ] {
        let outcome = run(op, Parameter::Numbers(&[9.0]), &by(""), series, ResultOrder::Value);
        assert_eq!(outcome.result, Ok(expected.map(str::to_owned).to_vec()));
    }
}

#[test]
fn limits_keep_series_as_they_are() {
    let series = "g=1,a=1 _ H\ng=1,a=2 2 2\ng=2,a=3 3 3";
    let expected = ["{a=1,g=1} _ H", "{a=2,g=1} 2 _", "{a=3,g=2} 3 3"];
    check(Op::Limitk, Parameter::Numbers(&[1.0; 2]), "g", series, &expected);
}

#[test]
fn ratios_split_the_series_in_two() {
    let lines: Vec<String> = (0..200).map(|at| format!("a={at} 1 H")).collect();
    let series = lines.join("\n");
    let share =
        |ratio: f64| run(Op::LimitRatio, Parameter::Numbers(&[ratio; 2]), &by(""), &series, ResultOrder::Series);
    let lines = |ratio: f64| share(ratio).result.unwrap_or_default();
    for (below, above) in lines(0.3).iter().zip(&lines(-0.7)) {
        assert_ne!(below.contains('H'), above.contains('H'), "{below} {above}");
    }
    let chosen = lines(0.3).iter().filter(|line| line.ends_with("1 H")).count();
    assert!((30..90).contains(&chosen), "{chosen}");
    assert!(lines(0.0).iter().all(|line| line.ends_with("_ _")));
    assert_eq!(lines(1.5), lines(-1.0));
    let warning = "ratio value should be between -1 and 1, got 1.5, capping to 1";
    assert_eq!(share(1.5).annotations, [warning]);
}

#[test]
fn values_are_counted_under_a_label() {
    let series = "job=x,a=1 6 7\njob=x,a=2 6 6\njob=y,a=3 6 _";
    let label = Parameter::Label("version");
    check(Op::CountValues, label, "", series, &["{version=6} 3 1", "{version=7} _ 1"]);
    let per_job = ["{job=x,version=6} 2 1", "{job=x,version=7} _ 1", "{job=y,version=6} 1 _"];
    check(Op::CountValues, label, "job", series, &per_job);
    check(Op::CountValues, Parameter::Label("job"), "job", series, &["{job=6} 3 1", "{job=7} _ 1"]);
    let without = GroupingLabels::Without(LabelNames::new(vec!["a".into(), "version".into()]));
    let outcome = run(Op::CountValues, label, &without, series, ResultOrder::Series);
    assert_eq!(outcome.result, Ok(vec!["{job=x} 2 2".to_owned(), "{job=y} 1 _".to_owned()]));
}

#[test]
fn bad_parameters_are_errors_in_prometheus_words_even_of_nothing() {
    for (op, parameter, error) in [
        (Op::Topk, f64::NAN, "Parameter value is NaN"),
        (Op::Limitk, f64::NAN, "Parameter value is NaN"),
        (Op::LimitRatio, f64::NAN, "Ratio value is NaN"),
        (Op::Bottomk, 1e19, "Scalar value 1e+19 overflows int64"),
        (Op::Topk, f64::NEG_INFINITY, "Scalar value -Inf underflows int64"),
    ] {
        let outcome = run(op, Parameter::Numbers(&[parameter]), &by(""), "", ResultOrder::Series);
        assert_eq!(outcome.result, Err(error.to_owned()));
    }
    let outcome = run(Op::CountValues, Parameter::Label(""), &by(""), "", ResultOrder::Series);
    assert_eq!(outcome.result, Err("invalid label name \"\"".to_owned()));
}
