//! The Prometheus HTTP API, as Prometheus 1.8 to 3.x, Thanos, Mimir and `VictoriaMetrics` speak it.
//!
//! Invariant: bulk answers go through the streaming decoder ([`query`]); the small ones, whose shape
//! is fixed, through `serde_json` into typed structs.

pub mod buildinfo;
pub mod config;
pub mod error;
pub mod query;
pub mod remotes;
pub mod rules;
pub mod warnings;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::model::memory::MAX_MEMORY;
use crate::model::outcome::Failure;
use crate::wire::{text, transport::Head};

/// The most warnings, and the most infos, of an answer that are kept.
const MAX_WARNINGS: usize = 1000;

/// How complete a server says its answer is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Completeness {
    /// It says nothing of missing parts.
    #[default]
    Whole,
    /// It marks the answer as partial (`VictoriaMetrics`' `isPartial`).
    Partial,
}

/// The envelope of a small answer.
#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Envelope<T> {
    status: String,
    data: Option<T>,
    #[serde(default, rename = "errorType")]
    error_type: String,
    #[serde(default)]
    error: String,
    warnings: Option<Vec<String>>,
    #[serde(default, rename = "isPartial")]
    is_partial: bool,
}

/// A small answer, and what its envelope says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallAnswer<T> {
    /// The answer's `data`.
    pub value: T,
    /// Warnings, each cut to a line: of Thanos, about stores or rulers that it could not ask.
    pub warnings: Vec<String>,
    /// How complete the server says it is.
    pub completeness: Completeness,
}

impl<T> SmallAnswer<T> {
    /// The same of another form.
    fn map<U>(self, form: impl FnOnce(T) -> U) -> SmallAnswer<U> {
        let Self { value, warnings, completeness } = self;
        SmallAnswer { value: form(value), warnings, completeness }
    }
}

/// The `data` of a small answer with a successful status code. `expected` says what it should be.
fn data<T: DeserializeOwned>(head: &Head, body: &[u8], expected: &str) -> Result<T, Failure> {
    small(head, body, expected).map(|small| small.value)
}

/// As [`data`], with the warnings.
fn small<T: DeserializeOwned>(head: &Head, body: &[u8], expected: &str) -> Result<SmallAnswer<T>, Failure> {
    let envelope: Envelope<T> = json(head, body, expected)?;
    if envelope.status == "success" {
        let missing = || Failure::Malformed { at: body.len() as u64, expected: expected.to_owned() };
        let completeness = if envelope.is_partial { Completeness::Partial } else { Completeness::Whole };
        let mut warnings = envelope.warnings.unwrap_or_default();
        warnings.truncate(MAX_WARNINGS);
        let warnings = warnings.iter().map(|warning| text::line(warning)).collect();
        Ok(SmallAnswer { value: envelope.data.ok_or_else(missing)?, warnings, completeness })
    } else {
        Err(error::of_envelope(head, text::line(&envelope.error_type), text::line(&envelope.error)))
    }
}

/// The bytes that an object of a small answer takes at most, in a list that grows, as it is written and as it is kept.
const OBJECT: u64 = 1000;

/// The bytes that a member of an object, or of a list of texts, takes at most beside its texts.
const MEMBER: u64 = 200;

/// The bytes that reading a small answer takes at most. An object begins with a brace before a key, white space or its
/// end; braces in texts are mostly others.
fn memory(body: &[u8]) -> u64 {
    let mut bytes = 2 * body.len() as u64;
    let mut before = 0;
    for &byte in body {
        if before == b'{' && matches!(byte, b'"' | b'}' | b' ' | b'\t' | b'\r' | b'\n') {
            bytes += OBJECT;
        }
        bytes += if byte == b',' { MEMBER } else { 0 };
        before = byte;
    }
    bytes
}

/// A small JSON answer of a known shape.
pub(crate) fn json<T: DeserializeOwned>(head: &Head, body: &[u8], expected: &str) -> Result<T, Failure> {
    if memory(body) > MAX_MEMORY {
        return Err(Failure::TooMuchMemory { limit: MAX_MEMORY });
    }
    serde_json::from_slice(body).map_err(|error| {
        if !matches!(body.trim_ascii_start().first(), Some(b'{') | None) {
            return error::not_the_api(head, body);
        }
        // In the middle of a number serde_json finds the number at fault, not the end.
        let in_number = matches!(body.last(), Some(b'-' | b'+' | b'.' | b'e' | b'E'));
        if error.is_eof() || in_number {
            return Failure::Truncated { at: body.len() as u64 };
        }
        Failure::Malformed { at: offset(body, error.line(), error.column()), expected: expected.to_owned() }
    })
}

/// The offset of a line and column, both counted from 1: of the last byte of what does not fit, or the one after it.
fn offset(body: &[u8], line: usize, column: usize) -> u64 {
    let mut ends = body.iter().enumerate().filter(|&(_, &byte)| byte == b'\n').map(|(at, _)| at + 1);
    let start = if line < 2 { 0 } else { ends.nth(line - 2).unwrap_or(body.len()) };
    (start + column.saturating_sub(1)).min(body.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_pointed_at() {
        let head = Head { status: 200, content_type: "text/html".to_owned(), ..Head::default() };
        let read = |body: &str| data::<Vec<u32>>(&head, body.as_bytes(), "numbers");
        assert_eq!(read("{\"status\":\"success\",\"data\":[1,2]}"), Ok(vec![1, 2]));
        let malformed = |at| Err(Failure::Malformed { at, expected: "numbers".to_owned() });
        assert_eq!(read("{\"status\":\"success\",\n\"data\":[1,true]}"), malformed(34));
        assert_eq!(read("{\"status\":\"success\"}"), malformed(20));
        assert_eq!(read("{\"status\":\"succ"), Err(Failure::Truncated { at: 15 }));
        let api = Failure::Api {
            status: 200,
            error_type: "internal".to_owned(),
            message: "a b".to_owned(),
            retry_after_s: None,
        };
        assert_eq!(read("{\"status\":\"error\",\"errorType\":\"internal\",\"error\":\"a\\nb\"}"), Err(api));
        let page = Failure::NotTheApi { content_type: "text/html".to_owned(), excerpt: "Hello".to_owned() };
        assert_eq!(read("<title>Hello</title>"), Err(page));
    }
}
