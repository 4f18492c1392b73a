//! Queries: their parameters, and their answers as a [`Value`].
//!
//! Invariant: an answer is decoded as it arrives, in one pass, into columns; what of it is kept in
//! memory beside them is one element.

pub mod decoder;
mod envelope;
mod machine;
mod series;

use crate::model::query::{At, Query};
use crate::model::value::Value;
use crate::wire::http;

use super::Completeness;

const INSTANT: &str = "/api/v1/query";
const RANGE: &str = "/api/v1/query_range";

/// A decoded answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The value.
    pub value: Value,
    /// Warnings, each cut to a line.
    pub warnings: Vec<String>,
    /// Infos, each cut to a line.
    pub infos: Vec<String>,
    /// How complete the server says it is.
    pub completeness: Completeness,
    /// Samples that do not count, as a later one of their series has the same time.
    pub duplicates: u64,
}

/// The path and the form of a query. `timeout_ms`, milliseconds, is sent to the server too, so that it does not go on
/// evaluating what nobody waits for.
pub fn request(query: &Query, timeout_ms: u32) -> (&'static str, String) {
    let (path, times) = match query.at {
        At::Instant { time } => (INSTANT, vec![("time", time)]),
        At::Range { start, end, step } => (RANGE, vec![("start", start), ("end", end), ("step", step)]),
    };
    let times: Vec<_> = times.into_iter().map(|(name, ms)| (name, http::seconds(ms))).collect();
    let others = query.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let timeout = ("timeout", http::seconds(timeout_ms.into()));
    let all = times.iter().chain([&timeout]).map(|(name, text)| (*name, text.as_str())).chain(others);
    (path, http::form(&[("query", query.expr.as_str())].into_iter().chain(all).collect::<Vec<_>>()))
}

/// The path and the form of the query for the server's own time, at that time; `timeout_ms` as in [`request`].
pub fn time(timeout_ms: u32) -> (&'static str, String) {
    let timeout = http::seconds(timeout_ms.into());
    // VictoriaMetrics answers for a moment 30 s ago, unless it is told not to cache; others do not look at that.
    (INSTANT, http::form(&[("query", "time()"), ("nocache", "1"), ("timeout", &timeout)]))
}
