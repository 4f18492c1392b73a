//! `describe`: what an expression means in words, or with `--at` what lies under the cursor.

use narthex::model::lang::Lang;
use narthex::promql::describe::{self, Outline, UnderCursor};
use narthex::promql::parser;
use serde_json::{Value, json};

use crate::answer::{Answer, Format, Request, errors};

pub(crate) fn answer(asked: &Request) -> Result<Answer, String> {
    let lang = match asked.value("--lang") {
        None | Some("en") => Lang::En,
        Some("zh") => Lang::Zh,
        Some(other) => return Err(format!("--lang takes en or zh, not {other}")),
    };
    let parsed = parser::parse(asked.text);
    let is_sound = parsed.diagnostics.is_empty();
    let (said, lines) = if let Some(at) = asked.byte("--at")? {
        let hover = describe::at(asked.text, &parsed, at, lang);
        (hover.as_ref().map_or(Value::Null, |it| hover_data(it, lang)), hover_lines(asked.text, hover, lang))
    } else {
        let outline = describe::outline(asked.text, &parsed.expr, lang);
        (outline_data(&outline), outline_lines(&outline))
    };
    let lines = if asked.format == Format::Json {
        vec![json!({ "ok": is_sound, "said": said, "errors": errors(&parsed.diagnostics) }).to_string()]
    } else {
        lines
    };
    Ok(Answer { lines, complaints: Vec::new(), is_sound })
}

fn outline_lines(outline: &Outline) -> Vec<String> {
    let lines = outline.lines.iter().map(|line| format!("{}{}", "  ".repeat(line.depth), line.words));
    lines.chain((outline.left_out > 0).then(|| format!("… {} more", outline.left_out))).collect()
}

fn outline_data(outline: &Outline) -> Value {
    let line = |line: &describe::Line| json!({ "depth": line.depth, "start": line.span.start, "end": line.span.end, "words": line.words });
    json!({ "lines": outline.lines.iter().map(line).collect::<Vec<_>>(), "left_out": outline.left_out })
}

fn hover_lines(text: &str, hover: Option<UnderCursor>, lang: Lang) -> Vec<String> {
    let Some(hover) = hover else { return Vec::new() };
    let table = hover.word.map(|word| [word.signature, word.doc.text(lang).to_owned(), word.doc.example.to_owned()]);
    [hover.span.of(text).to_owned(), hover.words].into_iter().chain(table.into_iter().flatten()).collect()
}

fn hover_data(hover: &UnderCursor, lang: Lang) -> Value {
    let word = hover.word.as_ref();
    let word = word.map(|it| json!({ "signature": it.signature, "doc": it.doc.text(lang), "example": it.doc.example }));
    json!({ "start": hover.span.start, "end": hover.span.end, "words": hover.words, "word": word })
}
