//! Files with series: what is in one, and what may be wrong with one.
//!
//! Not here: reading them (`wire`, `engine::load`, `source::file`).

use serde::{Deserialize, Serialize};

/// A file that a person gave to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its own name; empty for pasted text.
    pub name: String,
    /// The URL by which the worker reads it.
    pub url: String,
}

/// How a file holds its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileFormat {
    /// Prometheus' text exposition; times are milliseconds.
    Exposition,
    /// `OpenMetrics` text; times are seconds.
    OpenMetrics,
    /// An answer of the HTTP API to a query, as JSON.
    Answer,
    /// `load` blocks of a test script.
    Load,
}

/// What is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStatus {
    /// How it holds its series.
    pub format: FileFormat,
    /// How many series.
    pub series: u64,
    /// How many samples.
    pub samples: u64,
    /// The first and the last time of a sample, Unix milliseconds; `None` where there is no sample.
    pub times: Option<(i64, i64)>,
    /// How many samples have no time of their own. They stand at the time at which the file was read first.
    pub untimed: u64,
}

/// What is wrong with a file, or with a line of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// There is nothing in it but blanks.
    Empty,
    /// It is in none of the formats.
    Unknown,
    /// It is no UTF-8 text.
    Encoding,
    /// It is packed, and cannot be unpacked wholly.
    Packed,
    /// No name of a metric stands where one must.
    Name,
    /// The labels are not `{name="value", …}`.
    Labels,
    /// The value is no number.
    Value,
    /// The time is no number: of whole milliseconds, or in `OpenMetrics` of seconds.
    Time,
    /// More follows than a value and a time.
    Surplus,
    /// `load` with a step longer than 0 is expected.
    Step,
    /// A line of a `load` block cannot be read.
    Load {
        /// What of it, in the words of that notation.
        text: String,
    },
    /// The JSON breaks off, is none, or has another shape.
    Json {
        /// Offset of the first byte that does not fit; 0 where that is not known.
        at: u64,
        /// What was expected; empty where it breaks off.
        expected: String,
    },
    /// It is an answer that tells of an error.
    ErrorAnswer,
    /// It is an answer without series: a number or a text.
    NoSeries,
    /// It has more samples than are held in memory.
    TooMuch {
        /// The most.
        samples: u64,
    },
}
