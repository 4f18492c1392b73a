//! The same query with its time fixed by `@`: evaluated at whatever time, it must give the same.
//!
//! Source: `atModifierTestCases` in `promql/promqltest` of Prometheus.

use narthex::promql::ast::{AtKind, AtModifier, Expr, ExprKind, Modifiers};
use narthex::promql::span::Span;
use narthex::promql::{parser, printer};

/// Functions whose result changes with the time of evaluation though their arguments do not.
const UNSAFE: [&str; 13] = [
    "start",
    "end",
    "days_in_month",
    "day_of_month",
    "day_of_week",
    "day_of_year",
    "hour",
    "minute",
    "month",
    "year",
    "predict_linear",
    "time",
    "timestamp",
];

/// The query with `@ time` on every selector and subquery that is not under a subquery with one; `None` where it
/// would not give the same at every time.
pub(crate) fn fixed(text: &str, time: i64) -> Option<String> {
    let mut expr = parser::parse(text).expr;
    fix(&mut expr, time).then(|| printer::print(&expr))
}

/// The other times at which the fixed query is evaluated.
pub(crate) fn times(time: i64) -> Vec<i64> {
    if time == 0 { vec![-1000, 0, 1000] } else { vec![-10 * time, 0, time / 5, time, 10 * time] }
}

/// Whether all below may be fixed.
fn fix(expr: &mut Expr, time: i64) -> bool {
    match &mut expr.kind {
        ExprKind::Error | ExprKind::Number(_) | ExprKind::String(_) => true,
        ExprKind::Selector(selector) => set(&mut selector.modifiers, time),
        ExprKind::Matrix(matrix) => set(&mut matrix.selector.modifiers, time),
        // What is below takes its time from it.
        ExprKind::Subquery(subquery) => set(&mut subquery.modifiers, time),
        ExprKind::Call(call) => !UNSAFE.contains(&call.name.as_str()) && call.args.iter_mut().all(|arg| fix(arg, time)),
        ExprKind::Aggregate(it) => it.args.iter_mut().all(|arg| fix(arg, time)),
        ExprKind::Binary(it) => fix(&mut it.left, time) && fix(&mut it.right, time),
        ExprKind::Unary(it) => fix(&mut it.operand, time),
        ExprKind::Paren(inner) => fix(inner, time),
    }
}

fn set(modifiers: &mut Modifiers, time: i64) -> bool {
    if !matches!(modifiers.at, Some(AtModifier { kind: AtKind::Time(_), .. })) {
        modifiers.at = Some(AtModifier { span: Span::at(0), kind: AtKind::Time(time) });
    }
    true
}
