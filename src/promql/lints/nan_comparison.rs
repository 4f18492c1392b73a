//! # What it does
//! Finds comparisons with NaN.
//!
//! # Why it matters
//! NaN equals nothing, not even itself: == NaN never holds and != NaN always does. A value is NaN where it differs
//! from itself.
//!
//! # Example
//! ```promql
//! error_ratio == NaN
//! ```
//!
//! # Use instead
//! ```promql
//! error_ratio != error_ratio
//! ```

use super::kit::expression;
use super::{Found, Lint, LintWords, Mends, NodeContext};
use crate::promql::ast::ExprKind;

pub(super) static LINT: Lint = Lint {
    name: "nan-comparison",
    en: LintWords {
        what: "Finds comparisons with NaN.",
        why: "NaN equals nothing, not even itself: == NaN never holds and != NaN always does. A value is NaN where it differs from itself.",
        message: "nothing equals NaN, not even NaN: == never holds and != always; a value that differs from itself (x != x) is NaN",
    },
    zh: LintWords {
        what: "找出与 NaN 的比较。",
        why: "NaN 不等于任何值，包括它自己：== NaN 永不成立，!= NaN 总是成立。与自身不相等的值才是 NaN。",
        message: "没有值等于 NaN，包括 NaN 自己：== 永不成立，!= 总是成立；与自身不相等（x != x）的值才是 NaN",
    },
    example: "error_ratio == NaN",
    instead: "error_ratio != error_ratio",
    mends: Mends::ByHand,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Binary(binary) = &node.expr.kind else { return };
    if expression::compared(binary).is_some_and(|(_, _, number)| number.is_nan()) {
        found.push(LINT.at(node.expr.span, []));
    }
}
