//! `check`: what is wrong with an expression.

use narthex::promql::check::diagnose_as;
use narthex::promql::diagnostic::Severity;
use serde_json::json;

use crate::answer::{Answer, Format, Request, errors, messages};

pub(crate) fn answer(asked: &Request) -> Result<Answer, String> {
    let (_, diagnostics) = diagnose_as(asked.text, asked.dialect()?);
    let is_sound = diagnostics.iter().all(|one| one.severity != Severity::Error);
    let lines = if asked.format == Format::Json {
        vec![json!({ "ok": is_sound, "errors": errors(&diagnostics) }).to_string()]
    } else {
        messages(asked.text, &diagnostics)
    };
    Ok(Answer { lines, complaints: Vec::new(), is_sound })
}
