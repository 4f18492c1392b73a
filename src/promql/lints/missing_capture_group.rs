//! # What it does
//! Finds `label_replace()` whose replacement speaks of a group that its pattern does not have.
//!
//! # Why it matters
//! Such a group is the empty text, and an empty label is removed. A name goes on as long as letters, digits and
//! underscores follow: `$1_x` is the group `1_x`, not group 1.
//!
//! # Example
//! ```promql
//! label_replace(up, "host", "$1_host", "instance", "(.*):.*")
//! ```
//!
//! # Use instead
//! ```promql
//! label_replace(up, "host", "${1}_host", "instance", "(.*):.*")
//! ```

use super::kit::mend::{edit, quoted_as, with_edits};
use super::kit::pattern;
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::promql::ast::{Expr, ExprKind, StringLiteral};
use crate::promql::functions::FunctionId;

pub(super) static LINT: Lint = Lint {
    name: "missing-capture-group",
    en: LintWords {
        what: "Finds label_replace() whose replacement speaks of a group that its pattern does not have.",
        why: "Such a group is the empty text, and an empty label is removed. A name goes on as long as letters, digits and underscores follow: $1_x is the group 1_x, not group 1.",
        message: "the pattern has no group {0}, so it stands for nothing; braces end a group's name, as in ${1}_x",
    },
    zh: LintWords {
        what: "找出 label_replace() 的替换文本引用了模式中不存在的分组。",
        why: "不存在的分组为空文本，而空标签会被删除。只要后面是字母、数字或下划线，名称就会延续：$1_x 指分组 1_x 而不是分组 1。",
        message: "模式中没有分组 {0}，它将为空；花括号可结束分组名，如 ${1}_x",
    },
    example: "label_replace(up, \"host\", \"$1_host\", \"instance\", \"(.*):.*\")",
    instead: "label_replace(up, \"host\", \"${1}_host\", \"instance\", \"(.*):.*\")",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Call(call) = &node.expr.kind else { return };
    let [_, _, replacement, _, pattern] = &call.args[..] else { return };
    if !call.is_of(FunctionId::LabelReplace) {
        return;
    }
    let Some((replacement, pattern)) = text(replacement).zip(text(pattern)) else { return };
    let groups = pattern::groups(&pattern.value);
    let exists = |name: &str| match name.parse::<usize>() {
        Ok(number) => number <= groups.len(),
        Err(_) => groups.contains(&name),
    };
    let mut mended = String::new();
    let (mut missing, mut is_mended) = (None, true);
    let mut rest = replacement.value.as_str();
    while let Some((before, reference)) = rest.split_once('$') {
        mended.push_str(before);
        let (name, written, after) = name(reference);
        // What no name follows is a plain text; `$$` is one `$`.
        let digits = name.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let number = &name[..name.len() - digits.len()];
        if name.is_empty() || exists(name) {
            mended.extend(["$", written]);
        } else {
            missing = missing.or(Some(name));
            if !number.is_empty() && exists(number) {
                mended.extend(["${", number, "}", digits]);
            } else {
                is_mended = false;
                mended.extend(["$", written]);
            }
        }
        rest = after;
    }
    mended.push_str(rest);
    let Some(missing) = missing else { return };
    let diagnostic = LINT.at(replacement.span, [LintSubject::name(missing)]);
    found.push(if is_mended {
        with_edits(diagnostic, vec![edit(replacement.span, quoted_as(replacement, mended))])
    } else {
        diagnostic
    });
}

fn text(expr: &Expr) -> Option<&StringLiteral> {
    match &expr.unparenthesised().kind {
        ExprKind::String(literal) if literal.bytes.is_none() => Some(literal),
        _ => None,
    }
}

/// What follows a `$`, as Go's `Regexp.Expand` reads it: the group's name, how it is written, and the rest.
fn name(text: &str) -> (&str, &str, &str) {
    if let Some(rest) = text.strip_prefix('$') {
        return ("", &text[..1], rest);
    }
    if let Some((name, rest)) = text.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
        return (name, &text[..name.len() + 2], rest);
    }
    let rest = text.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
    let name = &text[..text.len() - rest.len()];
    (name, name, rest)
}
