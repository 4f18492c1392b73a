//! An answer with its provenance, and an error with what is known of who was asked: what sources give, and what crosses
//! to the page.

use serde::{Deserialize, Serialize};

use super::node::Node;
use super::outcome::{Failure, NodeAnswer, NodeOutcome, Provenance};

/// An answer and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered<T> {
    /// The answer.
    pub value: T,
    /// Who gave it, and how far.
    pub provenance: Provenance,
}

/// No answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceError {
    /// Why.
    pub why: Failure,
    /// What is known of who was asked.
    pub provenance: Provenance,
}

impl SourceError {
    /// The error of one node alone, after so many milliseconds and bytes.
    pub fn of_node(node: &Node, why: Failure, latency_ms: f64, bytes: u64) -> Self {
        let outcome = NodeOutcome::of(node, NodeAnswer::Failed { why: why.clone() }, latency_ms, bytes);
        Self { why, provenance: Provenance { nodes: vec![outcome], ..Provenance::default() } }
    }
}

/// Of a failure that is nobody's in particular.
impl From<Failure> for SourceError {
    fn from(why: Failure) -> Self {
        Self { why, provenance: Provenance::default() }
    }
}
