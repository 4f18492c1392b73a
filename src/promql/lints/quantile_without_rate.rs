//! # What it does
//! Finds quantiles and fractions of a classic histogram's bare buckets.
//!
//! # Why it matters
//! Buckets are counters: without `rate()` the quantile is over everything since each process started, so it hardly
//! moves whatever happens now.
//!
//! # Example
//! ```promql
//! histogram_quantile(0.9, sum by (le) (http_request_duration_seconds_bucket))
//! ```
//!
//! # Use instead
//! ```promql
//! histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))
//! ```

use super::kit::expression;
use super::kit::mend::{rated, with_edits};
use super::kit::metric::is_buckets;
use super::walk::FAR;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::ExprKind;
use crate::promql::functions::Function;

pub(super) static LINT: Lint = Lint {
    name: "quantile-without-rate",
    en: LintWords {
        what: "Finds quantiles and fractions of a classic histogram's bare buckets.",
        why: "Buckets are counters: without rate() the quantile is over everything since each process started, so it hardly moves whatever happens now.",
        message: "the buckets {0} without rate(): the result is over all since the last restart, not over what happens now",
    },
    zh: LintWords {
        what: "找出直接对经典直方图的原始桶求的分位数或比例。",
        why: "桶是计数器：不用 rate() 时，分位数统计的是各进程启动以来的全部观测值，无论当前发生什么都几乎不变。",
        message: "桶 {0} 未使用 rate()：结果统计的是上次重启以来的全部，而不是当前的情况",
    },
    example: "histogram_quantile(0.9, sum by (le) (http_request_duration_seconds_bucket))",
    instead: "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Call(call) = &node.expr.kind else { return };
    if !call.function().is_some_and(Function::needs_le) {
        return;
    }
    let Some(mut expr) = expression::series_argument(call) else { return };
    for _ in 0..FAR {
        let Some(operand) = expression::aggregate(expr).and_then(|aggregate| aggregate.operand()) else { break };
        expr = operand;
    }
    if let Some(metric) = expression::raw_counter(expr, node).filter(|metric| is_buckets(metric)) {
        let diagnostic = LINT.at(expr.unparenthesised().span, [LintSubject::name(metric)]);
        found.push(match rated(expr, node.facts) {
            Some(edits) => with_edits(diagnostic, edits),
            None => diagnostic,
        });
    }
}
