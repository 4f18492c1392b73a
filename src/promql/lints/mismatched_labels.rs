//! # What it does
//! Finds operators without on or ignoring between sides whose series carry different labels: two aggregations that
//! keep different ones, or an aggregation beside series that have all theirs.
//!
//! # Why it matters
//! Series of both sides are joined where all their labels agree. If one side has a label that the other dropped, none
//! agree: the result is empty, and with unless nothing is excluded.
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

use super::kit::expression::is_scalar;
use super::kit::labels::{Labels, labels};
use super::kit::mend::{edit, with_edits};
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{BinaryOp, ExprKind};

/// The most labels that are named.
const SHOWN: usize = 5;

pub(super) static LINT: Lint = Lint {
    name: "mismatched-labels",
    en: LintWords {
        what: "Finds operators without on or ignoring between sides whose series carry different labels: two aggregations that keep different ones, or an aggregation beside series that have all theirs.",
        why: "Series of both sides are joined where all their labels agree. If one side has a label that the other dropped, none agree: the result is empty, and with unless nothing is excluded.",
        message: "the series of the sides carry different labels, {0} and {1}, so none of them match; say with on (…) what to match by",
    },
    zh: LintWords {
        what: "找出没有 on 或 ignoring、而两侧序列标签不同的运算符：两个聚合保留了不同的标签，或聚合与带有全部标签的序列相运算。",
        why: "两侧序列只有在全部标签一致时才会配对。若一侧有另一侧已去掉的标签，就没有一致的序列：结果为空，而 unless 什么也排除不了。",
        message: "两侧序列的标签不同，分别为 {0} 和 {1}，没有序列能配对；请用 on (…) 说明按什么配对",
    },
    example: "sum by (job) (rate(errors_total[5m])) / sum(rate(requests_total[5m]))",
    instead: "sum by (job) (rate(errors_total[5m])) / on () group_left () sum(rate(requests_total[5m]))",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Binary(binary) = &node.expr.kind else { return };
    let is_matched = binary.matching.is_some() || binary.fill.is_some() || binary.op == BinaryOp::Or;
    if is_matched || is_scalar(&binary.left) || is_scalar(&binary.right) {
        return;
    }
    let (left, right) = (labels(&binary.left), labels(&binary.right));
    let Some(group) = group(&left, &right) else { return };
    let diagnostic = LINT.at(binary.op_span, [LintSubject::name(&shown(&left)), LintSubject::name(&shown(&right))]);
    let group = match group {
        Group::Neither => return found.push(diagnostic),
        _ if binary.op.is_set() => "",
        Group::Left => " group_left ()",
        Group::Right => " group_right ()",
    };
    let common = common(&left, &right);
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

/// The side that has several series for one of the other.
enum Group {
    Left,
    Right,
    /// Each side has labels that the other lacks.
    Neither,
}

/// Which side has more labels; `None` where they may well be the same.
fn group(left: &Labels<'_>, right: &Labels<'_>) -> Option<Group> {
    // Each target's series have these.
    let lacks = |labels: &BTreeSet<&str>| !labels.contains("instance") || !labels.contains("job");
    match (left, right) {
        (Labels::Within(left), Labels::Within(right)) if left != right => Some(if right.is_subset(left) {
            Group::Left
        } else if left.is_subset(right) {
            Group::Right
        } else {
            Group::Neither
        }),
        (Labels::Target, Labels::Within(right)) if lacks(right) => Some(Group::Left),
        (Labels::Within(left), Labels::Target) if lacks(left) => Some(Group::Right),
        (Labels::Some, Labels::Within(right)) if right.is_empty() => Some(Group::Left),
        (Labels::Within(left), Labels::Some) if left.is_empty() => Some(Group::Right),
        _ => None,
    }
}

/// What both sides have.
fn common<'a>(left: &Labels<'a>, right: &Labels<'a>) -> Vec<&'a str> {
    match (left, right) {
        (Labels::Within(left), Labels::Within(right)) => left.intersection(right).copied().collect(),
        (Labels::Within(labels), _) | (_, Labels::Within(labels)) => labels.iter().copied().collect(),
        _ => Vec::new(),
    }
}

/// A few of the labels.
fn shown(labels: &Labels<'_>) -> String {
    match labels {
        Labels::Within(labels) => format!("({})", labels.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ")),
        Labels::Target => "(job, instance, …)".into(),
        Labels::Some | Labels::Unknown => "(…)".into(),
    }
}
