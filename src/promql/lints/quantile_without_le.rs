//! # What it does
//! Finds quantiles and fractions of a classic histogram whose buckets were aggregated without keeping the label le.
//!
//! # Why it matters
//! The buckets of a classic histogram are told apart by le alone. Without it there is no histogram left and the
//! result is empty.
//!
//! # Example
//! ```promql
//! histogram_quantile(0.95, sum by (job) (rate(http_request_duration_seconds_bucket[5m])))
//! ```
//!
//! # Use instead
//! ```promql
//! histogram_quantile(0.95, sum by (job, le) (rate(http_request_duration_seconds_bucket[5m])))
//! ```

use super::kit::expression;
use super::kit::labels::folds;
use super::kit::mend::{edit, with_edits};
use super::kit::metric::is_buckets;
use super::walk::FAR;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{Aggregate, ExprKind, Grouping, GroupingKind};
use crate::promql::diagnostic::Edit;
use crate::promql::span::Span;

pub(super) static LINT: Lint = Lint {
    name: "quantile-without-le",
    en: LintWords {
        what: "Finds quantiles and fractions of a classic histogram whose buckets were aggregated without keeping the label le.",
        why: "The buckets of a classic histogram are told apart by le alone. Without it there is no histogram left and the result is empty.",
        message: "the label le is lost here, so {0}() has no buckets and gives nothing; keep it with by (le)",
    },
    zh: LintWords {
        what: "找出对经典直方图求分位数或比例时，聚合丢失了标签 le 的桶。",
        why: "经典直方图的桶只靠 le 区分。没有它便不再是直方图，结果为空。",
        message: "此处丢失了标签 le，{0}() 没有桶可用，结果为空；请用 by (le) 保留",
    },
    example: "histogram_quantile(0.95, sum by (job) (rate(http_request_duration_seconds_bucket[5m])))",
    instead: "histogram_quantile(0.95, sum by (job, le) (rate(http_request_duration_seconds_bucket[5m])))",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Call(call) = &node.expr.kind else { return };
    let Some(function) = call.function().filter(|function| function.needs_le()) else { return };
    let Some(mut expr) = expression::series_argument(call) else { return };
    // Native histograms need no le; only a name tells that these are not.
    let is_classic = expression::source(expr).and_then(expression::metric).is_some_and(is_buckets);
    for _ in 0..FAR {
        let Some(aggregate) = expression::aggregate(expr).filter(|_| is_classic) else { return };
        if loses_le(aggregate) {
            let span = aggregate.grouping.as_ref().map_or(aggregate.op_span, |grouping| grouping.span);
            let diagnostic = LINT.at(span, [LintSubject::word(function.name)]);
            found.push(match keep_le(node.text, aggregate) {
                Some(edit) => with_edits(diagnostic, vec![edit]),
                None => diagnostic,
            });
            return;
        }
        let Some(operand) = aggregate.operand() else { return };
        expr = operand;
    }
}

fn loses_le(aggregate: &Aggregate) -> bool {
    let has = |grouping: &Grouping, name: &str| grouping.labels.iter().any(|label| label.text == name);
    folds(aggregate)
        && match &aggregate.grouping {
            None => true,
            // By vmrange the buckets of VictoriaMetrics are told apart.
            Some(grouping) if grouping.kind == GroupingKind::By => !has(grouping, "le") && !has(grouping, "vmrange"),
            Some(grouping) => has(grouping, "le"),
        }
}

fn keep_le(text: &str, aggregate: &Aggregate) -> Option<Edit> {
    let Some(grouping) = &aggregate.grouping else {
        return Some(edit(aggregate.op_span.after(), " by (le) "));
    };
    if grouping.kind == GroupingKind::By {
        // The grouping ends with its closing parenthesis.
        let closing = Span { start: grouping.span.end.checked_sub(1)?, ..grouping.span };
        let last = grouping.labels.last().map(|last| edit(last.span.after(), ", le"));
        return Some(last.unwrap_or_else(|| edit(closing.before(), "le")));
    }
    let at = grouping.labels.iter().position(|label| label.text == "le")?;
    let le = grouping.labels[at].span;
    let neighbours = (at.checked_sub(1).map(|before| &grouping.labels[before]), grouping.labels.get(at + 1));
    let span = match neighbours {
        (_, Some(next)) => Span { start: le.start, end: next.span.start },
        (Some(before), None) => Span { start: before.span.end, end: le.end },
        (None, None) => le,
    };
    // A comment in between stays where it is.
    (!span.of(text).contains('#')).then(|| edit(span, ""))
}
