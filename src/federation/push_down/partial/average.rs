//! Rule: `avg` is the sum of the zones' sums by the sum of their counts.
//!
//! Not where groups keep what an operator drops (the metric's name).

use super::{Aggregation, Shares};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::labels::SCHEMA_NAMES;
use crate::promql::ast::AggregateOp;

pub(super) fn shares(aggregation: &Aggregation<'_>) -> Option<Shares> {
    let keeps_schema = match aggregation.grouping {
        GroupingLabels::By(labels) => SCHEMA_NAMES.iter().any(|name| labels.has(name)),
        GroupingLabels::Without(_) => false,
    };
    if aggregation.op != AggregateOp::Avg || keeps_schema {
        return None;
    }
    Some(Shares::Quotient(aggregation.share(AggregateOp::Sum)?, aggregation.share(AggregateOp::Count)?))
}
