//! # What it does
//! Finds matchers that no series can meet: two different values of one label, a value that is excluded, and the
//! opposite of a pattern that matches everything.
//!
//! # Why it matters
//! The selector never chooses anything, so an alert on it never fires. It mostly comes from a line that was copied
//! and only half changed.
//!
//! # Example
//! ```promql
//! http_requests_total{code="500", code="503"}
//! ```
//!
//! # Use instead
//! ```promql
//! http_requests_total{code=~"500|503"}
//! ```

use std::collections::BTreeMap;

use super::kit::pattern;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::MatchOp;

pub(super) static LINT: Lint = Lint {
    name: "matcher-matches-nothing",
    en: LintWords {
        what: "Finds matchers that no series can meet: two different values of one label, a value that is excluded, and the opposite of a pattern that matches everything.",
        why: "The selector never chooses anything, so an alert on it never fires. It mostly comes from a line that was copied and only half changed.",
        message: "no series can meet this matcher of {0}, or not together with the others: the selector chooses nothing",
    },
    zh: LintWords {
        what: "找出任何序列都无法满足的匹配器：同一标签要求两个不同的值、被排除的值，以及对匹配一切的模式取反。",
        why: "选择器永远选不到任何序列，相关告警永远不会触发。多半来自复制后只改了一半的行。",
        message: "没有序列能满足 {0} 的此匹配器，或不能同时满足其他匹配器：选择器选不到任何序列",
    },
    example: "http_requests_total{code=\"500\", code=\"503\"}",
    instead: "http_requests_total{code=~\"500|503\"}",
    mends: Mends::ByHand,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let Some(selector) = node.selector() else { return };
    let mut wanted = BTreeMap::new();
    for matcher in selector.matchers.iter().filter(|matcher| matcher.op == MatchOp::Equal) {
        wanted.entry(&matcher.name.text).or_insert(&matcher.value);
    }
    for matcher in &selector.matchers {
        let other = wanted.get(&matcher.name.text).filter(|_| matcher.value.bytes.is_none());
        let is_same = other.map(|other| other.value == matcher.value.value);
        let is_hopeless = match matcher.op {
            MatchOp::Equal => is_same == Some(false),
            MatchOp::NotEqual => is_same == Some(true),
            MatchOp::NotRegex => pattern::matches_all(&matcher.value.value),
            MatchOp::Regex => false,
        };
        if is_hopeless {
            found.push(LINT.at(matcher.span, [LintSubject::name(&matcher.name.text)]));
        }
    }
}
