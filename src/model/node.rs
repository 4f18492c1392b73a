//! The nodes that Narthex asks, and what a probe learns of one.

use serde::{Deserialize, Serialize};

use super::file::{FileStatus, is_local_url};

/// What speaks at a node's URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// The Prometheus HTTP API: Prometheus, Thanos, Mimir, `VictoriaMetrics`.
    #[default]
    Prometheus,
    /// Alertmanager's API v2.
    Alertmanager,
    /// A file with series: one that the page holds (`local:`), or one that a server gives, an exporter's metrics among
    /// them. The worker reads it and evaluates.
    File,
}

impl NodeKind {
    /// Whether expressions can be evaluated on it.
    pub const fn answers_queries(self) -> bool {
        !matches!(self, Self::Alertmanager)
    }

    /// Whether it has rules to list.
    pub const fn lists_rules(self) -> bool {
        matches!(self, Self::Prometheus)
    }
}

/// One node: where it is and how to speak to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// The name people see; unique among the nodes of a page.
    pub name: String,
    /// The base URL, without `/api/v1` and without a slash at its end; of a file, its whole URL.
    pub url: String,
    /// What speaks there.
    #[serde(default)]
    pub kind: NodeKind,
    /// Headers sent with every request, secrets among them: never stored, exported or logged.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
}

impl Node {
    /// Whether it is there only as long as the page is: a file that a person dropped or pasted. Such a node goes into
    /// no setting.
    pub fn is_of_this_page(&self) -> bool {
        is_local_url(&self.url)
    }
}

/// Shows the names of the headers only: their values may be secrets, and a debug text may reach a log.
impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Node")
            .field("name", &self.name)
            .field("url", &self.url)
            .field("kind", &self.kind)
            .field("headers", &headers)
            .finish()
    }
}

/// What a probe learned of a node that answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NodeStatus {
    /// `Prometheus`, `Mimir`, `Alertmanager`, … as far as its answers tell; empty for a file.
    pub product: String,
    /// Its version; `None` where the node is too old to say (Prometheus 1.8, 2.0 to 2.13).
    pub version: Option<String>,
    /// Time from sending to the last byte of the quickest answer of the probe, in milliseconds.
    pub latency_ms: f64,
    /// The node's clock minus this machine's, in milliseconds, with an error of at most half the latency.
    pub clock_difference_ms: Option<f64>,
    /// The URLs that the node reads over `remote_read`; empty for a node that reads from none.
    pub remotes: Vec<String>,
    /// Names of Alertmanager cluster peers, at most a thousand; empty for other nodes.
    pub peers: Vec<String>,
    /// Peers beyond those.
    pub peers_left_out: u64,
    /// What is in a file; `None` for other nodes.
    pub file: Option<FileStatus>,
}
