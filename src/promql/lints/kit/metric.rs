//! Whether a metric is a counter or a gauge: by its metadata, else by its name where that leaves no doubt.
//!
//! Source of the names: the naming conventions of Prometheus and `OpenMetrics`, and what nearly everyone scrapes
//! (`node_exporter`, cAdvisor, the client libraries' own process metrics).
//! Invariant: metadata wins over names.

use std::collections::BTreeSet;

use super::expression;
use crate::promql::ast::Selector;
use crate::promql::metadata::{Metadata, MetricType};

/// How the values of a metric move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::promql::lints) enum Moves {
    /// They only grow, but for resets.
    Counter,
    /// Up and down.
    Gauge,
    /// Not known, or neither: native histograms.
    Unknown,
}

/// How a metric moves that stands in an expression with these.
pub(in crate::promql::lints) fn moves(name: &str, metadata: &Metadata, sizes: &Sizes<'_>) -> Moves {
    by_metadata(name, metadata).unwrap_or_else(|| match by_name(name) {
        Moves::Counter if sizes.have(name) || has_part(name, metadata) => Moves::Unknown,
        moves => moves,
    })
}

/// The words by which a part of a whole is named.
const PARTS: [&str; 10] =
    ["allocated", "avail", "available", "free", "idle", "remaining", "reserved", "usage", "use", "used"];

/// The wholes of which an expression names parts: `memory_used` says that `memory_total` is how much there is.
#[derive(Debug, Default)]
pub(in crate::promql::lints) struct Sizes<'a>(BTreeSet<Vec<&'a str>>);

impl<'a> Sizes<'a> {
    /// Adds what a selector names.
    pub(in crate::promql::lints) fn add(&mut self, selector: &'a Selector) {
        let Some(name) = expression::metric(selector).filter(|name| name.len() <= LONGEST) else { return };
        if let Some(part) = name.split('_').find(|word| PARTS.contains(word)) {
            self.0.insert(words_but(name, part));
        }
    }

    fn have(&self, total: &str) -> bool {
        !self.0.is_empty() && total.len() <= LONGEST && self.0.contains(&words_but(total, "total"))
    }
}

/// The longest name that is looked at word by word, in bytes.
const LONGEST: usize = 200;

/// The words of a name but one, in the order of the alphabet: units stand before or behind it.
fn words_but<'a>(name: &'a str, left_out: &str) -> Vec<&'a str> {
    let mut words: Vec<&str> = name.split('_').filter(|word| *word != left_out).collect();
    words.sort_unstable();
    words
}

/// Whether a part of what is called a total is known.
fn has_part(total: &str, metadata: &Metadata) -> bool {
    let Some(base) = total.strip_suffix("_total") else { return false };
    PARTS.iter().any(|part| metadata.get(&format!("{base}_{part}")).is_some())
}

/// Whether the name is that of a classic histogram's buckets, or of a recording rule over such.
pub(in crate::promql::lints) fn is_buckets(name: &str) -> bool {
    name.ends_with("_bucket") || name.contains("_bucket:")
}

/// Whether the name is that of a recording rule.
pub(in crate::promql::lints) fn is_recorded(name: &str) -> bool {
    name.contains(':')
}

fn by_metadata(name: &str, metadata: &Metadata) -> Option<Moves> {
    let known = |name: &str| {
        metadata.get(name).map(|metric| metric.metric_type).filter(|metric_type| *metric_type != MetricType::Unknown)
    };
    if let Some(metric_type) = known(name) {
        return Some(match metric_type {
            MetricType::Counter => Moves::Counter,
            MetricType::Histogram | MetricType::Unknown => Moves::Unknown,
            // A summary's own name is that of its quantiles.
            MetricType::Gauge
            | MetricType::GaugeHistogram
            | MetricType::Summary
            | MetricType::Info
            | MetricType::StateSet => Moves::Gauge,
        });
    }
    // Of a family's series only the family's name has metadata.
    let (family, suffix) = name.rsplit_once('_')?;
    match (known(family)?, suffix) {
        (MetricType::Histogram, "bucket" | "count" | "sum")
        | (MetricType::Summary, "count" | "sum")
        | (MetricType::Counter, "total") => Some(Moves::Counter),
        (MetricType::GaugeHistogram, "bucket" | "gcount" | "gsum") | (MetricType::Info, "info") | (_, "created") => {
            Some(Moves::Gauge)
        }
        _ => None,
    }
}

fn by_name(name: &str) -> Moves {
    const GAUGES: [&str; 15] = [
        "container_memory_rss",
        "container_memory_usage_bytes",
        "container_memory_working_set_bytes",
        "go_goroutines",
        "go_threads",
        "node_filesystem_avail_bytes",
        "node_filesystem_free_bytes",
        "node_filesystem_size_bytes",
        "node_load1",
        "node_load15",
        "node_load5",
        "process_open_fds",
        "process_resident_memory_bytes",
        "process_virtual_memory_bytes",
        "up",
    ];
    const GAUGE_ENDS: [&str; 9] = [
        "_boot_time_seconds",
        "_celsius",
        "_info",
        "_percent",
        "_ratio",
        "_start_time_seconds",
        "_timestamp",
        "_timestamp_seconds",
        "_volts",
    ];
    let is_memory = name.starts_with("node_memory_") && name.ends_with("_bytes");
    if is_recorded(name) || is_state(name) {
        Moves::Unknown
    } else if name.ends_with("_total") || name.ends_with("_bucket") {
        Moves::Counter
    } else if is_memory || GAUGES.contains(&name) || GAUGE_ENDS.iter().any(|end| name.ends_with(end)) {
        Moves::Gauge
    } else {
        Moves::Unknown
    }
}

/// Whether a total is of what is there now: `jobs_pending_total`. What has a unit of time was spent so.
fn is_state(name: &str) -> bool {
    const ANYWHERE: [&str; 3] = ["inflight", "outstanding", "pending"];
    const LAST: [&str; 17] = [
        "active",
        "available",
        "capacity",
        "current",
        "flight",
        "free",
        "idle",
        "limit",
        "open",
        "queued",
        "ready",
        "remaining",
        "running",
        "size",
        "unavailable",
        "used",
        "waiting",
    ];
    let Some(base) = name.strip_suffix("_total") else { return false };
    let is_time = base.ends_with("_seconds") || base.ends_with("_milliseconds");
    !is_time
        && (base.split('_').any(|word| ANYWHERE.contains(&word))
            || base.rsplit('_').next().is_some_and(|word| LAST.contains(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::metadata::Metric;
    use crate::promql::parser;

    #[track_caller]
    fn check(known: &[(&str, MetricType)], name: &str, moves: Moves) {
        let mut metadata = Metadata::default();
        for (name, metric_type) in known {
            metadata.insert(name, Metric { metric_type: *metric_type, ..Metric::default() });
        }
        assert_eq!(super::moves(name, &metadata, &Sizes::default()), moves, "{name} by {known:?}");
    }

    #[track_caller]
    fn check_beside(other: &str, name: &str, moves: Moves) {
        let parsed = parser::parse(other);
        let mut sizes = Sizes::default();
        sizes.add(expression::selector(&parsed.expr).expect("a selector"));
        assert_eq!(super::moves(name, &Metadata::default(), &sizes), moves, "{name} beside {other}");
    }

    #[test]
    fn a_total_beside_its_parts_is_a_size() {
        for part in ["memory_used", "memory_free{a=\"b\"}", "{__name__=\"memory_available\"}", "memory_in_use"] {
            let moves = if part.ends_with("in_use") { Moves::Counter } else { Moves::Unknown };
            check_beside(part, "memory_total", moves);
        }
        check_beside("disk_used_bytes", "disk_bytes_total", Moves::Unknown);
        check_beside("disk_used_bytes", "memory_bytes_total", Moves::Counter);
        check_beside("requests_failed", "requests_total", Moves::Counter);
        check(&[("memory_free", MetricType::Gauge)], "memory_total", Moves::Unknown);
        check(&[("memory_free", MetricType::Gauge), ("memory_total", MetricType::Counter)], "memory_total", {
            Moves::Counter
        });
    }

    #[test]
    fn a_total_of_a_state_is_not_told_to_count() {
        for name in ["jobs_pending_total", "queue_pending_jobs_total", "requests_in_flight_total", "slots_free_total"] {
            check(&[], name, Moves::Unknown);
        }
        for name in ["node_pressure_io_waiting_seconds_total", "pending_seconds_total", "tcp_active_opens_total"] {
            check(&[], name, Moves::Counter);
        }
    }

    #[test]
    fn names_speak_where_metadata_is_silent() {
        for name in ["http_requests_total", "request_seconds_bucket"] {
            check(&[], name, Moves::Counter);
            check(&[(name, MetricType::Unknown)], name, Moves::Counter);
        }
        for name in ["up", "node_memory_MemFree_bytes", "cpu_temperature_celsius", "process_start_time_seconds"] {
            check(&[], name, Moves::Gauge);
        }
        for name in ["job:requests_total", "request_seconds_count", "request_seconds_sum", "memory_bytes", "total"] {
            check(&[], name, Moves::Unknown);
        }
    }

    #[test]
    fn metadata_wins() {
        check(&[("nodes_total", MetricType::Gauge)], "nodes_total", Moves::Gauge);
        check(&[("hit_ratio", MetricType::Counter)], "hit_ratio", Moves::Counter);
        check(&[("hit_ratio", MetricType::Histogram)], "hit_ratio", Moves::Unknown);
    }

    #[test]
    fn families_speak_for_their_series() {
        check(&[("request_seconds", MetricType::Histogram)], "request_seconds_count", Moves::Counter);
        check(&[("request_seconds", MetricType::Summary)], "request_seconds_sum", Moves::Counter);
        check(&[("request_seconds", MetricType::Summary)], "request_seconds", Moves::Gauge);
        check(&[("queue_seconds", MetricType::GaugeHistogram)], "queue_seconds_bucket", Moves::Gauge);
        check(&[("requests", MetricType::Counter)], "requests_total", Moves::Counter);
        check(&[("requests", MetricType::Counter)], "requests_created", Moves::Gauge);
        check(&[("queue", MetricType::Gauge)], "queue_sum", Moves::Unknown);
    }
}
