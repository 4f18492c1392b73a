//! Edits that several lints make.

use super::expression;
use crate::model::count::to_u32;
use crate::model::duration;
use crate::promql::ast::{Call, Expr, Matcher, Quote, Selector, StringLiteral};
use crate::promql::diagnostic::{Diagnostic, Edit, Fix};
use crate::promql::functions::FunctionId;
use crate::promql::lints::Facts;
use crate::promql::literal::string;
use crate::promql::span::Span;

/// The range that is proposed where none is written.
const RANGE_MS: i64 = 5 * 60_000;

/// How many scrapes a range should hold, so that one may fail and the edges may fall badly.
pub(in crate::promql::lints) const SCRAPES: i64 = 4;

/// A diagnostic with these edits as its fix.
pub(in crate::promql::lints) fn with_edits(diagnostic: Diagnostic, edits: Vec<Edit>) -> Diagnostic {
    Diagnostic { fix: Some(Fix { edits }), ..diagnostic }
}

/// A piece to insert or replace.
pub(in crate::promql::lints) fn edit(span: Span, text: impl Into<String>) -> Edit {
    Edit { span, text: text.into() }
}

/// What stands between two offsets goes.
pub(in crate::promql::lints) fn cut(start: u32, end: u32) -> Edit {
    Edit { span: Span { start, end }, text: String::new() }
}

/// `rate(` … `[5m])` around a selector of instants; nothing where it is none or smoothed.
pub(in crate::promql::lints) fn rated(expr: &Expr, facts: &Facts) -> Option<Vec<Edit>> {
    let least = facts.scrape_interval_ms.map_or(0, |interval| interval.saturating_mul(SCRAPES));
    ranged(expr, FunctionId::Rate, &duration::format(RANGE_MS.max(least)))
}

/// A function of a range around a selector of instants.
pub(in crate::promql::lints) fn ranged(expr: &Expr, function: FunctionId, range: &str) -> Option<Vec<Edit>> {
    let expr = expr.unparenthesised();
    let selector = expression::selector(expr).filter(|selector| selector.modifiers.extension.is_none())?;
    Some(vec![
        edit(expr.span.before(), format!("{}(", function.name())),
        edit(selector.span.after(), format!("[{range}]")),
        edit(expr.span.after(), ")"),
    ])
}

/// Another function in a call's place.
pub(in crate::promql::lints) fn renamed(call: &Call, function: FunctionId) -> Edit {
    edit(call.name_span, function.name())
}

/// A word after an operator.
pub(in crate::promql::lints) fn after_operator(op: Span, right: Span, word: &str) -> Edit {
    // `1==2`: the word must not run into what follows.
    let blank = if right.start == op.end { " " } else { "" };
    edit(op.after(), format!(" {word}{blank}"))
}

/// A word with the blanks behind it goes.
pub(in crate::promql::lints) fn without_word(text: &str, word: Span) -> Edit {
    let rest = text.get(word.end as usize..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    cut(word.start, word.end + to_u32(blanks))
}

/// A matcher with its comma goes, and the braces where they hold nothing else.
pub(in crate::promql::lints) fn without_matcher(text: &str, selector: &Selector, matcher: &Matcher) -> Option<Edit> {
    let braces = selector.braces?;
    let Span { start, end } = matcher.span;
    let before = text.get(braces.start as usize + 1..start as usize)?;
    let after = text.get(end as usize..(braces.end as usize).checked_sub(1)?)?;
    let until = |piece: &str| end + to_u32(after.len() - piece.len());
    if let Some(rest) = after.trim_start().strip_prefix(',')
        && !rest.trim_start().is_empty()
    {
        return Some(cut(start, until(rest.trim_start())));
    }
    // A comma before the last matcher may be part of a comment.
    let line = before.trim_end().rsplit('\n').next().unwrap_or_default();
    if let Some(kept) = before.trim_end().strip_suffix(',').filter(|_| !line.contains('#')) {
        return Some(cut(braces.start + 1 + to_u32(kept.len()), end));
    }
    let is_alone = before.trim().is_empty() && after.trim_matches([' ', ',', '\n', '\t', '\r']).is_empty();
    (is_alone && selector.name.is_some()).then(|| cut(braces.start, braces.end))
}

/// A text in the quotes that a literal had, or others where those cannot hold it.
pub(in crate::promql::lints) fn quoted_as(literal: &StringLiteral, value: String) -> String {
    let mut out = String::new();
    let quote = if value.contains('\\') { literal.quote } else { as_plain(literal.quote) };
    string::push(&mut out, &StringLiteral { span: literal.span, value, bytes: None, quote });
    out
}

/// Backticks are for patterns.
fn as_plain(quote: Quote) -> Quote {
    if quote == Quote::Backtick { Quote::Double } else { quote }
}
