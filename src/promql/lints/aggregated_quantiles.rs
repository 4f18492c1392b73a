//! # What it does
//! Finds sums and averages of quantiles: of `histogram_quantile()`, or of a summary's series by their label quantile.
//!
//! # Why it matters
//! The average of several processes' 99th percentiles is not the 99th percentile of all of them, and may be far from
//! it. Add the buckets of a histogram up and take the quantile afterwards; of a summary, only the greatest value says
//! something.
//!
//! # Example
//! ```promql
//! avg(http_request_duration_seconds{quantile="0.99"})
//! ```
//!
//! # Use instead
//! ```promql
//! max(http_request_duration_seconds{quantile="0.99"})
//! ```

use super::kit::expression;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{ExprKind, MatchOp, Selector};
use crate::promql::functions::FunctionId;

pub(super) static LINT: Lint = Lint {
    name: "aggregated-quantiles",
    en: LintWords {
        what: "Finds sums and averages of quantiles: of histogram_quantile(), or of a summary's series by their label quantile.",
        why: "The average of several processes' 99th percentiles is not the 99th percentile of all of them, and may be far from it. Add the buckets of a histogram up and take the quantile afterwards; of a summary, only the greatest value says something.",
        message: "{0} of quantiles is no quantile; add up the buckets and take the quantile afterwards, or use max",
    },
    zh: LintWords {
        what: "找出对分位数求和或求平均：histogram_quantile() 的结果，或按标签 quantile 选取的 summary 序列。",
        why: "多个进程的 99 分位数的平均并不是整体的 99 分位数，可能相差很远。请先将直方图的桶相加再求分位数；对 summary 只有最大值有意义。",
        message: "对分位数求 {0} 得不到分位数；请先将桶相加再求分位数，或用 max",
    },
    example: "avg(http_request_duration_seconds{quantile=\"0.99\"})",
    instead: "max(http_request_duration_seconds{quantile=\"0.99\"})",
    mends: Mends::ByHand,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Aggregate(aggregate) = &node.expr.kind else { return };
    let Some(operand) = aggregate.operand() else { return };
    let is_computed = || expression::call(operand).is_some_and(|call| call.is_of(FunctionId::HistogramQuantile));
    let is_selected = || expression::selector(operand).is_some_and(chooses_quantile);
    if expression::adds_up(aggregate) && (is_computed() || is_selected()) {
        found.push(LINT.at(aggregate.op_span, [LintSubject::word(aggregate.op.text())]));
    }
}

fn chooses_quantile(selector: &Selector) -> bool {
    let mut matchers = selector.matchers.iter();
    matchers.any(|one| one.name.text == "quantile" && one.op == MatchOp::Equal && !one.value.value.is_empty())
}
