//! The language on the command line: `promql check|tree [--lines] [--json] [FILE]`, from standard input where no file
//! is named. `--lines` takes every line as an expression of its own; `--json` (which implies it) answers each with a
//! line of JSON, with byte offsets within that line.

use std::io::{Read, Write};
use std::process::ExitCode;

use narthex::model::lang::Lang;
use narthex::promql::check::diagnose;
use narthex::promql::diagnostic::Diagnostic;
use narthex::promql::parser;
use narthex::promql::tree::{self, Detail};
use narthex::promql::wording;
use serde_json::json;

const COMMANDS: &str = "check, tree";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(message)) => {
            complain(&message);
            ExitCode::from(2)
        }
        Err(Failure::Found) => ExitCode::FAILURE,
    }
}

enum Failure {
    /// The program was called wrongly, or a file cannot be read.
    Usage(String),
    /// An expression is wrong, which was said.
    Found,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Whole,
    Lines,
    Json,
}

fn run() -> Result<(), Failure> {
    let mut format = Format::Whole;
    let mut words = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--json" => format = Format::Json,
            "--lines" if format == Format::Whole => format = Format::Lines,
            "--lines" => {}
            option if option.starts_with("--") => return Err(usage(&format!("there is no option {option}"))),
            _ => words.push(argument),
        }
    }
    let mut words = words.into_iter();
    let command = words.next().ok_or_else(|| usage("which command?"))?;
    let answer: fn(&str, Format) -> Answer = match command.as_str() {
        "check" => check,
        "tree" => show_tree,
        other => return Err(usage(&format!("there is no command {other}"))),
    };
    let text = read(words.next().as_deref())?;
    let mut out = std::io::stdout().lock();
    let mut is_sound = true;
    let expressions: Vec<&str> = if format == Format::Whole { vec![&text] } else { text.lines().collect() };
    for (at, expression) in expressions.into_iter().enumerate() {
        let answer = answer(expression, format);
        is_sound &= answer.is_sound;
        let number = if format == Format::Lines { format!("{}: ", at + 1) } else { String::new() };
        for line in answer.lines {
            // A reader that has gone away has read enough.
            if writeln!(out, "{number}{line}").is_err() {
                return Ok(());
            }
        }
    }
    if is_sound { Ok(()) } else { Err(Failure::Found) }
}

/// What is printed about one expression.
struct Answer {
    lines: Vec<String>,
    is_sound: bool,
}

fn check(text: &str, format: Format) -> Answer {
    let (_, diagnostics) = diagnose(text);
    let is_sound = diagnostics.is_empty();
    let lines = if format == Format::Json {
        vec![json!({ "ok": is_sound, "errors": errors(&diagnostics) }).to_string()]
    } else {
        let mut places = Places::new(text);
        let line =
            |it: &Diagnostic| format!("{}: {}", places.of(it.span.start as usize), wording::message(it, Lang::En));
        diagnostics.iter().map(line).collect()
    };
    Answer { lines, is_sound }
}

fn show_tree(text: &str, format: Format) -> Answer {
    let parsed = parser::parse(text);
    let tree = tree::lines(&parsed.expr, Detail::Spans);
    let is_sound = parsed.diagnostics.is_empty();
    let lines = if format == Format::Json {
        vec![json!({ "ok": is_sound, "tree": tree, "errors": errors(&parsed.diagnostics) }).to_string()]
    } else {
        tree.lines().map(str::to_owned).collect()
    };
    Answer { lines, is_sound }
}

fn errors(diagnostics: &[Diagnostic]) -> Vec<serde_json::Value> {
    let error = |it: &Diagnostic| json!({ "start": it.span.start, "end": it.span.end, "message": wording::message(it, Lang::En) });
    diagnostics.iter().map(error).collect()
}

/// Counts lines and columns forward through a text.
struct Places<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    column: usize,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1, column: 1 }
    }

    /// `line:column`, both from 1, the column in characters, of a byte at or after the last one asked for.
    fn of(&mut self, byte: usize) -> String {
        for letter in self.text.get(self.at..byte).unwrap_or_default().chars() {
            if letter == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.at = byte;
        format!("{}:{}", self.line, self.column)
    }
}

fn read(file: Option<&str>) -> Result<String, Failure> {
    let mut text = String::new();
    let read = match file {
        Some(file) => std::fs::read_to_string(file).map(|read| text = read),
        None => std::io::stdin().lock().read_to_string(&mut text).map(|_| ()),
    };
    read.map(|()| text).map_err(|error| Failure::Usage(format!("{}: {error}", file.unwrap_or("standard input"))))
}

fn usage(problem: &str) -> Failure {
    Failure::Usage(format!("{problem}\nusage: promql COMMAND [--lines] [--json] [FILE]\ncommands: {COMMANDS}"))
}

fn complain(message: &str) {
    // Nothing can be done where standard error is gone.
    let _ = writeln!(std::io::stderr(), "{message}");
}
