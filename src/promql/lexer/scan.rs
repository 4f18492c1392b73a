//! The scanner: where a token begins and ends.

use super::{Keyword, Lexed, Token, TokenKind};
use crate::promql::ast::{BinaryOp, Comment};
use crate::promql::diagnostic::{Diagnostic, DiagnosticKind, Syntax};
use crate::promql::span::Span;

pub(super) struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Between `[` and `]` a colon is a token, elsewhere part of a name.
    in_brackets: bool,
    lexed: Lexed,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, in_brackets: false, lexed: Lexed::default() }
    }

    pub(super) fn finish(mut self) -> Lexed {
        self.lexed.tokens.push(Token { kind: TokenKind::End, span: Span::at(self.text.len()) });
        self.lexed
    }

    /// Reads one token, comment or white space; false at the end.
    pub(super) fn step(&mut self) -> bool {
        let Some(&byte) = self.bytes.get(self.at) else { return false };
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
            b'#' => self.comment(),
            b'"' | b'\'' => self.quoted(byte),
            b'`' => self.raw(),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_some_and(|next| next.is_ascii_digit()) => self.number(),
            b':' if self.in_brackets => self.emit(1, TokenKind::Colon),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' => self.word(),
            _ => self.symbol(byte),
        }
        true
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn emit(&mut self, length: usize, kind: TokenKind) {
        let span = Span::new(self.at, self.at + length);
        self.lexed.tokens.push(Token { kind, span });
        self.at += length;
    }

    fn report(&mut self, span: Span, kind: Syntax) {
        self.lexed.diagnostics.push(Diagnostic::error(span, DiagnosticKind::Syntax(kind)));
    }

    /// The number of bytes from here that satisfy the condition.
    fn run(&self, condition: impl Fn(u8) -> bool) -> usize {
        self.bytes[self.at..].iter().take_while(|byte| condition(**byte)).count()
    }

    fn comment(&mut self) {
        let length = self.run(|byte| !matches!(byte, b'\n' | b'\r'));
        self.lexed.comments.push(Comment { span: Span::new(self.at, self.at + length) });
        self.at += length;
    }

    fn quoted(&mut self, quote: u8) {
        let mut end = self.at + 1;
        loop {
            match self.bytes.get(end) {
                Some(b'\\') if self.bytes.get(end + 1).is_some_and(|next| *next != b'\n') => end += 2,
                None | Some(b'\n') => break self.broken_string(end, quote),
                Some(byte) if *byte == quote => break self.emit(end + 1 - self.at, TokenKind::String),
                Some(_) => end += 1,
            }
        }
    }

    fn raw(&mut self) {
        match self.bytes[self.at + 1..].iter().position(|byte| *byte == b'`') {
            Some(length) => self.emit(length + 2, TokenKind::String),
            None => self.broken_string(self.text.len(), b'`'),
        }
    }

    fn broken_string(&mut self, end: usize, quote: u8) {
        // An escaped first byte of a longer character ends inside it.
        let end = self.text.ceil_char_boundary(end);
        self.report(Span::new(self.at, end), Syntax::Unterminated { quote: char::from(quote) });
        self.emit(end - self.at, TokenKind::BrokenString);
    }

    fn word(&mut self) {
        let in_brackets = self.in_brackets;
        let length = self.run(|byte| is_alphanumeric(byte) || byte == b':' && !in_brackets);
        if self.peek(length).is_some_and(|next| !next.is_ascii()) {
            return self.unknown();
        }
        let text = &self.text[self.at..self.at + length];
        let kind = match Keyword::of(text) {
            Some(keyword) => TokenKind::Keyword(keyword),
            None if text.contains(':') => TokenKind::ColonName,
            None => TokenKind::Name,
        };
        self.emit(length, kind);
    }

    /// A number or duration with all that hangs on it: `1e+5`, `1h30m`, `0x1F`; and `1..2`, which is neither.
    fn number(&mut self) {
        let is_part = |byte| is_alphanumeric(byte) || byte == b'.';
        let mut length = self.run(is_part);
        let is_decimal = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'_'));
        if let Some(mantissa) = self.text[self.at..self.at + length].strip_suffix(['e', 'E'])
            && matches!(self.peek(length), Some(b'+' | b'-'))
            && is_decimal(mantissa)
        {
            length += 1;
            length += self.bytes[self.at + length..].iter().take_while(|byte| is_part(**byte)).count();
        }
        let text = &self.text[self.at..self.at + length];
        let units = |byte: u8| matches!(byte, b's' | b'm' | b'h' | b'd' | b'w' | b'y');
        let is_duration = !text.starts_with("0x") && !text.starts_with("0X") && text.bytes().any(units);
        self.emit(length, if is_duration { TokenKind::Duration } else { TokenKind::Number });
    }

    fn symbol(&mut self, byte: u8) {
        let next = self.peek(1);
        let (length, kind) = match (byte, next) {
            (b'(' | b'[' | b'{', _) => (1, TokenKind::Open(char::from(byte))),
            (b')' | b']' | b'}', _) => (1, TokenKind::Close(char::from(byte))),
            (b',', _) => (1, TokenKind::Comma),
            (b'@', _) => (1, TokenKind::At),
            (b'=', Some(b'>')) => (2, self.foreign("=>", BinaryOp::GreaterEqual)),
            (b'=', Some(b'<')) => (2, self.foreign("=<", BinaryOp::LessEqual)),
            (b'=', Some(b'!')) => (2, self.foreign("=!", BinaryOp::NotEqual)),
            (b'<', Some(b'>')) => (2, self.foreign("<>", BinaryOp::NotEqual)),
            (b'=', Some(b'=')) => (2, TokenKind::Operator(BinaryOp::Equal)),
            (b'=', Some(b'~')) => (2, TokenKind::Match("=~")),
            (b'=', _) => (1, TokenKind::Match("=")),
            (b'!', Some(b'=')) => (2, TokenKind::Operator(BinaryOp::NotEqual)),
            (b'!', Some(b'~')) => (2, TokenKind::Match("!~")),
            (b'!', _) => (1, TokenKind::Match("!")),
            (b'~', _) => (1, TokenKind::Match("~")),
            (b'<', Some(b'=')) => (2, TokenKind::Operator(BinaryOp::LessEqual)),
            (b'<', Some(b'/')) => (2, TokenKind::Operator(BinaryOp::TrimUpper)),
            (b'<', _) => (1, TokenKind::Operator(BinaryOp::Less)),
            (b'>', Some(b'=')) => (2, TokenKind::Operator(BinaryOp::GreaterEqual)),
            (b'>', Some(b'/')) => (2, TokenKind::Operator(BinaryOp::TrimLower)),
            (b'>', _) => (1, TokenKind::Operator(BinaryOp::Greater)),
            (b'+', _) => (1, TokenKind::Operator(BinaryOp::Add)),
            (b'-', _) => (1, TokenKind::Operator(BinaryOp::Sub)),
            (b'*', _) => (1, TokenKind::Operator(BinaryOp::Mul)),
            (b'/', _) => (1, TokenKind::Operator(BinaryOp::Div)),
            (b'%', _) => (1, TokenKind::Operator(BinaryOp::Mod)),
            (b'^', _) => (1, TokenKind::Operator(BinaryOp::Pow)),
            (b'&', Some(b'&')) => (2, self.foreign("&&", BinaryOp::And)),
            (b'|', Some(b'|')) => (2, self.foreign("||", BinaryOp::Or)),
            _ => return self.unknown(),
        };
        match kind {
            TokenKind::Open('[') => self.in_brackets = true,
            TokenKind::Close(']' | '}') | TokenKind::Open('{') => self.in_brackets = false,
            _ => {}
        }
        self.emit(length, kind);
    }

    fn foreign(&mut self, found: &'static str, meant: BinaryOp) -> TokenKind {
        let span = Span::new(self.at, self.at + 2);
        let kind = DiagnosticKind::Syntax(Syntax::ForeignOperator { found, meant: meant.text() });
        self.lexed.diagnostics.push(Diagnostic::error(span, kind).fixed_by(span, meant.text()));
        TokenKind::Operator(meant)
    }

    /// A run that begins nothing, with the letters that hang on it, so that one strange word is one mistake.
    fn unknown(&mut self) {
        let rest = &self.text[self.at..];
        let hangs_on = |letter: char| !letter.is_ascii() || letter == '$' || is_alphanumeric_char(letter);
        let first = rest.chars().next().unwrap_or_default();
        let length = first.len_utf8()
            + rest[first.len_utf8()..].chars().take_while(|it| hangs_on(*it)).map(char::len_utf8).sum::<usize>();
        let text = &rest[..length];
        let kind = match text.chars().find(|letter| !is_alphanumeric_char(*letter)) {
            Some('$') => Syntax::Variable(text.to_owned()),
            other => Syntax::Character(other.unwrap_or(first)),
        };
        self.report(Span::new(self.at, self.at + length), kind);
        self.emit(length, TokenKind::Unknown);
    }
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_alphanumeric_char(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
