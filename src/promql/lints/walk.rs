//! One walk of a tree that hands every node, with what stands around it, to every lint.
//!
//! Invariant: a lint looks at most [`FAR`] nodes up from a node, and its helpers (`kit`) look at most [`FAR`] down, so
//! all lints together take time in proportion to the tree.

use super::{Facts, Found, LINTS};
use crate::promql::ast::{AggregateOp, BinaryOp, Expr, ExprKind, Selector};

/// How far a lint looks.
pub(super) const FAR: usize = 32;

/// A node of a tree and what stands around it.
pub(super) struct Place<'a> {
    /// What the tree was made from.
    pub(super) text: &'a str,
    /// What else is known.
    pub(super) facts: &'a Facts,
    /// The node.
    pub(super) expr: &'a Expr,
    /// What it stands in, the innermost last.
    parents: &'a [&'a Expr],
}

/// What an expression's result is wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Its values.
    Values,
    /// That there are series, or their times: values do not matter.
    Presence,
}

/// Shows the nodes of a tree to all lints, parents before children.
pub(super) fn walk(text: &str, expr: &Expr, facts: &Facts, found: &mut Found) {
    visit(text, facts, expr, &mut Vec::new(), found);
}

fn visit<'a>(text: &'a str, facts: &'a Facts, expr: &'a Expr, parents: &mut Vec<&'a Expr>, found: &mut Found) {
    let place = Place { text, facts, expr, parents };
    for lint in LINTS {
        (lint.find)(&place, found);
    }
    parents.push(expr);
    for child in expr.children() {
        visit(text, facts, child, parents, found);
    }
    parents.pop();
}

impl<'a> Place<'a> {
    /// What it stands in, the innermost first, without parentheses; each with its child on the way to the node.
    pub(super) fn above(&self) -> impl Iterator<Item = (&'a Expr, &'a Expr)> + use<'a> {
        let inner = self.parents.iter().rev().copied();
        let children = std::iter::once(self.expr).chain(inner.clone());
        inner.zip(children).take(FAR).filter(|(parent, _)| !matches!(parent.kind, ExprKind::Paren(_)))
    }

    /// What it stands in, parentheses passed over, with its child on the way to the node.
    pub(super) fn parent(&self) -> Option<(&'a Expr, &'a Expr)> {
        self.above().next()
    }

    /// The selector, if it is one, with a range or without.
    pub(super) fn selector(&self) -> Option<&'a Selector> {
        match &self.expr.kind {
            ExprKind::Selector(selector) => Some(selector),
            ExprKind::Matrix(matrix) => Some(&matrix.selector),
            _ => None,
        }
    }

    /// The names of the functions around it, the innermost first.
    pub(super) fn functions_above(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.above().filter_map(|(parent, _)| match &parent.kind {
            ExprKind::Call(call) => Some(call.name.as_str()),
            _ => None,
        })
    }

    /// What its result is wanted for.
    pub(super) fn wanted(&self) -> Wanted {
        let is_presence = |(parent, child): (&Expr, &Expr)| match &parent.kind {
            ExprKind::Aggregate(it) => matches!(it.op, AggregateOp::Count | AggregateOp::Group),
            ExprKind::Call(it) => matches!(
                it.name.as_str(),
                "absent" | "absent_over_time" | "count_over_time" | "present_over_time" | "timestamp"
            ),
            ExprKind::Binary(it) => matches!(it.op, BinaryOp::And | BinaryOp::Unless) && child.span == it.right.span,
            _ => false,
        };
        if self.above().any(is_presence) { Wanted::Presence } else { Wanted::Values }
    }
}
