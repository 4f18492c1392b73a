//! The list of queries.

use narthex::engine::options::When;

const LIST: &str = include_str!("../../engine/differential.txt");

/// The queries, with `$end` and `$sample` as times in seconds.
pub(super) fn queries(end_ms: i64, sample_ms: i64) -> Vec<String> {
    let seconds = |ms: i64| format!("{}.{:03}", ms / 1000, ms % 1000);
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("==="));
    lines.map(|line| line.replace("$end", &seconds(end_ms)).replace("$sample", &seconds(sample_ms))).collect()
}

/// A function has got another name in version 3; what it computes is the same.
pub(super) fn as_version_2_writes_it(query: &str) -> String {
    query.replace("double_exponential_smoothing", "holt_winters")
}

/// Whether the order of a result's series is the query's own.
pub(super) fn is_ordered(query: &str, when: When) -> bool {
    query.starts_with("sort") && matches!(when, When::Instant(_))
}
