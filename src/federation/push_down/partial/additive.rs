//! Rule: `sum`, `min`, `max` and `group` are those of the zones' own; `count` is the sum of counts.

use super::{Aggregation, Shares};
use crate::promql::ast::AggregateOp;

pub(super) fn shares(aggregation: &Aggregation<'_>) -> Option<Shares> {
    let merging = match aggregation.op {
        op @ (AggregateOp::Sum | AggregateOp::Min | AggregateOp::Max | AggregateOp::Group) => op,
        AggregateOp::Count => AggregateOp::Sum,
        _ => return None,
    };
    Some(Shares::Aggregated(merging, aggregation.share(aggregation.op)?))
}
