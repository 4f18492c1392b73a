//! Why an evaluation ended without a result.

use std::fmt;

pub use crate::model::outcome::Limit;
use crate::promql::span::Span;

/// Why an evaluation ended without a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// The data does not allow it.
    Evaluation {
        /// Why, in Prometheus' words.
        text: String,
        /// The part of the expression that met it, where that is known.
        span: Option<Span>,
    },
    /// A limit was reached.
    Limit {
        /// Which.
        limit: Limit,
        /// Its value: samples, series, bytes or steps.
        most: u64,
        /// The part of the expression that reached it.
        span: Span,
    },
}

impl Error {
    /// An error of evaluation in Prometheus' words. Who evaluates knows the part of the expression ([`Self::at`]).
    pub fn evaluation(text: impl Into<String>) -> Self {
        Self::Evaluation { text: text.into(), span: None }
    }

    /// With the part of the expression where it was met, unless a narrower one is known already.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn at(self, span: Span) -> Self {
        match self {
            Self::Evaluation { text, span: None } => Self::Evaluation { text, span: Some(span) },
            placed => placed,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evaluation { text, .. } => out.write_str(text),
            Self::Limit { limit: Limit::Samples, .. } => {
                out.write_str("query processing would load too many samples into memory in query execution")
            }
            Self::Limit { limit, most, .. } => write!(out, "query needs more than {most} {limit}"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Samples => "samples",
            Self::Series => "series",
            Self::Memory => "bytes of memory",
            Self::Steps => "steps",
            Self::Depth => "levels",
        })
    }
}

impl std::error::Error for Error {}
