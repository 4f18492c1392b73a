//! # What it does
//! Finds a comparison that filters where its truth, 1 or 0, was likely meant.
//!
//! # Why it matters
//! Without bool a comparison drops what does not hold and keeps the value of what does. The average of up == 1 is
//! therefore always 1, and (x > 5) == 1 compares x itself.
//!
//! # Example
//! ```promql
//! avg(up == 1)
//! ```
//!
//! # Use instead
//! ```promql
//! avg(up == bool 1)
//! ```

use super::kit::expression;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{AggregateOp, Binary, BinaryOp, ExprKind};
use crate::promql::functions::FunctionId;

pub(super) static LINT: Lint = Lint {
    name: "filter-needs-bool",
    en: LintWords {
        what: "Finds a comparison that filters where its truth, 1 or 0, was likely meant.",
        why: "Without bool a comparison drops what does not hold and keeps the value of what does. The average of up == 1 is therefore always 1, and (x > 5) == 1 compares x itself.",
        message: "without bool this comparison keeps only what holds, with its own value; {0} likely wants 1 or 0",
    },
    zh: LintWords {
        what: "找出在多半需要真假值（1 或 0）之处却起过滤作用的比较。",
        why: "不带 bool 的比较丢弃不成立的，并保留成立者原来的值。因此 up == 1 的平均总是 1，而 (x > 5) == 1 比较的是 x 本身。",
        message: "不带 bool 的比较只保留成立者及其原值；{0} 需要的多半是 1 或 0",
    },
    example: "avg(up == 1)",
    instead: "avg(up == bool 1)",
    mends: Mends::ByHand,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Binary(comparison) = &node.expr.kind else { return };
    let Some((_, op, bound)) = expression::compared(comparison).filter(|_| comparison.bool_span.is_none()) else {
        return;
    };
    let Some((parent, _)) = node.parent() else { return };
    let reader = match &parent.kind {
        ExprKind::Aggregate(it) => of_aggregate(it.op, op, bound),
        ExprKind::Binary(it) => of_binary(it, op, bound),
        ExprKind::Subquery(_) => of_subquery(node, op, bound),
        _ => None,
    };
    if let Some(reader) = reader {
        found.push(LINT.at(node.expr.span, [LintSubject::word(reader)]));
    }
}

/// What equals a number has that number as its mean, and nothing as its sum if the number is 0.
fn of_aggregate(aggregate: AggregateOp, op: BinaryOp, bound: f64) -> Option<&'static str> {
    let is_pointless = match aggregate {
        AggregateOp::Avg => true,
        AggregateOp::Sum => bound == 0.0,
        _ => false,
    };
    (op == BinaryOp::Equal && is_pointless).then(|| aggregate.text())
}

/// A number times what is 0, and the question whether a comparison is 1 or 0. Beside a vector, what is 0 may well be
/// meant to filter its series: `up + (maintenance == 0)`.
fn of_binary(outer: &Binary, op: BinaryOp, bound: f64) -> Option<&'static str> {
    let has_number = expression::number(&outer.left).or(expression::number(&outer.right)).is_some();
    let is_of_zero = outer.op == BinaryOp::Mul && has_number && op == BinaryOp::Equal && bound == 0.0;
    let orders = !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual);
    let asks_truth = || {
        let is_truth = |number| number == 0.0 || number == 1.0;
        let is_equality = matches!(outer.op, BinaryOp::Equal | BinaryOp::NotEqual);
        is_equality && expression::compared(outer).is_some_and(|(_, _, number)| is_truth(number))
    };
    (is_of_zero || orders && asks_truth()).then(|| outer.op.text())
}

/// How much of the time something held.
fn of_subquery(node: &NodeContext<'_>, op: BinaryOp, bound: f64) -> Option<&'static str> {
    let function = node.functions_above().next()?;
    let is_pointless = match function.id {
        // The mean of what is not 0 may well be meant.
        FunctionId::AvgOverTime => op == BinaryOp::Equal || op != BinaryOp::NotEqual && bound != 0.0,
        FunctionId::SumOverTime => op == BinaryOp::Equal && bound == 0.0,
        _ => false,
    };
    is_pointless.then_some(function.name)
}
