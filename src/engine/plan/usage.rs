//! What a plan's selectors are for: step, range, function and grouping, as Prometheus' `storage.SelectHints` has them, and the
//! labels that are looked at. Who gives series may use it to send less, and need not.
//!
//! Invariant: what does not hold of all selectors that are read together is said of none.

use super::{Node, NodeId, NodeKind, Projection};
use crate::engine::aggregate::Grouping;
use crate::promql::functions::FunctionId;

/// What selectors are for.
#[derive(Debug, Clone, PartialEq)]
pub struct Usage {
    /// The distance of the steps at which they are evaluated, in milliseconds; 0 for a single step, and for differing ones.
    pub step_ms: i64,
    /// The range of their samples that a step looks at, in milliseconds; 0 for the latest one, and for differing ones.
    pub range_ms: i64,
    /// The function or the aggregation closest around them, as `rate`, with no operator between.
    pub func: Option<&'static str>,
    /// How the aggregation directly around them groups.
    pub grouping: Option<Grouping>,
    /// The labels that are looked at.
    pub projection: Projection,
}

impl Usage {
    /// What holds of both.
    pub(super) fn and(self, other: &Self) -> Self {
        let same = |one: i64, two: i64| if one == two { one } else { 0 };
        Self {
            step_ms: same(self.step_ms, other.step_ms),
            range_ms: same(self.range_ms, other.range_ms),
            func: self.func.filter(|func| other.func == Some(*func)),
            grouping: self.grouping.filter(|grouping| other.grouping.as_ref() == Some(grouping)),
            projection: self.projection.and(&other.projection),
        }
    }
}

/// What stands around a node.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Around {
    pub(super) func: Option<&'static str>,
    pub(super) grouping: Option<Grouping>,
}

/// What stands around each node of a plan; nothing where it stands below several that differ.
pub(super) fn around(nodes: &[Node], root: NodeId) -> Vec<Around> {
    let mut around: Vec<Option<Around>> = vec![None; nodes.len()];
    for id in super::operands_first(nodes, root).into_iter().rev() {
        let kind = &nodes[id.0 as usize].kind;
        let own = around[id.0 as usize].clone().unwrap_or_default();
        let below = match kind {
            NodeKind::Call { function, .. } => Around { func: Some(function.name), grouping: None },
            NodeKind::Info { .. } => Around { func: Some(FunctionId::Info.name()), grouping: None },
            NodeKind::Aggregate { op, grouping, .. } => {
                Around { func: Some(op.text()), grouping: Some(grouping.clone()) }
            }
            NodeKind::Subquery { .. } | NodeKind::StepInvariant { .. } | NodeKind::Negate(_) => {
                Around { func: own.func, grouping: None }
            }
            _ => Around::default(),
        };
        for child in kind.children() {
            let place = &mut around[child.0 as usize];
            *place = Some(match place.take() {
                None => below.clone(),
                Some(known) => Around {
                    func: known.func.filter(|func| below.func == Some(*func)),
                    grouping: known.grouping.filter(|grouping| below.grouping.as_ref() == Some(grouping)),
                },
            });
        }
    }
    around.into_iter().map(Option::unwrap_or_default).collect()
}
