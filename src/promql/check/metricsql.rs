//! Which diagnostics hold in `MetricsQL`, too. It has more functions, operators, units and shorter forms than `PromQL`,
//! so what is not understood here may well mean something there, and a node that speaks it says so itself if not.
//!
//! Invariant: either mistakes that no language of this kind allows are reported, or one message that something is not
//! understood.

use super::Diagnostic;
use crate::promql::diagnostic::{Check, DiagnosticKind, Severity, Syntax};
use crate::promql::lexer::{self, TokenKind};

/// What to tell of what was found in a text.
pub(super) fn judged(text: &str, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let Some(first) = found.first().map(|one| one.span) else { return found };
    let is_whole = is_whole(text);
    found.retain(|one| {
        let DiagnosticKind::Syntax(kind) = &one.kind else { return false };
        match kind {
            Syntax::Empty | Syntax::TooLong { .. } | Syntax::TooDeep { .. } | Syntax::Variable(_) => true,
            Syntax::Unclosed(_) | Syntax::Unopened(_) | Syntax::Unterminated { .. } => !is_whole,
            _ => false,
        }
    });
    if found.is_empty() {
        let kind = DiagnosticKind::Check(Check::NotUnderstood);
        found.push(Diagnostic { span: first, severity: Severity::Note, kind, fix: None });
    }
    found
}

/// Whether every delimiter and every quote has its other one.
fn is_whole(text: &str) -> bool {
    let mut open = Vec::new();
    for token in lexer::lex(text).tokens {
        match token.kind {
            TokenKind::Open(delimiter) => open.push(delimiter),
            TokenKind::Close(delimiter) => {
                let is_own = |open| matches!((open, delimiter), ('(', ')') | ('[', ']') | ('{', '}'));
                if !open.pop().is_some_and(is_own) {
                    return false;
                }
            }
            TokenKind::BrokenString => return false,
            _ => {}
        }
    }
    open.is_empty()
}
