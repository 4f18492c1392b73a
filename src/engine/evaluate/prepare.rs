//! What a node has to know of its operands' series: found out once, and in pieces where they are many.
//!
//! Each gives `None` where there is more to find out, and is then asked again.

use std::rc::Rc;

use super::Evaluation;
use super::names::Renamed;
use crate::engine::aggregate::Groups;
use crate::engine::binary::Matches;
use crate::engine::error::Error;
use crate::engine::plan::{Kind, NodeId};
use crate::engine::task::Task;
use crate::engine::value::{Shape, Value};
use crate::promql::functions::MetricName;

impl Evaluation<'_> {
    /// The groups of these series, for an aggregation.
    pub(super) fn groups(&mut self, id: NodeId, shape: &Rc<Shape>) -> Result<Option<Rc<Groups>>, Error> {
        let node = self.plan.node(id);
        let Kind::Aggregate { op, grouping, .. } = &node.kind else { return Ok(None) };
        let room = self.account.room(node.span);
        let begin = || Task::new(Groups::of(*op, grouping.clone(), Rc::clone(shape), room));
        let found = self.states[id.0 as usize].groups.find(&[shape], begin);
        self.account.piece(found)
    }

    /// Which of these series belong together, for an operator.
    pub(super) fn matches(
        &mut self,
        id: NodeId,
        left: &Rc<Shape>,
        right: &Rc<Shape>,
    ) -> Result<Option<Rc<Matches>>, Error> {
        let Kind::Binary { operation, .. } = &self.plan.node(id).kind else { return Ok(None) };
        let (options, room) = (self.options, self.account.room(operation.span));
        let begin = || Task::new(Matches::of(operation.clone(), Rc::clone(left), Rc::clone(right), options, room));
        let found = self.states[id.0 as usize].matches.find(&[left, right], begin);
        self.account.piece(found)
    }

    /// The series of a node whose operand has these.
    pub(super) fn renamed(
        &mut self,
        id: NodeId,
        shape: &Rc<Shape>,
        name: MetricName,
    ) -> Result<Option<Rc<Renamed>>, Error> {
        let (removal, room) = (self.options.name_removal, self.account.room(self.plan.node(id).span));
        let begin = || Task::new(Renamed::of(Rc::clone(shape), name, removal, room));
        let found = self.states[id.0 as usize].renamed.find(&[shape], begin);
        self.account.piece(found)
    }

    /// The series of an operand that is a vector or has ranges.
    pub(super) fn shape(&self, operand: NodeId) -> Option<Rc<Shape>> {
        match self.values.look(operand)? {
            Value::Vector(vector) => Some(Rc::clone(&vector.shape)),
            Value::Ranges(ranges) => Some(Rc::clone(&ranges.shape)),
            Value::Scalar(_) | Value::String(_) => None,
        }
    }
}
