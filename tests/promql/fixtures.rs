//! Broken expressions with the message, the place and the fix of each mistake, as text that people review.
//! `UPDATE=1` rewrites what follows each expression.
//!
//! A section is `=== name`, the expression, `---`, and a line for each mistake: `start..end message`, and where there
//! is a fix, a line `fix: ` with the mended expression.

use std::fs;
use std::path::{Path, PathBuf};

use narthex::model::lang::Lang;
use narthex::promql::{parser, wording};

use crate::properties::languages::check_sentence;

/// The sections of a file as (name, expression, what is expected).
pub(crate) fn sections(text: &str) -> Vec<(String, String, String)> {
    let part = |section: &str| {
        let (name, rest) = section.split_once('\n').unwrap_or((section, ""));
        let (expression, expected) = rest.split_once("\n---\n").unwrap_or((rest, ""));
        (name.to_owned(), expression.to_owned(), expected.to_owned())
    };
    text.split("=== ").skip(1).map(part).collect()
}

/// All fixtures of the folder, as (file, text).
pub(crate) fn files() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/promql");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "txt"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, text)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn every_mistake_has_its_message_and_place() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for (path, text) in files() {
        let mut rewritten = text.split("=== ").next().unwrap_or_default().to_owned();
        for (name, expression, expected) in sections(&text) {
            let found = verdict(&expression);
            if found.trim_end() != expected.trim_end() {
                wrong.push(format!("{}: {name}\n{expression}\n{found}", path.display()));
            }
            rewritten.extend(["=== ", &name, "\n", &expression, "\n---\n", &found, "\n"]);
        }
        if update {
            fs::write(&path, rewritten).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
    assert!(update || wrong.is_empty(), "UPDATE=1 rewrites, then review:\n{}", wrong.join("\n"));
}

/// What is said about an expression. A fix has to change that.
fn verdict(expression: &str) -> String {
    let diagnostics = parser::parse(expression).diagnostics;
    let mut out = String::new();
    for diagnostic in &diagnostics {
        let span = diagnostic.span;
        let [message, chinese] = [Lang::En, Lang::Zh].map(|lang| wording::message(diagnostic, lang));
        check_sentence(&message, Lang::En);
        check_sentence(&chinese, Lang::Zh);
        out.extend([format!("{}..{} ", span.start, span.end), message, "\n".into()]);
        if let Some(fix) = &diagnostic.fix {
            let mended = fix.applied(expression);
            assert!(parser::parse(&mended).diagnostics != diagnostics, "{expression} is not mended: {mended}");
            out.extend(["fix: ", &mended, "\n"]);
        }
    }
    out
}

#[test]
fn there_are_enough_of_them() {
    let count: usize = files().iter().map(|(_, text)| sections(text).len()).sum();
    assert!(count >= 100, "{count} broken expressions");
}
