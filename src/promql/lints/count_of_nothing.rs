//! # What it does
//! Finds bounds that a count must fall below and cannot, as a count of no series is not 0 but no result.
//!
//! # Why it matters
//! count(up == 1) < 2 is silent just when nothing is up, and count(x) == 0 is never true: where there is no series
//! there is nothing to compare.
//!
//! # Example
//! ```promql
//! count(up{job="api"} == 1) < 2
//! ```
//!
//! # Use instead
//! ```promql
//! (count(up{job="api"} == 1) or vector(0)) < 2
//! ```

use super::kit::expression;
use super::walk::FAR;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{Aggregate, AggregateOp, BinaryOp, Expr, ExprKind};

pub(super) static LINT: Lint = Lint {
    name: "count-of-nothing",
    en: LintWords {
        what: "Finds bounds that a count must fall below and cannot, as a count of no series is not 0 but no result.",
        why: "count(up == 1) < 2 is silent just when nothing is up, and count(x) == 0 is never true: where there is no series there is nothing to compare.",
        message: "{0} of no series is no result rather than 0, so this never holds when none is left",
    },
    zh: LintWords {
        what: "找出计数无法低于的下限：没有序列时计数不是 0，而是没有结果。",
        why: "恰恰在全部宕机时 count(up == 1) < 2 不会触发，而 count(x) == 0 永远不成立：没有序列就没有可比较的值。",
        message: "没有序列时 {0} 没有结果而不是 0，因此一个都不剩时此条件不成立",
    },
    example: "count(up{job=\"api\"} == 1) < 2",
    instead: "(count(up{job=\"api\"} == 1) or vector(0)) < 2",
    mends: Mends::ByHand,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Binary(binary) = &node.expr.kind else { return };
    let Some((compared, op, bound)) = expression::compared(binary) else { return };
    let never_holds = match op {
        BinaryOp::Equal => bound == 0.0,
        BinaryOp::Less => bound <= 1.0,
        BinaryOp::LessEqual => bound < 1.0,
        _ => false,
    };
    let is_lower = matches!(op, BinaryOp::Less | BinaryOp::LessEqual) || op == BinaryOp::Equal && bound == 0.0;
    let Some((counted, aggregate)) = numerator(compared) else { return };
    // A share below one is nothing odd; a number of series below one is.
    let is_whole = std::ptr::eq(counted, compared.unparenthesised());
    let is_count = aggregate.op == AggregateOp::Count;
    let is_plain = is_count && never_holds && (is_whole || bound == 0.0);
    let is_filtered = || is_lower && expression::count_of_filtered(counted).is_some();
    if !(is_plain || is_filtered()) {
        return;
    }
    found.push(LINT.at(counted.span, [LintSubject::word(aggregate.op.text())]));
}

/// The aggregation that a product or quotient begins with.
fn numerator(expr: &Expr) -> Option<(&Expr, &Aggregate)> {
    let mut expr = expr.unparenthesised();
    for _ in 0..FAR {
        match &expr.kind {
            ExprKind::Aggregate(aggregate) => return Some((expr, aggregate)),
            ExprKind::Binary(it) if it.op == BinaryOp::Mul && expression::number(&it.left).is_some() => {
                expr = it.right.unparenthesised();
            }
            ExprKind::Binary(it) if matches!(it.op, BinaryOp::Div | BinaryOp::Mul) => {
                expr = it.left.unparenthesised();
            }
            _ => return None,
        }
    }
    None
}
