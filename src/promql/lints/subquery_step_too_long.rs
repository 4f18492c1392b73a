//! # What it does
//! Finds subqueries whose step is as long as their range, or longer.
//!
//! # Why it matters
//! The range then holds one point at most. A maximum or average over it is just that point, and `rate()` of it gives
//! nothing.
//!
//! # Example
//! ```promql
//! max_over_time(queue_messages[5m:10m])
//! ```
//!
//! # Use instead
//! ```promql
//! max_over_time(queue_messages[10m:5m])
//! ```

use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::model::duration;
use crate::promql::ast::ExprKind;

pub(super) static LINT: Lint = Lint {
    name: "subquery-step-too-long",
    en: LintWords {
        what: "Finds subqueries whose step is as long as their range, or longer.",
        why: "The range then holds one point at most. A maximum or average over it is just that point, and rate() of it gives nothing.",
        message: "with a step of {1} the range of {0} holds one point at most",
    },
    zh: LintWords {
        what: "找出步长不短于区间的子查询。",
        why: "此时区间最多只含一个点。对它求最大值或平均只得到这个点，rate() 则没有结果。",
        message: "步长为 {1} 时，{0} 的区间最多只含一个点",
    },
    example: "max_over_time(queue_messages[5m:10m])",
    instead: "max_over_time(queue_messages[10m:5m])",
    mends: Mends::ByHand,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Subquery(subquery) = &node.expr.kind else { return };
    let Some(step) = &subquery.step else { return };
    if let Some((range_ms, step_ms)) = subquery.range.literal_ms().zip(step.literal_ms())
        && step_ms >= range_ms
    {
        let about = [LintSubject::word(duration::format(range_ms)), LintSubject::word(duration::format(step_ms))];
        found.push(LINT.at(step.span, about));
    }
}
