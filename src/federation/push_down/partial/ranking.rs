//! Rule: the elements that `topk`, `bottomk` and `limitk` take are among those that they take of each zone.

use super::{Aggregation, Shares};
use crate::engine::plan::PlanPart;
use crate::promql::ast::AggregateOp;

pub(super) fn shares(aggregation: &Aggregation<'_>) -> Option<Shares> {
    if !matches!(aggregation.op, AggregateOp::Topk | AggregateOp::Bottomk | AggregateOp::Limitk) {
        return None;
    }
    let expr = aggregation.pass.text(aggregation.id)?;
    let labels = aggregation.local.labels.clone();
    let part = aggregation.pass.part(aggregation.id, PlanPart { expr, needs_zone_label: false, labels });
    Some(Shares::Aggregated(aggregation.op, part))
}
