//! The products beside the federation: how they are started, and what is asked of them in their own ways.

use std::path::Path;
use std::time::Duration;

use reqwest::{Client, Url};

use super::api;
use super::federation::prometheus_arguments;
use super::member::{DATABASE, Member};

/// A collector of version 3 that has native histograms and takes what it is sent.
pub(super) fn collector_arguments(home: &Path) -> Vec<String> {
    let mut arguments = prometheus_arguments(home);
    arguments.extend(["--enable-feature=native-histograms", "--web.enable-remote-write-receiver"].map(str::to_owned));
    arguments
}

/// By itself it answers 30 s late, so that what comes late is in time.
pub(super) fn victoria_metrics_arguments(home: &Path) -> Vec<String> {
    vec![
        format!("-storageDataPath={}", home.join("data").display()),
        "-search.latencyOffset=1s".to_owned(),
        "-retentionPeriod=1d".to_owned(),
        "-loggerLevel=WARN".to_owned(),
        "-memory.allowedBytes=256MB".to_owned(),
    ]
}

/// Where a collector writes to, if the member at this address takes that.
pub(super) fn write_url(member: Member, base: &str) -> Option<String> {
    match member {
        Member::VictoriaMetrics => Some(format!("{base}/api/v1/write")),
        Member::InfluxDb => Some(format!("{base}/api/v1/prom/write?db={DATABASE}")),
        _ => None,
    }
}

/// Makes the database of an `InfluxDB` that a collector writes to.
pub(super) async fn make_database(base: &str) -> Result<(), String> {
    let query = [("q", format!("CREATE DATABASE {DATABASE}"))];
    let url = Url::parse_with_params(&format!("{base}/query"), query).map_err(|error| error.to_string())?;
    let answer = Client::new().post(url).send().await;
    let answer = answer.and_then(reqwest::Response::error_for_status).map_err(|error| error.to_string())?;
    let text = answer.text().await.map_err(|error| error.to_string())?;
    if text.contains("\"error\"") { Err(text) } else { Ok(()) }
}

/// Waits until an `InfluxDB` has points of this metric.
pub(super) async fn wait_for_points(base: &str, metric: &str) -> Result<(), String> {
    let query = format!("SELECT count(value) FROM \"{metric}\"");
    api::eventually(Duration::from_secs(30), async || {
        let answer = api::get(base, "/query", &[("db", DATABASE), ("q", &query)]).await?;
        let points = &answer["results"][0]["series"][0]["values"][0][1];
        if points.as_u64().is_some_and(|count| count > 0) {
            Ok(())
        } else {
            Err(format!("InfluxDB has no {metric}: {answer}"))
        }
    })
    .await
}
