//! Parses calls of functions, and aggregations with their labels.

use super::cursor::Parser;
use crate::promql::ast::{Aggregate, AggregateOp, Call, Expr, ExprKind, Grouping, GroupingKind, Name};
use crate::promql::diagnostic::Expected::{self, Symbol};
use crate::promql::diagnostic::{Syntax, SyntaxContext};
use crate::promql::lexer::{Keyword, TokenKind};
use crate::promql::span::Span;

const COMMA_OR_CLOSE: &[Expected] = &[Symbol(","), Symbol(")")];

impl Parser<'_> {
    /// `name(…)`.
    pub(super) fn call(&mut self) -> Expr {
        let name = self.token_text().to_owned();
        let name_span = self.bump();
        let (args, args_span) = self.args();
        let span = name_span.to(args_span);
        self.above(Expr { span, kind: ExprKind::Call(Box::new(Call { name, name_span, args, args_span })) })
    }

    /// Whether the aggregator here is not a metric of that name.
    pub(super) fn aggregate_follows(&self) -> bool {
        // `sum foo`: the parentheses were forgotten.
        let forgotten =
            [TokenKind::Name, TokenKind::ColonName, TokenKind::Number, TokenKind::Duration, TokenKind::String];
        let next = self.ahead(1).kind;
        matches!(next, TokenKind::Open('(') | TokenKind::Keyword(Keyword::By | Keyword::Without))
            || forgotten.contains(&next)
    }

    /// `sum by (…) (…)` or `sum (…) by (…)`.
    pub(super) fn aggregate(&mut self, op: AggregateOp) -> Expr {
        let op_span = self.bump();
        let before = self.opt_grouping();
        if !self.is(TokenKind::Open('(')) {
            self.report_unexpected(SyntaxContext::Aggregation, &[Symbol("(")]);
            let span = before.as_ref().map_or(op_span, |grouping| op_span.to(grouping.span));
            let args_span = span.after();
            // Not none, whose number would be judged.
            let args = vec![Expr { span: args_span, kind: ExprKind::Error }];
            let aggregate = Aggregate { op, op_span, grouping: before, args, args_span };
            return Expr { span, kind: ExprKind::Aggregate(Box::new(aggregate)) };
        }
        let (args, args_span) = self.args();
        let depth = self.depth;
        let mut span = op_span.to(args_span);
        let grouping = if before.is_some() {
            before
        } else {
            let after = self.opt_grouping();
            span = after.as_ref().map_or(span, |grouping| span.to(grouping.span));
            after
        };
        self.depth = depth;
        let aggregate = Aggregate { op, op_span, grouping, args, args_span };
        self.above(Expr { span, kind: ExprKind::Aggregate(Box::new(aggregate)) })
    }

    /// `(…)` with expressions between commas. The depth is that of the deepest.
    fn args(&mut self) -> (Vec<Expr>, Span) {
        self.open('(');
        let mut args = Vec::new();
        let mut deepest = 0;
        while !matches!(self.kind(), TokenKind::Close(_) | TokenKind::End) {
            if self.is(TokenKind::Comma) {
                self.report_unexpected(SyntaxContext::Arguments, &[Expected::Expression]);
                let span = self.here();
                self.bump();
                args.push(Expr { span, kind: ExprKind::Error });
                continue;
            }
            args.push(self.expr());
            deepest = deepest.max(self.depth);
            self.after_arg();
            let Some(comma) = self.opt_bump(TokenKind::Comma) else { break };
            if self.is(TokenKind::Close(')')) {
                self.report_fixed(comma, Syntax::TrailingComma, comma, "");
            }
        }
        let span = self.close(SyntaxContext::Arguments, COMMA_OR_CLOSE);
        self.depth = deepest;
        (args, span)
    }

    /// Skips what stands between an argument and its comma.
    fn after_arg(&mut self) {
        if !matches!(self.kind(), TokenKind::Comma | TokenKind::Close(_) | TokenKind::End) {
            let kind = Syntax::Unexpected {
                found: self.found(),
                context: Some(SyntaxContext::Arguments),
                expected: COMMA_OR_CLOSE,
            };
            let is_argument =
                self.starts_expr() && !matches!(self.kind(), TokenKind::Keyword(Keyword::By | Keyword::Without));
            if is_argument {
                self.report_fixed(self.span(), kind, self.here(), ",");
            } else {
                self.report_here(kind);
            }
            self.skip();
        }
    }

    fn opt_grouping(&mut self) -> Option<Grouping> {
        let kind = match self.keyword()? {
            Keyword::By => GroupingKind::By,
            Keyword::Without => GroupingKind::Without,
            _ => return None,
        };
        let start = self.bump();
        let (labels, span) = self.labels();
        Some(Grouping { span: start.to(span), kind, labels })
    }

    /// `(…)` with labels between commas, which may be missing after the last.
    pub(super) fn labels(&mut self) -> (Vec<Name>, Span) {
        if !self.is(TokenKind::Open('(')) {
            self.report_unexpected(SyntaxContext::Grouping, &[Symbol("(")]);
            // `by job (x)`: one label without its parentheses.
            let goes_on = !matches!(
                self.ahead(1).kind,
                TokenKind::End | TokenKind::Close(_) | TokenKind::Comma | TokenKind::Operator(_)
            );
            let is_name = self.is(TokenKind::Name) && goes_on;
            let labels: Vec<Name> = is_name.then(|| self.bare_name()).into_iter().collect();
            return (labels, self.here());
        }
        self.open('(');
        let mut labels = Vec::new();
        while !matches!(self.kind(), TokenKind::Close(_) | TokenKind::End) {
            if self.is_label() {
                let is_quoted = matches!(self.kind(), TokenKind::String | TokenKind::BrokenString);
                labels.push(if is_quoted { self.quoted_name() } else { self.bare_name() });
            } else {
                self.report_unexpected(SyntaxContext::Grouping, &[Expected::Label]);
                self.skip_tokens();
            }
            if !matches!(self.kind(), TokenKind::Comma | TokenKind::Close(_) | TokenKind::End) {
                self.report_unexpected(SyntaxContext::Grouping, COMMA_OR_CLOSE);
                if !self.is_label() {
                    self.skip_tokens();
                }
                continue;
            }
            self.opt_bump(TokenKind::Comma);
        }
        (labels, self.close(SyntaxContext::Grouping, COMMA_OR_CLOSE))
    }
}
