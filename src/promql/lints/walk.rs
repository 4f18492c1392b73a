//! One walk of a tree that hands every node, with what stands around it, to every lint.
//!
//! Invariant: a lint looks at most [`FAR`] nodes up from a node, and its helpers (`kit`) look at most [`FAR`] down, so
//! all lints together take time in proportion to the tree.

use super::kit::expression;
use super::kit::metric::{self, Moves, Sizes};
use super::{Facts, Found, LINTS, Mends};
use crate::promql::ast::{Binary, BinaryOp, Expr, ExprKind, Selector};
use crate::promql::functions::{Function, Parameter, Reads, ResultLabels};

/// How far a lint looks.
pub(super) const FAR: usize = 32;

/// A node of a tree and what stands around it.
pub(super) struct NodeContext<'a> {
    /// What the tree was made from.
    pub(super) text: &'a str,
    /// What else is known.
    pub(super) facts: &'a Facts,
    /// The node.
    pub(super) expr: &'a Expr,
    /// What it stands in, the innermost last.
    parents: &'a [&'a Expr],
    whole: &'a Whole<'a>,
}

/// What is known of the whole tree.
struct Whole<'a> {
    /// Whether anything in it decides whether there is a result, as every alert has it.
    filters: bool,
    sizes: Sizes<'a>,
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
    let mut whole = Whole { filters: false, sizes: Sizes::default() };
    look(expr, &mut whole);
    visit(text, facts, expr, (&mut Vec::new(), &whole), found);
}

fn look<'a>(expr: &'a Expr, whole: &mut Whole<'a>) {
    match &expr.kind {
        ExprKind::Selector(it) => whole.sizes.add(it),
        ExprKind::Matrix(it) => whole.sizes.add(&it.selector),
        ExprKind::Call(it) => {
            whole.filters |= it.function().is_some_and(|function| function.labels == ResultLabels::OfMatchers);
        }
        ExprKind::Binary(it) => whole.filters |= decides(it),
        _ => {}
    }
    for child in expr.children() {
        look(child, whole);
    }
}

/// Whether an operator may leave nothing of its operands.
fn decides(binary: &Binary) -> bool {
    let compares = binary.op.is_comparison() && binary.bool_span.is_none();
    compares || matches!(binary.op, BinaryOp::And | BinaryOp::Unless)
}

fn visit<'a>(
    text: &'a str,
    facts: &'a Facts,
    expr: &'a Expr,
    (parents, whole): (&mut Vec<&'a Expr>, &Whole<'a>),
    found: &mut Found,
) {
    let node = NodeContext { text, facts, expr, parents, whole };
    for lint in LINTS {
        let before = found.len();
        (lint.find)(&node, found);
        let is_offered = match lint.mends {
            Mends::Same => true,
            Mends::Fewer => !whole.filters || node.is_result(),
            Mends::Other => !whole.filters,
            Mends::ByHand => false,
        };
        if !is_offered {
            found[before..].iter_mut().for_each(|one| one.fix = None);
        }
    }
    parents.push(expr);
    for child in expr.children() {
        visit(text, facts, child, (parents, whole), found);
    }
    parents.pop();
}

impl<'a> NodeContext<'a> {
    /// How a metric moves. What is called a total beside its parts is a size, whose values go up and down.
    pub(super) fn moves(&self, name: &str) -> Moves {
        metric::moves(name, &self.facts.metadata, &self.whole.sizes)
    }

    /// Whether anything in the whole tree decides whether there is a result.
    pub(super) fn is_filtered(&self) -> bool {
        self.whole.filters
    }

    /// Whether its series are the query's, each by itself compared with or changed by numbers, perhaps beside others.
    fn is_result(&self) -> bool {
        let passes = |it: &Binary| {
            it.op == BinaryOp::Or || expression::number(&it.left).or(expression::number(&it.right)).is_some()
        };
        self.parents.len() < FAR
            && self.above().all(|(parent, _)| matches!(&parent.kind, ExprKind::Binary(it) if passes(it)))
    }

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

    /// The parameter that it is an argument for, if it is one, parentheses passed over.
    pub(super) fn parameter(&self) -> Option<&'static Parameter> {
        let (parent, child) = self.parent()?;
        parent.parameter(parent.children().iter().position(|one| one.span == child.span)?)
    }

    /// The selector, if it is one, with a range or without.
    pub(super) fn selector(&self) -> Option<&'a Selector> {
        match &self.expr.kind {
            ExprKind::Selector(selector) => Some(selector),
            ExprKind::Matrix(matrix) => Some(&matrix.selector),
            _ => None,
        }
    }

    /// The functions around it, the innermost first.
    pub(super) fn functions_above(&self) -> impl Iterator<Item = &'static Function> + use<'a> {
        self.above().filter_map(|(parent, _)| match &parent.kind {
            ExprKind::Call(call) => call.function(),
            _ => None,
        })
    }

    /// What its result is wanted for.
    pub(super) fn wanted(&self) -> Wanted {
        let is_presence = |(parent, child): (&Expr, &Expr)| match &parent.kind {
            ExprKind::Aggregate(it) => it.op.aggregator().reads == Reads::Presence,
            ExprKind::Call(it) => it.function().is_some_and(|function| function.reads == Reads::Presence),
            ExprKind::Binary(it) => matches!(it.op, BinaryOp::And | BinaryOp::Unless) && child.span == it.right.span,
            _ => false,
        };
        if self.above().any(is_presence) { Wanted::Presence } else { Wanted::Values }
    }
}
