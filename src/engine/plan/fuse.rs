//! Pass: streams the series of an operand into its aggregation, one after the other.
//!
//! A sum over the rates of many series needs no vector of all rates: each series is added to its group and dropped.
//! What is held is one running result per group and step, so tiles can be longer.
//!
//! Invariant: only an operand that nobody else takes is streamed.
//! Not here: whether the samples allow it (histograms are brought together sample by sample), which the evaluation
//! sees when it has them (`evaluate::fold`).

use super::{Input, PlanNode, PlanNodeId, PlanNodeKind};
use crate::engine::functions::Implementation;
use crate::promql::ast::AggregateOp;

/// Marks the aggregations.
pub(super) fn fuse(nodes: &mut [PlanNode], root: PlanNodeId) {
    let uses = super::uses(nodes, root);
    for id in super::operands_first(nodes, root) {
        let PlanNodeKind::Aggregate { op, operand, .. } = nodes[id.0 as usize].kind else { continue };
        let below = &nodes[operand.0 as usize];
        if !folds(op) || uses[operand.0 as usize] > 1 || !is_series_by_series(&below.kind) {
            continue;
        }
        // The operand's annotations are made while the aggregation is evaluated.
        let spans = below.elsewhere.clone();
        let node = &mut nodes[id.0 as usize];
        for (own, other) in node.elsewhere.iter_mut().zip(spans) {
            own.extend(other);
        }
        if let PlanNodeKind::Aggregate { input, .. } = &mut node.kind {
            *input = Input::Streamed;
        }
    }
}

/// Whether an aggregator keeps a small running result.
fn folds(op: AggregateOp) -> bool {
    match op {
        AggregateOp::Sum
        | AggregateOp::Avg
        | AggregateOp::Min
        | AggregateOp::Max
        | AggregateOp::Count
        | AggregateOp::Group
        | AggregateOp::Stddev
        | AggregateOp::Stdvar => true,
        AggregateOp::Topk
        | AggregateOp::Bottomk
        | AggregateOp::Limitk
        | AggregateOp::LimitRatio
        | AggregateOp::CountValues
        | AggregateOp::Quantile => false,
    }
}

/// Whether a node can give its series one after the other.
fn is_series_by_series(kind: &PlanNodeKind) -> bool {
    match kind {
        PlanNodeKind::Instant(selector) => selector.extension.is_none(),
        PlanNodeKind::Call { implementation: Implementation::OfRange(..), .. } => true,
        _ => false,
    }
}
