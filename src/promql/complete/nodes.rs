//! The nodes of a tree that hold the cursor, found by their spans.
//!
//! Invariant: linear time, no recursion.

use super::scope::{CursorScope, find};
use super::walk::List;
use crate::promql::ast::{Expr, ExprKind, Modifiers, Name, Selector, Side};
use crate::promql::lexer::Keyword;
use crate::promql::parser::Parsed;
use crate::promql::span::Span;

/// Whether a cursor stands in something or at its end.
pub(super) fn is_around(span: Span, cursor: usize) -> bool {
    (span.start as usize) < cursor && cursor <= span.end as usize
}

/// The selector whose brace stands at a byte.
pub(super) fn selector_at(parsed: &Parsed, brace: usize) -> Option<&Selector> {
    find(parsed, |expr| {
        let selector = match &expr.kind {
            ExprKind::Selector(it) => &**it,
            ExprKind::Matrix(it) => &it.selector,
            _ => return None,
        };
        selector.braces.filter(|braces| braces.start as usize == brace).map(|_| selector)
    })
}

/// What a list of labels is about, and the labels in it.
pub(super) fn listed_at(parsed: &Parsed, list: List) -> Option<(CursorScope, &[Name])> {
    let is_it = |span: Span| span.start as usize == list.start;
    find(parsed, |expr| match &expr.kind {
        ExprKind::Aggregate(it) => {
            let grouping = it.grouping.as_ref().filter(|grouping| is_it(grouping.span))?;
            Some((CursorScope::below(it.operand()), &grouping.labels[..]))
        }
        ExprKind::Binary(it) => {
            let matching = it.matching.as_ref()?;
            if is_it(matching.span) {
                return Some((CursorScope::below([&it.left, &it.right]), &matching.labels[..]));
            }
            let group = matching.group.as_ref()?;
            let is_group = matches!(list.keyword, Keyword::GroupLeft | Keyword::GroupRight);
            // The labels come from the side that has one series for many of the other.
            let one = if group.side == Side::Left { &it.right } else { &it.left };
            (is_group && is_it(group.span)).then(|| (CursorScope::below([one]), &group.labels[..]))
        }
        _ => None,
    })
}

/// The innermost expression around a byte that may have modifiers.
pub(super) fn modified_at(parsed: &Parsed, byte: usize) -> Option<(&Expr, &Modifiers)> {
    let mut innermost: Option<(&Expr, &Modifiers)> = None;
    let mut open: Vec<&Expr> = parsed.strays.iter().chain([&parsed.expr]).collect();
    while let Some(expr) = open.pop() {
        if !is_around(expr.span, byte) {
            continue;
        }
        open.extend(expr.children());
        if let Some(modifiers) = expr.modifiers()
            && innermost.is_none_or(|(known, _)| expr.span.len() <= known.span.len())
        {
            innermost = Some((expr, modifiers));
        }
    }
    innermost
}
