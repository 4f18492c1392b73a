//! How the lab is set up.

use super::member::Member;
use super::ports::PortChoice;

/// What the collectors say of themselves in what they hand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExternalLabels {
    /// `collector="B"` and `collector="C"`: A shows each series twice.
    Distinct,
    /// `collector="pair"` for both: A merges them into one.
    Equal,
}

/// Which Prometheus the collectors and readers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Release {
    /// `prometheus` in PATH.
    OnPath,
    /// One of version 3, with experimental functions.
    Version3,
}

/// Whether there is a second reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mirror {
    With,
    Without,
}

/// Whether there are the other products, as many of them as are installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peers {
    Without,
    With,
    /// They, and what they measure, without the federation.
    Alone,
}

/// Whom the collectors scrape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scraped {
    /// The `node_exporter`.
    Node,
    /// That, and each collector itself, whose metrics are many and have classic histograms.
    NodeAndThemselves,
}

/// How the lab is set up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) ports: PortChoice,
    pub(crate) labels: ExternalLabels,
    pub(crate) mirror: Mirror,
    pub(crate) scraped: Scraped,
    pub(crate) peers: Peers,
    pub(crate) release: Release,
}

impl Options {
    /// Whether this member is asked for.
    pub(super) fn has(self, member: Member) -> bool {
        match member {
            Member::NodeExporter => true,
            Member::Mirror => self.mirror == Mirror::With,
            peer if Member::PEERS.contains(&peer) => self.peers != Peers::Without,
            _ => self.peers != Peers::Alone,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ports: PortChoice::Free,
            labels: ExternalLabels::Distinct,
            mirror: Mirror::Without,
            scraped: Scraped::Node,
            peers: Peers::Without,
            release: Release::OnPath,
        }
    }
}
