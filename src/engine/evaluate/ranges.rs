//! Range selectors: of each step the bounds of the range; and calls of functions of ranges.
//!
//! Not here: what becomes of the samples of a series (`over`).

use std::rc::Rc;

use super::call::Arguments;
use super::over::{OverRanges, SeriesProgress};
use super::{Evaluation, PAUSE};
use crate::engine::column::ValueColumn;
use crate::engine::error::Error;
use crate::engine::functions::OverRange;
use crate::engine::plan::{Plan, PlanNodeId, PlanNodeKind, PlanSelector};
use crate::engine::value::{Ranges, SeriesSet, TileValue};
use crate::promql::ast::Extension;

impl Evaluation<'_> {
    pub(super) fn range(&mut self, id: PlanNodeId, steps: &[i64]) -> TileValue {
        let (selected, PlanNodeKind::Range { selector, range }) =
            (&self.states[id.0 as usize].selected, &self.plan.node(id).kind)
        else {
            return TileValue::Ranges(Ranges::default());
        };
        let bounds = steps.iter().map(|step| {
            let to = selector.timing.reference(*step);
            (to.saturating_sub(*range), to)
        });
        TileValue::Ranges(Ranges {
            series_set: Rc::clone(&selected.series_set),
            samples: selected.samples.clone(),
            bounds: bounds.collect(),
        })
    }

    /// What a function of ranges gives, one column a series; `None` where there is more to do.
    pub(super) fn of_ranges(
        &mut self,
        id: PlanNodeId,
        of: &OverRange,
        steps: &[i64],
    ) -> Result<Option<Vec<ValueColumn>>, Error> {
        let (arguments, mut columns) = match self.states[id.0 as usize].over().begun.take() {
            Some(begun) => begun,
            None => (self.begin_ranges(id, steps)?, Vec::new()),
        };
        let Some(over) = OverRanges::of(&self.plan, id, &arguments, steps, &self.options) else {
            return Ok(Some(columns));
        };
        let series = over.ranges.samples.len();
        columns.reserve_exact(series - columns.len());
        let own = self.states[id.0 as usize].over();
        while let Some(column) = over.next(of, &mut own.work, PAUSE, &mut self.annotations) {
            columns.push(column);
        }
        let read = std::mem::take(&mut own.work.read);
        let is_done = columns.len() == series;
        if !is_done {
            own.begun = Some((arguments, std::mem::take(&mut columns)));
        }
        self.account.read(read, self.plan.node(id).span)?;
        Ok(is_done.then_some(columns))
    }

    /// Begins a function of ranges over a tile: its arguments' values.
    pub(super) fn begin_ranges(&mut self, id: PlanNodeId, steps: &[i64]) -> Result<Arguments, Error> {
        let arguments = self.arguments(id);
        let Some(over) = OverRanges::of(&self.plan, id, &arguments, steps, &self.options) else {
            return Ok(arguments);
        };
        arguments.check(&self.plan.node(id).kind, steps, self.options.dialect)?;
        // What is known of a series serves the next tile where its samples are the same then.
        let keeps = over.is_selected && self.goes_on();
        let kept = if keeps { over.ranges.samples.len() } else { 0 };
        let work = &mut self.states[id.0 as usize].over().work;
        self.account.keep(work.wanted(kept), self.plan.node(id).span)?;
        work.begin(kept);
        Ok(arguments)
    }

    /// Whether the scope that is evaluated has steps after this tile.
    fn goes_on(&self) -> bool {
        self.frames.last().is_some_and(|frame| {
            let grid = self.plan.scope(frame.scope).grid;
            frame.steps.last().is_some_and(|last| last.saturating_add(grid.step) <= grid.end)
        })
    }
}

/// How the range selector that gives an argument treats its edges.
pub(super) fn extension(plan: &Plan, id: PlanNodeId) -> Option<Extension> {
    selector(plan, id).and_then(|selector| selector.extension)
}

/// The range selector that gives an argument; `None` where a subquery does.
pub(super) fn selector(plan: &Plan, mut id: PlanNodeId) -> Option<&PlanSelector> {
    loop {
        match &plan.node(id).kind {
            PlanNodeKind::StepInvariant { inner, .. } => id = *inner,
            PlanNodeKind::Range { selector, .. } => return Some(selector),
            _ => return None,
        }
    }
}

/// How far a function of ranges has come.
#[derive(Debug, Default)]
pub(super) struct Over {
    pub(super) work: SeriesProgress,
    /// The arguments of a tile that is under way, and the first series' columns.
    begun: Option<(Arguments, Vec<ValueColumn>)>,
}

impl Over {
    /// The series of a tile that is under way.
    pub(super) fn series_set(&self) -> Option<Rc<SeriesSet>> {
        match &self.begun.as_ref()?.0.series {
            Some((_, TileValue::Ranges(ranges))) => Some(Rc::clone(&ranges.series_set)),
            _ => None,
        }
    }
}
