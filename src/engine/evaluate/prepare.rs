//! What a node finds out about the labels of its operand's series, piece by piece where they are many: before its value.
//!
//! Invariant: it is what would be found out at once.

use std::rc::Rc;

use super::Evaluation;
use super::frame::Reply;
use crate::engine::aggregate::SomeGroups;
use crate::engine::binary::SomeMatches;
use crate::engine::error::Error;
use crate::engine::memo::Found;
use crate::engine::plan::{Feed, Kind, NodeId};
use crate::engine::value::{Shape, Value};

/// After how many series evaluation pauses. Fewer are looked at while the value is computed.
const PIECE: usize = 1 << 11;

impl Evaluation<'_> {
    /// Finds out more of what a node must know before its value: the groups of an aggregation, the matching series of
    /// an operator.
    pub(super) fn prepare(&mut self, id: NodeId) -> Result<Reply, Error> {
        match self.plan.node(id).kind {
            Kind::Aggregate { operand, feed, .. } => self.find_groups(id, operand, feed),
            Kind::Binary { left, right, .. } => self.find_matches(id, left, right),
            _ => Ok(Reply::Done),
        }
    }

    fn find_groups(&mut self, id: NodeId, operand: NodeId, feed: Feed) -> Result<Reply, Error> {
        let begun = self.states[id.0 as usize].some_groups.take();
        let shape = match feed {
            // What is begun is of the same series: they need not be looked at again.
            _ if begun.is_some() => begun.as_ref().map(|begun| Rc::clone(&begun.0)),
            Feed::Vector => self.shape(operand),
            Feed::Series if self.states[id.0 as usize].folding.is_none() && self.node_weight(operand) > PIECE => {
                self.folded_shape(operand)?
            }
            Feed::Series => None,
        };
        let Some(shape) = shape.filter(|shape| shape.len() > PIECE) else { return Ok(Reply::Done) };
        let Kind::Aggregate { grouping, .. } = &self.plan.node(id).kind else { return Ok(Reply::Done) };
        let state = &mut self.states[id.0 as usize];
        if state.groups.is_of(&[&shape]) {
            return Ok(Reply::Done);
        }
        let mut begun = begun.unwrap_or_else(|| Box::new((Rc::clone(&shape), SomeGroups::new(&shape))));
        let groups = &mut begun.1;
        let bytes = groups.memory() + (shape.len() * 4 * size_of::<u32>()) as u64;
        self.account.memory(bytes, self.plan.node(id).span)?;
        if groups.add(grouping, &shape, PIECE) == Found::All {
            state.groups.of(&[&shape], || Ok::<_, Error>(begun.1.finish(grouping)))?;
        } else {
            state.some_groups = Some(begun);
        }
        self.account.look(PIECE);
        Ok(Reply::More)
    }

    fn find_matches(&mut self, id: NodeId, left: NodeId, right: NodeId) -> Result<Reply, Error> {
        let (Some(left), Some(right)) = (self.shape(left), self.shape(right)) else { return Ok(Reply::Done) };
        let Kind::Binary { operation, .. } = &self.plan.node(id).kind else { return Ok(Reply::Done) };
        let state = &mut self.states[id.0 as usize];
        if left.len() + right.len() <= PIECE || state.matches.is_of(&[&left, &right]) {
            return Ok(Reply::Done);
        }
        let mut matches = state.some_matches.take().unwrap_or_else(|| Box::new(SomeMatches::new(&left, &right)));
        self.account.memory(matches.memory(operation), operation.span)?;
        if matches.add(operation, (&left, &right), &self.options, PIECE)? == Found::All {
            state.matches.of(&[&left, &right], || Ok::<_, Error>(matches.finish(operation, &left, &right)))?;
        } else {
            state.some_matches = Some(matches);
        }
        self.account.look(PIECE);
        Ok(Reply::More)
    }

    /// The series of an operand that is a vector.
    pub(super) fn shape(&self, operand: NodeId) -> Option<Rc<Shape>> {
        match self.values.look(operand) {
            Some(Value::Vector(vector)) => Some(Rc::clone(&vector.shape)),
            _ => None,
        }
    }
}
