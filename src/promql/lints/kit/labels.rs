//! Which labels the series of an expression carry, as far as its text decides it.

use std::collections::BTreeSet;

use super::expression::{is_scalar, metric, series_argument};
use super::metric::is_recorded;
use crate::promql::aggregators::Gives;
use crate::promql::ast::{Aggregate, Binary, BinaryOp, Call, Expr, ExprKind, GroupingKind, MatchingKind, Selector};
use crate::promql::functions::ResultLabels;
use crate::promql::lints::walk::FAR;

/// The labels of an expression's series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::promql::lints) enum Labels<'a> {
    /// None but these.
    Within(BTreeSet<&'a str>),
    /// Those of a target, `job` and `instance`, and others.
    Target,
    /// Some, but not all of a target's.
    Some,
    /// Not known.
    Unknown,
}

/// The labels that an expression's series carry.
pub(in crate::promql::lints) fn labels(expr: &Expr) -> Labels<'_> {
    within(expr, FAR)
}

/// Whether no series can carry a label, so that there is at most one.
pub(in crate::promql::lints) fn are_none(labels: &Labels<'_>) -> bool {
    matches!(labels, Labels::Within(labels) if labels.is_empty())
}

/// Whether series surely carry some.
pub(in crate::promql::lints) fn are_some(labels: &Labels<'_>) -> bool {
    match labels {
        Labels::Within(labels) => !labels.is_empty(),
        Labels::Target | Labels::Some => true,
        Labels::Unknown => false,
    }
}

/// Whether an aggregation makes one new series of a group, rather than choosing some of its series.
pub(in crate::promql::lints) fn folds(aggregate: &Aggregate) -> bool {
    aggregate.op.aggregator().gives == Gives::OneSeries
}

fn within(expr: &Expr, left: usize) -> Labels<'_> {
    let Some(left) = left.checked_sub(1) else { return Labels::Unknown };
    match &expr.kind {
        ExprKind::Error | ExprKind::Number(_) | ExprKind::String(_) => Labels::Unknown,
        ExprKind::Selector(it) => of_selector(it),
        ExprKind::Matrix(it) => of_selector(&it.selector),
        ExprKind::Subquery(it) => within(&it.expr, left),
        ExprKind::Unary(it) => within(&it.operand, left),
        ExprKind::Paren(inner) => within(inner, left),
        ExprKind::Call(it) => of_call(it, left),
        ExprKind::Aggregate(it) => of_aggregate(it, left),
        ExprKind::Binary(it) => of_binary(it, left),
    }
}

/// A recording rule may have dropped any label.
fn of_selector(selector: &Selector) -> Labels<'_> {
    match metric(selector) {
        Some(name) if !is_recorded(name) && !name.starts_with("ALERTS") => Labels::Target,
        _ => Labels::Unknown,
    }
}

fn of_call(call: &Call, left: usize) -> Labels<'_> {
    let of_argument = || series_argument(call).map_or(Labels::Unknown, |arg| within(arg, left));
    match call.function().map(|function| function.labels) {
        // Without an argument, the calendar's functions take the evaluation's time.
        _ if call.args.is_empty() => Labels::Within(BTreeSet::new()),
        Some(ResultLabels::None) => Labels::Within(BTreeSet::new()),
        Some(ResultLabels::OfArgument) => of_argument(),
        Some(ResultLabels::WithoutLe) => without(of_argument(), ["le"]),
        Some(ResultLabels::OfMatchers | ResultLabels::PerScalar | ResultLabels::Changed) | None => Labels::Unknown,
    }
}

fn of_aggregate(aggregate: &Aggregate, left: usize) -> Labels<'_> {
    let operand = || aggregate.operand().map_or(Labels::Unknown, |operand| within(operand, left));
    match aggregate.op.aggregator().gives {
        Gives::SeriesPerValue => return Labels::Unknown,
        Gives::Selection => return operand(),
        Gives::OneSeries => {}
    }
    let Some(grouping) = &aggregate.grouping else { return Labels::Within(BTreeSet::new()) };
    let names = grouping.labels.iter().map(|label| label.text.as_str());
    match grouping.kind {
        GroupingKind::By => Labels::Within(names.collect()),
        GroupingKind::Without => without(operand(), names),
    }
}

fn of_binary(binary: &Binary, left: usize) -> Labels<'_> {
    if is_scalar(&binary.right) {
        return within(&binary.left, left);
    }
    if is_scalar(&binary.left) {
        return within(&binary.right, left);
    }
    if matches!(binary.op, BinaryOp::And | BinaryOp::Unless) {
        return within(&binary.left, left);
    }
    match &binary.matching {
        _ if binary.op == BinaryOp::Or => Labels::Unknown,
        None => within(&binary.left, left),
        Some(it) if it.kind == MatchingKind::On && it.group.is_none() => {
            Labels::Within(it.labels.iter().map(|label| label.text.as_str()).collect())
        }
        Some(_) => Labels::Unknown,
    }
}

/// What is left. Of a target's labels one remains as long as not both are dropped.
fn without<'a>(labels: Labels<'a>, dropped: impl IntoIterator<Item = &'a str>) -> Labels<'a> {
    let dropped: BTreeSet<_> = dropped.into_iter().collect();
    let of_target = ["instance", "job"].into_iter().filter(|label| dropped.contains(label)).count();
    match labels {
        Labels::Within(labels) => Labels::Within(&labels - &dropped),
        Labels::Target if of_target == 1 => Labels::Some,
        Labels::Target | Labels::Some if of_target > 0 => Labels::Unknown,
        other => other,
    }
}
