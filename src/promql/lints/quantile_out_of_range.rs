//! # What it does
//! Finds quantiles outside of 0 to 1.
//!
//! # Why it matters
//! A quantile is a fraction: 0.95, not 95. Above 1 the result is always +Inf, below 0 always -Inf.
//!
//! # Example
//! ```promql
//! quantile_over_time(95, queue_messages[1h])
//! ```
//!
//! # Use instead
//! ```promql
//! quantile_over_time(0.95, queue_messages[1h])
//! ```

use super::kit::expression;
use super::kit::mend::{edit, with_edits};
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::model::number;
use crate::promql::functions::ParameterRole;

pub(super) static LINT: Lint = Lint {
    name: "quantile-out-of-range",
    en: LintWords {
        what: "Finds quantiles outside of 0 to 1.",
        why: "A quantile is a fraction: 0.95, not 95. Above 1 the result is always +Inf, below 0 always -Inf.",
        message: "the quantile {0} lies outside of 0 to 1, so the result is always infinite",
    },
    zh: LintWords {
        what: "找出不在 0 到 1 之间的分位数。",
        why: "分位数是比例：应为 0.95 而不是 95。大于 1 时结果总是 +Inf，小于 0 时总是 -Inf。",
        message: "分位数 {0} 不在 0 到 1 之间，结果总是无穷",
    },
    example: "quantile_over_time(95, queue_messages[1h])",
    instead: "quantile_over_time(0.95, queue_messages[1h])",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    for (at, expr) in node.expr.children().into_iter().enumerate() {
        if node.expr.parameter(at).is_none_or(|one| one.role != ParameterRole::Quantile) {
            continue;
        }
        let Some(phi) = expression::number(expr).filter(|phi| *phi < 0.0 || *phi > 1.0) else { continue };
        let diagnostic = LINT.at(expr.span, [LintSubject::word(number::format(phi))]);
        // What was meant as percent, without the digits that binary fractions bring along.
        let percent = (phi * 1e10).round() / 1e12;
        found.push(if (1.0..=100.0).contains(&phi) {
            with_edits(diagnostic, vec![edit(expr.span, number::format(percent))])
        } else {
            diagnostic
        });
    }
}
