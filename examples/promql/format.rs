//! `format`: an expression in the one style. What is broken is answered as it is, with what is wrong with it.

use narthex::promql::format;
use serde_json::json;

use crate::answer::{Answer, Format, Request, errors, messages};

#[allow(clippy::unnecessary_wraps, reason = "commands with options fail")]
pub(crate) fn answer(asked: &Request) -> Result<Answer, String> {
    let formatted = format::format(asked.text);
    let is_sound = formatted.is_ok();
    let text = formatted.as_deref().unwrap_or(asked.text);
    let broken = formatted.as_ref().err();
    if asked.format == Format::Json {
        let mut line = json!({ "ok": is_sound, "text": text });
        if let Some(found) = broken {
            line["errors"] = errors(found).into();
        }
        return Ok(Answer { lines: vec![line.to_string()], complaints: Vec::new(), is_sound });
    }
    let complaints = broken.map(|found| messages(asked.text, found)).unwrap_or_default();
    let text = text.strip_suffix('\n').unwrap_or(text);
    Ok(Answer { lines: text.split('\n').map(str::to_owned).collect(), complaints, is_sound })
}
