//! Aggregations that take the series of their operand one after the other.
//!
//! What is under way is kept between two calls, so that evaluation can pause among the series of one node.
//!
//! Invariant: results, remarks and errors are those of the operand evaluated by itself and aggregated then. Where
//! histograms are among the samples, or two series become one, that is what is done.

use std::rc::Rc;

use super::Evaluation;
use super::call::Arguments;
use super::instant::each;
use super::names::Renamed;
use super::ranges::{OverRanges, Work};
use crate::engine::aggregate::{Fold, Groups};
use crate::engine::column::ABSENT;
use crate::engine::error::Error;
use crate::engine::functions::Implementation;
use crate::engine::plan::{Kind, NodeId};
use crate::engine::samples::Samples;
use crate::engine::value::{Shape, Value, Vector};

/// After how many samples read a fold lets others look whether to go on.
const SLICE: u64 = 1 << 16;

/// An aggregation over a tile, under way.
#[derive(Debug)]
pub(super) struct Folding {
    groups: Rc<Groups>,
    fold: Fold,
    /// Of a function of ranges: its arguments' values.
    arguments: Option<Arguments>,
    /// Which series is next.
    next: usize,
    work: Work,
}

impl Evaluation<'_> {
    /// The value of an aggregation that is fed by series; `None` where there is more to do.
    pub(super) fn fold(&mut self, id: NodeId, operand: NodeId, steps: &[i64]) -> Result<Option<Value>, Error> {
        let folding = match self.states[id.0 as usize].folding.take() {
            Some(folding) => Some(folding),
            None => self.begin(id, operand, steps)?,
        };
        let Some(mut folding) = folding else { return self.unfolded(id, operand, steps).map(Some) };
        let before = folding.work.read;
        let series = folding.groups.of_series.len();
        let mut values = Vec::new();
        while folding.next < series && folding.work.read.all - before.all < SLICE {
            self.take(operand, &mut folding, &mut values, steps);
        }
        let read = folding.work.read;
        self.account.read(read.all - before.all, read.most, self.plan.node(operand).span)?;
        if folding.next < series {
            self.states[id.0 as usize].folding = Some(folding);
            return Ok(None);
        }
        self.note_series(operand, series);
        let shape = Rc::clone(&folding.groups.shape);
        Ok(Some(Value::Vector(Vector { shape, columns: folding.fold.columns() })))
    }

    /// Takes one more series in. `values` is for reuse.
    fn take(&mut self, operand: NodeId, folding: &mut Folding, values: &mut Vec<f64>, steps: &[i64]) {
        let series = folding.next;
        let group = folding.groups.of_series[series];
        folding.next += 1;
        match (&self.plan.node(operand).kind, &folding.arguments) {
            (Kind::Call { implementation: Implementation::OfRange(of, _), .. }, Some(arguments)) => {
                let Some(over) = OverRanges::of(&self.plan, operand, arguments, steps, &self.options) else { return };
                let column = over.column(series, *of, &mut folding.work, &mut self.annotations);
                folding.fold.take(group, &column.values);
            }
            (Kind::Instant(selector), _) => {
                let samples = &self.states[operand.0 as usize].selected.samples[series];
                values.clear();
                values.resize(steps.len(), ABSENT);
                each(samples, steps, selector.timing, &self.options, |step, at| {
                    folding.work.read.all += 1;
                    values[step] = samples.values[at];
                });
                folding.fold.take(group, values);
            }
            _ => {}
        }
    }

    /// A fold of no series yet; `None` where the samples do not allow it.
    fn begin(&mut self, id: NodeId, operand: NodeId, steps: &[i64]) -> Result<Option<Folding>, Error> {
        let Some(shape) = self.folded_shape(operand)? else { return Ok(None) };
        let Kind::Aggregate { op, grouping, .. } = &self.plan.node(id).kind else { return Ok(None) };
        let groups = &mut self.states[id.0 as usize].groups;
        let groups = groups.of(&[&shape], || Ok::<_, Error>(Groups::of(grouping, &shape)))?;
        let Some(fold) = Fold::new(*op, groups.len(), steps.len()) else { return Ok(None) };
        let arguments = match &self.plan.node(operand).kind {
            Kind::Call { function, args, .. } => {
                let arguments = Arguments::of(args.iter().map(|arg| self.values.take(*arg)).collect());
                arguments.check(function.name, steps)?;
                Some(arguments)
            }
            _ => None,
        };
        Ok(Some(Folding { groups, fold, arguments, next: 0, work: Work::default() }))
    }

    /// The series of an operand, with the labels of its results, if each stays by itself and has floats only.
    fn folded_shape(&mut self, operand: NodeId) -> Result<Option<Rc<Shape>>, Error> {
        let is_floats = |all: &[Rc<Samples>]| all.iter().all(|samples| samples.histograms.is_empty());
        let Kind::Call { implementation: Implementation::OfRange(_, name), args, .. } = &self.plan.node(operand).kind
        else {
            let selected = &self.states[operand.0 as usize].selected;
            return Ok(is_floats(&selected.samples).then(|| Rc::clone(&selected.shape)));
        };
        let ranges = args.iter().find_map(|arg| match self.values.look(*arg) {
            Some(Value::Ranges(ranges)) => Some(ranges),
            _ => None,
        });
        let Some(ranges) = ranges.filter(|ranges| is_floats(&ranges.samples)) else { return Ok(None) };
        let (shape, removal) = (&ranges.shape, self.options.name_removal);
        let memo = &mut self.states[operand.0 as usize].renamed;
        let renamed = memo.of(&[shape], || Ok::<_, Error>(Renamed::of(shape, *name, removal)))?;
        Ok(renamed.keeps_apart().then(|| Rc::clone(&renamed.shape)))
    }

    /// The operand by itself, and then the aggregation.
    fn unfolded(&mut self, id: NodeId, operand: NodeId, steps: &[i64]) -> Result<Value, Error> {
        let value = match self.plan.node(operand).kind {
            Kind::Instant(_) => self.instant(operand, steps)?,
            _ => self.call(operand, steps)?,
        };
        self.check_size(operand, &value, steps.len())?;
        self.values.put(operand, value);
        self.aggregate(id)
    }
}
