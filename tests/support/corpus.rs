//! Generated expressions as rule files have them, and names of metrics, for measuring. The same every time.

const METRICS: [&str; 10] = [
    "node_cpu_seconds_total",
    "http_requests_total",
    "kube_pod_container_status_restarts_total",
    "apiserver_request_duration_seconds_bucket",
    "container_network_receive_bytes_total",
    "prometheus_remote_storage_samples_failed_total",
    "node_filesystem_avail_bytes",
    "kubelet_volume_stats_used_bytes",
    "grpc_server_handled_total",
    "process_resident_memory_bytes",
];

/// An expression of one alert or recording rule, about 120 bytes long.
pub(crate) fn rule(number: usize) -> String {
    let metric = METRICS[number % METRICS.len()];
    let other = METRICS[(number / 3 + 1) % METRICS.len()];
    let job = ["api", "node", "kube-state-metrics", "ingress"][number % 4];
    match number % 5 {
        0 => format!(
            "sum by (job, instance) (rate({metric}{{job=\"{job}\", code=~\"5..\"}}[5m])) / sum by (job, instance) (rate({other}{{job=\"{job}\"}}[5m])) > 0.0{number}"
        ),
        1 => format!(
            "histogram_quantile(0.99, sum by (le, handler) (rate({metric}{{job=\"{job}\", verb!=\"WATCH\"}}[10m]))) * 1000 >= {number}"
        ),
        2 => format!(
            "max_over_time({metric}{{namespace!~\"kube-.*|default\"}}[1h:5m] offset 1d) - on (pod) group_left (node) {other} == bool 0"
        ),
        3 => format!(
            "predict_linear({metric}{{mountpoint=\"/\"}}[6h], 4 * 3600) < 0 and {other}{{fstype!=\"tmpfs\"}} > 1e{}",
            number % 9
        ),
        _ => format!(
            "absent(up{{job=\"{job}\"}}) or topk(5, sum without (cpu, mode) (irate({metric}{{mode!~\"idle|iowait\"}}[2m]))) # rule {number}\n"
        ),
    }
}

/// One expression of about so many bytes: rules in parentheses, a hundred to a pair, as trees have a greatest depth.
pub(crate) fn expression(bytes: usize) -> String {
    const GROUP: usize = 100;
    let mut text = String::from("(");
    for number in 0.. {
        text.push_str(&rule(number));
        if text.len() + 1 >= bytes {
            break;
        }
        text.push_str(if number % GROUP == GROUP - 1 { "\n) or (" } else { "\nor " });
    }
    text + "\n)"
}

/// So many names as a large fleet's metrics have them.
pub(crate) fn metrics(count: usize) -> Vec<String> {
    const WORDS: [&[&str]; 4] = [
        &["node", "http", "kube", "container", "go", "process", "prometheus", "etcd", "apiserver", "grpc", "redis"],
        &["requests", "cpu", "memory", "disk", "network", "filesystem", "pod", "queue", "cache", "connections"],
        &["duration", "size", "usage", "count", "errors", "latency", "retries", "depth", "age", "limit"],
        &["seconds", "bytes", "total", "ratio", "seconds_bucket", "seconds_sum", "seconds_count", "info", "celsius"],
    ];
    let name = |number: usize| {
        let mut rest = number;
        let mut pick = |words: &[&'static str]| {
            let word = words[rest % words.len()];
            rest /= words.len();
            word
        };
        let (service, subject, measure, unit) = (pick(WORDS[0]), pick(WORDS[1]), pick(WORDS[2]), pick(WORDS[3]));
        if rest == 0 {
            format!("{service}_{subject}_{measure}_{unit}")
        } else {
            format!("{service}_v{rest}_{subject}_{measure}_{unit}")
        }
    };
    (0..count).map(name).collect()
}

/// What is typed while the time of completion is taken: few letters and many, words and pieces, hits and none.
pub(crate) const TYPED: [&str; 8] = ["", "e", "re", "http", "http_req", "nodecpu", "durationseconds", "zzz"];
