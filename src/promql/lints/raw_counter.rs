//! # What it does
//! Finds counters whose bare value decides something: one compared with a number other than zero, or one
//! divided by another. A counter that is only looked at is left alone.
//!
//! # Why it matters
//! A counter's value is what has happened since its process started. An alert on it goes on until the next restart,
//! and a ratio of two such totals hides what happens now.
//!
//! # Example
//! ```promql
//! http_errors_total > 100
//! ```
//!
//! # Use instead
//! ```promql
//! increase(http_errors_total[1h]) > 100
//! ```

use super::kit::expression;
use super::kit::mend::{ranged, rated, with_edits};
use super::walk::Wanted;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{Binary, BinaryOp, Expr, ExprKind};
use crate::promql::functions::{Function, FunctionId};

pub(super) static LINT: Lint = Lint {
    name: "raw-counter",
    en: LintWords {
        what: "Finds counters whose bare value decides something: one compared with a number other than zero, or one divided by another. A counter that is only looked at is left alone.",
        why: "A counter's value is what has happened since its process started. An alert on it goes on until the next restart, and a ratio of two such totals hides what happens now.",
        message: "the counter {0} without rate() or increase(): its value is all since the last restart, not what happens now",
    },
    zh: LintWords {
        what: "找出直接用原始值做判断的计数器：与零以外的数字比较，或两个计数器相除。仅查看计数器的值不会提示。",
        why: "计数器的值是进程启动以来的总数。据此告警会一直持续到下次重启，两个总数之比会掩盖当前的情况。",
        message: "计数器 {0} 未使用 rate() 或 increase()：它的值是上次重启以来的总数，而不是当前的情况",
    },
    example: "http_errors_total > 100",
    instead: "increase(http_errors_total[1h]) > 100",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Binary(binary) = &node.expr.kind else { return };
    // Under a range function it is a subquery's business; where values do not matter, a total is as good.
    if node.wanted() == Wanted::Presence || node.functions_above().any(Function::is_rate) {
        return;
    }
    if binary.op == BinaryOp::Div {
        ratio(node, binary, found);
    } else if let Some((compared, op, number)) = expression::compared(binary) {
        // Against zero one asks whether something ever happened, which a total does answer.
        let orders = !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) && number.is_finite() && number != 0.0;
        if orders && let Some(metric) = expression::raw_counter(compared, node) {
            let diagnostic = LINT.at(compared.unparenthesised().span, [LintSubject::name(metric)]);
            // The bound is a number of events: an increase can be held against it, a rate could not.
            found.push(match ranged(compared, FunctionId::Increase, "1h") {
                Some(edits) => with_edits(diagnostic, edits),
                None => diagnostic,
            });
        }
    }
}

/// One total by another.
fn ratio(node: &NodeContext<'_>, binary: &Binary, found: &mut Found) {
    // With a group it is likely labels that are wanted.
    let is_grouped = binary.matching.as_ref().is_some_and(|matching| matching.group.is_some());
    let Some((above, below)) = expression::selector(&binary.left).zip(expression::selector(&binary.right)) else {
        return;
    };
    let Some((above, below)) = expression::metric(above).zip(expression::metric(below)) else { return };
    let counts = |expr: &Expr| expression::raw_counter(expr, node).is_some();
    let is_mean = || above.strip_suffix("_sum").is_some_and(|family| below.strip_suffix("_count") == Some(family));
    if is_grouped || !(counts(&binary.left) && counts(&binary.right) || is_mean()) {
        return;
    }
    let diagnostic = LINT.at(node.expr.span, [LintSubject::name(above)]);
    let edits = rated(&binary.left, node.facts).zip(rated(&binary.right, node.facts));
    found.push(match edits {
        Some((left, right)) => with_edits(diagnostic, [left, right].concat()),
        None => diagnostic,
    });
}
