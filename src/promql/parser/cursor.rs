//! The parser's position in the tokens, its diagnostics and its recovery.

use crate::promql::ast::{Expr, ExprKind};
use crate::promql::diagnostic::{
    Diagnostic, DiagnosticKind, Edit, Expected, Fix, NamedToken as Found, Syntax, SyntaxContext,
};
use crate::promql::lexer::{Keyword, Token, TokenKind};
use crate::promql::span::Span;

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// The delimiters that are open here, with their spans.
    open: Vec<(char, Span)>,
    /// The token at which something was last reported: until it is passed, nothing more is.
    reported_at: Option<usize>,
    /// A text without its closing quote was passed: it may have swallowed anything.
    swallowed: bool,
    /// A limit was passed: the rest is not read.
    stopped: bool,
    diagnostics: Vec<Diagnostic>,
    strays: Vec<Expr>,
    /// How deep this is within [`Parser::nested`].
    pub(super) nesting: usize,
    /// The depth of the tree that was returned last.
    pub(super) depth: usize,
    /// The operators in the duration that is being read.
    pub(super) duration_operators: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, tokens: Vec<Token>, diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            open: Vec::new(),
            reported_at: None,
            swallowed: false,
            stopped: false,
            diagnostics,
            strays: Vec::new(),
            nesting: 0,
            depth: 0,
            duration_operators: 0,
        }
    }

    pub(super) fn finish(self) -> (Vec<Expr>, Vec<Diagnostic>) {
        (self.strays, self.diagnostics)
    }

    // The tokens. The last one is the end, and it is never passed.

    pub(super) fn token(&self) -> Token {
        self.ahead(0)
    }

    pub(super) fn ahead(&self, count: usize) -> Token {
        self.tokens
            .get(self.at + count)
            .or(self.tokens.last())
            .copied()
            .unwrap_or(Token { kind: TokenKind::End, span: Span::at(self.text.len()) })
    }

    pub(super) fn kind(&self) -> TokenKind {
        self.token().kind
    }

    pub(super) fn span(&self) -> Span {
        self.token().span
    }

    /// The end of the token before this one, where missing text belongs.
    pub(super) fn here(&self) -> Span {
        self.at.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(Span::at(0), |it| it.span.after())
    }

    pub(super) fn is(&self, kind: TokenKind) -> bool {
        self.kind() == kind
    }

    pub(super) fn keyword(&self) -> Option<Keyword> {
        match self.kind() {
            TokenKind::Keyword(keyword) => Some(keyword),
            _ => None,
        }
    }

    pub(super) fn token_text(&self) -> &'a str {
        self.span().of(self.text)
    }

    /// Passes a token.
    pub(super) fn bump(&mut self) -> Span {
        let token = self.token();
        self.swallowed |= token.kind == TokenKind::BrokenString;
        if token.kind != TokenKind::End {
            self.at += 1;
        }
        token.span
    }

    /// Passes a token if it is this.
    pub(super) fn opt_bump(&mut self, kind: TokenKind) -> Option<Span> {
        self.is(kind).then(|| self.bump())
    }

    pub(super) fn opt_keyword(&mut self, keyword: Keyword) -> Option<Span> {
        self.opt_bump(TokenKind::Keyword(keyword))
    }

    // Delimiters.

    /// Passes an opening delimiter.
    pub(super) fn open(&mut self, delimiter: char) -> Span {
        let span = self.bump();
        self.open.push((delimiter, span));
        span
    }

    /// Passes the closing delimiter of the last opened one. Where something else stands, that is reported, and it is
    /// skipped up to the delimiter; where the delimiter is missing, that is reported. Gives the span from `(` to `)`.
    pub(super) fn close(&mut self, context: SyntaxContext, expected: &'static [Expected]) -> Span {
        let Some((open, start)) = self.open.pop() else { return self.here() };
        let depth = self.depth;
        let close = closing(open);
        loop {
            match self.kind() {
                TokenKind::Close(found) if found == close => return start.to(self.bump()),
                TokenKind::Close(found) if self.open.iter().any(|(open, _)| closing(*open) == found) => break,
                TokenKind::End => break,
                TokenKind::Close(found) => self.report_here(Syntax::Unopened(found)),
                _ if self.starts_expr() && matches!(context, SyntaxContext::Parentheses | SyntaxContext::Arguments) => {
                    self.missing_operator();
                }
                _ => self.report_unexpected(context, expected),
            }
            self.skip_stray();
            self.depth = depth;
        }
        self.report_unclosed(open, start);
        start.to(self.here())
    }

    fn report_unclosed(&mut self, open: char, start: Span) {
        if self.swallowed || self.reported_at == Some(self.at) {
            return;
        }
        let mut missing = String::from(closing(open));
        if self.is(TokenKind::End) {
            // All that is still open ends here too; one fix closes all of it.
            missing.extend(self.open.iter().rev().map(|(open, _)| closing(*open)));
        }
        let at = if self.is(TokenKind::End) { Span::at(self.text.trim_end().len()) } else { self.here() };
        self.report_fixed(start, Syntax::Unclosed(open), at, missing);
    }

    // Reports.

    pub(super) fn report(&mut self, span: Span, kind: Syntax) {
        self.report_with(span, kind, None);
    }

    pub(super) fn report_fixed(&mut self, span: Span, kind: Syntax, at: Span, text: impl Into<String>) {
        self.report_with(span, kind, Some(Fix { edits: vec![Edit { span: at, text: text.into() }] }));
    }

    pub(super) fn report_with(&mut self, span: Span, kind: Syntax, fix: Option<Fix>) {
        let is_known = self.reported_at.replace(self.at) == Some(self.at);
        // The lexer has spoken of these; and what is missing at the end may stand in the text that lacks its quote.
        let is_told = matches!(self.kind(), TokenKind::Unknown | TokenKind::BrokenString)
            || self.swallowed && self.is(TokenKind::End);
        if self.stopped || is_known || is_told {
            return;
        }
        self.diagnostics.push(Diagnostic { fix, ..Diagnostic::error(span, DiagnosticKind::Syntax(kind)) });
    }

    /// Reports something of what was already passed, whatever stands here.
    pub(super) fn report_passed(&mut self, span: Span, kind: Syntax, fix: Option<Fix>) {
        if !self.stopped {
            self.diagnostics.push(Diagnostic { fix, ..Diagnostic::error(span, DiagnosticKind::Syntax(kind)) });
        }
    }

    /// Whether the token here was reported.
    pub(super) fn is_reported(&self) -> bool {
        self.reported_at == Some(self.at)
    }

    /// Whether the last report was of something in this context.
    pub(super) fn is_just_reported(&self, span: Span) -> bool {
        self.diagnostics.last().is_some_and(|last| last.span.start >= span.start && last.span.end <= span.end)
    }

    pub(super) fn report_here(&mut self, kind: Syntax) {
        self.report(self.span(), kind);
    }

    pub(super) fn report_unexpected(&mut self, context: SyntaxContext, expected: &'static [Expected]) {
        let found = self.found();
        self.report_here(Syntax::Unexpected { found, context: Some(context), expected });
    }

    pub(super) fn missing_operator(&mut self) {
        match self.kind() {
            TokenKind::Match(operator @ ("=" | "=~" | "!~" | "!")) => {
                self.report_here(Syntax::MatcherOperator(operator));
            }
            _ if self.starts_expr() => {
                let found = self.found();
                self.report_here(Syntax::MissingOperator { found });
            }
            _ => {
                let found = self.found();
                self.report_here(Syntax::Unexpected { found, context: None, expected: &[] });
            }
        }
    }

    /// Reports that a limit was passed, and reads no further.
    pub(super) fn stop(&mut self, kind: Syntax) {
        self.report_here(kind);
        self.stopped = true;
        self.at = self.tokens.len().saturating_sub(1);
    }

    /// Where an expression is missing.
    pub(super) fn error_expr(&mut self, kind: Syntax) -> Expr {
        self.report_here(kind);
        self.depth = 1;
        Expr { span: self.span().before(), kind: ExprKind::Error }
    }

    /// The token here, as messages name it.
    pub(super) fn found(&self) -> Found {
        let text = self.token_text().to_owned();
        match self.kind() {
            TokenKind::End => Found::End,
            TokenKind::Name | TokenKind::ColonName => Found::Identifier(text),
            TokenKind::Keyword(Keyword::Number) | TokenKind::Number => Found::Number(text),
            TokenKind::Keyword(Keyword::Aggregate(_)) => Found::Aggregator(text),
            TokenKind::Keyword(Keyword::Operator(_)) | TokenKind::Operator(_) => Found::Operator(text),
            TokenKind::Keyword(_) => Found::Keyword(text),
            TokenKind::Duration => Found::Duration(text),
            TokenKind::String | TokenKind::BrokenString => Found::String(text),
            _ => Found::Symbol(text),
        }
    }

    // Recovery.

    /// Whether an expression may begin here that no operator has to precede; signs are operators.
    pub(super) fn starts_expr(&self) -> bool {
        match self.kind() {
            TokenKind::Name
            | TokenKind::ColonName
            | TokenKind::Number
            | TokenKind::Duration
            | TokenKind::String
            | TokenKind::BrokenString => true,
            TokenKind::Open(open) => open != '[',
            TokenKind::Keyword(keyword) => keyword.may_be_metric() || keyword == Keyword::Number,
            _ => false,
        }
    }

    /// Skips what fits nowhere, understanding expressions in it, up to a comma, a closing delimiter or the end.
    pub(super) fn skip(&mut self) {
        while !matches!(self.kind(), TokenKind::End | TokenKind::Close(_) | TokenKind::Comma) {
            self.skip_stray();
        }
        if self.is(TokenKind::Comma) && self.open.is_empty() {
            self.bump();
        }
        self.reported_at = Some(self.at);
    }

    /// Skips single tokens up to a comma, a closing delimiter of what is open, or the end.
    pub(super) fn skip_tokens(&mut self) {
        let mut opened = 0_usize;
        loop {
            match self.kind() {
                TokenKind::End => break,
                TokenKind::Comma | TokenKind::Close(_) if opened == 0 => break,
                TokenKind::Close(_) => opened -= 1,
                TokenKind::Open(_) => opened += 1,
                _ => {}
            }
            self.bump();
        }
        self.reported_at = Some(self.at);
    }

    /// Passes a token that was reported; what follows it belongs to the same mistake.
    pub(super) fn pass_reported(&mut self) {
        self.bump();
        self.go_on_reported();
    }

    /// What stands here belongs to the mistake that was reported.
    pub(super) fn go_on_reported(&mut self) {
        self.reported_at = Some(self.at);
    }

    /// Skips one token, or one expression that fits nowhere.
    fn skip_stray(&mut self) {
        if self.starts_expr() {
            let expr = self.expr();
            self.strays.push(expr);
        } else {
            self.bump();
        }
        // What was skipped belongs to the mistake that was reported.
        self.reported_at = Some(self.at);
    }
}

pub(super) fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}
