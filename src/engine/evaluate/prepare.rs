//! What a node derives from its operands' series sets: groups, matches, new labels. Derived once, in batches where
//! series are many, and cached for the next tile.
//!
//! Each function gives `None` while there is more to derive, and is then called again.

use std::rc::Rc;

use super::Evaluation;
use super::names::Renamed;
use crate::engine::aggregate::Groups;
use crate::engine::binary::Matches;
use crate::engine::error::Error;
use crate::engine::plan::{PlanNodeId, PlanNodeKind};
use crate::engine::task::Task;
use crate::engine::value::{SeriesSet, TileValue};
use crate::promql::functions::MetricName;

impl Evaluation<'_> {
    /// The groups of these series, for an aggregation.
    pub(super) fn groups(&mut self, id: PlanNodeId, series_set: &Rc<SeriesSet>) -> Result<Option<Rc<Groups>>, Error> {
        let node = self.plan.node(id);
        let PlanNodeKind::Aggregate { op, grouping, .. } = &node.kind else { return Ok(None) };
        let budget = self.account.budget(node.span);
        let begin = || Task::new(Groups::of(*op, grouping.clone(), Rc::clone(series_set), budget));
        let found = self.states[id.0 as usize].groups.find(&[series_set], begin);
        self.account.batch(found)
    }

    /// Which of these series belong together, for an operator.
    pub(super) fn matches(
        &mut self,
        id: PlanNodeId,
        left: &Rc<SeriesSet>,
        right: &Rc<SeriesSet>,
    ) -> Result<Option<Rc<Matches>>, Error> {
        let PlanNodeKind::Binary { operation, .. } = &self.plan.node(id).kind else { return Ok(None) };
        let (options, budget) = (self.options, self.account.budget(operation.span));
        let begin = || Task::new(Matches::of(operation.clone(), Rc::clone(left), Rc::clone(right), options, budget));
        let found = self.states[id.0 as usize].matches.find(&[left, right], begin);
        self.account.batch(found)
    }

    /// The series of a node whose operand has these.
    pub(super) fn renamed(
        &mut self,
        id: PlanNodeId,
        series_set: &Rc<SeriesSet>,
        name: MetricName,
    ) -> Result<Option<Rc<Renamed>>, Error> {
        let (removal, budget) = (self.options.name_removal, self.account.budget(self.plan.node(id).span));
        let begin = || Task::new(Renamed::of(Rc::clone(series_set), name, removal, budget));
        let found = self.states[id.0 as usize].renamed.find(&[series_set], begin);
        self.account.batch(found)
    }

    /// The series of an operand that is a vector or has ranges.
    pub(super) fn series_set(&self, operand: PlanNodeId) -> Option<Rc<SeriesSet>> {
        match self.values.look(operand)? {
            TileValue::Vector(vector) => Some(Rc::clone(&vector.series_set)),
            TileValue::Ranges(ranges) => Some(Rc::clone(&ranges.series_set)),
            TileValue::Scalar(_) | TileValue::String(_) => None,
        }
    }
}
