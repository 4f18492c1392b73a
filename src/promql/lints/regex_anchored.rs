//! # What it does
//! Finds patterns of matchers that begin with ^ or end with $.
//!
//! # Why it matters
//! A matcher's pattern has to match the whole value anyway. Anchors change nothing, but make readers believe that
//! patterns without them match parts.
//!
//! # Example
//! ```promql
//! up{job=~"^api.*$"}
//! ```
//!
//! # Use instead
//! ```promql
//! up{job=~"api.*"}
//! ```

use super::kit::mend::{edit, quoted_as, with_edits};
use super::kit::pattern;
use super::{Found, Lint, LintWords, Mends, NodeContext};
use crate::promql::ast::MatchOp;

pub(super) static LINT: Lint = Lint {
    name: "regex-anchored",
    en: LintWords {
        what: "Finds patterns of matchers that begin with ^ or end with $.",
        why: "A matcher's pattern has to match the whole value anyway. Anchors change nothing, but make readers believe that patterns without them match parts.",
        message: "a matcher's pattern always matches the whole value: ^ at its beginning and $ at its end change nothing",
    },
    zh: LintWords {
        what: "找出以 ^ 开头或以 $ 结尾的匹配器模式。",
        why: "匹配器的模式本来就必须匹配整个值。锚点不改变任何结果，却让人以为没有锚点的模式会匹配部分文本。",
        message: "匹配器的模式总是匹配整个值：开头的 ^ 和结尾的 $ 不改变任何结果",
    },
    example: "up{job=~\"^api.*$\"}",
    instead: "up{job=~\"api.*\"}",
    mends: Mends::Same,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let Some(selector) = node.selector() else { return };
    let patterns = selector.matchers.iter().filter(|one| one.op.is_regex() && one.value.bytes.is_none());
    for matcher in patterns.filter(|matcher| !pattern::matches_all(&matcher.value.value)) {
        let Some(bare) = pattern::unanchored(&matcher.value.value) else { continue };
        let text = pattern::literal(bare).filter(|text| !text.is_empty());
        // What is left may be no pattern at all.
        let mut edits = Vec::new();
        if text.is_some() {
            let op = if matcher.op == MatchOp::Regex { MatchOp::Equal } else { MatchOp::NotEqual };
            edits.push(edit(matcher.op_span, op.text()));
        }
        let value = text.unwrap_or_else(|| bare.to_owned());
        edits.push(edit(matcher.value.span, quoted_as(&matcher.value, value)));
        found.push(with_edits(LINT.at(matcher.value.span, []), edits));
    }
}
