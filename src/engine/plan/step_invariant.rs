//! Pass: step-invariant parts, which give the same at every step, are evaluated once.

use std::collections::BTreeMap;

use super::{PlanNode, PlanNodeId, PlanNodeKind, ScopeId};
use crate::model::count::to_u32;

/// Puts [`PlanNodeKind::StepInvariant`] around the largest parts that do not depend on the step; gives the root.
pub(super) fn wrap(nodes: &mut Vec<PlanNode>, root: PlanNodeId) -> PlanNodeId {
    let fixed = step_invariant(nodes);
    for at in 0..fixed.len() {
        if fixed[at] {
            continue;
        }
        let mut once: BTreeMap<PlanNodeId, PlanNodeId> = BTreeMap::new();
        for child in nodes[at].kind.children() {
            once.entry(child).or_insert_with(|| wrapped(nodes, &fixed, child));
        }
        nodes[at].kind.replace_children(|child| once.get(&child).copied().unwrap_or(child));
    }
    wrapped(nodes, &fixed, root)
}

/// Of each node whether it gives the same at every step. Operands have smaller numbers than what is above them.
pub fn step_invariant(nodes: &[PlanNode]) -> Vec<bool> {
    let mut fixed = Vec::with_capacity(nodes.len());
    for node in nodes {
        fixed.push(is_fixed(&node.kind, &fixed));
    }
    fixed
}

/// A node, evaluated once where that is less work.
fn wrapped(nodes: &mut Vec<PlanNode>, fixed: &[bool], id: PlanNodeId) -> PlanNodeId {
    let node = &nodes[id.0 as usize];
    if !fixed.get(id.0 as usize).is_some_and(|it| *it)
        || matches!(node.kind, PlanNodeKind::Number(_) | PlanNodeKind::String(_))
    {
        return id;
    }
    let span = node.span;
    nodes.push(PlanNode {
        span,
        kind: PlanNodeKind::StepInvariant { inner: id, scope: ScopeId::QUERY },
        elsewhere: Vec::new(),
    });
    PlanNodeId(to_u32(nodes.len() - 1))
}

fn is_fixed(kind: &PlanNodeKind, fixed: &[bool]) -> bool {
    match kind {
        PlanNodeKind::Instant(_) | PlanNodeKind::SampleTime { .. } | PlanNodeKind::Range { .. } => {
            kind.selector().is_some_and(|selector| selector.timing.at.is_some())
        }
        PlanNodeKind::Subquery { timing, .. } => timing.at.is_some(),
        PlanNodeKind::Call { function, .. } if function.depends_on_step => false,
        PlanNodeKind::Info { selector, .. } if selector.timing.at.is_none() => false,
        _ => kind.children().iter().all(|child| fixed[child.0 as usize]),
    }
}
