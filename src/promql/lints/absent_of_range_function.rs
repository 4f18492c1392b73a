//! # What it does
//! Finds `absent()` of a function of a range.
//!
//! # Why it matters
//! `absent()` takes its labels from a plain selector; of a function's result it has none, so the alert does not say
//! what is gone. And functions such as `rate()` give nothing while there is only one sample.
//!
//! # Example
//! ```promql
//! absent(rate(http_requests_total{job="api"}[5m]))
//! ```
//!
//! # Use instead
//! ```promql
//! absent_over_time(http_requests_total{job="api"}[5m])
//! ```

use super::kit::expression;
use super::kit::mend::{cut, renamed, with_edits};
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::ExprKind;
use crate::promql::functions::FunctionId;

pub(super) static LINT: Lint = Lint {
    name: "absent-of-range-function",
    en: LintWords {
        what: "Finds absent() of a function of a range.",
        why: "absent() takes its labels from a plain selector; of a function's result it has none, so the alert does not say what is gone. And functions such as rate() give nothing while there is only one sample.",
        message: "absent() of {0}() has no labels to say what is gone; absent_over_time() has them",
    },
    zh: LintWords {
        what: "找出对区间函数的结果使用的 absent()。",
        why: "absent() 的标签取自普通选择器；对函数结果则没有标签，告警说不出缺了什么。而且只有一个样本时 rate() 等函数没有结果。",
        message: "对 {0}() 使用 absent() 时没有标签可说明缺了什么；请用 absent_over_time()",
    },
    example: "absent(rate(http_requests_total{job=\"api\"}[5m]))",
    instead: "absent_over_time(http_requests_total{job=\"api\"}[5m])",
    mends: Mends::Fewer,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Call(call) = &node.expr.kind else { return };
    let [argument] = &call.args[..] else { return };
    let Some(inner) = expression::call(argument).filter(|_| call.is_of(FunctionId::Absent)) else {
        return;
    };
    // What is not missing: nothing else says so.
    if inner.is_of(FunctionId::AbsentOverTime) {
        return;
    }
    let Some((function, (range, matrix))) = inner.function().zip(expression::range(inner)) else { return };
    let diagnostic = LINT.at(inner.name_span, [LintSubject::word(function.name)]);
    // absent_over_time() knows no anchored or smoothed range.
    found.push(if matrix.selector.modifiers.extension.is_none() {
        let (before, after) = (cut(argument.span.start, range.span.start), cut(range.span.end, argument.span.end));
        with_edits(diagnostic, vec![renamed(call, FunctionId::AbsentOverTime), before, after])
    } else {
        diagnostic
    });
}
