//! What the page asks of the worker.

use serde::{Deserialize, Serialize};

use crate::model::lang::Lang;
use crate::model::node::{Node, NodeId};
pub use crate::model::query::{At, Limits, Parameters};
use crate::promql::dialect::QueryDialect;

/// Names one run; the page never uses a number twice.
pub type RunId = u32;

/// One message of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The page's [`super::VERSION`].
    pub version: u32,
    /// The run that it begins or ends; a ping's own number; else 0.
    pub run: RunId,
    /// What to do.
    pub what: What,
}

impl Ask {
    /// The ask as bytes for the crossing.
    pub fn pack(&self) -> Vec<u8> {
        // Only sequences of unknown length fail to serialise, and an ask has none.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The ask of these bytes; `None` where they are of another shape.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Evaluate an expression on a node.
    Query {
        /// The node.
        node: Node,
        /// The expression, as typed.
        expr: String,
        /// When.
        at: At,
        /// What is sent with it besides.
        parameters: Parameters,
        /// Bounds.
        limits: Limits,
    },
    /// Find out what a node is, and whether it is there.
    Probe {
        /// The node.
        node: Node,
        /// Bounds.
        limits: Limits,
    },
    /// List a node's rules and alerts.
    Rules {
        /// The node.
        node: Node,
        /// Bounds.
        limits: Limits,
    },
    /// Find what is wrong with an expression; asks nobody.
    Examine {
        /// The expression, as typed.
        text: String,
        /// The language of the answer.
        lang: Lang,
        /// The language of the node that it is for.
        dialect: QueryDialect,
    },
    /// End the run of this message's id; nothing more is said of it.
    Cancel,
    /// Release what is known of a node, and what was read of it; nothing is said of it.
    Release {
        /// The node.
        node: NodeId,
    },
    /// Say [`super::answer::News::Pong`] with this message's id: the worker takes messages.
    Ping,
}

impl What {
    /// Whether it begins a run, which ends with one last answer or is cancelled.
    pub fn begins_run(&self) -> bool {
        match self {
            Self::Query { .. } | Self::Probe { .. } | Self::Rules { .. } | Self::Examine { .. } => true,
            Self::Cancel | Self::Release { .. } | Self::Ping => false,
        }
    }

    /// The node that it asks.
    pub fn node(&self) -> Option<&Node> {
        match self {
            Self::Query { node, .. } | Self::Probe { node, .. } | Self::Rules { node, .. } => Some(node),
            Self::Examine { .. } | Self::Cancel | Self::Release { .. } | Self::Ping => None,
        }
    }
}
