//! Selectors: a name, and matchers in braces.

use super::cursor::Parser;
use crate::promql::ast::{
    BinaryOp, Expr, ExprKind, MatchOp, Matcher, Modifiers, Name, NameForm, Selector, StringLiteral,
};
use crate::promql::diagnostic::Expected::{self, Symbol};
use crate::promql::diagnostic::{Syntax, SyntaxContext};
use crate::promql::lexer::{Keyword, TokenKind};
use crate::promql::literal::string;
use crate::promql::span::Span;

impl Parser<'_> {
    /// A selector of series.
    pub(super) fn selector(&mut self) -> Expr {
        let start = self.span();
        let name = (!self.is(TokenKind::Open('{'))).then(|| self.bare_name());
        let mut selector =
            Selector { span: start, name, braces: None, matchers: Vec::new(), modifiers: Modifiers::default() };
        if self.is(TokenKind::Open('{')) {
            self.matchers(&mut selector);
        }
        selector.span = selector.braces.map_or(start, |braces| start.to(braces));
        self.depth = 1;
        Expr { span: selector.span, kind: ExprKind::Selector(Box::new(selector)) }
    }

    /// `{…}`, a comma after each entry, which may be missing after the last.
    fn matchers(&mut self, selector: &mut Selector) {
        self.open('{');
        while !matches!(self.kind(), TokenKind::Close(_) | TokenKind::End) {
            self.entry(selector);
            if self.opt_bump(TokenKind::Comma).is_none() && !self.is(TokenKind::Close('}')) {
                if self.is(TokenKind::End) || self.starts_outer() {
                    break;
                }
                self.report_unexpected(SyntaxContext::Matching, &[Symbol(","), Symbol("}")]);
                self.skip_tokens();
                self.opt_bump(TokenKind::Comma);
            }
        }
        selector.braces = Some(self.close(SyntaxContext::Matching, &[Symbol(","), Symbol("}")]));
    }

    /// Whether this ends the braces although they are not closed: `sum(a{b="c")`.
    fn starts_outer(&self) -> bool {
        matches!(self.kind(), TokenKind::Close(_) | TokenKind::Open('[' | '('))
    }

    /// A matcher or the metric's quoted name.
    fn entry(&mut self, selector: &mut Selector) {
        let name = match self.kind() {
            TokenKind::String | TokenKind::BrokenString => self.quoted_name(),
            TokenKind::Name | TokenKind::Keyword(_) => self.bare_name(),
            TokenKind::ColonName => {
                let expected = &[Expected::QuotedLabel];
                let found = self.found();
                let text = quoted(self.token_text());
                let kind = Syntax::Unexpected { found, context: Some(SyntaxContext::Matching), expected };
                self.report_fixed(self.span(), kind, self.span(), text);
                self.bare_name()
            }
            _ => {
                self.report_unexpected(SyntaxContext::Matching, &[Expected::Identifier, Symbol("}")]);
                return self.skip_tokens();
            }
        };
        match self.opt_match_op() {
            Some((op, op_span)) => {
                let value = self.match_value();
                let span = name.span.to(value.span);
                selector.matchers.push(Matcher { span, name, op, op_span, value });
            }
            None if name.form == NameForm::Quoted => self.quoted_metric(selector, name),
            None => {
                self.report_unexpected(SyntaxContext::Matching, &[Expected::MatchOperator]);
                self.skip_tokens();
            }
        }
    }

    fn quoted_metric(&mut self, selector: &mut Selector, name: Name) {
        match &selector.name {
            None => selector.name = Some(name),
            Some(first) => {
                let kind = Syntax::NameTwice { first: first.text.clone(), second: name.text };
                self.report_passed(name.span, kind, None);
            }
        }
    }

    fn opt_match_op(&mut self) -> Option<(MatchOp, Span)> {
        let op = match self.kind() {
            TokenKind::Match("=") => MatchOp::Equal,
            TokenKind::Operator(BinaryOp::NotEqual) => MatchOp::NotEqual,
            TokenKind::Match("=~") => MatchOp::Regex,
            TokenKind::Match("!~") => MatchOp::NotRegex,
            TokenKind::Operator(BinaryOp::Equal) => self.mistaken_match_op("=", MatchOp::Equal),
            TokenKind::Match("~") => self.mistaken_match_op("=~", MatchOp::Regex),
            TokenKind::Match("!") => self.mistaken_match_op("!=", MatchOp::NotEqual),
            _ => return None,
        };
        Some((op, self.bump()))
    }

    fn mistaken_match_op(&mut self, meant: &'static str, op: MatchOp) -> MatchOp {
        let kind = Syntax::Unexpected {
            found: self.found(),
            context: Some(SyntaxContext::Matching),
            expected: &[Expected::MatchOperator],
        };
        self.report_fixed(self.span(), kind, self.span(), meant);
        op
    }

    /// What a label is compared with; where it is no string, the empty one.
    fn match_value(&mut self) -> StringLiteral {
        if matches!(self.kind(), TokenKind::String | TokenKind::BrokenString) {
            return self.string();
        }
        let kind = Syntax::Unexpected {
            found: self.found(),
            context: Some(SyntaxContext::Matching),
            expected: &[Expected::String],
        };
        let is_word = matches!(
            self.kind(),
            TokenKind::Name | TokenKind::ColonName | TokenKind::Keyword(_) | TokenKind::Number | TokenKind::Duration
        );
        let (here, text) = (self.here(), self.token_text());
        if is_word {
            self.report_fixed(self.span(), kind, self.span(), quoted(text));
            let span = self.bump();
            return string::unquote(&quoted(text), span).0;
        }
        self.report_here(kind);
        self.skip_tokens();
        // What was skipped is part of the matcher, so that nobody judges by it.
        string::unquote("\"\"", here.to(self.span().before())).0
    }

    /// Whether a word may be a label's name in a grouping.
    pub(super) fn is_label(&self) -> bool {
        match self.kind() {
            TokenKind::Name | TokenKind::ColonName | TokenKind::String | TokenKind::BrokenString => true,
            TokenKind::Keyword(keyword) => !matches!(keyword, Keyword::Number | Keyword::Without),
            _ => false,
        }
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    string::push_name(&mut out, text);
    out
}
