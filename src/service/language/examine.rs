//! Examines an expression: parser, checker and lints, their words, spans as lines and columns.
//!
//! Invariant: bounded work for any text, and a bounded answer.

use crate::model::count::to_u32;
use crate::model::lang::Lang;
use crate::promql::diagnostic::Diagnostic;
use crate::promql::dialect::QueryDialect;
use crate::promql::lints::{self, Facts};
use crate::promql::position::Positions;
use crate::promql::wording;
use crate::protocol::examination::{Examined, Finding, MAX_FINDINGS, MAX_FIX, MAX_TEXT};

/// What is wrong with a text in the language of a node, or else what the lints find, in words; nothing is said of a
/// text longer than [`MAX_TEXT`].
pub(super) fn examine(text: &str, lang: Lang, dialect: QueryDialect) -> Examined {
    if text.len() > MAX_TEXT {
        return Examined::default();
    }
    let (_, mut diagnostics) = lints::diagnose(text, &Facts { dialect, ..Facts::default() });
    if dialect == QueryDialect::Local {
        diagnostics.retain(|diagnostic| !diagnostic.selects_all());
    }
    // Diagnostics come in the order of their starts.
    let mut positions = Positions::new(text);
    let listed = diagnostics.iter().take(MAX_FINDINGS);
    let findings = listed
        .map(|diagnostic| finding(diagnostic, text, lang, positions.of(diagnostic.span.start as usize)))
        .collect();
    Examined { findings, count: to_u32(diagnostics.len()) }
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
