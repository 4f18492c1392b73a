//! What lies under a cursor: the smallest thing that means something, with what the tables say of its word.
//!
//! A word is known by its colour (`highlight`), as `sum` may be an aggregator, a metric or a label; what it means here,
//! by the node that it belongs to.

use super::{binary, call, duration, line, selector, sentence};
use crate::model::lang::{Lang, say};
use crate::promql::aggregators::aggregator;
use crate::promql::ast::{
    Aggregate, Binary, Expr, ExprKind, Grouping, GroupingKind, Matching, MatchingKind, Modifiers, Name, Selector, Side,
    Subquery,
};
use crate::promql::doc::Doc;
use crate::promql::excerpt::bare;
use crate::promql::functions::{Stability, function, renamed};
use crate::promql::highlight::{Class, HighlightToken, highlight};
use crate::promql::keywords::keyword;
use crate::promql::lexer;
use crate::promql::parser::Parsed;
use crate::promql::span::Span;

/// What lies under a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderCursor {
    /// Its span.
    pub span: Span,
    /// What it means here, in one line without a full stop.
    pub words: String,
    /// What the tables say of it, where it is a function, an aggregator, an operator or a keyword.
    pub word: Option<Word>,
}

/// An entry of the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it takes and gives; of operators and keywords the word alone.
    pub signature: String,
    /// What it does, with an example.
    pub doc: Doc,
    /// Whether a server needs a flag to run it.
    pub stability: Stability,
}

/// The smallest thing that holds byte `at` of the text, or else ends there; `None` where nothing is, in white space and
/// in comments. `parsed` is what the text was understood as.
pub fn at(text: &str, parsed: &Parsed, at: usize, lang: Lang) -> Option<UnderCursor> {
    let token = token(text, at)?;
    let node = parsed.strays.iter().chain([&parsed.expr]).find_map(|expr| smallest(expr, token.span));
    let word = word(text, token, node);
    let known = node.filter(|node| node.kind != ExprKind::Error || word.is_none());
    let (span, words) = match (known.and_then(|node| part(node, token, lang)), known, &word) {
        (Some((span, words)), ..) => (span, sentence(&words, lang)),
        (None, Some(node), _) => (node.span, line(text, node, lang)),
        (None, None, Some(word)) => (token.span, word.doc.gist(lang).to_owned()),
        (None, None, None) => return None,
    };
    // What the tables say is said of the word alone.
    let span = if word.is_some() { token.span } else { span };
    Some(UnderCursor { span, words, word })
}

/// The token that holds a byte, or ends there.
fn token(text: &str, at: usize) -> Option<HighlightToken> {
    let tokens = highlight(text);
    let is_thing = |token: &&HighlightToken| match token.class {
        Class::Comment => false,
        Class::Plain => matches!(token.span.of(text), "," | ":"),
        _ => true,
    };
    let next = tokens.partition_point(|token| token.span.end as usize <= at);
    let here = tokens.get(next).filter(is_thing);
    let before = next.checked_sub(1).and_then(|before| tokens.get(before));
    here.or(before.filter(|token| token.span.end as usize == at).filter(is_thing)).copied()
}

/// What the tables say of a token of the text that belongs to a node.
fn word(text: &str, token: HighlightToken, node: Option<&Expr>) -> Option<Word> {
    let name = token.span.of(text);
    match token.class {
        Class::Function => {
            // Of functions only the words of the language, as `STEP` is, may have large letters.
            let lower = lexer::Keyword::of(name).map(|_| name.to_ascii_lowercase());
            let name = lower.as_deref().unwrap_or(name);
            // An older name has its own signature, and says what its newer one does.
            let (own, doc) = match renamed(name) {
                Some(renamed) => (&renamed.function, renamed.now.function().doc),
                None => (function(name)?, function(name)?.doc),
            };
            Some(Word { signature: own.signature(), doc, stability: own.stability })
        }
        Class::Aggregator => {
            let aggregator = aggregator(name)?;
            Some(Word { signature: aggregator.signature(), doc: aggregator.doc, stability: aggregator.stability })
        }
        // A sign, an operator between durations or one in braces means something else.
        Class::Operator if !node.is_some_and(|node| is_operator_of(node, token.span)) => None,
        Class::Operator | Class::Keyword => {
            let keyword = keyword(name)?;
            Some(Word { signature: keyword.word.to_owned(), doc: keyword.doc, stability: keyword.stability })
        }
        _ => None,
    }
}

/// Whether a sign is a node's operator, or its `@`.
fn is_operator_of(node: &Expr, span: Span) -> bool {
    let at = node.modifiers().and_then(|it| it.at);
    at.is_some_and(|at| at.span.start == span.start)
        || matches!(&node.kind, ExprKind::Binary(it) if holds(it.op_span, span))
}

/// The innermost node that holds a span.
fn smallest(expr: &Expr, span: Span) -> Option<&Expr> {
    if !holds(expr.span, span) {
        return None;
    }
    let mut found = expr;
    while let Some(child) = found.children().into_iter().find(|child| holds(child.span, span)) {
        found = child;
    }
    Some(found)
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end && !outer.is_empty()
}

/// The part of a node that holds a span, with its words.
fn part(node: &Expr, token: HighlightToken, lang: Lang) -> Option<(Span, String)> {
    let span = token.span;
    let found = match &node.kind {
        ExprKind::Selector(it) => of_selector(it, span, lang),
        ExprKind::Matrix(it) => of_selector(&it.selector, span, lang)
            .or_else(|| holds(it.range.span, span).then(|| (it.range.span, duration::last(&it.range, lang)))),
        ExprKind::Subquery(it) => of_subquery(it, span, lang),
        ExprKind::Aggregate(it) => of_aggregate(it, span, lang),
        ExprKind::Binary(it) => of_binary(it, span, lang),
        _ => None,
    };
    found.or_else(|| of_modifiers(node.modifiers()?, token, lang))
}

fn of_selector(it: &Selector, span: Span, lang: Lang) -> Option<(Span, String)> {
    let found = it.matchers.iter().find(|matcher| holds(matcher.span, span));
    found.map(|matcher| (matcher.span, selector::matcher(matcher, lang)))
}

fn of_subquery(it: &Subquery, span: Span, lang: Lang) -> Option<(Span, String)> {
    if holds(it.range.span, span) {
        return Some((it.range.span, duration::last(&it.range, lang)));
    }
    let step = it.step.as_ref().filter(|step| holds(step.span, span))?;
    Some((step.span, duration::every(Some(step), lang)))
}

/// What shifts the time, at any of its words.
fn of_modifiers(it: &Modifiers, token: HighlightToken, lang: Lang) -> Option<(Span, String)> {
    let spans = [it.at.map(|at| at.span), it.offset.as_ref().map(|it| it.span), it.extension.map(|(_, span)| span)];
    let held = spans.into_iter().flatten().find(|span| holds(*span, token.span));
    // The one keyword that no span holds is `offset`.
    let is_offset = token.class == Class::Keyword && it.offset.is_some();
    let span = held.or(is_offset.then_some(token.span))?;
    Some((span, selector::modifiers(it, lang)))
}

fn of_aggregate(it: &Aggregate, inner: Span, lang: Lang) -> Option<(Span, String)> {
    let Grouping { span, kind, labels } = it.grouping.as_ref()?;
    let found = labels.iter().find(|label| holds(label.span, inner));
    let of_label = found.map(|label| {
        let name = bare(&label.text);
        let words = match kind {
            GroupingKind::By => say!(lang, "label {name}, by which series are grouped", "标签 {name}：按它分组"),
            GroupingKind::Without => say!(lang, "label {name}, which grouping ignores", "标签 {name}：分组时忽略"),
        };
        (label.span, words)
    });
    of_label.or_else(|| holds(*span, inner).then(|| (*span, call::grouping(it.grouping.as_ref(), lang))))
}

fn of_binary(it: &Binary, span: Span, lang: Lang) -> Option<(Span, String)> {
    if let Some(fill) = it.fill.as_ref().filter(|fill| holds(fill.span, span)) {
        return Some((fill.span, binary::fill(fill, lang)));
    }
    let matching = it.matching.as_ref().filter(|matching| holds(matching.span, span))?;
    let group = matching.group.as_ref().filter(|group| holds(group.span, span));
    let labels = group.map_or(&matching.labels, |group| &group.labels);
    if let Some(label) = labels.iter().find(|label| holds(label.span, span)) {
        let side = group.map(|group| group.side);
        return Some((label.span, matched_label(label, matching, side, lang)));
    }
    Some(group.map_or_else(
        || (matching.span, binary::matching(matching, lang)),
        |group| (group.span, binary::group(group, lang)),
    ))
}

fn matched_label(label: &Name, matching: &Matching, many: Option<Side>, lang: Lang) -> String {
    let name = bare(&label.text);
    match (many, matching.kind) {
        (Some(Side::Left), _) => say!(lang, "label {name}, taken over from the right side", "标签 {name}：取自右侧"),
        (Some(Side::Right), _) => say!(lang, "label {name}, taken over from the left side", "标签 {name}：取自左侧"),
        (None, MatchingKind::On) => {
            say!(lang, "label {name}, in which both sides must agree", "标签 {name}：两侧必须相同")
        }
        (None, MatchingKind::Ignoring) => {
            say!(lang, "label {name}, in which both sides may differ", "标签 {name}：两侧可以不同")
        }
    }
}
