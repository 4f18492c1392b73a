//! Diagnostics in words, in both languages: in English Prometheus' own wording where it is good, as people search for
//! it, a better one where it is not. In Chinese `PromQL`'s words, operators and signatures stay as they are.
//!
//! Not here: lints, each of which has its words in its own file (`lints`); the page's own texts (`i18n`).

mod check;
mod syntax;

use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::lints;
use crate::model::lang::Lang;

/// The message of a diagnostic, one line without a full stop.
pub fn message(diagnostic: &Diagnostic, lang: Lang) -> String {
    match &diagnostic.kind {
        DiagnosticKind::Syntax(kind) => syntax::message(kind, lang),
        DiagnosticKind::Check(kind) => check::message(kind, lang),
        DiagnosticKind::Lint(finding) => {
            lints::named(finding.lint).map(|lint| lint.message(&finding.about, lang)).unwrap_or_default()
        }
    }
}
