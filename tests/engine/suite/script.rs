//! Script → commands.

use narthex::engine::options::When;
use narthex::model::time::StepGrid;

use crate::suite::eval::{Eval, Expected, Failure};
use crate::suite::line;

/// One command of a script.
#[derive(Debug)]
pub(crate) enum Command {
    /// Forget all series.
    Clear,
    /// Add series.
    Load(Load),
    /// Evaluate and compare.
    Eval(Box<Eval>),
}

/// Series to add.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// The distance of two samples, milliseconds.
    pub(crate) step_ms: i64,
    /// Whether classic histograms are converted into native ones with custom buckets (NHCB) as well.
    pub(crate) with_nhcb: bool,
    /// The lines.
    pub(crate) lines: Vec<String>,
}

/// A command and the line on which it begins, from 1.
#[derive(Debug)]
pub(crate) struct Numbered {
    /// The line.
    pub(crate) line: usize,
    /// The command.
    pub(crate) command: Command,
}

/// Reads a script. An error names the line.
pub(crate) fn read(script: &str) -> Result<Vec<Numbered>, String> {
    let mut commands: Vec<Numbered> = Vec::new();
    // Whether the lines that follow belong to the last command.
    let mut is_open = false;
    for (at, text) in script.lines().enumerate() {
        let text = text.trim();
        let wrong = |why: String| format!("line {}: {why}", at + 1);
        // A comment ends a block as an empty line does.
        if text.is_empty() || text.starts_with('#') {
            is_open = false;
            continue;
        }
        if is_open && let Some(last) = commands.last_mut() {
            match &mut last.command {
                Command::Load(load) => load.lines.push(text.to_owned()),
                Command::Eval(eval) => line::read(eval, text).map_err(wrong)?,
                Command::Clear => {}
            }
            continue;
        }
        let command = command(text).map_err(wrong)?;
        is_open = !matches!(command, Command::Clear);
        commands.push(Numbered { line: at + 1, command });
    }
    Ok(commands)
}

fn command(text: &str) -> Result<Command, String> {
    let word = text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    if word == "clear" {
        return Ok(Command::Clear);
    }
    let rest = text[word.len()..].trim();
    if let Some(kind) = word.strip_prefix("load") {
        let with_nhcb = match kind {
            "" => false,
            "_with_nhcb" => true,
            _ => return Err(format!("there is no command {word}")),
        };
        return Ok(Command::Load(Load { step_ms: duration(rest)?, with_nhcb, lines: Vec::new() }));
    }
    let Some(kind) = word.strip_prefix("eval") else { return Err(format!("there is no command {word}")) };
    let mut eval = eval(rest)?;
    match kind {
        "" => {}
        "_fail" => eval.fail = Failure::Any,
        "_warn" => eval.warnings.must_occur = true,
        "_info" => eval.infos.must_occur = true,
        "_ordered" => eval.is_ordered = true,
        _ => return Err(format!("there is no command {word}")),
    }
    Ok(Command::Eval(Box::new(eval)))
}

fn eval(rest: &str) -> Result<Eval, String> {
    let (kind, rest) = word(rest);
    let (when, expression) = match kind {
        "instant" => match word(rest) {
            ("at", rest) => {
                let (time, expression) = word(rest);
                (When::Instant(duration(time)?), expression)
            }
            _ => (When::Instant(0), rest),
        },
        "range" => {
            let (start, rest) = after("from", rest)?;
            let (end, rest) = after("to", rest)?;
            let (step, rest) = after("step", rest)?;
            (When::Range(StepGrid { start, end, step }), rest)
        }
        other => return Err(format!("eval {other}: neither instant nor range")),
    };
    if expression.is_empty() {
        return Err("an eval without an expression".into());
    }
    Ok(Eval { when, expression: expression.to_owned(), expected: Expected::default(), ..Eval::default() })
}

/// The first word and what follows it.
pub(crate) fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (&text[..end], text[end..].trim())
}

/// `from 5m …`: the duration after a keyword.
pub(crate) fn after<'a>(keyword: &str, text: &'a str) -> Result<(i64, &'a str), String> {
    let (found, rest) = word(text);
    if found != keyword {
        return Err(format!("{found} where {keyword} is expected"));
    }
    let (time, rest) = word(rest);
    Ok((duration(time)?, rest))
}

/// A duration in milliseconds.
pub(crate) fn duration(text: &str) -> Result<i64, String> {
    let (sign, unsigned) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    narthex::model::duration::parse(unsigned).map(|ms| sign * ms).ok_or_else(|| format!("{text} is no duration"))
}
