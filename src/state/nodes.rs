//! The node book: which nodes there are, and what is known of each.
//!
//! Invariant: names are unique. Configured nodes stand before added ones.

use crate::model::node::{Node, NodeStatus};
use crate::model::notice::ConfigProblem;
use crate::model::outcome::Failure;
use crate::protocol::ask::RunId;

/// Where a node comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From `narthex.json`.
    Configured,
    /// A person added it.
    Added,
}

/// What is known of a node.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Status {
    /// It was not asked yet.
    #[default]
    Unknown,
    /// It answered the last probe.
    Up(NodeStatus),
    /// It did not answer the last probe.
    Down(Failure),
}

/// A node of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The node.
    pub node: Node,
    /// Where it comes from.
    pub origin: Origin,
    /// What the last probe found.
    pub status: Status,
    /// The probe under way.
    pub probe: Option<RunId>,
    /// When the last probe ended, Unix milliseconds.
    pub checked: Option<i64>,
}

/// How far `narthex.json` is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConfigState {
    /// It is on its way.
    #[default]
    Loading,
    /// It arrived or could not be had.
    Done,
}

/// All nodes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NodeBook {
    /// The nodes in the order shown.
    pub entries: Vec<Entry>,
    /// How far the configuration is read.
    pub config: ConfigState,
    /// What is wrong with the configuration.
    pub problems: Vec<ConfigProblem>,
}
