//! # What it does
//! Finds operators between two aggregations that keep different labels, without on or ignoring.
//!
//! # Why it matters
//! Series of both sides are joined where all their labels agree. If one side kept a label that the other dropped,
//! none agree: the result is empty, and with unless nothing is excluded.
//!
//! # Example
//! ```promql
//! sum by (job) (rate(errors_total[5m])) / sum(rate(requests_total[5m]))
//! ```
//!
//! # Use instead
//! ```promql
//! sum by (job) (rate(errors_total[5m])) / on () group_left () sum(rate(requests_total[5m]))
//! ```

use std::collections::BTreeSet;

use super::kit::labels::{Labels, labels};
use super::kit::mend::{edit, with_edits};
use super::kit::shape::is_scalar;
use super::{About, Found, Lint, Place, Words};
use crate::promql::ast::{BinaryOp, ExprKind};

/// The most labels that are named.
const SHOWN: usize = 5;

pub(super) static LINT: Lint = Lint {
    name: "mismatched-grouping",
    en: Words {
        what: "Finds operators between two aggregations that keep different labels, without on or ignoring.",
        why: "Series of both sides are joined where all their labels agree. If one side kept a label that the other dropped, none agree: the result is empty, and with unless nothing is excluded.",
        message: "the sides keep different labels, {0} and {1}, so no series of them match; say with on (…) what to match by",
    },
    zh: Words {
        what: "找出两侧聚合保留了不同标签、又没有 on 或 ignoring 的运算符。",
        why: "两侧序列只有在全部标签一致时才会配对。若一侧保留了另一侧已去掉的标签，就没有一致的序列：结果为空，而 unless 什么也排除不了。",
        message: "两侧保留的标签不同，分别为 {0} 和 {1}，没有序列能配对；请用 on (…) 说明按什么配对",
    },
    example: "sum by (job) (rate(errors_total[5m])) / sum(rate(requests_total[5m]))",
    instead: "sum by (job) (rate(errors_total[5m])) / on () group_left () sum(rate(requests_total[5m]))",
    find,
};

fn find(place: &Place<'_>, found: &mut Found) {
    let ExprKind::Binary(binary) = &place.expr.kind else { return };
    let is_matched = binary.matching.is_some() || binary.fill.is_some() || binary.op == BinaryOp::Or;
    if is_matched || is_scalar(&binary.left) || is_scalar(&binary.right) {
        return;
    }
    let (Labels::Within(left), Labels::Within(right)) = (labels(&binary.left), labels(&binary.right)) else { return };
    if left == right {
        return;
    }
    let about = [About::name(&shown(&left)), About::name(&shown(&right))];
    let diagnostic = LINT.at(binary.op_span, about);
    let group = match (right.is_subset(&left), left.is_subset(&right)) {
        _ if binary.op.is_set() => "",
        (true, _) => " group_left ()",
        (_, true) => " group_right ()",
        _ => return found.push(diagnostic),
    };
    let common: Vec<&str> = left.intersection(&right).copied().collect();
    // Names that need quotes are left to a person, and long lists too.
    let is_plain = |name: &&str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if common.len() > SHOWN || !common.iter().all(is_plain) {
        return found.push(diagnostic);
    }
    let behind = binary.bool_span.unwrap_or(binary.op_span);
    let blank = if binary.right.span.start == behind.end { " " } else { "" };
    let text = format!(" on ({}){group}{blank}", common.join(", "));
    found.push(with_edits(diagnostic, vec![edit(behind.after(), text)]));
}

/// A few of the labels.
fn shown(labels: &BTreeSet<&str>) -> String {
    format!("({})", labels.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", "))
}
