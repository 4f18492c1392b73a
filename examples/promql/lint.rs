//! `lint`: what is wrong with an expression, and where nothing is, what is likely not meant. Nothing is known besides
//! the text, so metrics are judged by their names.

use narthex::model::lang::Lang;
use narthex::promql::diagnostic::{Diagnostic, DiagnosticKind};
use narthex::promql::lints::{Facts, diagnose};
use narthex::promql::position::Positions;
use narthex::promql::wording;
use serde_json::{Value, json};

use crate::answer::{Answer, Format, Request};

pub(crate) fn answer(asked: &Request) -> Result<Answer, String> {
    let text = asked.text;
    let (_, diagnostics) = diagnose(text, &Facts { dialect: asked.dialect()?, ..Facts::default() });
    let is_sound = diagnostics.is_empty();
    let lines = if asked.format == Format::Json {
        let findings: Vec<Value> = diagnostics.iter().map(|it| finding(text, it)).collect();
        vec![json!({ "ok": is_sound, "findings": findings }).to_string()]
    } else {
        let mut places = Positions::new(text);
        diagnostics.iter().flat_map(|it| said(text, it, &mut places)).collect()
    };
    Ok(Answer { lines, complaints: Vec::new(), is_sound })
}

/// For people: `line:column: lint: message`, and a line with the mended text where there is a fix.
fn said(text: &str, it: &Diagnostic, places: &mut Positions) -> Vec<String> {
    let name = lint(it).map(|name| format!("{name}: ")).unwrap_or_default();
    let (line, column) = places.of(it.span.start as usize);
    let mut lines = vec![format!("{line}:{column}: {name}{}", wording::message(it, Lang::En))];
    if let Some(fixed) = fixed(text, it) {
        lines.push(format!("  fix: {}", fixed.trim_end().replace('\n', "\n       ")));
    }
    lines
}

/// For programs; `lint` is null where parser or checker found it.
fn finding(text: &str, it: &Diagnostic) -> Value {
    json!({
        "start": it.span.start,
        "end": it.span.end,
        "lint": lint(it),
        "message": wording::message(it, Lang::En),
        "fix": fixed(text, it),
    })
}

fn lint(it: &Diagnostic) -> Option<&'static str> {
    match &it.kind {
        DiagnosticKind::Lint(finding) => Some(finding.lint),
        DiagnosticKind::Syntax(_) | DiagnosticKind::Check(_) => None,
    }
}

/// The longest text that is repeated for each fix.
const LONGEST: usize = 10_000;

fn fixed(text: &str, it: &Diagnostic) -> Option<String> {
    it.fix.as_ref().filter(|_| text.len() <= LONGEST).map(|fix| fix.applied(text))
}
