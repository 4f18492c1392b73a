//! Queries: their parameters, and their answers as a [`Value`].
//!
//! Invariant: an answer is decoded as it arrives, in one pass, into columns; what of it is kept in
//! memory beside them is one element.

pub mod decoder;
mod envelope;
mod machine;
mod series;

use crate::model::query::At;
use crate::model::value::Value;
use crate::wire::http;

use super::Completeness;

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

/// The path and the form of a query with what goes with it besides. `timeout_ms` is sent to the server too, so that it
/// does not go on evaluating what nobody waits for.
pub fn parameters(expr: &str, others: &[(String, String)], at: At, timeout_ms: u32) -> (&'static str, String) {
    let timeout = http::seconds(timeout_ms.into());
    let others = others.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    match at {
        At::Instant { time } => {
            let time = http::seconds(time);
            let form = [("query", expr), ("time", &time), ("timeout", &timeout)];
            ("/api/v1/query", http::form(&form.into_iter().chain(others).collect::<Vec<_>>()))
        }
        At::Range { start, end, step } => {
            let (start, end, step) = (http::seconds(start), http::seconds(end), http::seconds(step));
            let form =
                [("query", expr), ("start", &start), ("end", &end), ("step", &step), ("timeout", timeout.as_str())];
            ("/api/v1/query_range", http::form(&form.into_iter().chain(others).collect::<Vec<_>>()))
        }
    }
}
