//! The list of queries, and what a version of Prometheus makes of them.

use std::fmt;

use narthex::engine::options::{Dialect, When};
use narthex::promql::ast::{Expr, ExprKind};
use narthex::promql::functions::{Stability, function};
use narthex::promql::parser;

const LIST: &str = include_str!("../../engine/differential.txt");

/// The queries, with `$end` and `$sample` as times in seconds.
pub(super) fn queries(end_ms: i64, sample_ms: i64) -> Vec<String> {
    let seconds = |ms: i64| format!("{}.{:03}", ms / 1000, ms % 1000);
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("==="));
    lines.map(|line| line.replace("$end", &seconds(end_ms)).replace("$sample", &seconds(sample_ms))).collect()
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

/// A query as this version has it; `None` where it runs it with a flag only. A function has got another name in version
/// 3, and needs a flag since; what it computes is the same.
pub(super) fn as_written_for(version: Version, query: &str) -> Option<String> {
    if version.dialect() == Dialect::V2 {
        return Some(query.replace("double_exponential_smoothing", "holt_winters"));
    }
    (!is_experimental(&parser::parse(query).expr)).then(|| query.to_owned())
}

fn is_experimental(expr: &Expr) -> bool {
    let is_flagged = |name: &str| function(name).is_some_and(|one| one.stability == Stability::Experimental);
    matches!(&expr.kind, ExprKind::Call(call) if is_flagged(&call.name))
        || expr.children().into_iter().any(is_experimental)
}

/// Whether the order of a result's series is the query's own.
pub(super) fn is_ordered(query: &str, when: When) -> bool {
    query.starts_with("sort") && matches!(when, When::Instant(_))
}
