//! Subqueries: an expression's results at steps of its own become the samples of a range.

use std::rc::Rc;

use super::Evaluation;
use super::collected::CollectedSeries;
use super::frame::Frame;
use super::limits::memory;
use crate::engine::error::Error;
use crate::engine::plan::{PlanNodeId, PlanNodeKind};
use crate::engine::task::Task;
use crate::engine::value::{Ranges, TileValue, Vector};
use crate::model::native_histogram::ResetHint;

impl Evaluation<'_> {
    /// The ranges of a tile, or a tile of the expression that must be evaluated before.
    pub(super) fn subquery(&mut self, id: PlanNodeId, steps: &[i64]) -> Result<TileValue, Frame> {
        let node = self.plan.node(id);
        let (PlanNodeKind::Subquery { range, timing, scope, .. }, [first, .., last] | [first @ last]) =
            (&node.kind, steps)
        else {
            return Ok(TileValue::Ranges(Ranges::default()));
        };
        let from = timing.reference(*first).saturating_sub(*range);
        let subquery = &mut self.states[id.0 as usize].subquery;
        let release = subquery.results.forget_before(from);
        self.account.release(release);
        let done = subquery.done;
        if let Some(frame) = self.tile(*scope, done, timing.reference(*last)) {
            return Err(frame);
        }
        let bounds = steps.iter().map(|step| {
            let to = timing.reference(*step);
            (to.saturating_sub(*range), to)
        });
        let results = &self.states[id.0 as usize].subquery.results;
        Ok(TileValue::Ranges(Ranges {
            series_set: Rc::clone(&results.series_set),
            samples: results.samples.clone(),
            bounds: bounds.collect(),
        }))
    }

    /// Takes what a scope of its own gave for a node.
    pub(super) fn deliver(&mut self, owner: PlanNodeId, value: TileValue, steps: Rc<[i64]>) -> Result<(), Error> {
        let node = self.plan.node(owner);
        match (&node.kind, value) {
            (PlanNodeKind::Subquery { .. }, TileValue::Vector(mut vector)) => {
                forget_hints(&mut vector);
                let subquery = &mut self.states[owner.0 as usize].subquery;
                subquery.done += steps.len() as u64;
                let results = std::mem::replace(&mut subquery.results, CollectedSeries::new(&vector.series_set));
                let budget = self.account.budget(node.span);
                self.continue_collecting(Task::new(results.with(vector, steps, 0, budget)))
            }
            (_, value) => {
                let bytes = memory(&value);
                self.states[owner.0 as usize].step_invariant = Some(value);
                self.account.keep(bytes, node.span)
            }
        }
    }
}

/// What a histogram says of a reset before it holds of the samples, not of the steps that a subquery happens to take.
fn forget_hints(vector: &mut Vector) {
    for histogram in vector.columns.iter_mut().flat_map(|column| column.histograms.iter_mut().flatten()) {
        if matches!(histogram.hint, ResetHint::Reset | ResetHint::NotReset) {
            Rc::make_mut(histogram).hint = ResetHint::Unknown;
        }
    }
}
