//! # What it does
//! Finds sums and averages of bare counters.
//!
//! # Why it matters
//! Each counter restarts at its own time. After the sum this cannot be seen any more: one process that restarts makes
//! the whole fall, and `rate()` of the sum would take that for a restart of everything.
//!
//! # Example
//! ```promql
//! sum by (job) (http_requests_total)
//! ```
//!
//! # Use instead
//! ```promql
//! sum by (job) (rate(http_requests_total[5m]))
//! ```

use super::counter_difference;
use super::kit::expression;
use super::kit::mend::{rated, with_edits};
use super::walk::Wanted;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::ExprKind;

pub(super) static LINT: Lint = Lint {
    name: "sum-of-counter",
    en: LintWords {
        what: "Finds sums and averages of bare counters.",
        why: "Each counter restarts at its own time. After the sum this cannot be seen any more: one process that restarts makes the whole fall, and rate() of the sum would take that for a restart of everything.",
        message: "{0} of the counter {1} without rate(): when one of them restarts, the whole falls",
    },
    zh: LintWords {
        what: "找出对原始计数器求和或求平均。",
        why: "每个计数器各自重启。求和之后便看不出重启：一个进程重启就会使总和下降，对总和取 rate() 会把它当作全部重启。",
        message: "{0} 直接用于计数器 {1}，未使用 rate()：其中一个重启，总和就会下降",
    },
    example: "sum by (job) (http_requests_total)",
    instead: "sum by (job) (rate(http_requests_total[5m]))",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Aggregate(aggregate) = &node.expr.kind else { return };
    if !expression::adds_up(aggregate) {
        return;
    }
    let Some(operand) = aggregate.operand() else { return };
    let Some(metric) = expression::raw_counter(operand, node) else { return };
    let is_told_elsewhere = || {
        node.functions_above().any(|function| function.is_rate() || function.histograms.is_some())
            || node.parent().is_some_and(|(parent, _)| counter_difference::is_one(node.text, parent))
    };
    if node.wanted() == Wanted::Presence || is_told_elsewhere() {
        return;
    }
    let diagnostic =
        LINT.at(operand.unparenthesised().span, [LintSubject::word(aggregate.op.text()), LintSubject::name(metric)]);
    found.push(match rated(operand, node.facts) {
        Some(edits) => with_edits(diagnostic, edits),
        None => diagnostic,
    });
}
