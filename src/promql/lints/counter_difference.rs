//! # What it does
//! Finds a counter minus itself some time ago.
//!
//! # Why it matters
//! Where the counter restarted in between, the difference is far below zero. `increase()` makes up for restarts.
//!
//! # Example
//! ```promql
//! http_requests_total - http_requests_total offset 1h
//! ```
//!
//! # Use instead
//! ```promql
//! increase(http_requests_total[1h])
//! ```

use super::kit::expression;
use super::kit::mend::{edit, with_edits};
use super::kit::metric::Moves;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{Aggregate, AggregateOp, BinaryOp, Duration, Expr, ExprKind, Selector};
use crate::promql::span::Span;

pub(super) static LINT: Lint = Lint {
    name: "counter-difference",
    en: LintWords {
        what: "Finds a counter minus itself some time ago.",
        why: "Where the counter restarted in between, the difference is far below zero. increase() makes up for restarts.",
        message: "the difference of the counter {0} to itself earlier is wrong after a restart; increase() makes up for restarts",
    },
    zh: LintWords {
        what: "找出计数器减去自身之前的值。",
        why: "若其间计数器重启过，差值会远低于零。increase() 会补偿重启。",
        message: "计数器 {0} 与自身之前的差值在重启后是错的；increase() 会补偿重启",
    },
    example: "http_requests_total - http_requests_total offset 1h",
    instead: "increase(http_requests_total[1h])",
    mends: Mends::Other,
    find,
};

/// What is subtracted from its own later value.
struct Difference<'a> {
    now: &'a Selector,
    /// How long before it the subtracted value lies.
    ago: &'a Duration,
}

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let Some(Difference { now, ago }) = difference(node.text, node.expr) else { return };
    let Some(metric) = expression::metric(now) else { return };
    if node.moves(metric) != Moves::Counter {
        return;
    }
    let diagnostic = LINT.at(node.expr.span, [LintSubject::name(metric)]);
    let ends = |expr: &Expr| matches!(expr.kind, ExprKind::Selector(_) | ExprKind::Aggregate(_));
    let ExprKind::Binary(binary) = &node.expr.kind else { return };
    // After the selector comes the range, then what closed the sum; the rest goes.
    found.push(if ends(&binary.left) && ends(&binary.right) {
        let closing = Span { start: now.span.end, end: binary.left.span.end }.of(node.text);
        let rest = Span { start: now.span.end, end: node.expr.span.end };
        let range = ago.span.of(node.text);
        with_edits(diagnostic, vec![edit(now.span.before(), "increase("), edit(rest, format!("[{range}]){closing}"))])
    } else {
        diagnostic
    });
}

/// Whether it is such a difference, of a selector or of its sum.
pub(super) fn is_one(text: &str, expr: &Expr) -> bool {
    difference(text, expr).is_some()
}

fn difference<'a>(text: &str, expr: &'a Expr) -> Option<Difference<'a>> {
    let ExprKind::Binary(binary) = &expr.kind else { return None };
    if binary.op != BinaryOp::Sub || binary.matching.is_some() || binary.fill.is_some() {
        return None;
    }
    let (left, right) = match (expression::aggregate(&binary.left), expression::aggregate(&binary.right)) {
        (None, None) => (&binary.left, &binary.right),
        (Some(left), Some(right)) if are_alike(text, left, right) => (left.operand()?, right.operand()?),
        _ => return None,
    };
    let (now, then) = (expression::selector(left)?, expression::selector(right)?);
    let ago = then.modifiers.offset.as_ref().filter(|ago| ago.literal_ms().is_some_and(|ms| ms > 0))?;
    let is_same = now.modifiers.is_empty()
        && then.modifiers.at.is_none()
        && then.modifiers.extension.is_none()
        && now.span.of(text) == then.span.of(text);
    is_same.then_some(Difference { now, ago })
}

fn are_alike(text: &str, left: &Aggregate, right: &Aggregate) -> bool {
    let labels = |one: &Aggregate| one.grouping.as_ref().map(|grouping| grouping.span);
    let texts = (labels(left).map(|span| span.of(text)), labels(right).map(|span| span.of(text)));
    left.op == AggregateOp::Sum && right.op == AggregateOp::Sum && texts.0 == texts.1
}
