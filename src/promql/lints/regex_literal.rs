//! # What it does
//! Finds matchers by a pattern that is only a plain text.
//!
//! # Why it matters
//! Such a pattern matches that one text, as = does. With = readers see at once that nothing else is chosen, and
//! `absent()` takes the label over.
//!
//! # Example
//! ```promql
//! up{job=~"api"}
//! ```
//!
//! # Use instead
//! ```promql
//! up{job="api"}
//! ```

use super::kit::mend::{edit, quoted_as, with_edits};
use super::kit::pattern;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::MatchOp;

pub(super) static LINT: Lint = Lint {
    name: "regex-literal",
    en: LintWords {
        what: "Finds matchers by a pattern that is only a plain text.",
        why: "Such a pattern matches that one text, as = does. With = readers see at once that nothing else is chosen, and absent() takes the label over.",
        message: "this pattern is only a text: {0} says the same",
    },
    zh: LintWords {
        what: "找出模式只是普通文本的匹配器。",
        why: "这样的模式只匹配该文本，与 = 相同。写 = 时读者一眼就知道不会选到别的，absent() 也会采用该标签。",
        message: "该模式只是普通文本：用 {0} 即可",
    },
    example: "up{job=~\"api\"}",
    instead: "up{job=\"api\"}",
    mends: Mends::Same,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let Some(selector) = node.selector() else { return };
    for matcher in selector.matchers.iter().filter(|matcher| matcher.value.bytes.is_none()) {
        let op = match matcher.op {
            MatchOp::Regex => MatchOp::Equal,
            MatchOp::NotRegex => MatchOp::NotEqual,
            MatchOp::Equal | MatchOp::NotEqual => continue,
        };
        // The empty text asks whether the label is there, in whatever way it is written.
        let Some(text) = pattern::literal(&matcher.value.value).filter(|text| !text.is_empty()) else { continue };
        let edits = vec![edit(matcher.op_span, op.text()), edit(matcher.value.span, quoted_as(&matcher.value, text))];
        found.push(with_edits(LINT.at(matcher.span, [LintSubject::word(op.text())]), edits));
    }
}
