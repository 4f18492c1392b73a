//! Text → tokens. What a word means depends on where it stands, so the lexer only says which word it is.
//!
//! Invariant: it never fails: every byte is part of a token, of a comment, of white space, or of
//! [`TokenKind::Unknown`], which a diagnostic explains.
//! Invariant: one pass, each byte is looked at a bounded number of times.

mod keyword;
mod scan;
mod token;

pub use keyword::Keyword;
pub use token::{Token, TokenKind};

use super::ast::Comment;
use super::diagnostic::Diagnostic;
use scan::Scanner;

/// What the lexer found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lexed {
    /// The tokens, in the order of the text; the last is [`TokenKind::End`].
    pub tokens: Vec<Token>,
    /// The comments, in the order of the text.
    pub comments: Vec<Comment>,
    /// What is wrong with single tokens, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Cuts a text into tokens.
pub fn lex(text: &str) -> Lexed {
    let mut scanner = Scanner::new(text);
    while scanner.step() {}
    scanner.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let lexed = lex(text);
        let words: Vec<&str> = lexed.tokens.iter().map(|token| token.span.of(text)).collect();
        assert_eq!(words[..words.len() - 1], *expected, "{text}");
        assert_eq!(lexed.tokens.last().map(|token| token.kind), Some(TokenKind::End));
    }

    #[test]
    fn cuts_where_prometheus_cuts() {
        check("a:b{c!~\"d\"}[5m:1s]", &["a:b", "{", "c", "!~", "\"d\"", "}", "[", "5m", ":", "1s", "]"]);
        check("h </ 1 >/2<=3", &["h", "</", "1", ">/", "2", "<=", "3"]);
        check("1e-3+0x1F-.5*5.^1_0", &["1e-3", "+", "0x1F", "-", ".5", "*", "5.", "^", "1_0"]);
        check("x # y\n+ 'a\\'b' `c\nd`", &["x", "+", "'a\\'b'", "`c\nd`"]);
        check("[range():step()]", &["[", "range", "(", ")", ":", "step", "(", ")", "]"]);
        check("métrique¥ $x x", &["métrique¥", "$x", "x"]);
    }

    #[test]
    fn says_what_begins_nothing() {
        for (text, count) in [("a ¥¥ b", 1), ("\"abc\n+ 1", 1), ("$__rate_interval", 1), ("a", 0)] {
            assert_eq!(lex(text).diagnostics.len(), count, "{text}");
        }
    }
}
