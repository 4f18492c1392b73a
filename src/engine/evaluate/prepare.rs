//! What a node finds out about the labels of its operand's series, piece by piece where they are many: before its value.
//!
//! Invariant: it is what would be found out at once.

use std::rc::Rc;

use super::Evaluation;
use super::frame::Reply;
use crate::engine::aggregate::{Found, SomeGroups};
use crate::engine::error::Error;
use crate::engine::plan::{Feed, Kind, NodeId};
use crate::engine::value::Value;

/// After how many series evaluation pauses. Fewer are looked at while the value is computed.
const PIECE: usize = 1 << 14;

impl Evaluation<'_> {
    /// Finds out more of what a node must know before its value: the groups of an aggregation.
    pub(super) fn prepare(&mut self, id: NodeId) -> Result<Reply, Error> {
        let Kind::Aggregate { operand, feed, .. } = self.plan.node(id).kind else { return Ok(Reply::Done) };
        let shape = match (feed, self.values.look(operand)) {
            (Feed::Vector, Some(Value::Vector(vector))) => Some(Rc::clone(&vector.shape)),
            (Feed::Series, _) if self.states[id.0 as usize].folding.is_none() && self.node_weight(operand) > PIECE => {
                self.folded_shape(operand)?
            }
            _ => None,
        };
        let Some(shape) = shape.filter(|shape| shape.len() > PIECE) else { return Ok(Reply::Done) };
        let Kind::Aggregate { grouping, .. } = &self.plan.node(id).kind else { return Ok(Reply::Done) };
        let state = &mut self.states[id.0 as usize];
        if state.groups.is_of(&[&shape]) {
            return Ok(Reply::Done);
        }
        let mut groups = state.some_groups.take().unwrap_or_else(|| SomeGroups::new(&shape));
        if groups.add(grouping, &shape, PIECE) == Found::All {
            state.groups.of(&[&shape], || Ok::<_, Error>(groups.finish(grouping)))?;
        } else {
            state.some_groups = Some(groups);
        }
        self.account.look(PIECE);
        Ok(Reply::More)
    }
}
