//! Whether a metric counts or goes up and down: by its metadata, else by its name where that leaves no doubt.
//!
//! Source of the names: the naming conventions of Prometheus and `OpenMetrics`, and what nearly everyone scrapes
//! (`node_exporter`, cAdvisor, the client libraries' own process metrics).
//! Invariant: metadata wins over names.

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

/// How a metric moves.
pub(in crate::promql::lints) fn moves(name: &str, metadata: &Metadata) -> Moves {
    by_metadata(name, metadata).unwrap_or_else(|| by_name(name))
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
    if is_recorded(name) {
        Moves::Unknown
    } else if name.ends_with("_total") || name.ends_with("_bucket") {
        Moves::Counter
    } else if is_memory || GAUGES.contains(&name) || GAUGE_ENDS.iter().any(|end| name.ends_with(end)) {
        Moves::Gauge
    } else {
        Moves::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::metadata::Metric;

    #[track_caller]
    fn check(known: &[(&str, MetricType)], name: &str, moves: Moves) {
        let mut metadata = Metadata::default();
        for (name, metric_type) in known {
            metadata.insert(name, Metric { metric_type: *metric_type, ..Metric::default() });
        }
        assert_eq!(super::moves(name, &metadata), moves, "{name} by {known:?}");
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
