//! `check`: what is wrong with an expression.

use narthex::promql::check::diagnose;
use serde_json::json;

use crate::answer::{Answer, Format, Request, errors, messages};

#[allow(clippy::unnecessary_wraps, reason = "commands with options fail")]
pub(crate) fn answer(asked: &Request) -> Result<Answer, String> {
    let (_, diagnostics) = diagnose(asked.text);
    let is_sound = diagnostics.is_empty();
    let lines = if asked.format == Format::Json {
        vec![json!({ "ok": is_sound, "errors": errors(&diagnostics) }).to_string()]
    } else {
        messages(asked.text, &diagnostics)
    };
    Ok(Answer { lines, complaints: Vec::new(), is_sound })
}
