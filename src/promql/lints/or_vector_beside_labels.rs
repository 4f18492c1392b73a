//! # What it does
//! Finds or vector(…) after something whose series carry labels.
//!
//! # Why it matters
//! vector(0) has no labels, so no series of the left side can stand in for it: it is always added, a series of its
//! own without labels, also where nothing is missing.
//!
//! # Example
//! ```promql
//! sum by (job) (rate(errors_total[5m])) or vector(0)
//! ```
//!
//! # Use instead
//! ```promql
//! sum by (job) (rate(errors_total[5m])) or on () vector(0)
//! ```

use super::kit::expression;
use super::kit::labels::{are_some, labels};
use super::kit::mend::{after_operator, with_edits};
use super::{Found, Lint, LintWords, Mends, NodeContext};
use crate::promql::ast::{AggregateOp, BinaryOp, ExprKind};
use crate::promql::functions::FunctionId;

pub(super) static LINT: Lint = Lint {
    name: "or-vector-beside-labels",
    en: LintWords {
        what: "Finds or vector(…) after something whose series carry labels.",
        why: "vector(0) has no labels, so no series of the left side can stand in for it: it is always added, a series of its own without labels, also where nothing is missing.",
        message: "the left side's series carry labels, so this one is always added beside them; with on () only where there are none",
    },
    zh: LintWords {
        what: "找出跟在带标签的结果之后的 or vector(…)。",
        why: "vector(0) 没有标签，左侧任何序列都无法代替它：即使什么都不缺，它也总会作为一条无标签的序列被加入。",
        message: "左侧序列带有标签，因此总会另外加上这一条；写 on () 则只在左侧为空时加上",
    },
    example: "sum by (job) (rate(errors_total[5m])) or vector(0)",
    instead: "sum by (job) (rate(errors_total[5m])) or on () vector(0)",
    mends: Mends::Fewer,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Binary(binary) = &node.expr.kind else { return };
    let is_vector = expression::call(&binary.right).is_some_and(|call| call.is_of(FunctionId::Vector));
    if binary.op != BinaryOp::Or || binary.matching.is_some() || !is_vector || is_harmless(node) {
        return;
    }
    if are_some(&labels(&binary.left)) {
        let diagnostic = LINT.at(binary.op_span.to(binary.right.span), []);
        let on = after_operator(binary.op_span, binary.right.span, "on ()");
        found.push(with_edits(diagnostic, vec![on]));
    }
}

/// Whether what reads it is none the wiser: a whole sum or maximum, and bounds that a zero stays below.
fn is_harmless(node: &NodeContext<'_>) -> bool {
    let Some((parent, child)) = node.parent() else { return false };
    match &parent.kind {
        ExprKind::Aggregate(it) => {
            matches!(it.op, AggregateOp::Max | AggregateOp::Sum)
                && it.grouping.as_ref().is_none_or(|grouping| grouping.labels.is_empty())
        }
        ExprKind::Binary(it) => {
            let is_left = it.left.span == child.span;
            is_left && matches!(it.op, BinaryOp::Greater | BinaryOp::GreaterEqual) && it.bool_span.is_none()
        }
        _ => false,
    }
}
