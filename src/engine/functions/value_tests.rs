//! Functions of whole values, over the steps 10 s and 20 s.

use std::rc::Rc;

use super::{FunctionCall, FunctionResult, Implementation, named};
use crate::engine::annotation::Annotations;
use crate::engine::error::Error;
use crate::engine::labels::Labels;
use crate::engine::options::Options;
use crate::engine::query_budget::QueryBudget;
use crate::engine::value::TileValue;
use crate::engine::vector_text::{text, vector};
use crate::model::time::StepGrid;
use crate::promql::span::Span;

/// The query at 10 s alone.
const INSTANT: StepGrid = StepGrid { start: 10_000, end: 10_000, step: 1 };

/// The query at 10 s and 20 s.
const RANGE: StepGrid = StepGrid { start: 10_000, end: 20_000, step: 10_000 };

/// What a function makes of arguments at the steps of a query, as text; and what it has to say.
fn run(name: &str, args: Vec<TileValue>, query: StepGrid, options: &Options) -> (Vec<String>, Vec<String>) {
    let steps: Vec<i64> = (0..query.len() as i64).map(|at| query.start + at * query.step).collect();
    let call = FunctionCall {
        function: "",
        args,
        spans: Vec::new(),
        span: Span::default(),
        fixed: Labels::new([("job", "x")]),
        steps: Rc::from(steps),
        query,
        options: *options,
        budget: QueryBudget::new(1 << 20, Span::default()),
        annotations: Annotations::default(),
        grouping: Rc::default(),
    };
    let worked = match named(name) {
        Some(Implementation::OfValues(function)) => whole(call, function),
        Some(Implementation::OfManyValues(function)) => function(call).done(),
        _ => panic!("{name}"),
    };
    let (value, annotations) = worked.expect("a value");
    let lines = match value {
        TileValue::Scalar(values) => values.iter().map(f64::to_string).collect(),
        TileValue::Vector(vector) => text(&vector),
        other => vec![format!("{other:?}")],
    };
    (lines, annotations.all().iter().map(|one| one.text.clone()).collect())
}

fn whole(mut call: FunctionCall, function: fn(&mut FunctionCall) -> Result<TileValue, Error>) -> FunctionResult {
    let value = function(&mut call)?;
    Ok((value, call.annotations))
}

#[track_caller]
fn check(name: &str, args: Vec<TileValue>, query: StepGrid, expected: &[&str]) {
    assert_eq!(
        run(name, args, query, &Options::default()),
        (expected.iter().map(|line| (*line).into()).collect(), vec![]),
        "{name}"
    );
}

fn series(text: &str) -> TileValue {
    TileValue::Vector(vector(text))
}

#[test]
fn times_are_those_of_the_query_and_its_steps() {
    check("time", vec![], RANGE, &["10", "20"]);
    check("start", vec![], RANGE, &["10", "10"]);
    check("end", vec![], RANGE, &["20", "20"]);
    check("range", vec![], RANGE, &["10", "10"]);
    check("step", vec![], RANGE, &["10", "10"]);
    check("range", vec![], INSTANT, &["0"]);
    check("step", vec![], INSTANT, &["0"]);
}

#[test]
fn scalars_are_the_only_float_of_a_step() {
    check("scalar", vec![series("a=1 5 _\na=2 H 7")], RANGE, &["5", "7"]);
    check("scalar", vec![series("a=1 5 _\na=2 6 H")], RANGE, &["NaN", "NaN"]);
    check("vector", vec![TileValue::Scalar(vec![1.0, 2.0])], RANGE, &["{} 1 2"]);
    let numbers = || vec![TileValue::Scalar(vec![1.0, 5.0]), TileValue::Scalar(vec![3.0, 4.0])];
    check("max_of", numbers(), RANGE, &["3", "5"]);
    check("min_of", numbers(), RANGE, &["1", "4"]);
}

#[test]
fn absence_is_of_all_series() {
    check("absent", vec![series("a=1 5 _\na=2 _ _")], RANGE, &["{job=x} _ 1"]);
    check("absent", vec![series("")], RANGE, &["{job=x} 1 1"]);
    check("absent", vec![series("a=1 H NaN")], RANGE, &["{job=x} _ _"]);
}

#[test]
fn times_of_expressions_are_those_of_the_steps() {
    let Some(Implementation::OfTimes(function)) = named("timestamp") else { panic!("timestamp") };
    let TileValue::Vector(mut vector) = series("__name__=up,a=1 5 H\na=2 _ 1") else { panic!("a vector") };
    vector.columns.iter_mut().for_each(|column| function(column, &[10_000, 20_000]));
    assert_eq!(text(&vector), ["{__name__=up,a=1} 10 20", "{a=2} _ 20"]);
    check("start_timestamp", vec![series("a=1 5 5")], RANGE, &[]);
}

#[test]
fn sorting_puts_nan_last_and_drops_histograms() {
    let values = || vec![series("a=1 2\na=2 NaN\na=3 H\na=4 -1\na=5 inf")];
    let lines = |order: [&str; 4]| order.map(str::to_owned).to_vec();
    let sorted = |name: &str| {
        let (mut lines, annotations) = run(name, values(), INSTANT, &Options::default());
        lines.retain(|line| !line.ends_with('_'));
        (lines, annotations)
    };
    assert_eq!(sorted("sort"), (lines(["{a=4} -1", "{a=1} 2", "{a=5} inf", "{a=2} NaN"]), vec![]));
    assert_eq!(sorted("sort_desc"), (lines(["{a=5} inf", "{a=1} 2", "{a=4} -1", "{a=2} NaN"]), vec![]));
}

#[test]
fn sorting_by_labels_is_natural() {
    let args = |labels: &[&str]| {
        let texts = labels.iter().map(|label| TileValue::String((*label).to_owned()));
        [series("a=10,b=1 1\na=9,b=2 2\na=9,b=1 3")].into_iter().chain(texts).collect::<Vec<_>>()
    };
    check("sort_by_label", args(&["a"]), INSTANT, &["{a=9,b=1} 3", "{a=9,b=2} 2", "{a=10,b=1} 1"]);
    check("sort_by_label", args(&["b", "a"]), INSTANT, &["{a=9,b=1} 3", "{a=10,b=1} 1", "{a=9,b=2} 2"]);
    check("sort_by_label_desc", args(&["a"]), INSTANT, &["{a=10,b=1} 1", "{a=9,b=2} 2", "{a=9,b=1} 3"]);
    check("sort_by_label", args(&[]), INSTANT, &["{a=10,b=1} 1", "{a=9,b=1} 3", "{a=9,b=2} 2"]);
}

#[test]
fn sorting_is_of_no_effect_over_a_range() {
    let (lines, annotations) = run("sort", vec![series("a=1 2 1\na=2 1 H")], RANGE, &Options::default());
    assert_eq!(lines, ["{a=1} 2 1", "{a=2} 1 _"]);
    assert_eq!(annotations, ["sort is ineffective for range queries since results are always ordered by labels"]);
}
