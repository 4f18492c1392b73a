//! `/api/v1/status/buildinfo`: which product speaks, and its version.

use serde::Deserialize;

use crate::model::outcome::Failure;
use crate::wire::{text, transport::Head};

/// The endpoint's path.
pub const PATH: &str = "/api/v1/status/buildinfo";

/// What speaks at a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// `Prometheus`, `Thanos`, `Mimir`, `VictoriaMetrics`, …
    pub name: String,
    /// Its version; `None` where it does not say its own.
    pub version: Option<String>,
}

impl Default for Product {
    /// What has no such endpoint: a Prometheus before 2.14.
    fn default() -> Self {
        Self { name: "Prometheus".to_owned(), version: None }
    }
}

impl Product {
    /// What claims a Prometheus version, and nothing else, to please Grafana.
    pub fn victoria_metrics() -> Self {
        Self { name: "VictoriaMetrics".to_owned(), version: None }
    }
}

#[derive(Deserialize)]
struct BuildInfo {
    /// Set by Mimir and Cortex.
    #[serde(default)]
    application: String,
    #[serde(default)]
    version: String,
    #[serde(default, rename = "goVersion")]
    go_version: String,
}

/// Decodes a successful answer. Fails where it is none of the API: malformed, cut short, or of another program.
pub fn decode(head: &Head, body: &[u8]) -> Result<Product, Failure> {
    let info: BuildInfo = super::data(head, body, "build information")?;
    let version = Some(text::line(&info.version)).filter(|version| !version.is_empty());
    Ok(if !info.application.is_empty() {
        let name = info.application.strip_prefix("Grafana ").unwrap_or(&info.application);
        Product { name: text::line(name), version }
    } else if info.go_version.is_empty() {
        Product::victoria_metrics()
    } else if info.version.starts_with("0.") {
        // Prometheus has had this endpoint since 2.14; Thanos, built of the same parts, is below 1.
        Product { name: "Thanos".to_owned(), version }
    } else {
        Product { name: "Prometheus".to_owned(), version }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_told_apart() {
        let head = Head { status: 200, content_type: "application/json".to_owned(), ..Head::default() };
        for (data, name, version) in [
            (r#"{"version":"2.42.0","revision":"x","goVersion":"go1.19"}"#, "Prometheus", Some("2.42.0")),
            (r#"{"version":"0.36.1","revision":"x","goVersion":"go1.22"}"#, "Thanos", Some("0.36.1")),
            (r#"{"application":"Grafana Mimir","version":"2.14.0","features":{}}"#, "Mimir", Some("2.14.0")),
            (r#"{"version":"2.24.0"}"#, "VictoriaMetrics", None),
        ] {
            let body = format!("{{\"status\":\"success\",\"data\":{data}}}");
            let product = Product { name: name.to_owned(), version: version.map(str::to_owned) };
            assert_eq!(decode(&head, body.as_bytes()), Ok(product), "{data}");
        }
    }
}
