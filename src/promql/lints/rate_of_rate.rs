//! # What it does
//! Finds `rate()`, `irate()` and `increase()` over a subquery of a rate.
//!
//! # Why it matters
//! A rate goes up and down. Taking the rate of it reads every fall as a restart of a counter, so the result means
//! nothing; its slope is `deriv()`.
//!
//! # Example
//! ```promql
//! rate(rate(http_requests_total[5m])[1h:1m])
//! ```
//!
//! # Use instead
//! ```promql
//! deriv(rate(http_requests_total[5m])[1h:1m])
//! ```

use super::kit::expression;
use super::kit::mend::renamed;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{Call, Expr, ExprKind};
use crate::promql::diagnostic::Fix;

pub(super) static LINT: Lint = Lint {
    name: "rate-of-rate",
    en: LintWords {
        what: "Finds rate(), irate() and increase() over a subquery of a rate.",
        why: "A rate goes up and down. Taking the rate of it reads every fall as a restart of a counter, so the result means nothing; its slope is deriv().",
        message: "{0}() of {1}(), which goes up and down: each fall counts as a restart; the slope of a rate is deriv()",
    },
    zh: LintWords {
        what: "找出对 rate 的子查询再使用的 rate()、irate() 和 increase()。",
        why: "rate 的结果可升可降。再取 rate 会把每次下降当作计数器重启，结果没有意义；要斜率请用 deriv()。",
        message: "对 {1}() 再使用 {0}()：它可升可降，每次下降都被当作重启；rate 的斜率请用 deriv()",
    },
    example: "rate(rate(http_requests_total[5m])[1h:1m])",
    instead: "deriv(rate(http_requests_total[5m])[1h:1m])",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Call(call) = &node.expr.kind else { return };
    let rate = |call: &Call| call.function().filter(|function| function.is_rate());
    let Some(outer) = rate(call) else { return };
    let [argument] = &call.args[..] else { return };
    let ExprKind::Subquery(subquery) = &argument.unparenthesised().kind else { return };
    let Some(inner) = expression::call(beneath_aggregation(&subquery.expr)).and_then(rate) else {
        return;
    };
    let mut diagnostic = LINT.at(call.name_span, [LintSubject::word(outer.name), LintSubject::word(inner.name)]);
    diagnostic.fix = outer.counterpart.map(|other| Fix { edits: vec![renamed(call, other)] });
    found.push(diagnostic);
}

/// What one aggregation aggregates, else the expression itself.
fn beneath_aggregation(expr: &Expr) -> &Expr {
    expression::aggregate(expr).and_then(crate::promql::ast::Aggregate::operand).unwrap_or(expr)
}
