//! The dialect that a node speaks (Prometheus 3, older, `MetricsQL`), as far as diagnostics depend on it.
//!
//! Not here: how a node is recognised (`wire::prometheus::buildinfo`), what its rules of time are (`engine::options`).

use serde::{Deserialize, Serialize};

/// The language that an expression is checked as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueryDialect {
    /// That of Prometheus 3.
    #[default]
    Current,
    /// That of the worker's own evaluation, over what a file holds: as Prometheus 3, but that all series may be chosen.
    Local,
    /// That of Prometheus 2, and of products of which it is not known how new theirs is: names that changed since are
    /// known, too.
    Older,
    /// `VictoriaMetrics`' `MetricsQL`, which is `PromQL` and more: what is not understood may be more.
    MetricsQl,
}

impl QueryDialect {
    /// The language of a product, as far as it and its version are known.
    pub fn of(product: &str, version: Option<&str>) -> Self {
        let major = version.and_then(|version| version.trim_start_matches('v').split('.').next()?.parse::<u32>().ok());
        match (product, major) {
            ("VictoriaMetrics", _) => Self::MetricsQl,
            // What is too old to tell its version is older, too.
            ("Prometheus", Some(3..)) | ("", _) => Self::Current,
            _ => Self::Older,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_speak_their_language() {
        for (product, version, dialect) in [
            ("Prometheus", Some("3.14.0"), QueryDialect::Current),
            ("Prometheus", Some("10.0.0-rc.1"), QueryDialect::Current),
            ("Prometheus", Some("2.55.1"), QueryDialect::Older),
            ("Prometheus", Some("v2.42.0"), QueryDialect::Older),
            ("Prometheus", None, QueryDialect::Older),
            ("Thanos", Some("0.36.1"), QueryDialect::Older),
            ("Mimir", Some("3.0.0"), QueryDialect::Older),
            ("VictoriaMetrics", None, QueryDialect::MetricsQl),
            ("VictoriaMetrics", Some("1.120.0"), QueryDialect::MetricsQl),
            ("", None, QueryDialect::Current),
        ] {
            assert_eq!(QueryDialect::of(product, version), dialect, "{product} {version:?}");
        }
    }
}
