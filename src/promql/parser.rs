//! Tokens → tree. One production, one function: `x` always gives a node, `opt_x` maybe one.
//!
//! Invariant: it never fails: whatever the text, there is a tree, and diagnostics say where it is broken.
//! Invariant: one mistake gives one diagnostic. After a report nothing more is reported before another token is
//! understood, and what cannot be placed is skipped up to a comma, a closing delimiter or an expression.
//! Invariant: linear time; recursion at most [`MAX_NESTING`] and trees at most [`MAX_DEPTH`] deep.
//! Not here: types, arity, unknown functions (the checker).

mod call;
mod cursor;
mod duration;
mod expr;
mod literal;
mod matching;
mod postfix;
mod selector;

use super::ast::{Comment, Expr, ExprKind};
use super::diagnostic::{self, Diagnostic, Syntax};
use super::lexer::{self, TokenKind};
use super::span::Span;
use cursor::Parser;

/// How deep parentheses, calls, signs and right operands may nest.
pub const MAX_NESTING: usize = 150;

/// How deep a tree may be; a chain of operators is as deep as it is long.
pub const MAX_DEPTH: usize = 1000;

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 16 << 20;

/// What a text was understood as.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The tree.
    pub expr: Expr,
    /// Expressions that were understood but have no place in the tree, as an operator or a comma is missing before
    /// them.
    pub strays: Vec<Expr>,
    /// The comments, in the order of the text.
    pub comments: Vec<Comment>,
    /// What is wrong, in the order of the text. Empty: the tree is whole.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses one expression.
pub fn parse(text: &str) -> Parsed {
    if text.len() > MAX_BYTES {
        let kind = super::diagnostic::DiagnosticKind::Syntax(Syntax::TooLong { limit: MAX_BYTES });
        let expr = Expr { span: Span::at(0), kind: ExprKind::Error };
        let diagnostics = vec![Diagnostic::error(Span::at(0), kind)];
        return Parsed { expr, strays: Vec::new(), comments: Vec::new(), diagnostics };
    }
    let lexed = lexer::lex(text);
    let mut parser = Parser::new(text, lexed.tokens, lexed.diagnostics);
    let expr = parser.whole();
    let (strays, mut diagnostics) = parser.finish();
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    diagnostic::leave_first(&mut diagnostics);
    Parsed { expr, strays, comments: lexed.comments, diagnostics }
}

impl Parser<'_> {
    /// The whole text.
    fn whole(&mut self) -> Expr {
        if self.is(TokenKind::End) {
            return self.error_expr(Syntax::Empty);
        }
        let expr = self.expr();
        while !self.is(TokenKind::End) {
            if let TokenKind::Close(close) = self.kind() {
                self.report_here(Syntax::Unopened(close));
                self.bump();
                // `(a)) + b`: what follows goes on with what was understood.
                if let TokenKind::Operator(_) = self.kind() {
                    self.bump();
                }
            } else {
                self.missing_operator();
            }
            self.skip();
        }
        expr
    }
}
