//! Questions that lints ask of an expression, parentheses passed over: is it a number, a selector, a comparison that
//! filters.

use super::metric::Moves;
use crate::model::labels::METRIC_NAME;
use crate::promql::ast::{
    Aggregate, AggregateOp, Binary, BinaryOp, Call, Expr, ExprKind, MatchOp, Matcher, Matrix, Selector,
};
use crate::promql::lints::walk::{FAR, NodeContext};
use crate::promql::value_type::ValueType;

/// The value of a bare number.
pub(in crate::promql::lints) fn number(expr: &Expr) -> Option<f64> {
    match &expr.unparenthesised().kind {
        ExprKind::Number(number) => Some(number.value),
        _ => None,
    }
}

/// A selector of instants, its matchers and modifiers included.
pub(in crate::promql::lints) fn selector(expr: &Expr) -> Option<&Selector> {
    match &expr.unparenthesised().kind {
        ExprKind::Selector(selector) => Some(selector),
        _ => None,
    }
}

/// An aggregation.
pub(in crate::promql::lints) fn aggregate(expr: &Expr) -> Option<&Aggregate> {
    match &expr.unparenthesised().kind {
        ExprKind::Aggregate(aggregate) => Some(aggregate),
        _ => None,
    }
}

/// A call.
pub(in crate::promql::lints) fn call(expr: &Expr) -> Option<&Call> {
    match &expr.unparenthesised().kind {
        ExprKind::Call(call) => Some(call),
        _ => None,
    }
}

/// Two expressions joined by an operator.
pub(in crate::promql::lints) fn binary(expr: &Expr) -> Option<&Binary> {
    match &expr.unparenthesised().kind {
        ExprKind::Binary(binary) => Some(binary),
        _ => None,
    }
}

/// The selector with a range that a function is called with.
pub(in crate::promql::lints) fn range(call: &Call) -> Option<(&Expr, &Matrix)> {
    call.args.iter().map(Expr::unparenthesised).find_map(|arg| match &arg.kind {
        ExprKind::Matrix(matrix) => Some((arg, &**matrix)),
        _ => None,
    })
}

/// The selector that a function is called with, with a range or as a subquery.
pub(in crate::promql::lints) fn ranged_selector(call: &Call) -> Option<&Selector> {
    call.args.iter().find_map(|arg| match &arg.unparenthesised().kind {
        ExprKind::Matrix(matrix) => Some(&matrix.selector),
        ExprKind::Subquery(subquery) => selector(&subquery.expr),
        _ => None,
    })
}

/// The metric that a selector names.
pub(in crate::promql::lints) fn metric(selector: &Selector) -> Option<&str> {
    let named = || {
        let is_name = |one: &&Matcher| one.name.text == METRIC_NAME && one.op == MatchOp::Equal;
        selector.matchers.iter().find(is_name).map(|one| one.value.value.as_str())
    };
    selector.name.as_ref().map(|name| name.text.as_str()).or_else(named)
}

/// The metric of a selector of instants, if it counts.
pub(in crate::promql::lints) fn raw_counter<'a>(expr: &'a Expr, node: &NodeContext<'_>) -> Option<&'a str> {
    metric(selector(expr)?).filter(|name| node.moves(name) == Moves::Counter)
}

/// Whether an aggregation adds values up, so that what must not be added must not be in it.
pub(in crate::promql::lints) fn adds_up(aggregate: &Aggregate) -> bool {
    matches!(aggregate.op, AggregateOp::Avg | AggregateOp::Sum)
}

/// The selector that an expression's series come from, where there is only one on the way down.
pub(in crate::promql::lints) fn source(expr: &Expr) -> Option<&Selector> {
    let mut expr = expr;
    for _ in 0..FAR {
        expr = match &expr.kind {
            ExprKind::Selector(selector) => return Some(selector),
            ExprKind::Matrix(matrix) => return Some(&matrix.selector),
            ExprKind::Subquery(it) => &it.expr,
            ExprKind::Call(it) => series_argument(it)?,
            ExprKind::Aggregate(it) => it.operand()?,
            ExprKind::Unary(it) => &it.operand,
            ExprKind::Paren(inner) => inner,
            ExprKind::Binary(it) if is_scalar(&it.right) => &it.left,
            ExprKind::Binary(it) if is_scalar(&it.left) => &it.right,
            ExprKind::Error | ExprKind::Number(_) | ExprKind::String(_) | ExprKind::Binary(_) => return None,
        };
    }
    None
}

/// The argument whose series a function gives back changed.
pub(in crate::promql::lints) fn series_argument(call: &Call) -> Option<&Expr> {
    call.args.get(call.function()?.series_parameter()?)
}

/// Whether it is plainly a scalar: a number, a function such as `time`, or arithmetic over a few such.
pub(in crate::promql::lints) fn is_scalar(expr: &Expr) -> bool {
    let is_leaf = |expr: &Expr| match &expr.unparenthesised().kind {
        ExprKind::Number(_) => true,
        ExprKind::Call(it) => it.function().is_some_and(|one| one.returns == ValueType::Scalar),
        _ => false,
    };
    is_leaf(expr) || binary(expr).is_some_and(|it| is_leaf(&it.left) && is_leaf(&it.right))
}

/// A comparison with a bare number, turned so that the number stands right.
pub(in crate::promql::lints) fn compared(binary: &Binary) -> Option<(&Expr, BinaryOp, f64)> {
    if !binary.op.is_comparison() {
        return None;
    }
    if let Some(number) = number(&binary.right) {
        return Some((&binary.left, binary.op, number));
    }
    let turned = match binary.op {
        BinaryOp::Less => BinaryOp::Greater,
        BinaryOp::LessEqual => BinaryOp::GreaterEqual,
        BinaryOp::Greater => BinaryOp::Less,
        BinaryOp::GreaterEqual => BinaryOp::LessEqual,
        other => other,
    };
    number(&binary.left).map(|number| (&binary.right, turned, number))
}

/// Whether it may well give nothing although its series are there: a comparison without `bool`, `and`, `unless`.
pub(in crate::promql::lints) fn filters(expr: &Expr) -> bool {
    binary(expr).is_some_and(|it| {
        it.op.is_comparison() && it.bool_span.is_none() || matches!(it.op, BinaryOp::And | BinaryOp::Unless)
    })
}

/// An aggregation that tells how many series pass a filter: `count(x > 5)`, `sum(x == 1)`.
pub(in crate::promql::lints) fn count_of_filtered(expr: &Expr) -> Option<&Aggregate> {
    let aggregate = aggregate(expr)?;
    let operand = aggregate.operand().filter(|operand| filters(operand))?;
    let equals = || binary(operand).is_some_and(|it| it.op == BinaryOp::Equal);
    (aggregate.op == AggregateOp::Count || aggregate.op == AggregateOp::Sum && equals()).then_some(aggregate)
}
