//! Alertmanager's API v2: its status.

use serde::Deserialize;

use crate::model::outcome::Failure;
use crate::wire::prometheus;
use crate::wire::{text, transport::Head};

/// The path of the status endpoint.
pub const STATUS: &str = "/api/v2/status";

/// What an Alertmanager says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Its version; `None` where it does not say.
    pub version: Option<String>,
    /// The names of its cluster's peers, itself among them, at most [`MAX_PEERS`]; empty where it runs alone.
    pub peers: Vec<String>,
    /// Peers beyond those.
    pub peers_left_out: u64,
}

/// The most peers that are kept.
pub const MAX_PEERS: usize = 1000;

#[derive(Deserialize)]
struct RawStatus {
    cluster: RawCluster,
    #[serde(rename = "versionInfo")]
    version_info: RawVersion,
}

#[derive(Deserialize)]
struct RawCluster {
    peers: Option<Vec<RawPeer>>,
}

#[derive(Deserialize)]
struct RawPeer {
    name: String,
}

#[derive(Deserialize)]
struct RawVersion {
    version: String,
}

/// Decodes a successful answer. Fails where it is none of the API: malformed, cut short, or of another program.
pub fn status(head: &Head, body: &[u8]) -> Result<Status, Failure> {
    let raw: RawStatus = prometheus::json(head, body, "an Alertmanager's status")?;
    let all = raw.cluster.peers.unwrap_or_default();
    let peers = all.iter().take(MAX_PEERS).map(|peer| text::line(&peer.name)).collect();
    let peers_left_out = all.len().saturating_sub(MAX_PEERS) as u64;
    let version = Some(text::line(&raw.version_info.version)).filter(|version| !version.is_empty());
    Ok(Status { version, peers, peers_left_out })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_runs_alone_has_no_peers_and_of_very_many_some_are_kept() {
        let head = Head { status: 200, content_type: "application/json".to_owned(), ..Head::default() };
        let body = br#"{"cluster":{"status":"disabled"},"versionInfo":{"version":"0.25.0"},"uptime":"x"}"#;
        assert_eq!(
            status(&head, body),
            Ok(Status { version: Some("0.25.0".to_owned()), peers: vec![], peers_left_out: 0 })
        );
        let peers = vec![r#"{"name":"am","address":"x"}"#; 100_000].join(",");
        let body = format!(r#"{{"cluster":{{"peers":[{peers}]}},"versionInfo":{{"version":"0.25.0"}}}}"#);
        let many = status(&head, body.as_bytes()).expect("a status");
        assert_eq!((many.peers.len(), many.peers_left_out), (MAX_PEERS, 99_000));
        assert!(matches!(status(&head, b"{\"status\":\"success\"}"), Err(Failure::Malformed { .. })));
    }
}
