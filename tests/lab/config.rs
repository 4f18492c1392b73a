//! The texts that configure the lab's programs.

use std::fmt::Write as _;
use std::path::Path;

/// The alert that fires as soon as a sample is there.
pub(crate) const FIRING_ALERT: &str = "LoadReported";
/// The alert that stays pending.
pub(crate) const PENDING_ALERT: &str = "LoadSustained";
/// The series that the recording rule writes.
pub(crate) const RECORDED: &str = "job:node_load1:avg";

/// Two alerting rules and a recording rule.
pub(crate) fn rules() -> String {
    format!(
        r#"groups:
  - name: lab
    interval: 1s
    rules:
      - record: {RECORDED}
        expr: avg by (job) (node_load1)
      - alert: {FIRING_ALERT}
        expr: node_load1 >= 0
        labels:
          severity: page
          team: lab
        annotations:
          summary: "Load on {{{{ $labels.instance }}}} is {{{{ $value }}}}"
          description: "Fires as long as a load is measured: the way from a rule to a person is whole."
      - alert: {PENDING_ALERT}
        expr: node_load1 >= 0
        for: 7d
        labels:
          severity: ticket
          team: lab
        annotations:
          summary: "Load on {{{{ $labels.instance }}}} has been reported for a week"
"#
    )
}

/// A collector: scrapes the targets (job and port) each second, evaluates the rules, notifies the Alertmanagers.
pub(crate) fn collector(external_label: Option<&str>, targets: &[(&str, u16)], alertmanagers: &[u16]) -> String {
    let mut text = String::from("global:\n  scrape_interval: 1s\n  scrape_timeout: 900ms\n  evaluation_interval: 1s\n");
    if let Some(value) = external_label {
        let _ = write!(text, "  external_labels:\n    collector: {value}\n");
    }
    text.push_str("rule_files:\n  - rules.yml\n");
    if !alertmanagers.is_empty() {
        let all: Vec<String> = alertmanagers.iter().map(|port| format!("\"127.0.0.1:{port}\"")).collect();
        let all = all.join(", ");
        let _ = write!(text, "alerting:\n  alertmanagers:\n    - static_configs:\n        - targets: [{all}]\n");
    }
    text.push_str("scrape_configs:\n");
    for (job, port) in targets {
        let _ = write!(text, "  - job_name: {job}\n    static_configs:\n      - targets: [\"127.0.0.1:{port}\"]\n");
    }
    text
}

/// What makes a collector write to these URLs, soon after each scrape.
pub(crate) fn remote_write(urls: &[String]) -> String {
    let mut text = String::from(if urls.is_empty() { "" } else { "remote_write:\n" });
    for url in urls {
        let _ = write!(text, "  - url: {url}\n    queue_config:\n      batch_send_deadline: 500ms\n");
    }
    text
}

/// An `InfluxDB` that keeps everything below its folder and listens on loopback alone.
pub(crate) fn influxdb(home: &Path, port: u16, backup: u16) -> String {
    let home = home.display();
    format!(
        r#"reporting-disabled = true
bind-address = "127.0.0.1:{backup}"
[meta]
  dir = "{home}/meta"
[data]
  dir = "{home}/data"
  wal-dir = "{home}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:{port}"
  log-enabled = false
"#
    )
}

/// The reader: no scrapes, no external labels (a reader whose labels differ from the collectors' sees nothing);
/// `read_recent`, as it stores nothing of its own.
pub(crate) fn reader(collectors: [u16; 2]) -> String {
    let mut text = String::from("remote_read:\n");
    for (name, port) in ["B", "C"].into_iter().zip(collectors) {
        let _ = write!(
            text,
            r"  - name: {name}
    url: http://127.0.0.1:{port}/api/v1/read
    remote_timeout: 8s
    read_recent: true
"
        );
    }
    text
}

/// An Alertmanager that tells nobody.
pub(crate) fn alertmanager() -> String {
    String::from(
        r"route:
  receiver: nobody
  group_by: [alertname]
  group_wait: 1s
receivers:
  - name: nobody
",
    )
}
