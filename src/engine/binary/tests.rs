//! Operators over small vectors written as lines: the matching rules, one by one.

use std::rc::Rc;

use super::{BinaryOperation, Matches, vectors};
use crate::engine::annotation::Annotations;
use crate::engine::column::{Point, ValueColumn};
use crate::engine::load::{self, Item};
use crate::engine::options::{Dialect, NameRemoval, Options};
use crate::engine::query_budget::QueryBudget;
use crate::engine::task::Task;
use crate::engine::value::{SeriesSet, TileValue, Vector};
use crate::model::labels::display;
use crate::promql::ast::ExprKind;
use crate::promql::parser;

const STEPS: usize = 2;

fn vector(lines: &[&str]) -> Vector {
    let mut series_set = SeriesSet::default();
    let mut columns = Vec::new();
    for line in lines {
        let (labels, items) = load::line(line).expect("a valid line");
        series_set.labels.push(labels);
        series_set.drops_name.push(false);
        let mut column = ValueColumn::default();
        for item in items {
            column.push(match item {
                Item::Float(value) => Point::Float(value),
                Item::Histogram(histogram) => Point::Histogram(histogram),
                Item::Blank | Item::Stale => Point::Absent,
            });
        }
        assert_eq!(column.len(), STEPS, "{line}");
        columns.push(column);
    }
    Vector { series_set: Rc::new(series_set), columns }
}

/// Evaluates `left op right`, as `expression` has the operator; lines of the result, or the error.
fn evaluate(expression: &str, left: &[&str], right: &[&str], removal: NameRemoval) -> Result<Vec<String>, String> {
    let ExprKind::Binary(binary) = parser::parse(expression).expr.kind else { panic!("{expression}") };
    let operation = BinaryOperation::of(&binary, binary.op_span, Dialect::V3);
    let (left, right) = (vector(left), vector(right));
    let options = Options { name_removal: removal, ..Options::default() };
    let budget = QueryBudget::new(1 << 20, operation.span);
    let matches =
        Matches::of(operation.clone(), Rc::clone(&left.series_set), Rc::clone(&right.series_set), options, budget);
    let matches = Task::new(matches).done().map_err(|error| error.to_string())?;
    let operands = (Rc::new(TileValue::Vector(left)), Rc::new(TileValue::Vector(right)));
    let result = Task::new(vectors(operation, Rc::new(matches), operands, STEPS, Annotations::default())).done();
    let (TileValue::Vector(result), _) = result.map_err(|error| error.to_string())? else { panic!("no vector") };
    let series = result.series_set.labels.iter().zip(&result.columns).filter(|(_, column)| !column.is_all_absent());
    let lines = series.map(|(labels, column)| {
        let values = (0..STEPS).map(|step| match column.point(step) {
            Point::Absent => "_".to_owned(),
            Point::Float(value) => value.to_string(),
            Point::Histogram(_) => "h".to_owned(),
        });
        format!("{} {}", display(labels.iter()), values.collect::<Vec<_>>().join(" "))
    });
    Ok(lines.collect())
}

#[track_caller]
fn check(expression: &str, left: &[&str], right: &[&str], expected: &[&str]) {
    assert_eq!(
        evaluate(expression, left, right, NameRemoval::AtOnce),
        Ok(expected.iter().map(|&it| it.to_owned()).collect())
    );
}

#[track_caller]
fn refuse(expression: &str, left: &[&str], right: &[&str], expected: &str) {
    assert_eq!(evaluate(expression, left, right, NameRemoval::AtOnce), Err(expected.to_owned()));
}

#[test]
fn arithmetic_joins_by_all_labels_but_the_name() {
    check("a + b", &["a{x=\"1\"} 1 2", "a{x=\"2\"} 5 5"], &["b{x=\"1\"} 10 _", "b{x=\"3\"} 1 1"], &["{x=\"1\"} 11 _"]);
    check("a ^ b", &["a 2 -8"], &["b 3 0.5"], &["{} 8 NaN"]);
    check("a % b", &["a -7 5.5"], &["b 3 -2"], &["{} -1 1.5"]);
    check("a / b", &["a 1 0"], &["b 0 0"], &["{} inf NaN"]);
}

#[test]
fn comparisons_keep_the_left_value_and_name() {
    check("a > b", &["a{x=\"1\"} 1 5"], &["b{x=\"1\"} 3 3"], &["a{x=\"1\"} _ 5"]);
    check("a > bool b", &["a{x=\"1\"} 1 5"], &["b{x=\"1\"} 3 3"], &["{x=\"1\"} 0 1"]);
    check("a == on (x) b", &["a{x=\"1\",y=\"2\"} 1 5"], &["b{x=\"1\"} 1 5"], &["{x=\"1\"} 1 5"]);
    check("a != b", &["a NaN 1"], &["b NaN 1"], &["a NaN _"]);
}

#[test]
fn labels_of_one_to_one_are_those_that_matched() {
    check("a * on (x) b", &["a{x=\"1\",y=\"2\"} 1 2"], &["b{x=\"1\",z=\"3\"} 4 4"], &["{x=\"1\"} 4 8"]);
    check("a * ignoring (y, z) b", &["a{x=\"1\",y=\"2\"} 1 2"], &["b{x=\"1\",z=\"3\"} 4 4"], &["{x=\"1\"} 4 8"]);
    // Which series matches may change from step to step.
    check(
        "a - on (x) b",
        &["a{x=\"1\",y=\"1\"} 1 _", "a{x=\"1\",y=\"2\"} _ 7"],
        &["b{x=\"1\"} 1 2"],
        &["{x=\"1\"} 0 5"],
    );
}

#[test]
fn many_may_match_one_where_it_is_said() {
    let (many, one) = (["a{x=\"1\",y=\"1\"} 1 2", "a{x=\"1\",y=\"2\"} 3 4"], ["b{x=\"1\",z=\"9\"} 10 _"]);
    check(
        "a + on (x) group_left (z) b",
        &many,
        &one,
        &["{x=\"1\",y=\"1\",z=\"9\"} 11 _", "{x=\"1\",y=\"2\",z=\"9\"} 13 _"],
    );
    check("b - on (x) group_right b", &one, &many, &["{x=\"1\",y=\"1\"} 9 _", "{x=\"1\",y=\"2\"} 7 _"]);
    // A label that the "one" side lacks is removed.
    check("a + on (x) group_left (y) b", &many[..1], &one, &["{x=\"1\"} 11 _"]);
}

#[test]
fn what_matches_twice_is_an_error() {
    let (many, one) = (["a{x=\"1\",y=\"1\"} 1 2", "a{x=\"1\",y=\"2\"} 3 4"], ["b{x=\"1\"} 10 _"]);
    refuse(
        "a + on (x) b",
        &many,
        &one,
        "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
    );
    refuse(
        "a + on (x) group_left (y) b",
        &many,
        &one,
        "multiple matches for labels: grouping labels must ensure unique matches",
    );
    // Also where no series matches them, but not where the other side is empty or they never coincide.
    let twice = "found duplicate series for the match group {x=\"1\"} on the right hand-side of the operation";
    let error = evaluate("b + on (x) a", &[], &many, NameRemoval::AtOnce);
    assert_eq!(error, Ok(Vec::new()));
    for left in ["b{x=\"1\"} _ 10", "b{x=\"7\"} _ 10"] {
        let error = evaluate("b + on (x) a", &[left], &many, NameRemoval::AtOnce).expect_err("two of the one side");
        assert!(error.starts_with(twice), "{error}");
    }
    check(
        "b + on (x) a",
        &["b{x=\"1\"} 1 1"],
        &["a{x=\"1\",y=\"1\"} 1 _", "a{x=\"1\",y=\"2\"} _ 5"],
        &["{x=\"1\"} 2 6"],
    );
}

#[test]
fn filled_values_stand_in_for_a_missing_side() {
    let (left, right) = (["a{x=\"1\"} 1 _", "a{x=\"2\"} 2 2"], ["b{x=\"1\"} 10 10", "b{x=\"3\"} 5 _"]);
    check("a + fill (0) b", &left, &right, &["{x=\"1\"} 11 10", "{x=\"2\"} 2 2", "{x=\"3\"} 5 _"]);
    check("a + fill_right (0) b", &left, &right, &["{x=\"1\"} 11 _", "{x=\"2\"} 2 2"]);
    check("a - fill_left (1) b", &left, &right, &["{x=\"1\"} -9 -9", "{x=\"3\"} -4 _"]);
}

#[test]
fn sets_are_of_samples_and_keep_their_series() {
    let (left, right) = (["a{x=\"1\"} 1 2", "a{x=\"2\"} 3 4"], ["b{x=\"1\"} 9 _", "b{x=\"3\"} 7 8"]);
    check("a and b", &left, &right, &["a{x=\"1\"} 1 _"]);
    check("a unless b", &left, &right, &["a{x=\"1\"} _ 2", "a{x=\"2\"} 3 4"]);
    check("a or b", &left, &right, &["a{x=\"1\"} 1 2", "a{x=\"2\"} 3 4", "b{x=\"3\"} 7 8"]);
    check("a or on () b", &left, &right, &["a{x=\"1\"} 1 2", "a{x=\"2\"} 3 4"]);
    check("a or b", &["a{x=\"1\"} 1 _"], &["a{x=\"1\"} 5 6"], &["a{x=\"1\"} 1 6"]);
}

#[test]
fn names_may_go_later() {
    let later = |expression| evaluate(expression, &["a{x=\"1\"} 1 5"], &["b{x=\"1\"} 3 3"], NameRemoval::Delayed);
    assert_eq!(later("a > bool b"), Ok(vec!["a{x=\"1\"} 0 1".to_owned()]));
    assert_eq!(later("a + b"), Ok(vec!["{x=\"1\"} 4 8".to_owned()]));
}

#[test]
fn a_float_and_a_histogram_do_not_add_up() {
    check("a + b", &["a 1 2"], &["b {{count:1}} 3"], &["{} _ 5"]);
}
