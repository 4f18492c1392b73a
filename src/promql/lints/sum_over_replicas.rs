//! # What it does
//! Finds sums and counts over the replicas of one collector, where the label that tells them apart is known. What
//! comes out right nevertheless is left alone: a quotient of two such, a quantile.
//!
//! # Why it matters
//! Replicas scrape the same targets, so every series is there once for each of them, and a sum or count is two or
//! three times too high.
//!
//! # Example
//! ```promql
//! sum(node_load1)
//! ```
//!
//! # Use instead
//! ```promql
//! sum(max without (replica) (node_load1))
//! ```

use super::kit::mend::{edit, with_edits};
use super::kit::{expression, labels::folds};
use super::walk::FAR;
use super::{Facts, Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{
    Aggregate, AggregateOp, Binary, BinaryOp, Expr, ExprKind, Grouping, GroupingKind, MatchOp, MatchingKind, Selector,
};
use crate::promql::functions::{Function, HistogramUse};
use crate::promql::literal::string;

pub(super) static LINT: Lint = Lint {
    name: "sum-over-replicas",
    en: LintWords {
        what: "Finds sums and counts over the replicas of one collector, where the label that tells them apart is known. What comes out right nevertheless is left alone: a quotient of two such, a quantile.",
        why: "Replicas scrape the same targets, so every series is there once for each of them, and a sum or count is two or three times too high.",
        message: "every series is there once for each {0}, so this {1} is several times too high; take one of them with max without ({0})",
    },
    zh: LintWords {
        what: "找出对同一采集器的多个副本求和或计数（已知区分副本的标签时）。两者之商、分位数等结果仍然正确，不会提示。",
        why: "各副本抓取相同的目标，因此每条序列在每个副本中各有一份，总和或计数会高出两三倍。",
        message: "每条序列对每个 {0} 各有一份，此 {1} 会成倍偏高；请先用 max without ({0}) 取其一",
    },
    example: "sum(node_load1)",
    instead: "sum(max without (replica) (node_load1))",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Aggregate(aggregate) = &node.expr.kind else { return };
    let Some(operand) = aggregate.operand() else { return };
    let dropped = dropped(aggregate, node.facts);
    if dropped.is_empty() || is_evened_out(node) {
        return;
    }
    let labels = dropped.iter().map(|label| written(label)).collect::<Vec<_>>().join(", ");
    let diagnostic =
        LINT.at(aggregate.op_span, [LintSubject::word(labels.clone()), LintSubject::word(aggregate.op.text())]);
    // max passes over native histograms.
    let is_histogram = node.functions_above().any(|function| function.histograms == Some(HistogramUse::Total));
    found.push(if is_histogram {
        diagnostic
    } else {
        let before = edit(operand.span.before(), format!("max without ({labels}) ("));
        with_edits(diagnostic, vec![before, edit(operand.span.after(), ")")])
    });
}

/// The labels of replicas that a sum or count drops while series of all replicas are there.
fn dropped<'a>(aggregate: &Aggregate, facts: &'a Facts) -> Vec<&'a str> {
    let Some(operand) = aggregate.operand().filter(|_| adds(aggregate.op)) else { return Vec::new() };
    let drops = |label: &&String| !keeps(aggregate.grouping.as_ref(), label) && carries(operand, label, FAR);
    facts.replica_labels.iter().filter(drops).map(String::as_str).collect()
}

fn adds(op: AggregateOp) -> bool {
    matches!(op, AggregateOp::Count | AggregateOp::Sum)
}

/// A label's name, in quotes where it needs them.
fn written(label: &str) -> String {
    let is_plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_plain && label.starts_with(|first: char| !first.is_ascii_digit()) {
        return label.to_owned();
    }
    let mut out = String::new();
    string::push_name(&mut out, label);
    out
}

/// Whether it is divided by or compared with something that is too high by as much, as buckets are by each other.
fn is_evened_out(node: &NodeContext<'_>) -> bool {
    let reads_shape = |function: &Function| !matches!(function.histograms, None | Some(HistogramUse::Total));
    if node.functions_above().any(reads_shape) {
        return true;
    }
    let mut above = node.above().map_while(|(parent, child)| match &parent.kind {
        ExprKind::Binary(it) => Some((&**it, child)),
        _ => None,
    });
    // Factors on the way up and down change nothing.
    let joined = above.find(|(it, _)| !is_scaled(it));
    joined.filter(|(it, _)| it.op == BinaryOp::Div || it.op.is_comparison()).is_some_and(|(it, child)| {
        let mut other = if child.span == it.left.span { &it.right } else { &it.left };
        for _ in 0..FAR {
            match expression::binary(other).filter(|it| is_scaled(it)) {
                Some(it) => other = if expression::is_scalar(&it.left) { &it.right } else { &it.left },
                None => break,
            }
        }
        expression::aggregate(other).is_some_and(|other| !dropped(other, node.facts).is_empty())
    })
}

fn is_scaled(binary: &Binary) -> bool {
    let is_factor = matches!(binary.op, BinaryOp::Div | BinaryOp::Mul);
    is_factor && (expression::is_scalar(&binary.left) || expression::is_scalar(&binary.right))
}

/// Whether an aggregation keeps replicas apart.
fn keeps(grouping: Option<&Grouping>, label: &str) -> bool {
    grouping.is_some_and(|grouping| {
        let is_listed = grouping.labels.iter().any(|one| one.text == label);
        is_listed == (grouping.kind == GroupingKind::By)
    })
}

/// Whether series of all replicas are there.
fn carries(expr: &Expr, label: &str, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else { return false };
    match &expr.kind {
        ExprKind::Error | ExprKind::Number(_) | ExprKind::String(_) => false,
        ExprKind::Selector(it) => !chooses(it, label),
        ExprKind::Matrix(it) => !chooses(&it.selector, label),
        ExprKind::Paren(inner) => carries(inner, label, left),
        ExprKind::Unary(it) => carries(&it.operand, label, left),
        ExprKind::Subquery(it) => carries(&it.expr, label, left),
        ExprKind::Call(it) => expression::series_argument(it).is_some_and(|argument| carries(argument, label, left)),
        // What an aggregation below drops is its own matter.
        ExprKind::Aggregate(it) if folds(it) => keeps(it.grouping.as_ref(), label),
        ExprKind::Aggregate(it) => it.operand().is_some_and(|operand| carries(operand, label, left)),
        ExprKind::Binary(it) => {
            let is_kept = it.matching.as_ref().is_none_or(|matching| {
                let is_listed = matching.labels.iter().any(|one| one.text == label);
                matching.group.is_some() || is_listed == (matching.kind == MatchingKind::On)
            });
            is_kept && (carries(&it.left, label, left) || it.op.is_set() && carries(&it.right, label, left))
        }
    }
}

/// Whether it is written which replica is meant.
fn chooses(selector: &Selector, label: &str) -> bool {
    let mut matchers = selector.matchers.iter();
    matchers.any(|one| one.name.text == label && matches!(one.op, MatchOp::Equal | MatchOp::Regex))
}
