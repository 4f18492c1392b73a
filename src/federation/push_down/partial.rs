//! Aggregations of which each zone gives its share, which another aggregation merges.
//!
//! The shares of several zones have equal labels, where groups have series of several: they are told apart by
//! [`ZONE_LABEL`] until they are merged.

mod additive;
mod average;
mod ranking;

use super::projections::{both, of_grouping};
use super::{Locality, Pass};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::label_names::LabelNames;
use crate::engine::plan::{PlanNodeId, PlanNodeKind, PlanPart, PlanSelector, ZONE_LABEL};
use crate::promql::ast::AggregateOp;
use crate::promql::span::Span;

/// An aggregation of parts in the place of one of series.
pub(super) struct Merged {
    /// How it groups: the zones' own label goes.
    pub(super) grouping: GroupingLabels,
    /// The parameter, and its span.
    pub(super) parameter: Option<(PlanNodeId, Span)>,
    /// The span of what was aggregated.
    pub(super) operand_span: Span,
    /// What becomes of the shares.
    pub(super) shares: Shares,
}

/// What becomes of the shares.
pub(super) enum Shares {
    /// They are aggregated.
    Aggregated(AggregateOp, PlanSelector),
    /// Two are added up, and one divided by the other.
    Quotient(PlanSelector, PlanSelector),
}

/// An aggregation whose shares can be merged.
pub(super) fn merged(pass: &Pass<'_>, id: PlanNodeId) -> Option<Merged> {
    let aggregation = Aggregation::of(pass, id)?;
    let rules = [additive::shares, average::shares, ranking::shares];
    let shares = rules.iter().find_map(|rule| rule(&aggregation))?;
    let grouping = match (&shares, aggregation.grouping) {
        (Shares::Aggregated(AggregateOp::Topk | AggregateOp::Bottomk | AggregateOp::Limitk, _), grouping)
        | (_, grouping @ GroupingLabels::By(_)) => grouping.clone(),
        (_, GroupingLabels::Without(labels)) => {
            GroupingLabels::Without(LabelNames::new([labels.to_vec(), vec![ZONE_LABEL.to_owned()]].concat()))
        }
    };
    Some(Merged { grouping, parameter: aggregation.parameter, operand_span: aggregation.operand_span, shares })
}

/// An aggregation over what is local.
struct Aggregation<'a> {
    pass: &'a Pass<'a>,
    id: PlanNodeId,
    op: AggregateOp,
    grouping: &'a GroupingLabels,
    parameter: Option<(PlanNodeId, Span)>,
    operand_span: Span,
    local: &'a super::local::Local,
}

impl<'a> Aggregation<'a> {
    fn of(pass: &'a Pass<'a>, id: PlanNodeId) -> Option<Self> {
        let kind = &pass.nodes[id.0 as usize].kind;
        let PlanNodeKind::Aggregate { op, grouping, parameter, operand, operand_span, .. } = kind else { return None };
        let Locality::Local(local) = &pass.localities[operand.0 as usize] else { return None };
        let is_constant = parameter.is_none_or(|(id, _)| pass.localities[id.0 as usize] == Locality::Constant);
        let is_allowed = pass.arrangement.allows(op.aggregator().stability);
        (is_constant && is_allowed).then_some(Self {
            pass,
            id,
            op: *op,
            grouping,
            parameter: *parameter,
            operand_span: *operand_span,
            local,
        })
    }

    /// What each zone is asked: another aggregation with the same groups; its results are all needed.
    fn share(&self, op: AggregateOp) -> Option<PlanSelector> {
        // The text of the aggregation begins with its operator.
        let text = self.pass.text(self.id)?;
        let expr = format!("{}{}", op.text(), text.strip_prefix(self.op.text())?);
        let labels = both(&self.local.labels, &of_grouping(self.grouping));
        Some(self.pass.part(self.id, PlanPart { expr, needs_zone_label: true, labels }))
    }
}
