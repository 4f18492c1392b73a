//! Rule: an operator beside a scalar of the step alone is local, and so is one between vectors that are matched by all
//! partition labels: partners lie in one zone then.
//!
//! Not with `fill`, nor the operators that cut histograms: a server needs flags for them.

use super::super::projections::{all_but, both, either, only};
use super::{Local, Localities};
use crate::engine::binary::BinaryOperation;
use crate::promql::ast::{BinaryOp, MatchingKind, Side};

impl Localities<'_> {
    /// A vector beside a scalar.
    pub(super) fn beside_constant(&self, operation: &BinaryOperation, local: &Local) -> Option<Local> {
        if operation.op.is_trim() { None } else { self.renamed(Some(local), operation.name()) }
    }

    /// A vector by a vector.
    pub(super) fn matched(&self, operation: &BinaryOperation, left: &Local, right: &Local) -> Option<Local> {
        let needs_flag = operation.op.is_trim() || operation.fill_left.is_some() || operation.fill_right.is_some();
        let takes_external = operation.include.iter().any(|label| self.arrangement.is_external(label));
        if needs_flag || takes_external || !self.arrangement.is_told_apart_by(|label| operation.counts(label)) {
            return None;
        }
        self.labelled(match (operation.op, operation.many) {
            (BinaryOp::And | BinaryOp::Unless, _) => left.labels.clone(),
            (BinaryOp::Or, _) => either(&left.labels, &right.labels),
            (_, Some(Side::Left)) => either(&left.labels, &only(&operation.include)),
            (_, Some(Side::Right)) => either(&right.labels, &only(&operation.include)),
            (_, None) => match operation.matching {
                MatchingKind::On => both(&left.labels, &only(&operation.labels)),
                MatchingKind::Ignoring => both(&left.labels, &all_but(&operation.labels)),
            },
        })
    }
}
