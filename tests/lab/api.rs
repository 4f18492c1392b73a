//! What tests and the lab ask of a Prometheus over HTTP, apart from the console's own code: its answers are what
//! the console is compared with.

use std::fmt::Display;
use std::future::Future;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::{Client, Url};
use serde_json::Value;
use tokio::time::Instant;

/// Now, in seconds since 1970.
pub(crate) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |passed| passed.as_secs_f64())
}

/// Whether this URL answers with 200 within a second.
pub(crate) async fn answers(url: &str) -> bool {
    let answer = Client::new().get(url).timeout(Duration::from_secs(1)).send().await;
    answer.is_ok_and(|answer| answer.status().is_success())
}

/// The parsed answer of `GET base/path?parameters`, whatever its status.
pub(crate) async fn get(base: &str, path: &str, parameters: &[(&str, &str)]) -> Result<Value, String> {
    let url = Url::parse_with_params(&format!("{base}{path}"), parameters).map_err(|error| error.to_string())?;
    let answer = Client::new().get(url.clone()).timeout(Duration::from_secs(30)).send().await;
    let answer = answer.map_err(|error| format!("{url}: {error:?}"))?;
    let text = answer.text().await.map_err(|error| format!("{url}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{url}: {error}: {text:.200}"))
}

/// The answer of an instant query: the whole envelope, with its warnings.
pub(crate) async fn query(base: &str, expression: &str, time: f64) -> Result<Value, String> {
    get(base, "/api/v1/query", &[("query", expression), ("time", &time.to_string())]).await
}

/// The values of an instant vector as the server wrote them, ordered.
pub(crate) async fn values(base: &str, expression: &str, time: f64) -> Result<Vec<String>, String> {
    let answer = query(base, expression, time).await?;
    let result = answer["data"]["result"].as_array().ok_or_else(|| format!("no vector: {answer}"))?;
    let mut values: Vec<String> =
        result.iter().map(|sample| sample["value"][1].as_str().unwrap_or_default().to_owned()).collect();
    values.sort();
    Ok(values)
}

/// Which version runs there, as `2.42`: a Prometheus, or an Alertmanager.
pub(crate) async fn version(base: &str) -> Result<String, String> {
    let build = get(base, "/api/v1/status/buildinfo", &[]).await.map(|answer| answer["data"]["version"].clone());
    let version = if let Ok(Value::String(version)) = build {
        version
    } else {
        let status = get(base, "/api/v2/status", &[]).await?;
        status["versionInfo"]["version"].as_str().ok_or_else(|| format!("no version: {status}"))?.to_owned()
    };
    Ok(version.split('.').take(2).collect::<Vec<_>>().join("."))
}

/// Asks until the answer is `Ok`, for at most `bound`; then the last error is the answer.
pub(crate) async fn eventually<T, E, F, Fut>(bound: Duration, mut ask: F) -> Result<T, String>
where
    E: Display,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let deadline = Instant::now() + bound;
    loop {
        match ask().await {
            Ok(value) => return Ok(value),
            Err(error) if Instant::now() > deadline => {
                return Err(format!("not within {} s: {error}", bound.as_secs()));
            }
            #[expect(clippy::disallowed_methods, reason = "between two looks at the condition")]
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}
