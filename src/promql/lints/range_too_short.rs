//! # What it does
//! Finds ranges of `rate()` and its relatives that hold fewer than four scrapes, where the scrape interval is known.
//!
//! # Why it matters
//! These functions need two samples. With a range of two scrapes one failed scrape leaves a gap, and alerts on it
//! fall silent; four scrapes bear one failure and badly placed edges.
//!
//! # Example
//! ```promql
//! rate(http_requests_total[30s])
//! ```
//!
//! # Use instead
//! ```promql
//! rate(http_requests_total[1m])
//! ```

use super::kit::expression;
use super::kit::mend::{SCRAPES, edit, with_edits};
use super::kit::metric::is_recorded;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::model::duration;
use crate::promql::ast::ExprKind;

pub(super) static LINT: Lint = Lint {
    name: "range-too-short",
    en: LintWords {
        what: "Finds ranges of rate() and its relatives that hold fewer than four scrapes, where the scrape interval is known.",
        why: "These functions need two samples. With a range of two scrapes one failed scrape leaves a gap, and alerts on it fall silent; four scrapes bear one failure and badly placed edges.",
        message: "a range of {0} holds fewer than four scrapes, which come every {1}: one that fails leaves a gap",
    },
    zh: LintWords {
        what: "找出 rate() 及同类函数中少于四次抓取的区间（已知抓取间隔时）。",
        why: "这些函数需要两个样本。若区间只含两次抓取，一次失败就会留下空缺，相关告警随之沉默；四次抓取可以承受一次失败和不利的边界。",
        message: "{0} 的区间少于四次抓取（每 {1} 一次）：一次失败就会留下空缺",
    },
    example: "rate(http_requests_total[30s])",
    instead: "rate(http_requests_total[1m])",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let Some(interval) = node.facts.scrape_interval_ms.filter(|interval| *interval > 0) else { return };
    let ExprKind::Call(call) = &node.expr.kind else { return };
    let needs_two = call.function().is_some_and(|function| function.min_samples > 1);
    let Some((_, matrix)) = expression::range(call).filter(|_| needs_two) else { return };
    // A rule's series come at its own interval; what is anchored or smoothed reads beyond its range.
    let is_other =
        expression::metric(&matrix.selector).is_some_and(is_recorded) || matrix.selector.modifiers.extension.is_some();
    let least = interval.saturating_mul(SCRAPES);
    if let Some(ms) = matrix.range.literal_ms().filter(|ms| *ms < least && !is_other) {
        let about = [LintSubject::word(duration::format(ms)), LintSubject::word(duration::format(interval))];
        let diagnostic = LINT.at(matrix.range.span, about);
        found.push(with_edits(diagnostic, vec![edit(matrix.range.span, duration::format(least))]));
    }
}
