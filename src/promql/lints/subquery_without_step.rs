//! # What it does
//! Finds subqueries without a step.
//!
//! # Why it matters
//! The step is then the server's evaluation interval, which differs from server to server and is not seen in the
//! expression: the same query gives other numbers elsewhere. Of a plain selector a range without the colon reads the
//! samples themselves.
//!
//! # Example
//! ```promql
//! max_over_time(sum(queue_messages)[1h:])
//! ```
//!
//! # Use instead
//! ```promql
//! max_over_time(sum(queue_messages)[1h:1m])
//! ```

use super::kit::mend::{cut, edit, with_edits};
use super::{Found, Lint, LintWords, Mends, NodeContext};
use crate::model::count::to_u32;
use crate::promql::ast::{ExprKind, Subquery};
use crate::promql::diagnostic::Edit;
use crate::promql::span::Span;

/// The interval that servers have unless told otherwise, in milliseconds.
const USUAL_MS: i64 = 60_000;

pub(super) static LINT: Lint = Lint {
    name: "subquery-without-step",
    en: LintWords {
        what: "Finds subqueries without a step.",
        why: "The step is then the server's evaluation interval, which differs from server to server and is not seen in the expression: the same query gives other numbers elsewhere. Of a plain selector a range without the colon reads the samples themselves.",
        message: "without a step the server's own evaluation interval decides, and the result differs from server to server",
    },
    zh: LintWords {
        what: "找出没有步长的子查询。",
        why: "步长便取服务器的求值间隔，它因服务器而异，也不在表达式中：同一查询在别处得到不同的数。对普通选择器，不写冒号的区间直接读取样本。",
        message: "没有步长时由服务器自己的求值间隔决定，结果因服务器而异",
    },
    example: "max_over_time(sum(queue_messages)[1h:])",
    instead: "max_over_time(sum(queue_messages)[1h:1m])",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Subquery(subquery) = &node.expr.kind else { return };
    if subquery.step.is_some() {
        return;
    }
    let diagnostic = LINT.at(subquery.range.span, []);
    found.push(match mended(node.text, subquery) {
        Some(edit) => with_edits(diagnostic, vec![edit]),
        None => diagnostic,
    });
}

/// The usual interval as the step; of a plain selector, its samples.
fn mended(text: &str, subquery: &Subquery) -> Option<Edit> {
    let rest = text.get(subquery.range.span.end as usize..)?;
    let blanks = rest.len() - rest.trim_start().len();
    let colon = subquery.range.span.end + to_u32(blanks);
    let after = Span { start: colon, end: colon + 1 };
    if after.of(text) != ":" {
        return None;
    }
    if matches!(&subquery.expr.kind, ExprKind::Selector(selector) if selector.modifiers.is_empty()) {
        return Some(cut(after.start, after.end));
    }
    let is_longer = subquery.range.literal_ms().is_some_and(|ms| ms > USUAL_MS);
    is_longer.then(|| edit(after.after(), "1m"))
}
