//! # What it does
//! Finds matchers of an empty text where that is hardly meant: job or instance, which every scraped series has, and
//! an empty alternative inside a pattern.
//!
//! # Why it matters
//! An empty text matches only series without the label. Such matchers come from variables that were not set, and
//! choose nothing, or with an empty alternative more than was meant.
//!
//! # Example
//! ```promql
//! http_requests_total{job=""}
//! ```
//!
//! # Use instead
//! ```promql
//! http_requests_total
//! ```

use super::kit::mend::{with_edits, without_matcher};
use super::kit::metric::is_recorded;
use super::kit::{expression, pattern};
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::MatchOp;

pub(super) static LINT: Lint = Lint {
    name: "empty-matcher",
    en: LintWords {
        what: "Finds matchers of an empty text where that is hardly meant: job or instance, which every scraped series has, and an empty alternative inside a pattern.",
        why: "An empty text matches only series without the label. Such matchers come from variables that were not set, and choose nothing, or with an empty alternative more than was meant.",
        message: "the empty text matches series without the label {0} only, which is hardly what was meant",
    },
    zh: LintWords {
        what: "找出多半并非本意的空文本匹配器：每条抓取的序列都有的 job 或 instance，以及模式中间的空分支。",
        why: "空文本只匹配没有该标签的序列。这类匹配器通常来自未设置的变量，结果什么也选不到；若是空分支，则选到的比本意多。",
        message: "空文本只匹配没有标签 {0} 的序列，这多半不是本意",
    },
    example: "http_requests_total{job=\"\"}",
    instead: "http_requests_total",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let Some(selector) = node.selector() else { return };
    // Aggregated series may well lack the labels of targets.
    let is_scraped = expression::metric(selector).is_some_and(|name| !is_recorded(name) && !name.starts_with("ALERTS"));
    for matcher in &selector.matchers {
        let (label, value) = (matcher.name.text.as_str(), matcher.value.value.as_str());
        let is_nothing = value.is_empty() && matches!(matcher.op, MatchOp::Equal | MatchOp::Regex);
        if is_nothing && is_scraped && matches!(label, "instance" | "job") {
            let diagnostic = LINT.at(matcher.span, [LintSubject::name(label)]);
            found.push(match without_matcher(node.text, selector, matcher) {
                Some(edit) => with_edits(diagnostic, vec![edit]),
                None => diagnostic,
            });
        } else if matcher.op.is_regex() && pattern::has_empty_alternative(value) {
            found.push(LINT.at(matcher.value.span, [LintSubject::name(label)]));
        }
    }
}
