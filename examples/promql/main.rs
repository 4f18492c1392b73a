//! The language on the command line: `promql COMMAND [--lines] [--json] [FILE]`, from standard input where no file is
//! named. `--lines` takes every line as an expression of its own; `--json` (which implies it) answers each with a line
//! of JSON, with byte offsets within that line.
//!
//! Here: arguments, reading, printing. Each command is a file of its own and a line in [`COMMANDS`].

mod answer;
mod check;
mod complete;
mod describe;
mod format;
mod lint;
mod tree;

use std::io::{Read, Write};
use std::process::ExitCode;

use answer::{Answer, Format, Request};

/// One command.
struct Command {
    name: &'static str,
    /// The options with a value that it takes beyond `--lines` and `--json`, as (`--at`, `BYTE`).
    options: &'static [(&'static str, &'static str)],
    /// What it says of one expression. An error says what is wrong with an option's value.
    answer: fn(&Request) -> Result<Answer, String>,
}

/// The language of the node that an expression is for.
const DIALECT: (&str, &str) = ("--dialect", "current|older|metricsql");

const COMMANDS: &[Command] = &[
    Command { name: "check", options: &[DIALECT], answer: check::answer },
    Command { name: "complete", options: &[("--at", "BYTE"), ("--metrics", "FILE")], answer: complete::answer },
    Command { name: "describe", options: &[("--lang", "en|zh"), ("--at", "BYTE")], answer: describe::answer },
    Command { name: "format", options: &[], answer: format::answer },
    Command { name: "lint", options: &[DIALECT], answer: lint::answer },
    Command { name: "tree", options: &[], answer: tree::answer },
];

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

/// What the command line asks for.
struct Asked {
    command: &'static Command,
    format: Format,
    options: Vec<(&'static str, String)>,
    file: Option<String>,
}

fn run() -> Result<(), Failure> {
    let asked = arguments(std::env::args().skip(1))?;
    let text = read(asked.file.as_deref())?;
    let expressions: Vec<&str> = if asked.format == Format::Whole { vec![&text] } else { text.lines().collect() };
    let mut out = std::io::stdout().lock();
    let mut is_sound = true;
    for (at, text) in expressions.into_iter().enumerate() {
        let request = Request { text, format: asked.format, options: &asked.options };
        let answer = (asked.command.answer)(&request).map_err(|problem| usage(&problem))?;
        is_sound &= answer.is_sound;
        let number = if asked.format == Format::Lines { format!("{}: ", at + 1) } else { String::new() };
        for line in answer.lines {
            // A reader that has gone away has read enough.
            if writeln!(out, "{number}{line}").is_err() {
                return Ok(());
            }
        }
        for line in answer.complaints {
            complain(&format!("{number}{line}"));
        }
    }
    if is_sound { Ok(()) } else { Err(Failure::Found) }
}

fn arguments(arguments: impl Iterator<Item = String>) -> Result<Asked, Failure> {
    let mut format = Format::Whole;
    let mut words = Vec::new();
    let mut options: Vec<(&'static str, String)> = Vec::new();
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => format = Format::Json,
            "--lines" if format == Format::Whole => format = Format::Lines,
            "--lines" => {}
            option if option.starts_with("--") => {
                let mut known = COMMANDS.iter().flat_map(|command| command.options);
                let (name, value) = known
                    .find(|(name, _)| *name == option)
                    .ok_or_else(|| usage(&format!("there is no option {option}")))?;
                let given = arguments.next().ok_or_else(|| usage(&format!("{name} needs {value}")))?;
                options.push((name, given));
            }
            _ => words.push(argument),
        }
    }
    let mut words = words.into_iter();
    let name = words.next().ok_or_else(|| usage("which command?"))?;
    let command = COMMANDS
        .iter()
        .find(|command| command.name == name)
        .ok_or_else(|| usage(&format!("there is no command {name}")))?;
    if let Some((option, _)) = options.iter().find(|(option, _)| !command.options.iter().any(|(it, _)| it == option)) {
        return Err(usage(&format!("{name} takes no {option}")));
    }
    let file = words.next();
    match words.next() {
        Some(surplus) => Err(usage(&format!("one file at a time; what is {surplus}?"))),
        None => Ok(Asked { command, format, options, file }),
    }
}

fn read(file: Option<&str>) -> Result<String, Failure> {
    let mut text = String::new();
    let read = match file {
        Some(file) => std::fs::read_to_string(file).map(|read| text = read),
        #[expect(clippy::disallowed_methods, reason = "how much is typed there decides who typed it")]
        None => std::io::stdin().lock().read_to_string(&mut text).map(|_| ()),
    };
    read.map(|()| text).map_err(|error| Failure::Usage(format!("{}: {error}", file.unwrap_or("standard input"))))
}

fn usage(problem: &str) -> Failure {
    let command = |it: &Command| {
        let options = it.options.iter().map(|(name, value)| format!(" [{name} {value}]"));
        format!("\n  promql {}{} [--lines] [--json] [FILE]", it.name, options.collect::<String>())
    };
    Failure::Usage(format!("{problem}\nusage:{}", COMMANDS.iter().map(command).collect::<String>()))
}

fn complain(message: &str) {
    // Nothing can be done where standard error is gone.
    let _ = writeln!(std::io::stderr(), "{message}");
}
