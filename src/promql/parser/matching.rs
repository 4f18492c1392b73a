//! What may stand between an operator and its right operand: `bool`, matching, grouping, filling.

use super::cursor::Parser;
use crate::promql::ast::{Fill, Group, Matching, MatchingKind, Number, Side};
use crate::promql::diagnostic::{Expected, Syntax, SyntaxContext};
use crate::promql::lexer::{Keyword, TokenKind};
use crate::promql::span::Span;

#[derive(Default)]
pub(super) struct BinaryModifiers {
    pub(super) bool_span: Option<Span>,
    pub(super) matching: Option<Matching>,
    pub(super) fill: Option<Fill>,
}

impl Parser<'_> {
    pub(super) fn binary_modifiers(&mut self) -> BinaryModifiers {
        let bool_span = self.opt_keyword(Keyword::Bool);
        let mut matching = self.opt_matching();
        let group = self.opt_group();
        match (&mut matching, group) {
            (Some(matching), Some((group, _))) => {
                matching.span = matching.span.to(group.span);
                matching.group = Some(group);
            }
            (None, Some((group, word))) => {
                self.report_passed(group.span, Syntax::GroupWithoutMatching(word), None);
            }
            _ => {}
        }
        let fill = self.opt_fill();
        BinaryModifiers { bool_span, matching, fill }
    }

    fn opt_matching(&mut self) -> Option<Matching> {
        let kind = match self.keyword()? {
            Keyword::On => MatchingKind::On,
            Keyword::Ignoring => MatchingKind::Ignoring,
            _ => return None,
        };
        let start = self.bump();
        let (labels, span) = self.labels();
        Some(Matching { span: start.to(span), kind, labels, group: None })
    }

    /// The labels may be missing with their parentheses.
    fn opt_group(&mut self) -> Option<(Group, &'static str)> {
        let (side, word) = match self.keyword()? {
            Keyword::GroupLeft => (Side::Left, "group_left"),
            Keyword::GroupRight => (Side::Right, "group_right"),
            _ => return None,
        };
        let start = self.bump();
        let (labels, span) = if self.is(TokenKind::Open('(')) { self.labels() } else { (Vec::new(), start) };
        Some((Group { span: start.to(span), side, labels }, word))
    }

    /// `fill (1)`, or `fill_left (1)` and `fill_right (2)`, either of them or both in either order.
    fn opt_fill(&mut self) -> Option<Fill> {
        let mut fill: Option<Fill> = None;
        while self.ahead(1).kind == TokenKind::Open('(') {
            let (left, right) = match self.keyword() {
                Some(Keyword::Fill) => (true, true),
                Some(Keyword::FillLeft) => (true, false),
                Some(Keyword::FillRight) => (false, true),
                _ => break,
            };
            let is_twice =
                fill.as_ref().is_some_and(|fill| left && fill.left.is_some() || right && fill.right.is_some());
            if is_twice {
                let found = self.found();
                self.report_here(Syntax::Unexpected { found, context: None, expected: &[] });
            }
            let start = self.bump();
            let (value, span) = self.fill_value();
            let span = start.to(span);
            let known = fill.get_or_insert(Fill { span, left: None, right: None });
            known.span = known.span.to(span);
            known.left = known.left.or(value.filter(|_| left));
            known.right = known.right.or(value.filter(|_| right));
        }
        fill
    }

    /// `(number)`.
    fn fill_value(&mut self) -> (Option<Number>, Span) {
        self.open('(');
        let value = self.opt_signed_number();
        if value.is_none() {
            self.report_unexpected(SyntaxContext::Fill, &[Expected::Number]);
        }
        (value, self.close(SyntaxContext::Fill, &[Expected::Symbol(")")]))
    }
}
