//! What follows an operand: `[5m]`, `[1h:5m]`, `@`, `offset`, `anchored`, `smoothed`.

use super::cursor::Parser;
use super::duration::EXPECTED as DURATION;
use crate::model::time::whole_ms;
use crate::promql::ast::{
    AtKind, AtModifier, BinaryOp, Duration, DurationKind, Expr, ExprKind, Extension, Matrix, Modifiers, Number,
    Subquery,
};
use crate::promql::diagnostic::Expected::{self, Symbol, Word};
use crate::promql::diagnostic::{Edit, Fix, Syntax, SyntaxContext};
use crate::promql::lexer::{Keyword, TokenKind};
use crate::promql::span::Span;

impl Parser<'_> {
    pub(super) fn postfix(&mut self) -> Expr {
        let mut expr = self.primary();
        loop {
            expr = match self.kind() {
                TokenKind::Open('[') => self.range_or_subquery(expr),
                TokenKind::At => self.at(expr),
                TokenKind::Keyword(Keyword::Offset) => self.offset(expr),
                TokenKind::Keyword(Keyword::Anchored) => self.extension(expr, Extension::Anchored),
                TokenKind::Keyword(Keyword::Smoothed) => self.extension(expr, Extension::Smoothed),
                _ => return expr,
            };
        }
    }

    fn range_or_subquery(&mut self, expr: Expr) -> Expr {
        let depth = self.depth;
        let open = self.open('[');
        let range = self.positive_duration(SyntaxContext::Range, DURATION);
        if self.opt_bump(TokenKind::Colon).is_none() {
            let brackets = self.close(SyntaxContext::Range, &[Symbol(":"), Symbol("]")]);
            self.depth = depth;
            return self.matrix(expr, range, open.to(brackets));
        }
        let expected: &[_] = &[Expected::Number, Expected::Duration, Word("step()"), Word("range()"), Symbol("]")];
        let has_step = !matches!(self.kind(), TokenKind::Close(_) | TokenKind::End);
        let step = has_step.then(|| self.positive_duration(SyntaxContext::Subquery, expected));
        let brackets = self.close(SyntaxContext::Subquery, &[Symbol("]")]);
        self.depth = depth;
        let span = expr.span.to(brackets);
        let modifiers = Modifiers::default();
        let subquery = Subquery { expr, range, step, modifiers };
        self.above(Expr { span, kind: ExprKind::Subquery(Box::new(subquery)) })
    }

    /// A range after a selector; after anything else it is a subquery that lacks its colon.
    fn matrix(&mut self, expr: Expr, range: Duration, brackets: Span) -> Expr {
        let span = expr.span.to(brackets);
        match expr.kind {
            ExprKind::Selector(selector) => {
                let before = selector.span.after().to(brackets.before());
                let move_behind = Fix {
                    edits: vec![
                        Edit { span: before, text: String::new() },
                        Edit { span: brackets.after(), text: format!(" {}", before.of(self.text).trim()) },
                    ],
                };
                if selector.modifiers.offset.is_some() {
                    self.report_passed(brackets, Syntax::OffsetBeforeRange, Some(move_behind));
                } else if selector.modifiers.at.is_some() {
                    self.report_passed(brackets, Syntax::AtBeforeRange, Some(move_behind));
                }
                let matrix = Matrix { selector: *selector, range };
                self.above(Expr { span, kind: ExprKind::Matrix(Box::new(matrix)) })
            }
            ExprKind::Error => Expr { span, kind: ExprKind::Error },
            _ => {
                let is_literal = matches!(expr.kind, ExprKind::Number(_) | ExprKind::String(_));
                let fix = (!is_literal).then(|| self.range_fix(&expr, brackets));
                self.report_passed(brackets, Syntax::RangeOfExpression, fix);
                let modifiers = Modifiers::default();
                let subquery = Subquery { expr, range, step: None, modifiers };
                self.above(Expr { span, kind: ExprKind::Subquery(Box::new(subquery)) })
            }
        }
    }

    /// `rate(x)[5m]` was meant as `rate(x[5m])`; anything else as a subquery.
    fn range_fix(&self, expr: &Expr, brackets: Span) -> Fix {
        if let ExprKind::Call(call) = &expr.kind
            && let [arg] = &*call.args
            && let ExprKind::Selector(selector) = &arg.kind
            && selector.modifiers.is_empty()
        {
            let text = brackets.of(self.text).to_owned();
            let edits = vec![Edit { span: arg.span.after(), text }, Edit { span: brackets, text: String::new() }];
            return Fix { edits };
        }
        let is_closed = brackets.of(self.text).ends_with(']');
        let colon = Span::at(brackets.end as usize - usize::from(is_closed));
        Fix { edits: vec![Edit { span: colon, text: ":".into() }] }
    }

    fn at(&mut self, expr: Expr) -> Expr {
        let is_misplaced = self.is_reported();
        let start = self.bump();
        let Some((kind, end)) = self.opt_time() else {
            if is_misplaced {
                self.go_on_reported();
            }
            self.report_unexpected(SyntaxContext::At, &[Expected::Timestamp, Word("start()"), Word("end()")]);
            return expr;
        };
        let span = start.to(end);
        self.modify(expr, span, "@", |modifiers| {
            let is_twice = modifiers.at.is_some();
            modifiers.at = Some(AtModifier { span, kind });
            is_twice
        })
    }

    fn opt_time(&mut self) -> Option<(AtKind, Span)> {
        let edge = match self.keyword() {
            Some(Keyword::Start) => AtKind::Start,
            Some(Keyword::End) => AtKind::End,
            _ => {
                let number = self.opt_signed_number()?;
                return Some((AtKind::Time(self.timestamp(number)), number.span));
            }
        };
        let start = self.bump();
        if !self.is(TokenKind::Open('(')) {
            self.report_fixed(
                start,
                Syntax::Unexpected { found: self.found(), context: Some(SyntaxContext::At), expected: &[Symbol("()")] },
                start.after(),
                "()",
            );
            return Some((edge, start));
        }
        self.open('(');
        Some((edge, start.to(self.close(SyntaxContext::At, &[Symbol(")")]))))
    }

    /// Seconds as Unix milliseconds.
    fn timestamp(&mut self, number: Number) -> i64 {
        // 2⁶³, as a limit on seconds: servers check this before they convert.
        const LIMIT: f64 = 9_223_372_036_854_775_808.0;
        if number.value.is_nan() || number.value.abs() >= LIMIT {
            self.report_passed(number.span, Syntax::Timestamp(number.value), None);
            return 0;
        }
        whole_ms(number.value * 1000.0)
    }

    /// `5`, `-5`, `+5m`, `Inf`.
    pub(super) fn opt_signed_number(&mut self) -> Option<Number> {
        let is_number =
            |kind| matches!(kind, TokenKind::Number | TokenKind::Duration | TokenKind::Keyword(Keyword::Number));
        if is_number(self.kind()) {
            return Some(self.number());
        }
        let is_minus = match self.kind() {
            TokenKind::Operator(BinaryOp::Sub) => true,
            TokenKind::Operator(BinaryOp::Add) => false,
            _ => return None,
        };
        if !is_number(self.ahead(1).kind) {
            return None;
        }
        let sign = self.bump();
        let number = self.number();
        let value = if is_minus { -number.value } else { number.value };
        Some(Number { span: sign.to(number.span), value, ..number })
    }

    fn offset(&mut self, expr: Expr) -> Expr {
        let depth = self.depth;
        let start = self.bump();
        let duration = self.offset_duration();
        self.depth = depth;
        if duration.kind == DurationKind::Error {
            return expr;
        }
        let span = start.to(duration.span);
        self.modify(expr, span, "offset", |modifiers| modifiers.offset.replace(duration).is_some())
    }

    fn extension(&mut self, expr: Expr, extension: Extension) -> Expr {
        let span = self.bump();
        if let ExprKind::Subquery(_) = expr.kind {
            // `1[5m] anchored`: it is only a subquery because its range was a mistake.
            if !self.is_just_reported(expr.span) {
                self.report_passed(span, Syntax::ModifierTarget(extension.text()), None);
            }
            return expr;
        }
        self.modify(expr, span, extension.text(), |modifiers| modifiers.extension.replace((extension, span)).is_some())
    }

    /// Puts a modifier where it belongs; `set` says whether there was one already.
    fn modify(&mut self, expr: Expr, span: Span, name: &'static str, set: impl FnOnce(&mut Modifiers) -> bool) -> Expr {
        let mut expr = expr;
        let modifiers = match &mut expr.kind {
            ExprKind::Selector(it) => &mut it.modifiers,
            ExprKind::Matrix(it) => &mut it.selector.modifiers,
            ExprKind::Subquery(it) => &mut it.modifiers,
            ExprKind::Error => return expr,
            _ => {
                self.report_passed(span, Syntax::ModifierTarget(name), None);
                return expr;
            }
        };
        if set(modifiers) {
            let fix = Fix { edits: vec![Edit { span, text: String::new() }] };
            self.report_passed(span, Syntax::ModifierTwice(name), Some(fix));
        }
        expr.span = expr.span.to(span);
        expr
    }
}
