//! What the page asks of the worker.

use serde::{Deserialize, Serialize};

use crate::model::node::Node;
use crate::model::time::StepGrid;

/// Names one run; the page never uses a number twice.
pub type RunId = u32;

/// Bounds of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Milliseconds from sending to the last byte.
    pub timeout_ms: u32,
    /// Bytes of the answer after decompression.
    pub max_bytes: u64,
}

impl Default for Limits {
    /// 30 seconds, 256 MB.
    fn default() -> Self {
        Self { timeout_ms: 30_000, max_bytes: 256_000_000 }
    }
}

/// When a query is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum At {
    /// At one time, Unix milliseconds.
    Instant {
        /// The time.
        time: i64,
    },
    /// At every step of a grid.
    Range {
        /// First step, Unix milliseconds.
        start: i64,
        /// Last step, Unix milliseconds.
        end: i64,
        /// Milliseconds between two steps.
        step: i64,
    },
}

impl From<StepGrid> for At {
    fn from(grid: StepGrid) -> Self {
        Self::Range { start: grid.start, end: grid.end, step: grid.step }
    }
}

/// One message of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The page's [`super::VERSION`].
    pub version: u32,
    /// The run that it begins or ends.
    pub run: RunId,
    /// What to do.
    pub what: What,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// Evaluate an expression on a node.
    Query {
        /// The node.
        node: Node,
        /// The expression, as typed.
        expr: String,
        /// When.
        at: At,
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
    /// End the run of this message's id; nothing more is said of it.
    Cancel,
}
