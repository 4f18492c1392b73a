//! # What it does
//! Finds functions for gauges over the range of a counter: `delta()`, `idelta()`, `deriv()`, `avg_over_time()`,
//! `sum_over_time()`.
//!
//! # Why it matters
//! They know nothing of restarts: where the counter begins again at zero, the result falls far below zero or jumps.
//! Averages and sums of a total since some restart mean nothing.
//!
//! # Example
//! ```promql
//! delta(http_requests_total[1h])
//! ```
//!
//! # Use instead
//! ```promql
//! increase(http_requests_total[1h])
//! ```

use super::kit::expression;
use super::kit::mend::renamed;
use super::kit::metric::Moves;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::ExprKind;
use crate::promql::diagnostic::Fix;
use crate::promql::functions::RangeUse;

pub(super) static LINT: Lint = Lint {
    name: "delta-of-counter",
    en: LintWords {
        what: "Finds functions for gauges over the range of a counter: delta(), idelta(), deriv(), avg_over_time(), sum_over_time().",
        why: "They know nothing of restarts: where the counter begins again at zero, the result falls far below zero or jumps. Averages and sums of a total since some restart mean nothing.",
        message: "{0}() of the counter {1}, whose value is a total since its last restart; rate() and increase() are for counters",
    },
    zh: LintWords {
        what: "找出对计数器区间使用的 gauge 函数：delta()、idelta()、deriv()、avg_over_time()、sum_over_time()。",
        why: "它们不了解重启：计数器从零重新开始时，结果会远低于零或跳变。自某次重启以来的总数的平均或总和没有意义。",
        message: "对计数器 {1} 使用 {0}()：它的值是上次重启以来的总数；计数器请用 rate() 或 increase()",
    },
    example: "delta(http_requests_total[1h])",
    instead: "increase(http_requests_total[1h])",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Call(call) = &node.expr.kind else { return };
    let Some(function) = call.function().filter(|function| function.range_use == RangeUse::Level) else { return };
    let Some(metric) = expression::ranged_selector(call).and_then(expression::metric) else { return };
    if node.moves(metric) != Moves::Counter {
        return;
    }
    let mut diagnostic = LINT.at(call.name_span, [LintSubject::word(function.name), LintSubject::name(metric)]);
    diagnostic.fix = function.counterpart.map(|other| Fix { edits: vec![renamed(call, other)] });
    found.push(diagnostic);
}
