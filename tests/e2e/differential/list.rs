//! The list of queries, and what a version of Prometheus makes of them.

use std::fmt;

use narthex::engine::options::{Dialect, When};

const LIST: &str = include_str!("../../engine/differential.txt");

/// The head of the section with what only version 3 is asked.
const OF_VERSION_3: &str = "=== Of version 3";

/// The queries that this version is asked, with `$end` and `$sample` as times in seconds, and the number of the others.
pub(super) fn queries(version: Version, end_ms: i64, sample_ms: i64) -> (Vec<String>, usize) {
    let seconds = |ms: i64| format!("{}.{:03}", ms / 1000, ms % 1000);
    let (common, newer) = LIST.split_once(OF_VERSION_3).unwrap_or((LIST, ""));
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("==="));
        lines.map(|line| line.replace("$end", &seconds(end_ms)).replace("$sample", &seconds(sample_ms))).collect()
    };
    let (mut all, newer) = (lines(common), lines(newer));
    if version.dialect() == Dialect::V2 {
        return (all, newer.len());
    }
    all.extend(newer);
    (all, 0)
}

/// Major and minor version of a Prometheus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(u32, u32);

impl Version {
    /// Reads `2.42`.
    pub(super) fn of(text: &str) -> Option<Self> {
        let (major, minor) = text.split_once('.')?;
        Some(Self(major.parse().ok()?, minor.parse().ok()?))
    }

    /// Whose rules it has.
    pub(super) fn dialect(self) -> Dialect {
        if self < Self(3, 0) { Dialect::V2 } else { Dialect::V3 }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.0, self.1)
    }
}

/// A query as this version has it. A function has got another name in version 3; what it computes is the same.
pub(super) fn as_written_for(version: Version, query: &str) -> String {
    match version.dialect() {
        Dialect::V2 => query.replace("double_exponential_smoothing", "holt_winters"),
        Dialect::V3 => query.to_owned(),
    }
}

/// Whether the order of a result's series is the query's own.
pub(super) fn is_ordered(query: &str, when: When) -> bool {
    query.starts_with("sort") && matches!(when, When::Instant(_))
}
