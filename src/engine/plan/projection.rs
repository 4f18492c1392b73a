//! Label projection: which labels of its series a node has to give.
//!
//! `sum by (instance) (rate(x[5m]))` looks at `instance` and nothing else: who reads `x` need not read more.
//!
//! Invariant: series stay apart even where the labels that are needed are equal.
//! Invariant: a label is left out only if neither results nor errors can have it. What annotations mention, the
//! metric's name and `__type__`, is not counted: who leaves labels out keeps these.

use std::fmt;

use super::{PlanNode, PlanNodeId, PlanNodeKind};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::binary::BinaryOperation;
use crate::engine::functions::Implementation;
use crate::engine::labels::METRIC_NAME;
use crate::promql::ast::{BinaryOp, MatchingKind, Side};
use crate::promql::functions::ResultLabels;

/// Labels that are needed; names sorted, each once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Projection {
    /// These.
    Only(Vec<String>),
    /// All but these.
    AllBut(Vec<String>),
}

impl Projection {
    /// All labels.
    pub const ALL: Self = Self::AllBut(Vec::new());

    /// Whether a label is needed.
    pub fn has(&self, label: &str) -> bool {
        match self {
            Self::Only(names) => has(names, label),
            Self::AllBut(names) => !has(names, label),
        }
    }

    fn only(names: &[String]) -> Self {
        Self::Only(sorted(names.to_vec()))
    }

    fn all_but(names: &[String]) -> Self {
        Self::AllBut(sorted(names.iter().cloned().chain([METRIC_NAME.to_owned()]).collect()))
    }

    /// What either needs.
    pub(super) fn and(&self, other: &Self) -> Self {
        let without = |names: &[String], other: &Self| names.iter().filter(|name| !other.has(name)).cloned().collect();
        match (self, other) {
            (Self::Only(one), Self::Only(two)) => Self::Only(sorted([one.as_slice(), two].concat())),
            (Self::AllBut(names), other) | (other, Self::AllBut(names)) => Self::AllBut(without(names, other)),
        }
    }

    /// What a grouping looks at.
    fn of_grouping(grouping: &GroupingLabels) -> Self {
        match grouping {
            GroupingLabels::By(labels) => Self::only(labels),
            GroupingLabels::Without(labels) => Self::all_but(labels),
        }
    }

    /// What matching looks at.
    fn of_matching(operation: &BinaryOperation) -> Self {
        match operation.matching {
            MatchingKind::On => Self::only(&operation.labels),
            MatchingKind::Ignoring => Self::all_but(&operation.labels),
        }
    }
}

/// Whether a name is among sorted ones.
fn has(names: &[String], label: &str) -> bool {
    names.binary_search_by(|name| name.as_str().cmp(label)).is_ok()
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names.dedup();
    names
}

impl fmt::Display for Projection {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only(names) => write!(out, "[{}]", names.join(", ")),
            Self::AllBut(names) => write!(out, "all but [{}]", names.join(", ")),
        }
    }
}

/// What each node has to give.
pub(super) fn projections(nodes: &[PlanNode], root: PlanNodeId) -> Vec<Projection> {
    let mut known: Vec<Option<Projection>> = vec![None; nodes.len()];
    known[root.0 as usize] = Some(Projection::ALL);
    for id in super::operands_first(nodes, root).into_iter().rev() {
        let kind = &nodes[id.0 as usize].kind;
        let own = known[id.0 as usize].clone().unwrap_or(Projection::ALL);
        for (at, child) in kind.children().into_iter().enumerate() {
            let below = below(kind, at, &own);
            let place = &mut known[child.0 as usize];
            *place = Some(place.as_ref().map_or_else(|| below.clone(), |known| known.and(&below)));
        }
    }
    known.into_iter().map(|known| known.unwrap_or(Projection::ALL)).collect()
}

/// What a node needs of one of its children, where this is needed of itself.
fn below(kind: &PlanNodeKind, child: usize, own: &Projection) -> Projection {
    match kind {
        PlanNodeKind::Subquery { .. } | PlanNodeKind::StepInvariant { .. } | PlanNodeKind::Negate(_) => own.clone(),
        PlanNodeKind::Call { function, implementation, .. } => match implementation {
            Implementation::OfRange(..)
            | Implementation::OfFloat(_)
            | Implementation::OfSample(_)
            | Implementation::OfTimes(_) => own.clone(),
            Implementation::OfValues(_) if matches!(function.labels, ResultLabels::None | ResultLabels::OfMatchers) => {
                Projection::Only(Vec::new())
            }
            Implementation::OfLabels(_) | Implementation::OfValues(_) | Implementation::OfManyValues(_) => {
                Projection::ALL
            }
        },
        // Which series these take depends on the order or the hash of all labels.
        PlanNodeKind::Aggregate { op, .. } if op.selects() => Projection::ALL,
        PlanNodeKind::Aggregate { grouping, .. } => Projection::of_grouping(grouping),
        PlanNodeKind::Binary { operation, .. } => {
            let is_left = child == 0;
            match (operation.op, operation.many) {
                (BinaryOp::And | BinaryOp::Unless, _) if is_left => own.and(&Projection::of_matching(operation)),
                (BinaryOp::And | BinaryOp::Unless, _) => Projection::of_matching(operation),
                // Two of the "one" side may be named in an error; those of `or` are told apart by all labels.
                (BinaryOp::Or, _) => Projection::ALL,
                (_, many) if is_left == (many != Some(Side::Right)) => own.and(&Projection::of_matching(operation)),
                _ => Projection::ALL,
            }
        }
        _ => Projection::ALL,
    }
}
