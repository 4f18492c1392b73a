//! Pass: common subexpressions. What is written twice is evaluated once.
//!
//! Parts of the same steps whose lines in the printed plan are equal, operands included, become one node with several
//! above it. Only parts that read series are worth it.
//!
//! Annotations carry spans, and each span where a part is written gets them: a node that stands for others knows their
//! spans ([`PlanNode::elsewhere`]), and its annotations are repeated there.
//!
//! Invariant: nodes of different scopes stay apart, as they are evaluated on different steps.
//! Invariant: of equal parts the one evaluated first stays, so that the first error is the same.

use std::collections::HashMap;

use super::display::Line;
use super::{PlanNode, PlanNodeId, PlanNodeKind};
use crate::model::count::to_u32;
use crate::promql::span::Span;

/// Leaves one of equal parts.
pub(super) fn share(nodes: &mut [PlanNode], root: PlanNodeId) {
    let parts = Parts::of(nodes, root);
    // Where each part stands first in each scope that has it.
    let mut first: HashMap<(u32, PlanNodeId), PlanNodeId> = HashMap::new();
    let (mut stay, mut same) = (Vec::new(), Vec::new());
    // Each with the node that opened its scope; the root for the query's own.
    let mut left = vec![(root, root)];
    while let Some((id, scope)) = left.pop() {
        if let Some(part) = parts.worth(id) {
            if let Some(stays) = first.get(&(part, scope)) {
                same.push((*stays, id));
                continue;
            }
            first.insert((part, scope), id);
        }
        stay.push(id);
        let kind = &nodes[id.0 as usize].kind;
        let below =
            if matches!(kind, PlanNodeKind::Subquery { .. } | PlanNodeKind::StepInvariant { .. }) { id } else { scope };
        left.extend(kind.children().into_iter().rev().map(|child| (child, below)));
    }
    let mut instead: Vec<PlanNodeId> = (0..to_u32(nodes.len())).map(PlanNodeId).collect();
    for (stays, goes) in &same {
        instead[goes.0 as usize] = *stays;
    }
    for id in stay {
        nodes[id.0 as usize].kind.replace_children(|child| instead[child.0 as usize]);
    }
    add_elsewhere(nodes, same);
}

/// Tells the nodes that stayed, and those below them, where they stand as well.
fn add_elsewhere(nodes: &mut [PlanNode], mut same: Vec<(PlanNodeId, PlanNodeId)>) {
    while let Some((stays, goes)) = same.pop() {
        let (from, to) = (spans(&nodes[stays.0 as usize]), spans(&nodes[goes.0 as usize]));
        nodes[stays.0 as usize].elsewhere.push(from.into_iter().zip(to).collect());
        let children = |id: PlanNodeId| nodes[id.0 as usize].kind.children();
        same.extend(children(stays).into_iter().zip(children(goes)));
    }
}

/// All spans that a node's annotations may carry, in a fixed order.
fn spans(node: &PlanNode) -> Vec<Span> {
    let mut spans = vec![node.span];
    match &node.kind {
        PlanNodeKind::Call { spans: own, .. } => spans.extend(own),
        PlanNodeKind::Aggregate { parameter, operand_span, .. } => {
            spans.extend(parameter.iter().map(|(_, span)| *span));
            spans.push(*operand_span);
        }
        _ => {}
    }
    spans
}

/// What the parts of a plan compute, as numbers: of equal parts the same.
struct Parts {
    numbers: Vec<u32>,
    reads_series: Vec<bool>,
}

impl Parts {
    fn of(nodes: &[PlanNode], root: PlanNodeId) -> Self {
        let mut parts = Self { numbers: vec![0; nodes.len()], reads_series: vec![false; nodes.len()] };
        let mut known: HashMap<(String, Vec<u32>), u32> = HashMap::new();
        for id in super::operands_first(nodes, root) {
            let (at, kind) = (id.0 as usize, &nodes[id.0 as usize].kind);
            let children = kind.children();
            let below = children.iter().map(|child| parts.numbers[child.0 as usize]).collect();
            let next = to_u32(known.len());
            parts.numbers[at] = *known.entry((Line(kind).to_string(), below)).or_insert(next);
            parts.reads_series[at] =
                kind.selector().is_some() || children.iter().any(|child| parts.reads_series[child.0 as usize]);
        }
        parts
    }

    /// The number of a part that reads series.
    fn worth(&self, id: PlanNodeId) -> Option<u32> {
        self.reads_series[id.0 as usize].then_some(self.numbers[id.0 as usize])
    }
}
