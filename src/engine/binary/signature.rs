//! The signature of a series: the labels by which it is matched with series of the other side.
//!
//! Source: `signatureFunc` and `MatchLabels` of Prometheus: `ignoring` leaves out `__name__` as well.

use super::BinaryOperation;
use crate::engine::error::Error;
use crate::engine::label_names::LabelNames;
use crate::engine::labels::{LabelSetIndex, METRIC_NAME};
use crate::engine::query_budget::QueryBudget;
use crate::engine::task::for_each_yielding;
use crate::engine::value::SeriesSet;
use crate::promql::ast::MatchingKind;

/// Whether a label is one of those that count.
pub(super) fn counts(kind: MatchingKind, names: &LabelNames, label: &str) -> bool {
    let is_named = names.has(label);
    match kind {
        MatchingKind::On => is_named,
        MatchingKind::Ignoring => label != METRIC_NAME && !is_named,
    }
}

/// The numbers of the signatures of the series of both sides.
#[derive(Debug)]
pub(super) struct Signatures {
    distinct: LabelSetIndex,
    pub(super) left: Vec<u32>,
    pub(super) right: Vec<u32>,
}

impl Signatures {
    /// Of the series of both sides. Fails where there is no memory for them, nor for so many bytes for each signature.
    pub(super) async fn of(
        operation: &BinaryOperation,
        (left, right): (&SeriesSet, &SeriesSet),
        group: u64,
        budget: QueryBudget,
    ) -> Result<Self, Error> {
        let (distinct, list) = (LabelSetIndex::default(), Vec::with_capacity);
        let mut all = Self { distinct, left: list(left.len()), right: list(right.len()) };
        for (series_set, ids) in [(left, &mut all.left), (right, &mut all.right)] {
            let mut find = |at: usize| {
                budget.check(all.distinct.memory() + all.distinct.len() as u64 * group)?;
                ids.push(all.distinct.number(&series_set.labels[at], &|label| operation.counts(label)));
                Ok(())
            };
            for_each_yielding(series_set.len(), &mut find).weighted_by(&|at| series_set.weight(at)).await?;
        }
        Ok(all)
    }

    /// How many different ones there are.
    pub(super) fn len(&self) -> usize {
        self.distinct.len()
    }
}
