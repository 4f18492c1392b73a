//! A token: its kind, and its span in the text.

use super::Keyword;
use crate::promql::ast::BinaryOp;
use crate::promql::span::Span;

/// A piece of the text that belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A name without a colon.
    Name,
    /// A name with a colon: only metrics and labels of groupings have such.
    ColonName,
    /// A word that may be a word of the language.
    Keyword(Keyword),
    /// A number, valid or not.
    Number,
    /// A duration, valid or not.
    Duration,
    /// A text in quotes.
    String,
    /// A text whose closing quote is missing.
    BrokenString,
    /// An operator between expressions.
    Operator(BinaryOp),
    /// `=`, or `=~`, `!~`, `!`, `~`: what only stands in braces.
    Match(&'static str),
    /// `(`, `[`, `{`
    Open(char),
    /// `)`, `]`, `}`
    Close(char),
    /// `,`
    Comma,
    /// `:` between range and step.
    Colon,
    /// `@`
    At,
    /// What begins nothing; a diagnostic says so.
    Unknown,
    /// The end of the text.
    End,
}
