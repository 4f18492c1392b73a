//! The nodes that Narthex asks, and what a probe learns of one.
//!
//! A node has a name, which is unique on a page: panels, links, settings and other nodes speak of it by that. The node
//! of a name may become another one, when another tab moves it, or its data are loaded again; [`NodeId`] tells those
//! apart.

mod endpoint;

use serde::{Deserialize, Serialize};

pub use self::endpoint::{DemoCollector, Endpoint, Federation, FederationZone, FileAddress, NodeKind};
use super::file::FileStatus;

/// One node: where it is and how to speak to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// The name people see; unique among the nodes of a page.
    pub name: String,
    /// Where it is, which says also what it is.
    pub endpoint: Endpoint,
    /// Headers sent with every request, secrets among them: never stored, exported or logged.
    pub headers: Vec<(String, String)>,
    /// Milliseconds within which it answers as a member of a federation; `None`: [`MEMBER_TIMEOUT_MS`].
    pub timeout_ms: Option<u32>,
    /// Its external labels, where they are given; else it is asked for them.
    pub external_labels: Option<Vec<(String, String)>>,
    /// Of a federation that is asked, the nodes that it names, in no order; those that there are. Empty in lists.
    pub members: Vec<Self>,
}

/// Milliseconds within which a member of a federation answers, unless its own time-out is given: as long as
/// `remote_timeout` usually is in a federation.
pub const MEMBER_TIMEOUT_MS: u32 = 8_000;

impl Node {
    /// A node without headers.
    pub fn new(name: impl Into<String>, endpoint: Endpoint) -> Self {
        Self {
            name: name.into(),
            endpoint,
            headers: Vec::new(),
            timeout_ms: None,
            external_labels: None,
            members: Vec::new(),
        }
    }

    /// What it is.
    pub const fn kind(&self) -> NodeKind {
        self.endpoint.kind()
    }

    /// What makes it the node that it is.
    pub fn id(&self) -> NodeId {
        NodeId { name: self.name.clone(), endpoint: self.endpoint.clone() }
    }

    /// Whether this is its identity.
    pub fn is(&self, id: &NodeId) -> bool {
        (&self.name, &self.endpoint) == (&id.name, &id.endpoint)
    }

    /// Whether two have one identity: they differ in their headers at most.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.name, &self.endpoint) == (&other.name, &other.endpoint)
    }

    /// Whether it is there only as long as the page is: a file that a person dropped or pasted. Such a node goes into
    /// no setting.
    pub const fn is_of_this_page(&self) -> bool {
        self.endpoint.local_file().is_some()
    }
}

/// What makes a node the one it is: its name and where it is. What is known of a node (by the worker, of a run, in the
/// settings) holds for the node of this identity, and not for another one that has its name or its URL. Headers are no
/// part of it: who gives a node other headers has the same node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodeId {
    /// The node's name.
    pub name: String,
    /// Where it is.
    pub endpoint: Endpoint,
}

/// Shows the names of the headers only: their values may be secrets, and a debug text may reach a log.
impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Node")
            .field("name", &self.name)
            .field("endpoint", &self.endpoint)
            .field("headers", &headers)
            .field("timeout_ms", &self.timeout_ms)
            .field("external_labels", &self.external_labels)
            .field("members", &self.members)
            .finish()
    }
}

/// What a probe learned of a node that answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
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
