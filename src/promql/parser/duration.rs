//! Parses durations in brackets and after `offset`.
//!
//! After `offset` a literal ends the duration (`x offset 5m + y` adds y), as do `step()`, `range()`, `min_of(…)`,
//! `max_of(…)` and a sign before any of these or before parentheses; parentheses without a sign do not.

use super::cursor::Parser;
use super::{MAX_DEPTH, MAX_NESTING};
use crate::promql::ast::{BinaryOp, Duration, DurationKind, DurationOp, UnaryOp};
use crate::promql::diagnostic::Expected::{self, Symbol, Word};
use crate::promql::diagnostic::{Syntax, SyntaxContext};
use crate::promql::lexer::{Keyword, TokenKind};
use crate::promql::literal::number::MAX_SECONDS;
use crate::promql::span::Span;

/// How a duration begins.
pub(super) const EXPECTED: &[Expected] = &[Expected::Number, Expected::Duration, Word("step()"), Word("range()")];

impl Parser<'_> {
    /// A range or a step.
    pub(super) fn positive_duration(&mut self, context: SyntaxContext, expected: &'static [Expected]) -> Duration {
        self.duration_operators = 0;
        if !self.starts_duration() {
            return self.no_duration(context, expected);
        }
        let duration = self.duration(1);
        if let DurationKind::Literal(number) = duration.kind
            && (number.value.is_nan() || number.value <= 0.0)
            && !self.is_just_reported(duration.span)
        {
            self.report_passed(duration.span, Syntax::DurationNotPositive, None);
        }
        duration
    }

    pub(super) fn offset_duration(&mut self) -> Duration {
        self.duration_operators = 0;
        if !self.starts_duration() {
            return self.no_duration(SyntaxContext::Offset, EXPECTED);
        }
        match (self.opt_sign(), self.kind(), self.ahead(1).kind) {
            (None, TokenKind::Open('('), _) | (Some(_), _, TokenKind::Operator(_)) => self.duration(1),
            (None, _, _) => self.duration_primary(),
            (Some(op), _, _) => {
                let sign = self.bump();
                if !self.starts_duration() {
                    return self.no_duration(SyntaxContext::Offset, EXPECTED);
                }
                let operand = self.duration_primary();
                signed(op, sign, operand)
            }
        }
    }

    fn no_duration(&mut self, context: SyntaxContext, expected: &'static [Expected]) -> Duration {
        self.report_unexpected(context, expected);
        Duration { span: self.here(), kind: DurationKind::Error }
    }

    fn starts_duration(&self) -> bool {
        match self.kind() {
            TokenKind::Number | TokenKind::Duration | TokenKind::Open('(') | TokenKind::Keyword(Keyword::Number) => {
                true
            }
            TokenKind::Keyword(Keyword::Step | Keyword::Range | Keyword::MinOf | Keyword::MaxOf) => {
                self.ahead(1).kind == TokenKind::Open('(')
            }
            _ => self.opt_sign().is_some(),
        }
    }

    fn opt_sign(&self) -> Option<UnaryOp> {
        match self.kind() {
            TokenKind::Operator(BinaryOp::Add) => Some(UnaryOp::Plus),
            TokenKind::Operator(BinaryOp::Sub) => Some(UnaryOp::Minus),
            _ => None,
        }
    }

    /// A duration of operators that bind at least so tightly: 1 for sums, 2 for products, 3 for powers.
    fn duration(&mut self, precedence: u8) -> Duration {
        if self.nesting >= MAX_NESTING {
            self.stop(Syntax::TooDeep { limit: MAX_NESTING });
            return Duration { span: self.here(), kind: DurationKind::Error };
        }
        self.nesting += 1;
        let mut left = self.duration_unary();
        while let Some((op, binds)) = self.opt_duration_op().filter(|(_, binds)| *binds >= precedence) {
            self.duration_operators += 1;
            if self.duration_operators > MAX_DEPTH {
                self.stop(Syntax::TooDeep { limit: MAX_DEPTH });
                break;
            }
            self.bump();
            if !self.starts_duration() {
                left = self.no_duration(SyntaxContext::Duration, EXPECTED);
                break;
            }
            let right = self.duration(if op == DurationOp::Pow { binds } else { binds + 1 });
            let is_zero = matches!(right.kind, DurationKind::Literal(number) if number.value == 0.0);
            let mistake = match op {
                DurationOp::Div => Some(Syntax::DivisionByZero),
                DurationOp::Mod => Some(Syntax::ModuloByZero),
                _ => None,
            };
            if let Some(mistake) = mistake.filter(|_| is_zero && !self.is_just_reported(right.span)) {
                self.report_passed(right.span, mistake, None);
            }
            let span = left.span.to(right.span);
            left = Duration { span, kind: DurationKind::Binary(op, Box::new([left, right])) };
        }
        self.nesting -= 1;
        left
    }

    fn opt_duration_op(&self) -> Option<(DurationOp, u8)> {
        Some(match self.kind() {
            TokenKind::Operator(BinaryOp::Add) => (DurationOp::Add, 1),
            TokenKind::Operator(BinaryOp::Sub) => (DurationOp::Sub, 1),
            TokenKind::Operator(BinaryOp::Mul) => (DurationOp::Mul, 2),
            TokenKind::Operator(BinaryOp::Div) => (DurationOp::Div, 2),
            TokenKind::Operator(BinaryOp::Mod) => (DurationOp::Mod, 2),
            TokenKind::Operator(BinaryOp::Pow) => (DurationOp::Pow, 3),
            _ => return None,
        })
    }

    fn duration_unary(&mut self) -> Duration {
        let Some(op) = self.opt_sign() else { return self.duration_primary() };
        let sign = self.bump();
        if !self.starts_duration() {
            return self.no_duration(SyntaxContext::Duration, EXPECTED);
        }
        let operand = self.duration(3);
        signed(op, sign, operand)
    }

    fn duration_primary(&mut self) -> Duration {
        match self.kind() {
            TokenKind::Number | TokenKind::Duration | TokenKind::Keyword(Keyword::Number) => {
                let number = self.number();
                if number.value.is_nan() || number.value > MAX_SECONDS {
                    self.report_passed(number.span, Syntax::DurationOutOfRange, None);
                }
                Duration { span: number.span, kind: DurationKind::Literal(number) }
            }
            TokenKind::Open('(') => {
                self.open('(');
                let inner = if self.starts_duration() {
                    self.duration(1)
                } else {
                    self.no_duration(SyntaxContext::Duration, EXPECTED)
                };
                let span = self.close(SyntaxContext::Duration, &[Symbol(")")]);
                Duration { span, kind: DurationKind::Paren(Box::new(inner)) }
            }
            _ => self.duration_call(),
        }
    }

    /// `step()`, `range()`, `min_of(a, b)`, `max_of(a, b)`.
    fn duration_call(&mut self) -> Duration {
        let keyword = self.keyword();
        let start = self.bump();
        self.open('(');
        let kind = match keyword {
            Some(Keyword::Step) => DurationKind::Step,
            Some(Keyword::Range) => DurationKind::Range,
            Some(Keyword::MinOf) => DurationKind::Min(Box::new(self.duration_pair())),
            _ => DurationKind::Max(Box::new(self.duration_pair())),
        };
        let span = start.to(self.close(SyntaxContext::Duration, &[Symbol(")")]));
        Duration { span, kind }
    }

    fn duration_pair(&mut self) -> [Duration; 2] {
        let left = self.duration_argument();
        if self.opt_bump(TokenKind::Comma).is_none() {
            self.report_unexpected(SyntaxContext::Duration, &[Symbol(",")]);
            return [left, Duration { span: self.here(), kind: DurationKind::Error }];
        }
        [left, self.duration_argument()]
    }

    fn duration_argument(&mut self) -> Duration {
        if self.starts_duration() { self.duration(1) } else { self.no_duration(SyntaxContext::Duration, EXPECTED) }
    }
}

/// A sign before a duration; it becomes part of a literal.
fn signed(op: UnaryOp, sign: Span, operand: Duration) -> Duration {
    let span = sign.to(operand.span);
    if let DurationKind::Literal(mut number) = operand.kind {
        number.span = span;
        if op == UnaryOp::Minus {
            number.value = -number.value;
        }
        return Duration { span, kind: DurationKind::Literal(number) };
    }
    Duration { span, kind: DurationKind::Unary(op, Box::new(operand)) }
}
