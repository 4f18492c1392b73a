//! `tree`: what an expression was understood as.

use narthex::promql::parser;
use narthex::promql::tree::{self, TreeDetail};
use serde_json::json;

use crate::answer::{Answer, Format, Request, errors};

#[allow(clippy::unnecessary_wraps, reason = "commands with options fail")]
pub(crate) fn answer(asked: &Request) -> Result<Answer, String> {
    let parsed = parser::parse(asked.text);
    let tree = tree::lines(&parsed.expr, TreeDetail::Spans);
    let is_sound = parsed.diagnostics.is_empty();
    let lines = if asked.format == Format::Json {
        vec![json!({ "ok": is_sound, "tree": tree, "errors": errors(&parsed.diagnostics) }).to_string()]
    } else {
        tree.lines().map(str::to_owned).collect()
    };
    Ok(Answer { lines, complaints: Vec::new(), is_sound })
}
