//! Diagnostics in words, for all of the language in one place: Prometheus' own wording where it is good, as people
//! search for it, a better one where it is not.
//!
//! Not here: the page's own texts, in two languages (`i18n`).

mod check;
mod syntax;

use super::diagnostic::{Diagnostic, Kind};

/// The message of a diagnostic, one line without a full stop.
pub fn message(diagnostic: &Diagnostic) -> String {
    match &diagnostic.kind {
        Kind::Syntax(kind) => syntax::message(kind),
        Kind::Check(kind) => check::message(kind),
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
