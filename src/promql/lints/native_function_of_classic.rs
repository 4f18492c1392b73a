//! # What it does
//! Finds functions that read only native histograms over a classic histogram's buckets.
//!
//! # Why it matters
//! `histogram_avg()`, `histogram_count()`, `histogram_sum()`, `histogram_stddev()` and `histogram_stdvar()` pass over
//! plain numbers, and a classic bucket is one: the result is empty.
//!
//! # Example
//! ```promql
//! histogram_avg(rate(http_request_duration_seconds_bucket[5m]))
//! ```
//!
//! # Use instead
//! ```promql
//! histogram_avg(rate(http_request_duration_seconds[5m]))
//! ```

use super::kit::expression;
use super::kit::metric::Moves;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::ExprKind;

pub(super) static LINT: Lint = Lint {
    name: "native-function-of-classic",
    en: LintWords {
        what: "Finds functions that read only native histograms over a classic histogram's buckets.",
        why: "histogram_avg(), histogram_count(), histogram_sum(), histogram_stddev() and histogram_stdvar() pass over plain numbers, and a classic bucket is one: the result is empty.",
        message: "{0}() reads native histograms only, and {1} are classic buckets: the result is empty",
    },
    zh: LintWords {
        what: "找出对经典直方图的桶使用的、只读取原生直方图的函数。",
        why: "histogram_avg()、histogram_count()、histogram_sum()、histogram_stddev() 和 histogram_stdvar() 忽略普通数值，而经典的桶正是普通数值：结果为空。",
        message: "{0}() 只读取原生直方图，而 {1} 是经典的桶：结果为空",
    },
    example: "histogram_avg(rate(http_request_duration_seconds_bucket[5m]))",
    instead: "histogram_avg(rate(http_request_duration_seconds[5m]))",
    mends: Mends::ByHand,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Call(call) = &node.expr.kind else { return };
    let Some(function) = call.function().filter(|function| function.is_of_native_histograms()) else { return };
    let Some(argument) = expression::series_argument(call) else { return };
    let Some(metric) = expression::source(argument).and_then(expression::metric) else { return };
    if metric.ends_with("_bucket") && node.moves(metric) == Moves::Counter {
        found.push(LINT.at(call.name_span, [LintSubject::word(function.name), LintSubject::name(metric)]));
    }
}
