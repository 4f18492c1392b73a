//! Diagnostics in words, in both languages: in English Prometheus' own wording where it is good, as people search for
//! it, a better one where it is not. In Chinese `PromQL`'s words, operators and signatures stay as they are.
//!
//! Not here: lints, each of which has its words in its own file (`lints`); the page's own texts (`i18n`).

mod check;
mod syntax;

use super::diagnostic::{Diagnostic, Kind};
use crate::model::lang::Lang;

/// The message of a diagnostic, one line without a full stop.
pub fn message(diagnostic: &Diagnostic, lang: Lang) -> String {
    match &diagnostic.kind {
        Kind::Syntax(kind) => syntax::message(kind, lang),
        Kind::Check(kind) => check::message(kind, lang),
        Kind::Lint(kind) => kind.message(lang),
    }
}

/// A text as messages quote it: in double quotes, escaped, cut after 40 characters.
fn quoted(text: &str) -> String {
    const LIMIT: usize = 40;
    let start: String = text.chars().take(LIMIT).collect();
    let more = if text.len() > start.len() { "…" } else { "" };
    format!("\"{}{more}\"", visible(&start.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// A text on one line: what cannot be seen is escaped.
fn visible(text: &str) -> String {
    let letter = |letter: char| if letter.is_control() { letter.escape_default().collect() } else { vec![letter] };
    text.chars().flat_map(letter).collect()
}
