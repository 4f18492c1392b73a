//! # What it does
//! Finds `rate()`, `irate()` and `increase()` of a gauge: a metric whose metadata, or else whose name, says that it
//! goes up and down.
//!
//! # Why it matters
//! These functions take every fall for the restart of a counter and add up what was there before, so the result of a
//! gauge is too high and means nothing.
//!
//! # Example
//! ```promql
//! rate(node_memory_MemFree_bytes[5m])
//! ```
//!
//! # Use instead
//! ```promql
//! deriv(node_memory_MemFree_bytes[5m])
//! ```

use super::kit::expression;
use super::kit::mend::renamed;
use super::kit::metric::Moves;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::ExprKind;
use crate::promql::diagnostic::Fix;
use crate::promql::functions::FunctionId;

pub(super) static LINT: Lint = Lint {
    name: "rate-of-gauge",
    en: LintWords {
        what: "Finds rate(), irate() and increase() of a gauge: a metric whose metadata, or else whose name, says that it goes up and down.",
        why: "These functions take every fall for the restart of a counter and add up what was there before, so the result of a gauge is too high and means nothing.",
        message: "{0}() of the gauge {1}: each fall counts as a counter's restart, so the result means nothing; deriv() and delta() are for gauges",
    },
    zh: LintWords {
        what: "找出对 gauge 使用的 rate()、irate() 和 increase()：依据指标的元数据，没有时依据名称，它可升可降。",
        why: "这些函数把每次下降都当作计数器重启，并补上之前的值，因此对 gauge 的结果偏高且没有意义。",
        message: "对 gauge {1} 使用 {0}()：每次下降都被当作计数器重启，结果没有意义；gauge 请用 deriv() 或 delta()",
    },
    example: "rate(node_memory_MemFree_bytes[5m])",
    instead: "deriv(node_memory_MemFree_bytes[5m])",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Call(call) = &node.expr.kind else { return };
    let Some(function) = call.function().filter(|function| function.is_rate()) else { return };
    let Some(selector) = expression::ranged_selector(call) else { return };
    let Some(metric) = expression::metric(selector) else { return };
    // The rate of a native histogram is one; a name alone does not tell it from a gauge.
    let is_histogram = || node.functions_above().any(|function| function.histograms.is_some());
    if node.moves(metric) != Moves::Gauge || is_histogram() {
        return;
    }
    // deriv() knows no anchored or smoothed range.
    let extension = selector.modifiers.extension.map(|(extension, _)| extension);
    let takes_range = |id: &FunctionId| extension.is_none_or(|it| id.function().extensions.contains(&it));
    let for_gauges = function.counterpart.filter(takes_range);
    let mut diagnostic = LINT.at(call.name_span, [LintSubject::word(function.name), LintSubject::name(metric)]);
    diagnostic.fix = for_gauges.map(|other| Fix { edits: vec![renamed(call, other)] });
    found.push(diagnostic);
}
