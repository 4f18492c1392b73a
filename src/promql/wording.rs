//! Diagnostics in words, in both languages: in English Prometheus' own wording where it is good, as people search for
//! it, a better one where it is not.
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
    let mut out = String::from("\"");
    out.extend(text.chars().take(LIMIT).flat_map(|letter| match letter {
        '"' | '\\' => vec!['\\', letter],
        letter if letter.is_control() => letter.escape_default().collect(),
        letter => vec![letter],
    }));
    if text.chars().nth(LIMIT).is_some() {
        out.push('…');
    }
    out + "\""
}
