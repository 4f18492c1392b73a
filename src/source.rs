//! Floor 4: where answers come from. One trait, and its kinds: the server, which evaluates queries itself, and the
//! file, over which the worker does.
//!
//! Invariant: whatever comes of asking, the asker learns who was asked and how far they answered.
//! Invariant: dropping a future of a source ends its request.
//! Not here: messages between page and worker, and cancelling (`service`).

pub mod any;
mod breath;
mod evaluation;
mod exchange;
pub mod file;
pub mod server;

use crate::model::node::{Node, NodeStatus};
use crate::model::outcome::{Answered, Failure, NodeOutcome, Provenance};
use crate::model::query::{At, Limits, Progress};
use crate::model::rules::RuleGroup;
use crate::model::value::Value;
/// What sources are asked over; whoever makes sources names it, and need not know the wire for that.
pub use crate::wire::transport::Transport;

/// A result and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Told<T> {
    /// The result.
    pub what: T,
    /// Where it came from.
    pub provenance: Provenance,
}

/// No result, why, and what is known of who was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Why.
    pub why: Failure,
    /// Who was asked.
    pub provenance: Provenance,
}

impl Refused {
    /// A refusal by one node alone.
    fn by(node: &Node, why: Failure, latency_ms: f64, bytes: u64) -> Self {
        let outcome = NodeOutcome::of(node, Answered::Failed { why: why.clone() }, latency_ms, bytes);
        Self { why, provenance: Provenance { nodes: vec![outcome], ..Provenance::default() } }
    }
}

/// Something that answers queries.
pub trait Source {
    /// Evaluates an expression; `parameters` go with it where the source is a server. `progress` is told now and then how far the answer is read.
    async fn query(
        &self,
        expr: &str,
        parameters: &[(String, String)],
        at: At,
        limits: Limits,
        progress: &impl Fn(Progress),
    ) -> Result<Told<Value>, Refused>;

    /// Finds out what answers, and whether it does.
    async fn probe(&self, limits: Limits) -> Result<NodeStatus, Refused>;

    /// Lists the rules and alerts.
    async fn rules(&self, limits: Limits) -> Result<Told<Vec<RuleGroup>>, Refused>;
}
