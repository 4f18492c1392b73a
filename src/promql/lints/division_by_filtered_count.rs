//! # What it does
//! Finds a division by the number of series that pass a filter.
//!
//! # Why it matters
//! If none passes, the divisor is not 0 but no result, and so is the quotient: an alert on the load of each worker
//! falls silent just when the last worker is gone.
//!
//! # Example
//! ```promql
//! sum(queue_messages) / count(up{job="worker"} == 1) > 100
//! ```
//!
//! # Use instead
//! ```promql
//! sum(queue_messages) / (count(up{job="worker"} == 1) or vector(0)) > 100
//! ```

use super::kit::expression;
use super::{Found, Lint, LintWords, Mends, NodeContext};
use crate::promql::ast::{BinaryOp, ExprKind};

pub(super) static LINT: Lint = Lint {
    name: "division-by-filtered-count",
    en: LintWords {
        what: "Finds a division by the number of series that pass a filter.",
        why: "If none passes, the divisor is not 0 but no result, and so is the quotient: an alert on the load of each worker falls silent just when the last worker is gone.",
        message: "if no series passes the filter, this divisor is no result rather than 0, and the quotient is empty",
    },
    zh: LintWords {
        what: "找出除以通过过滤的序列数。",
        why: "若没有序列通过，除数不是 0 而是没有结果，商也没有结果：对每个 worker 的负载告警，恰恰在最后一个 worker 消失时沉默。",
        message: "若没有序列通过过滤，此除数没有结果而不是 0，商也为空",
    },
    example: "sum(queue_messages) / count(up{job=\"worker\"} == 1) > 100",
    instead: "sum(queue_messages) / (count(up{job=\"worker\"} == 1) or vector(0)) > 100",
    mends: Mends::ByHand,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Binary(binary) = &node.expr.kind else { return };
    if binary.op != BinaryOp::Div || expression::count_of_filtered(&binary.right).is_none() {
        return;
    }
    // The mean of those that pass: without any there is none.
    let source = |expr| expression::source(expr).and_then(expression::metric);
    let counted = expression::aggregate(&binary.right).and_then(|it| it.operand()).and_then(source);
    if counted.is_some() && source(&binary.left) == counted {
        return;
    }
    found.push(LINT.at(binary.right.unparenthesised().span, []));
}
