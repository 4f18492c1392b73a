//! Examining an expression: parser and checker, their words, and places that a person can count.
//!
//! Invariant: bounded work for any text, and a bounded answer.

use crate::model::lang::Lang;
use crate::promql::check::diagnose;
use crate::promql::diagnostic::Diagnostic;
use crate::promql::wording;
use crate::protocol::examination::{Examined, Finding, MAX_FINDINGS, MAX_FIX, MAX_TEXT};

/// What is wrong with a text, in words; nothing is said of a text longer than [`MAX_TEXT`].
pub(super) fn examine(text: &str, lang: Lang) -> Examined {
    if text.len() > MAX_TEXT {
        return Examined::default();
    }
    let (_, diagnostics) = diagnose(text);
    let mut place = Place { text, at: 0, line: 1, column: 1 };
    let told = diagnostics.iter().take(MAX_FINDINGS);
    let findings = told.map(|diagnostic| finding(diagnostic, text, lang, place.moved_to(diagnostic))).collect();
    Examined { findings, count: diagnostics.len() as u32 }
}

fn finding(diagnostic: &Diagnostic, text: &str, lang: Lang, (line, column): (u32, u32)) -> Finding {
    let fix = diagnostic.fix.as_ref().and_then(|fix| fix.as_one(text));
    Finding {
        span: diagnostic.span,
        line,
        column,
        severity: diagnostic.severity,
        message: wording::message(diagnostic, lang),
        is_unfinished: diagnostic.may_be_unfinished(),
        fix: fix.filter(|fix| fix.text.len() <= MAX_FIX),
    }
}

/// A place that only moves forward, so that many of them take one pass.
struct Place<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    column: u32,
}

impl Place<'_> {
    /// Line and column of a diagnostic's start; diagnostics come in the order of their starts.
    fn moved_to(&mut self, diagnostic: &Diagnostic) -> (u32, u32) {
        let to = diagnostic.span.start as usize;
        for letter in self.text.get(self.at..to).unwrap_or_default().chars() {
            (self.line, self.column) = if letter == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        self.at = to;
        (self.line, self.column)
    }
}
