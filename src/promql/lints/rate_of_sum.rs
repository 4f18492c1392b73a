//! # What it does
//! Finds `rate()`, `irate()` and `increase()` over a subquery of a sum or an average.
//!
//! # Why it matters
//! A counter that restarts makes the sum fall a little, which `rate()` takes for a restart of the whole sum: it adds
//! all of it, and the result shows a huge peak.
//!
//! # Example
//! ```promql
//! rate(sum by (job) (http_requests_total)[5m:1m])
//! ```
//!
//! # Use instead
//! ```promql
//! sum by (job) (rate(http_requests_total[5m]))
//! ```

use super::kit::expression;
use super::kit::mend::{cut, ranged, with_edits};
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{Aggregate, Call, Expr, ExprKind, Subquery};
use crate::promql::diagnostic::Edit;
use crate::promql::functions::{Function, FunctionId};

pub(super) static LINT: Lint = Lint {
    name: "rate-of-sum",
    en: LintWords {
        what: "Finds rate(), irate() and increase() over a subquery of a sum or an average.",
        why: "A counter that restarts makes the sum fall a little, which rate() takes for a restart of the whole sum: it adds all of it, and the result shows a huge peak.",
        message: "{0}() of a {1}: when one series restarts, the whole counts as restarted; take {0}() first and aggregate afterwards",
    },
    zh: LintWords {
        what: "找出对 sum 或 avg 的子查询使用的 rate()、irate() 和 increase()。",
        why: "一个计数器重启会使总和略降，rate() 会把它当作整个总和重启并补上全部，结果出现巨大的尖峰。",
        message: "对 {1} 使用 {0}()：一条序列重启会被当作全部重启；请先取 {0}() 再聚合",
    },
    example: "rate(sum by (job) (http_requests_total)[5m:1m])",
    instead: "sum by (job) (rate(http_requests_total[5m]))",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Call(call) = &node.expr.kind else { return };
    let Some(function) = call.function().filter(|function| function.is_rate()) else { return };
    let [argument] = &call.args[..] else { return };
    let ExprKind::Subquery(subquery) = &argument.unparenthesised().kind else { return };
    let Some(aggregate) = expression::aggregate(&subquery.expr) else { return };
    // A sum of rates is the business of rate-of-rate.
    let is_rate =
        || aggregate.operand().and_then(expression::call).and_then(Call::function).is_some_and(Function::is_rate);
    if !expression::adds_up(aggregate) || is_rate() {
        return;
    }
    let about = [LintSubject::word(function.name), LintSubject::word(aggregate.op.text())];
    let diagnostic = LINT.at(call.name_span, about);
    found.push(match turned(node, function.id, subquery, aggregate) {
        Some(edits) => with_edits(diagnostic, edits),
        None => diagnostic,
    });
}

/// The function moves inside the aggregation.
fn turned(
    node: &NodeContext<'_>,
    function: FunctionId,
    subquery: &Subquery,
    aggregate: &Aggregate,
) -> Option<Vec<Edit>> {
    if !subquery.modifiers.is_empty() {
        return None;
    }
    let inner: &Expr = subquery.expr.unparenthesised();
    let mut edits = vec![cut(node.expr.span.start, inner.span.start)];
    edits.extend(ranged(aggregate.operand()?, function, subquery.range.span.of(node.text))?);
    edits.push(cut(inner.span.end, node.expr.span.end));
    Some(edits)
}
