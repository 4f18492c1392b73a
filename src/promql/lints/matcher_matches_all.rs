//! # What it does
//! Finds matchers by a pattern that matches every text.
//!
//! # Why it matters
//! Such a matcher chooses nothing: it matches every value, and series without the label too. Who wants the label to
//! be there writes .+ instead.
//!
//! # Example
//! ```promql
//! http_requests_total{job=~".*"}
//! ```
//!
//! # Use instead
//! ```promql
//! http_requests_total
//! ```

use super::kit::mend::{with_edits, without_matcher};
use super::kit::pattern;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::MatchOp;
use crate::promql::functions::ParameterRole;

pub(super) static LINT: Lint = Lint {
    name: "matcher-matches-all",
    en: LintWords {
        what: "Finds matchers by a pattern that matches every text.",
        why: "Such a matcher chooses nothing: it matches every value, and series without the label too. Who wants the label to be there writes .+ instead.",
        message: "this matches every value of {0}, and series without it too: it has no effect; for any value that is not empty write \".+\"",
    },
    zh: LintWords {
        what: "找出模式匹配任何文本的匹配器。",
        why: "这样的匹配器不起筛选作用：它匹配任何值，也匹配没有该标签的序列。若要求标签存在，请写 .+。",
        message: "它匹配 {0} 的任何值，也匹配没有该标签的序列：没有作用；要求值不为空请写 \".+\"",
    },
    example: "http_requests_total{job=~\".*\"}",
    instead: "http_requests_total",
    mends: Mends::Same,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let Some(selector) = node.selector() else { return };
    // There, matchers say which labels are wanted.
    if node.parameter().is_some_and(|one| one.role == ParameterRole::LabelMatchers) {
        return;
    }
    for matcher in &selector.matchers {
        if matcher.op == MatchOp::Regex && pattern::matches_all(&matcher.value.value) {
            let diagnostic = LINT.at(matcher.span, [LintSubject::name(&matcher.name.text)]);
            found.push(match without_matcher(node.text, selector, matcher) {
                Some(edit) => with_edits(diagnostic, vec![edit]),
                None => diagnostic,
            });
        }
    }
}
