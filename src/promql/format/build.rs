//! Turns tree and comments into a document (`doc`) of texts, lists and operators at which lines may end.
//!
//! Each point where a line may end takes the comments up to what follows it; one that stands where no line can end
//! waits for the next such point. So no comment is lost and none passes another.

use super::LINE;
use super::comments::{Comments, Gap};
use super::doc::{Breaks, Doc, Items};
use crate::promql::ast::{Aggregate, Binary, Expr, ExprKind, Matching, Name, NameForm, Selector, Subquery};
use crate::promql::printer::{Printer, as_typed};
use crate::promql::span::Span;

const PARENTHESES: [&str; 2] = ["(", ")"];

/// What makes something of what stands before it.
enum Link<'a> {
    Operator(&'a Binary),
    Brackets(&'a Subquery),
}

pub(super) struct Builder<'a> {
    text: &'a str,
    comments: Comments<'a>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str, comments: Comments<'a>) -> Self {
        Self { text, comments }
    }

    pub(super) fn comments(&self) -> Comments<'a> {
        self.comments
    }

    /// A whole expression with the comments before and after it.
    pub(super) fn whole(&mut self, expr: &Expr) -> (Gap, Doc, Gap) {
        let before = self.comments.take(expr.span.start);
        let doc = self.expr(expr);
        (before, doc, self.comments.take(u32::MAX))
    }

    fn typed(&self, write: impl FnOnce(&mut Printer)) -> Doc {
        Doc::text(as_typed(self.text, write))
    }

    /// An expression. Chains of operators and of brackets, the only trees that may be very deep, are gone down without
    /// recursion.
    fn expr(&mut self, expr: &Expr) -> Doc {
        let mut chain = Vec::new();
        let mut first = expr;
        loop {
            let (link, left) = match &first.kind {
                ExprKind::Binary(it) => (Link::Operator(it), &it.left),
                ExprKind::Subquery(it) => (Link::Brackets(it), &it.expr),
                _ => break,
            };
            chain.push(link);
            first = left;
        }
        let first = self.operand(first);
        chain.into_iter().rev().fold(first, |left, link| match link {
            Link::Operator(it) => self.binary(left, it),
            Link::Brackets(it) => Doc::row(vec![left, self.typed(|line| line.subquery_suffix(it))]),
        })
    }

    /// What is neither operator nor subquery.
    fn operand(&mut self, expr: &Expr) -> Doc {
        match &expr.kind {
            ExprKind::Selector(it) => self.selector(expr, it, |line| line.modifiers(&it.modifiers)),
            ExprKind::Matrix(it) => self.selector(expr, &it.selector, |line| line.matrix_suffix(it)),
            ExprKind::Call(it) => {
                let args = self.exprs(&it.args, it.args_span.end);
                let list = Doc::list(PARENTHESES, args, beside(it.name.len()));
                Doc::row(vec![Doc::text(it.name.clone()), list])
            }
            ExprKind::Aggregate(it) => self.aggregate(it),
            ExprKind::Unary(it) => {
                let operand = self.expr(&it.operand);
                Doc::row(vec![Doc::text(it.op.text().to_owned()), operand])
            }
            ExprKind::Paren(inner) => {
                let inner = self.exprs(std::slice::from_ref(&**inner), expr.span.end);
                Doc::list(PARENTHESES, inner, beside(0))
            }
            _ => self.typed(|line| line.expr(expr)),
        }
    }

    fn exprs(&mut self, exprs: &[Expr], end: u32) -> Items {
        self.items(exprs.iter().map(|expr| (expr.span, expr)), end, Self::expr)
    }

    /// Items with the comments before each, and those before the end.
    fn items<T>(
        &mut self,
        parts: impl Iterator<Item = (Span, T)>,
        end: u32,
        build: impl Fn(&mut Self, T) -> Doc,
    ) -> Items {
        let mut items = Items { docs: Vec::new(), gaps: Vec::new() };
        for (span, part) in parts {
            items.gaps.push(self.comments.take(span.start));
            items.docs.push(build(self, part));
        }
        items.gaps.push(self.comments.take(end));
        items
    }

    /// A selector and what follows it.
    fn selector(&mut self, expr: &Expr, it: &Selector, suffix: impl FnOnce(&mut Printer)) -> Doc {
        let quoted = it.name.as_ref().filter(|name| name.form == NameForm::Quoted);
        let is_filled = !it.matchers.is_empty() || quoted.is_some();
        let Some(braces) = it.braces.filter(|braces| is_filled && self.comments.stand_in(*braces)) else {
            return self.typed(|line| line.expr(expr));
        };
        let metric = self
            .typed(|line| it.name.iter().filter(|name| name.form == NameForm::Bare).for_each(|name| line.name(name)));
        // A quoted name may stand anywhere among the matchers, and so may comments.
        let mut entries: Vec<(Span, Doc)> =
            it.matchers.iter().map(|matcher| (matcher.span, self.typed(|line| line.matcher(matcher)))).collect();
        entries.extend(quoted.map(|name| (name.span, self.typed(|line| line.name(name)))));
        entries.sort_by_key(|(span, _)| span.start);
        let items = self.items(entries.into_iter(), braces.end, |_, entry| entry);
        Doc::row(vec![metric, Doc::list(["{", "}"], items, Breaks::ByComments), self.typed(suffix)])
    }

    /// An aggregation, its grouping before its arguments. A grouping that holds comments stays where it is written,
    /// as it would take them past those of the arguments.
    fn aggregate(&mut self, it: &Aggregate) -> Doc {
        let commented = it.grouping.as_ref().filter(|it| self.commented_labels(&it.labels, it.span).is_some());
        let Some(grouping) = commented else {
            let head = self.typed(|line| line.aggregate_head(it));
            let args = self.exprs(&it.args, it.args_span.end);
            let breaks = beside(head.width);
            return Doc::row(vec![head, Doc::list(PARENTHESES, args, breaks)]);
        };
        let op = Doc::text(it.op.text().to_owned());
        let word = self.typed(|line| line.grouping_word(grouping));
        if grouping.span.start < it.args_span.start {
            let labels = self.labels(&grouping.labels, grouping.span);
            let args = self.exprs(&it.args, it.args_span.end);
            let space = Doc::text(" ".to_owned());
            Doc::row(vec![op, word, labels, space, Doc::list(PARENTHESES, args, Breaks::Always)])
        } else {
            let args = self.exprs(&it.args, it.args_span.end);
            let args = Doc::list(PARENTHESES, args, Breaks::Always);
            Doc::row(vec![op, args, word, self.labels(&grouping.labels, grouping.span)])
        }
    }

    fn binary(&mut self, left: Doc, it: &Binary) -> Doc {
        let before = self.comments.take(it.op_span.start);
        let operator = match &it.matching {
            Some(matching) if self.comments.stand_in(matching.span) => self.commented_operator(it, matching),
            _ => self.typed(|line| line.operator(it)),
        };
        let after = self.comments.take(it.right.span.start);
        let right = self.expr(&it.right);
        Doc::binary(left, before, operator, after, right)
    }

    /// An operator with comments between its labels.
    fn commented_operator(&mut self, it: &Binary, matching: &Matching) -> Doc {
        let end = matching.group.as_ref().map_or(matching.span.end, |group| group.span.start);
        let on = Span { end, ..matching.span };
        let mut parts = vec![self.typed(|line| {
            line.operator_word(it);
            line.matching_word(matching);
        })];
        parts.push(self.labels(&matching.labels, on));
        if let Some(group) = &matching.group {
            parts.push(self.typed(|line| line.group_word(group.side)));
            parts.push(self.labels(&group.labels, group.span));
        }
        parts.extend(it.fill.as_ref().map(|fill| self.typed(|line| line.fill(fill))));
        Doc::row(parts)
    }

    /// Labels in parentheses, one a line where comments stand among them.
    fn labels(&mut self, labels: &[Name], span: Span) -> Doc {
        let Some(end) = self.commented_labels(labels, span) else { return self.typed(|line| line.labels(labels)) };
        let names = labels.iter().map(|label| (label.span, label));
        let items = self.items(names, end, |this, label| this.typed(|line| line.name(label)));
        Doc::list(PARENTHESES, items, Breaks::ByComments)
    }

    /// Where the closing parenthesis of labels stands, if there are comments between the parentheses. The span holds
    /// the word before them, too, and maybe more behind them.
    fn commented_labels(&self, labels: &[Name], span: Span) -> Option<u32> {
        let open = self.comments.starting_with('(', span)?;
        let last = labels.last().map_or(open, |label| Span { start: label.span.end, ..span });
        let end = self.comments.starting_with(')', last)?.start;
        self.comments.stand_in(Span { end, ..open }).then_some(end)
    }
}

/// Broken where it does not fit on one line with what stands beside it.
fn beside(width: usize) -> Breaks {
    Breaks::Beyond(LINE.saturating_sub(width))
}
