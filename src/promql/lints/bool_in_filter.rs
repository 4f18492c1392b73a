//! # What it does
//! Finds a comparison with bool where only the presence of series counts: inside `count()` and `group()`, and right
//! of and and unless.
//!
//! # Why it matters
//! With bool a comparison keeps every series and gives it 1 or 0. Where values are not read, it then has no effect at
//! all: `count()` counts all series, and the operator and lets all of them pass.
//!
//! # Example
//! ```promql
//! count(up == bool 0)
//! ```
//!
//! # Use instead
//! ```promql
//! count(up == 0)
//! ```

use super::kit::expression;
use super::kit::mend::{with_edits, without_word};
use super::{Found, Lint, LintWords, Mends, NodeContext};
use crate::promql::ast::{BinaryOp, Expr, ExprKind};
use crate::promql::functions::Reads;

pub(super) static LINT: Lint = Lint {
    name: "bool-in-filter",
    en: LintWords {
        what: "Finds a comparison with bool where only the presence of series counts: inside count() and group(), and right of and and unless.",
        why: "With bool a comparison keeps every series and gives it 1 or 0. Where values are not read, it then has no effect at all: count() counts all series, and the operator and lets all of them pass.",
        message: "bool keeps every series, and here values are not read: the comparison has no effect",
    },
    zh: LintWords {
        what: "找出只看序列是否存在之处的 bool 比较：count() 和 group() 之内，以及 and 和 unless 的右侧。",
        why: "带 bool 的比较保留每条序列，只是值为 1 或 0。在不读取值的地方它毫无作用：count() 会统计全部序列，and 会放行全部序列。",
        message: "bool 保留每条序列，而此处不读取值：比较没有作用",
    },
    example: "count(up == bool 0)",
    instead: "count(up == 0)",
    mends: Mends::Fewer,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let read_for_presence: Option<&Expr> = match &node.expr.kind {
        ExprKind::Aggregate(it) if it.op.aggregator().reads == Reads::Presence => it.operand(),
        ExprKind::Binary(it) if matches!(it.op, BinaryOp::And | BinaryOp::Unless) => Some(&it.right),
        _ => None,
    };
    let comparison = read_for_presence.and_then(expression::binary);
    let Some(span) = comparison.and_then(|comparison| comparison.bool_span) else { return };
    let diagnostic = LINT.at(span, []);
    // What is left grows when that by which it is taken away gets less; and counts that get smaller may pass a bound.
    let may_grow = match &node.expr.kind {
        ExprKind::Binary(it) => it.op == BinaryOp::Unless,
        _ => node.is_filtered(),
    };
    found.push(if may_grow { diagnostic } else { with_edits(diagnostic, vec![without_word(node.text, span)]) });
}
