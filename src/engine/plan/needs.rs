//! Which labels of its series a node has to give.
//!
//! `sum by (instance) (rate(x[5m]))` looks at `instance` and nothing else: who reads `x` need not read more.
//!
//! Invariant: series stay apart even where the labels that are needed are equal.
//! Invariant: a label is left out only if neither results nor errors can have it. What remarks mention, the metric's
//! name and `__type__`, is not counted: who leaves labels out keeps these.

use std::fmt;

use super::{Kind, Node, NodeId};
use crate::engine::aggregate::Grouping;
use crate::engine::binary::Operation;
use crate::engine::functions::Implementation;
use crate::engine::labels::METRIC_NAME;
use crate::model::order;
use crate::promql::ast::{BinaryOp, MatchingKind, Side};
use crate::promql::functions::ResultLabels;

/// Labels that are needed; names sorted, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Needs {
    /// These.
    Only(Vec<String>),
    /// All but these.
    AllBut(Vec<String>),
}

impl Needs {
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
    fn and(&self, other: &Self) -> Self {
        let without = |names: &[String], other: &Self| names.iter().filter(|name| !other.has(name)).cloned().collect();
        match (self, other) {
            (Self::Only(one), Self::Only(two)) => Self::Only(sorted([one.as_slice(), two].concat())),
            (Self::AllBut(names), other) | (other, Self::AllBut(names)) => Self::AllBut(without(names, other)),
        }
    }

    /// What a grouping looks at.
    fn of_grouping(grouping: &Grouping) -> Self {
        match grouping {
            Grouping::By(labels) => Self::only(labels),
            Grouping::Without(labels) => Self::all_but(labels),
        }
    }

    /// What matching looks at.
    fn of_matching(operation: &Operation) -> Self {
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
    order::sort(&mut names);
    names.dedup();
    names
}

impl fmt::Display for Needs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only(names) => write!(out, "[{}]", names.join(", ")),
            Self::AllBut(names) => write!(out, "all but [{}]", names.join(", ")),
        }
    }
}

/// What each node has to give.
pub(super) fn needs(nodes: &[Node], root: NodeId) -> Vec<Needs> {
    let mut needs: Vec<Option<Needs>> = vec![None; nodes.len()];
    needs[root.0 as usize] = Some(Needs::ALL);
    for id in super::operands_first(nodes, root).into_iter().rev() {
        let kind = &nodes[id.0 as usize].kind;
        let own = needs[id.0 as usize].clone().unwrap_or(Needs::ALL);
        for (at, child) in kind.children().into_iter().enumerate() {
            let below = below(kind, at, &own);
            let place = &mut needs[child.0 as usize];
            *place = Some(place.as_ref().map_or_else(|| below.clone(), |known| known.and(&below)));
        }
    }
    needs.into_iter().map(|needs| needs.unwrap_or(Needs::ALL)).collect()
}

/// What a node needs of one of its children, where this is needed of itself.
fn below(kind: &Kind, child: usize, own: &Needs) -> Needs {
    match kind {
        Kind::Subquery { .. } | Kind::Once { .. } | Kind::Negate(_) => own.clone(),
        Kind::Call { function, implementation, .. } => match implementation {
            Implementation::OfRange(..)
            | Implementation::OfFloat(_)
            | Implementation::OfSample(_)
            | Implementation::OfTimes(_) => own.clone(),
            Implementation::OfValues(_) if matches!(function.labels, ResultLabels::None | ResultLabels::OfMatchers) => {
                Needs::Only(Vec::new())
            }
            Implementation::OfLabels(_) | Implementation::OfValues(_) | Implementation::OfManyValues(_) => Needs::ALL,
        },
        // Which series these take depends on the order or the hash of all labels.
        Kind::Aggregate { op, .. } if op.selects() => Needs::ALL,
        Kind::Aggregate { grouping, .. } => Needs::of_grouping(grouping),
        Kind::Binary { operation, .. } => {
            let is_left = child == 0;
            match (operation.op, operation.many) {
                (BinaryOp::And | BinaryOp::Unless, _) if is_left => own.and(&Needs::of_matching(operation)),
                (BinaryOp::And | BinaryOp::Unless, _) => Needs::of_matching(operation),
                // Two of the "one" side may be named in an error; those of `or` are told apart by all labels.
                (BinaryOp::Or, _) => Needs::ALL,
                (_, many) if is_left == (many != Some(Side::Right)) => own.and(&Needs::of_matching(operation)),
                _ => Needs::ALL,
            }
        }
        _ => Needs::ALL,
    }
}
