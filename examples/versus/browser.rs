//! What the engine took in a browser: lines of `tests/versus_web.rs`.

use crate::fleet::Answer;

/// One query's figure.
#[derive(Debug)]
pub(crate) struct Measured {
    /// Its kind.
    pub(crate) name: String,
    /// Its number of series.
    pub(crate) size: usize,
    /// Its number of steps.
    pub(crate) steps: i64,
    /// The median of its runs.
    pub(crate) seconds: f64,
    /// What it gave.
    pub(crate) answer: Answer,
}

/// The figures in the output of the test; what else stands there is passed over.
pub(crate) fn read(path: &str) -> Result<Vec<Measured>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let found: Vec<Measured> = text.lines().filter_map(measured).collect();
    if found.is_empty() { Err(format!("{path} has no line of tests/versus_web.rs")) } else { Ok(found) }
}

fn measured(line: &str) -> Option<Measured> {
    let mut fields = line.split_once("versus|")?.1.split('|');
    let mut next = || fields.next();
    let (name, size, steps) = (next()?.to_owned(), next()?.parse().ok()?, next()?.parse().ok()?);
    let milliseconds: f64 = next()?.parse().ok()?;
    let answer = Answer { series: next()?.parse().ok()?, sum: next()?.parse().ok()? };
    Some(Measured { name, size, steps, seconds: milliseconds / 1e3, answer })
}
