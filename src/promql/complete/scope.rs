//! The series and labels that bear on the cursor: which selectors a server is asked with.

use super::nodes::is_around;
use crate::promql::ast::{
    Aggregate, Call, Expr, ExprKind, GroupingKind, Matcher, Matching, MatchingKind, Modifiers, Name, NameForm, Selector,
};
use crate::promql::check;
use crate::promql::functions::{ParameterRole, ResultLabels};
use crate::promql::parser;
use crate::promql::printer;
use crate::promql::regex;
use crate::promql::span::Span;

/// More selectors than this are not asked about.
const MOST_SELECTORS: usize = 8;

/// Longer selectors are not asked about, in bytes.
const LONGEST_SELECTOR: usize = 2_000;

/// The series and labels that bear on a cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CursorScope {
    /// The series, as selectors that a server takes.
    pub selectors: Vec<String>,
    /// Labels that are known from the text alone: an aggregation below keeps just these, a function adds them.
    pub labels: Vec<String>,
}

impl CursorScope {
    /// The series of one selector, without the matcher that touches the cursor.
    pub(super) fn of_selector(selector: &Selector, cursor: usize) -> Self {
        let mut scope = Self::default();
        scope.selector(selector, Some(cursor));
        scope
    }

    /// The series below an expression whose labels reach its top.
    pub(super) fn below<'a>(exprs: impl IntoIterator<Item = &'a Expr>) -> Self {
        let mut scope = Self::default();
        exprs.into_iter().for_each(|expr| scope.expr(expr));
        scope
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Selector(it) => self.selector(it, None),
            ExprKind::Matrix(it) => self.selector(&it.selector, None),
            ExprKind::Aggregate(it) => self.aggregate(it),
            ExprKind::Call(it) => self.call(it),
            ExprKind::Binary(it) => match &it.matching {
                // Without a group the result has the labels of `on` and no others.
                Some(Matching { kind: MatchingKind::On, labels, group: None, .. }) if !it.op.is_set() => {
                    self.names(labels);
                }
                _ => expr.children().into_iter().for_each(|child| self.expr(child)),
            },
            _ => expr.children().into_iter().for_each(|child| self.expr(child)),
        }
    }

    fn aggregate(&mut self, it: &Aggregate) {
        let parameter = it.op.aggregator().parameter.map(|parameter| parameter.role);
        if parameter == Some(ParameterRole::TargetLabel)
            && let Some(Expr { kind: ExprKind::String(label), .. }) = it.parameter()
        {
            self.label(&label.value);
        }
        match &it.grouping {
            _ if it.op.selects() => it.args.last().into_iter().for_each(|operand| self.expr(operand)),
            Some(grouping) if grouping.kind == GroupingKind::By => self.names(&grouping.labels),
            Some(_) => it.args.last().into_iter().for_each(|operand| self.expr(operand)),
            None => {}
        }
    }

    fn call(&mut self, it: &Call) {
        let function = it.function();
        for (at, argument) in it.args.iter().enumerate() {
            let role = function.and_then(|function| function.role(at));
            match &argument.kind {
                ExprKind::String(label) if role == Some(ParameterRole::TargetLabel) => self.label(&label.value),
                _ if function.is_some_and(|function| function.labels == ResultLabels::None) => {}
                _ => self.expr(argument),
            }
        }
    }

    fn names(&mut self, names: &[Name]) {
        for name in names {
            self.label(&name.text);
        }
    }

    fn label(&mut self, label: &str) {
        if self.labels.len() < MOST_SELECTORS * 8 && !self.labels.iter().any(|known| known == label) {
            self.labels.push(label.to_owned());
        }
    }

    fn selector(&mut self, selector: &Selector, cursor: Option<usize>) {
        if self.selectors.len() >= MOST_SELECTORS {
            return;
        }
        if let Some(text) = ask(selector, cursor)
            && !self.selectors.contains(&text)
        {
            self.selectors.push(text);
        }
    }
}

/// The text of a selector without its modifiers, its invalid matchers and the matcher that touches the cursor; `None`
/// where a server would not take what remains.
fn ask(selector: &Selector, cursor: Option<usize>) -> Option<String> {
    let is_free = |span: Span| cursor.is_none_or(|cursor| !is_around(span, cursor));
    let is_valid = |matcher: &&Matcher| {
        let is_pattern = !matcher.op.is_regex() || regex::read(&matcher.value.value).is_ok();
        is_pattern && !matcher.value.span.is_empty() && is_free(matcher.span)
    };
    let asked = Selector {
        // A bare name ends where its braces begin.
        name: selector.name.clone().filter(|name| name.form == NameForm::Bare || is_free(name.span)),
        matchers: selector.matchers.iter().filter(is_valid).cloned().collect(),
        modifiers: Modifiers::default(),
        ..*selector
    };
    let expr = Expr { span: selector.span, kind: ExprKind::Selector(Box::new(asked)) };
    let text = printer::print(&expr);
    let is_taken = text.len() <= LONGEST_SELECTOR && check::diagnose(&text).1.is_empty();
    is_taken.then_some(text)
}

/// The first node of a text's trees for which something is found.
pub(super) fn find<'a, T>(parsed: &'a parser::Parsed, found: impl Fn(&'a Expr) -> Option<T>) -> Option<T> {
    let mut open: Vec<&Expr> = parsed.strays.iter().rev().chain([&parsed.expr]).collect();
    while let Some(expr) = open.pop() {
        if let Some(it) = found(expr) {
            return Some(it);
        }
        open.extend(expr.children().into_iter().rev());
    }
    None
}
