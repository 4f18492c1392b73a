//! # What it does
//! Finds arithmetic and comparisons matched by on () with no labels where a side has many series.
//!
//! # Why it matters
//! Matching by no label makes all series of a side partners of all of the other. As soon as a side has more than one,
//! the query fails.
//!
//! # Example
//! ```promql
//! sum by (job) (up) / on () count(up)
//! ```
//!
//! # Use instead
//! ```promql
//! sum by (job) (up) / on () group_left () count(up)
//! ```

use super::kit::expression;
use super::kit::labels::{Labels, are_none, are_some, labels};
use super::kit::mend::{edit, with_edits};
use super::{Found, Lint, LintWords, Mends, NodeContext};
use crate::promql::ast::{Expr, ExprKind, MatchOp, MatchingKind};

pub(super) static LINT: Lint = Lint {
    name: "on-without-labels",
    en: LintWords {
        what: "Finds arithmetic and comparisons matched by on () with no labels where a side has many series.",
        why: "Matching by no label makes all series of a side partners of all of the other. As soon as a side has more than one, the query fails.",
        message: "on () makes every series a partner of every other: the query fails as soon as a side has more than one",
    },
    zh: LintWords {
        what: "找出按没有标签的 on () 配对、而一侧有多条序列的算术和比较。",
        why: "不按任何标签配对，会使一侧的所有序列与另一侧的所有序列配对。只要一侧多于一条，查询就会失败。",
        message: "on () 使每条序列与所有序列配对：一侧多于一条时查询失败",
    },
    example: "sum by (job) (up) / on () count(up)",
    instead: "sum by (job) (up) / on () group_left () count(up)",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Binary(binary) = &node.expr.kind else { return };
    let Some(matching) = &binary.matching else { return };
    let is_on_nothing = matching.kind == MatchingKind::On && matching.labels.is_empty() && matching.group.is_none();
    // Sets are joined many to many; against a scalar nothing is matched.
    if !is_on_nothing
        || binary.op.is_set()
        || expression::is_scalar(&binary.left)
        || expression::is_scalar(&binary.right)
    {
        return;
    }
    let (left, right) = (labels(&binary.left), labels(&binary.right));
    let are_many = |expr, labels: &Labels<'_>| are_some(labels) && !may_be_one(expr);
    let (left_many, right_many) = (are_many(&binary.left, &left), are_many(&binary.right, &right));
    if !left_many && !right_many {
        return;
    }
    let diagnostic = LINT.at(matching.span, []);
    let group = if left_many && are_none(&right) {
        " group_left ()"
    } else if right_many && are_none(&left) {
        " group_right ()"
    } else {
        return found.push(diagnostic);
    };
    found.push(with_edits(diagnostic, vec![edit(matching.span.after(), group)]));
}

/// Whether a selector may be so narrow that it chooses one series.
fn may_be_one(expr: &Expr) -> bool {
    let narrows = |op| matches!(op, MatchOp::Equal | MatchOp::Regex);
    expression::source(expr).is_none_or(|selector| selector.matchers.iter().any(|matcher| narrows(matcher.op)))
}
