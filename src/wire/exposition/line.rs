//! Parses one line of an exposition: a series, a value, perhaps a timestamp.

use crate::model::file::FileError;
use crate::model::labels::METRIC_NAME;
use crate::model::number;

/// Names and values in the order of the text.
pub(super) type Pairs = Vec<(String, String)>;

/// The text of the series that a line begins with, and what follows it.
pub(super) fn split(line: &str) -> Result<(&str, &str), FileError> {
    let name_end = line.find(|letter: char| letter == '{' || letter.is_whitespace()).unwrap_or(line.len());
    let behind = line[name_end..].trim_start();
    let end = match behind.strip_prefix('{') {
        None => name_end,
        Some(inside) => line.len() - inside.len() + end_of_labels(inside).ok_or(FileError::Labels)?,
    };
    Ok(line.split_at(end))
}

/// The byte behind the brace that closes labels.
fn end_of_labels(inside: &str) -> Option<usize> {
    let (mut in_quotes, mut is_escaped) = (false, false);
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_quotes => is_escaped = true,
            b'"' => in_quotes = !in_quotes,
            b'}' if !in_quotes => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The labels of a series' text; the metric's name is `__name__`.
pub(super) fn labels(series: &str) -> Result<Pairs, FileError> {
    let (name, braces) = series.split_at(series.find('{').unwrap_or(series.len()));
    let mut labels = Pairs::new();
    if !name.is_empty() {
        labels.push((METRIC_NAME.to_owned(), name.trim_end().to_owned()));
    }
    if let Some(inside) = braces.strip_prefix('{') {
        pairs(inside, &mut labels)?;
    }
    let has_name = labels.iter().any(|(name, _)| name == METRIC_NAME);
    if has_name { Ok(labels) } else { Err(FileError::Name) }
}

/// `name="value", "quoted name"="value", "metric"}` after the brace.
fn pairs(mut rest: &str, labels: &mut Pairs) -> Result<(), FileError> {
    loop {
        rest = rest.trim_start();
        if rest.starts_with('}') {
            return Ok(());
        }
        let name = if rest.starts_with('"') {
            let (name, behind) = quoted(rest)?;
            rest = behind.trim_start();
            name
        } else {
            let end = rest.find(|letter: char| letter == '=' || letter.is_whitespace()).ok_or(FileError::Labels)?;
            let (name, behind) = rest.split_at(end);
            rest = behind.trim_start();
            name.to_owned()
        };
        if let Some(behind) = rest.strip_prefix('=') {
            let (value, behind) = quoted(behind.trim_start())?;
            labels.push((name, value));
            rest = behind.trim_start();
        } else {
            labels.push((METRIC_NAME.to_owned(), name));
        }
        match rest.strip_prefix(',') {
            Some(behind) => rest = behind,
            None if rest.starts_with('}') => {}
            None => return Err(FileError::Labels),
        }
    }
}

/// A text in quotes and what follows it.
fn quoted(text: &str) -> Result<(String, &str), FileError> {
    let inside = text.strip_prefix('"').ok_or(FileError::Labels)?;
    let mut value = String::new();
    let mut letters = inside.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((value, &inside[at + 1..])),
            '\\' => match letters.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, other @ ('\\' | '"'))) => value.push(other),
                // The older format keeps what it does not know.
                Some((_, other)) => value.extend(['\\', other]),
                None => break,
            },
            letter => value.push(letter),
        }
    }
    Err(FileError::Labels)
}

/// A time as written; its unit is known at the text's end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stamp {
    /// The number.
    pub(super) number: f64,
    /// Whether it is written as a whole number, as milliseconds are.
    pub(super) is_whole: bool,
}

/// A value and its time.
pub(super) fn sample(rest: &str) -> Result<(f64, Option<Stamp>), FileError> {
    let mut words = rest.split_whitespace().take_while(|word| !word.starts_with('#'));
    let value = words.next().and_then(number::parse).ok_or(FileError::Value)?;
    let stamp = match words.next() {
        None => None,
        Some(word) => {
            let number = number::parse(word).filter(|number| number.is_finite()).ok_or(FileError::Time)?;
            Some(Stamp { number, is_whole: word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') })
        }
    };
    if words.next().is_some() { Err(FileError::Surplus) } else { Ok((value, stamp)) }
}
