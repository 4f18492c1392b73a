//! The nodes of a plan anew, with parts in the place of what goes down.

use super::partial::{Merged, Shares};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::binary::{BinaryOperation, Comparison};
use crate::engine::label_names::LabelNames;
use crate::engine::options::Dialect;
use crate::engine::plan::{Input, PlanNode, PlanNodeId, PlanNodeKind, PlanSelector};
use crate::model::count::to_u32;
use crate::promql::ast::{AggregateOp, BinaryOp, MatchingKind};
use crate::promql::span::Span;

/// What becomes of a node.
pub(super) enum Fate {
    /// It is evaluated here.
    Stays,
    /// It goes down: here stands a selector of its results.
    Part(PlanSelector),
    /// An aggregation whose operand goes down with it: here its shares are merged.
    Merged(Merged),
}

/// Makes the nodes anew; gives the root. Nodes without fate are below what goes down, and go.
pub(super) fn rebuild(nodes: &mut Vec<PlanNode>, root: PlanNodeId, fates: Vec<Option<Fate>>) -> PlanNodeId {
    let mut rebuilt = Rebuilt { nodes: Vec::with_capacity(nodes.len()) };
    // Of every node, which one gives its value now. Operands have smaller numbers, so theirs are known.
    let mut now = vec![PlanNodeId(0); nodes.len()];
    for ((at, mut node), fate) in std::mem::take(nodes).into_iter().enumerate().zip(fates) {
        now[at] = match fate {
            None => continue,
            Some(Fate::Part(selector)) => rebuilt.push(node.span, PlanNodeKind::Instant(selector)),
            Some(Fate::Merged(merged)) => rebuilt.merged(node.span, merged, &now),
            Some(Fate::Stays) => {
                node.kind.replace_children(|child| now[child.0 as usize]);
                rebuilt.push(node.span, node.kind)
            }
        };
    }
    *nodes = rebuilt.nodes;
    now[root.0 as usize]
}

struct Rebuilt {
    nodes: Vec<PlanNode>,
}

impl Rebuilt {
    fn push(&mut self, span: Span, kind: PlanNodeKind) -> PlanNodeId {
        self.nodes.push(PlanNode { span, kind, elsewhere: Vec::new() });
        PlanNodeId(to_u32(self.nodes.len() - 1))
    }

    fn merged(&mut self, span: Span, merged: Merged, now: &[PlanNodeId]) -> PlanNodeId {
        let Merged { grouping, parameter, operand_span, shares } = merged;
        let parameter = parameter.map(|(id, span)| (now[id.0 as usize], span));
        let mut aggregate = |op, selector, grouping: GroupingLabels| {
            let operand = self.push(operand_span, PlanNodeKind::Instant(selector));
            let input = Input::default();
            self.push(span, PlanNodeKind::Aggregate { op, grouping, parameter, operand, operand_span, input })
        };
        match shares {
            Shares::Aggregated(op, selector) => aggregate(op, selector, grouping),
            Shares::Quotient(sums, counts) => {
                let left = aggregate(AggregateOp::Sum, sums, grouping.clone());
                let right = aggregate(AggregateOp::Sum, counts, grouping);
                self.push(span, PlanNodeKind::Binary { operation: division(span), left, right })
            }
        }
    }
}

/// `/` with nothing written beside it.
fn division(span: Span) -> BinaryOperation {
    BinaryOperation {
        op: BinaryOp::Div,
        comparison: Comparison::Filter,
        matching: MatchingKind::Ignoring,
        labels: LabelNames::default(),
        many: None,
        include: Vec::new(),
        fill_left: None,
        fill_right: None,
        span,
        // Which decides nothing of a division.
        dialect: Dialect::default(),
    }
}
