//! What is asked of both engines: the kinds of queries of Prometheus' own engine benchmarks. `N` stands for the number
//! of series.

/// A kind of query and its text.
pub(crate) const QUERIES: [(&str, &str); 16] = [
    ("selector", "gauge_N"),
    ("rate", "rate(counter_N_total[5m])"),
    ("rate, 1 h", "rate(counter_N_total[1h])"),
    ("sum by of rate", "sum by (instance) (rate(counter_N_total[5m]))"),
    ("sum of rate", "sum(rate(counter_N_total[5m]))"),
    ("max_over_time, 1 h", "max_over_time(gauge_N[1h])"),
    ("avg_over_time, 1 h", "avg_over_time(gauge_N[1h])"),
    ("quantile_over_time", "quantile_over_time(0.9, gauge_N[10m])"),
    ("quantile", "quantile by (cpu) (0.9, gauge_N)"),
    ("histogram_quantile", "histogram_quantile(0.9, sum by (le) (rate(latency_N_bucket[5m])))"),
    ("one to one", "gauge_N / counter_N_total"),
    ("many to one", "gauge_N * on (instance) group_left (version) info_N"),
    ("and", "gauge_N and counter_N_total > 1000"),
    ("subquery", "max_over_time(rate(counter_N_total[5m])[30m:1m])"),
    ("topk", "topk(5, gauge_N)"),
    ("label_replace", "label_replace(gauge_N, \"node\", \"$1\", \"instance\", \"i-(.*)\")"),
];

/// How many steps each is asked for.
pub(crate) const STEPS: [i64; 2] = [1, 1000];
