//! Rule: an aggregation whose groups keep the partition labels is local, as no group has series of several zones.
//!
//! Not `limit_ratio`: which series it takes is decided by a hash of all labels, external ones too.

use super::super::projections::{both, either, of_grouping};
use super::{Local, Localities};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::plan::{PlanNodeId, Projection};
use crate::promql::aggregators::Gives;
use crate::promql::ast::AggregateOp;

impl Localities<'_> {
    pub(super) fn aggregation(
        &self,
        op: AggregateOp,
        grouping: &GroupingLabels,
        parameter: Option<PlanNodeId>,
        operand: PlanNodeId,
    ) -> Option<Local> {
        let local = self.local(operand)?;
        let is_constant = parameter.is_none_or(|id| self.is_constant(id));
        let allowed = self.arrangement.allows(op.aggregator().stability);
        if !is_constant || !allowed || op == AggregateOp::LimitRatio {
            return None;
        }
        if !self.arrangement.is_told_apart_by(|label| grouping.keeps(label)) {
            return None;
        }
        let kept = both(&local.labels, &of_grouping(grouping));
        match op.aggregator().gives {
            Gives::OneSeries => self.labelled(kept),
            Gives::Selection => Some(local.clone()),
            Gives::SeriesPerValue => {
                let written = self.own_label(self.texts.get(parameter?.0 as usize)?.as_ref()?)?;
                self.labelled(either(&kept, &Projection::Only(vec![written])))
            }
        }
    }
}
