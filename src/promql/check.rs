//! The checker: whether a tree means something. Types, numbers of arguments, matchers, modifiers, grouping, regular
//! expressions.
//!
//! Invariant: one mistake gives one diagnostic. Where something is wrong, or unknown for want of text, nothing is
//! said of what stands around it.
//! Invariant: whatever Prometheus refuses while it reads an expression is refused here; beyond that, only what it
//! refuses at every evaluation. What a node's own language may mean is no mistake on it ([`QueryDialect`]).
//! Not here: what works and is likely not meant (lints); broken text (`parser`).

mod calls;
mod metricsql;
mod operators;
mod selectors;

use super::ast::{Expr, ExprKind};
use super::diagnostic::{self, Check, Diagnostic, DiagnosticKind};
use super::dialect::QueryDialect;
use super::parser::{Parsed, parse};
use super::span::Span;
use super::value_type::ValueType;

/// All that is wrong with a tree, in the order of the text that it was made from.
pub fn check(text: &str, expr: &Expr) -> Vec<Diagnostic> {
    check_as(text, expr, QueryDialect::default())
}

fn check_as(text: &str, expr: &Expr, dialect: QueryDialect) -> Vec<Diagnostic> {
    let mut checker = Checker { text, dialect, found: Vec::new() };
    checker.expr(expr);
    checker.found.sort_by_key(|one| one.span);
    checker.found
}

/// All that is wrong with a text: what the parser reports, and what the checker finds where the text is whole.
pub fn diagnose(text: &str) -> (Parsed, Vec<Diagnostic>) {
    diagnose_as(text, QueryDialect::default())
}

/// All that is wrong with a text in the language of a node.
pub fn diagnose_as(text: &str, dialect: QueryDialect) -> (Parsed, Vec<Diagnostic>) {
    let parsed = parse(text);
    let mut found = check_as(text, &parsed.expr, dialect);
    for stray in &parsed.strays {
        found.extend(check_as(text, stray, dialect));
    }
    // Broken text says nothing reliable of the types and numbers around it.
    let broken: Vec<Span> = parsed.diagnostics.iter().map(|one| one.span).collect();
    let reach: Vec<u32> = broken.iter().scan(0, |reach, span| Some(farther(reach, span.end))).collect();
    found.retain(|one| {
        let before = broken.partition_point(|span| span.start <= one.span.end);
        before == 0 || reach[before - 1] < one.span.start
    });
    found.extend(parsed.diagnostics.iter().cloned());
    found.sort_by_key(|one| one.span);
    diagnostic::leave_first(&mut found);
    if dialect == QueryDialect::MetricsQl {
        found = metricsql::judged(text, found);
    }
    (parsed, found)
}

fn farther(reach: &mut u32, end: u32) -> u32 {
    *reach = end.max(*reach);
    *reach
}

/// What an expression evaluates to; `None` where it is not known for want of text or because of a mistake.
pub fn value_type(expr: &Expr) -> Option<ValueType> {
    Checker { text: "", dialect: QueryDialect::default(), found: Vec::new() }.expr(expr)
}

struct Checker<'a> {
    /// What the tree was made from: fixes move pieces of it.
    text: &'a str,
    dialect: QueryDialect,
    found: Vec<Diagnostic>,
}

impl Checker<'_> {
    /// Checks an expression with all below it and gives its type.
    fn expr(&mut self, expr: &Expr) -> Option<ValueType> {
        match &expr.kind {
            ExprKind::Error => None,
            ExprKind::Number(_) => Some(ValueType::Scalar),
            ExprKind::String(_) => Some(ValueType::String),
            ExprKind::Selector(selector) => {
                self.selector(selector);
                Some(ValueType::Vector)
            }
            ExprKind::Matrix(matrix) => {
                self.selector(&matrix.selector);
                Some(ValueType::Matrix)
            }
            ExprKind::Subquery(subquery) => {
                self.subquery(&subquery.expr);
                Some(ValueType::Matrix)
            }
            ExprKind::Call(call) => self.call(call),
            ExprKind::Aggregate(aggregate) => {
                self.aggregate(aggregate);
                Some(ValueType::Vector)
            }
            ExprKind::Binary(binary) => self.binary(binary),
            ExprKind::Unary(unary) => self.signed(&unary.operand),
            ExprKind::Paren(inner) => self.expr(inner),
        }
    }

    fn error(&mut self, span: Span, kind: Check) {
        self.found.push(error(span, kind));
    }

    /// Something that must go, with the blanks behind it.
    fn surplus(&mut self, span: Span, kind: Check) {
        let rest = self.text.get(span.end as usize..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        let end = span.end as usize + blanks;
        self.found.push(error(span, kind).fixed_by(Span::new(span.start as usize, end), ""));
    }
}

/// A diagnostic, to which a fix may be added.
fn error(span: Span, kind: Check) -> Diagnostic {
    Diagnostic::error(span, DiagnosticKind::Check(kind))
}
