//! Evaluation of function calls: collects the arguments, and calls the kernel of a range function series by series.

use std::rc::Rc;

use super::Evaluation;
use super::names::Renamed;
use crate::engine::annotation::{Annotations, Annotator};
use crate::engine::column::{Point, ValueColumn, is_absent, is_float};
use crate::engine::error::Error;
use crate::engine::functions::{FunctionCall, FunctionResult, Implementation, LabelFunction};
use crate::engine::labels::Labels;
use crate::engine::options::Dialect;
use crate::engine::plan::{self, PlanNodeId, PlanNodeKind};
use crate::engine::task::{Task, for_each_yielding};
use crate::engine::value::{Ranges, SeriesSet, TileValue, Vector};

/// The arguments of a function of one series at a time.
#[derive(Debug)]
pub(super) struct Arguments {
    /// The vector or the ranges, and which argument that is.
    pub(super) series: Option<(usize, TileValue)>,
    /// The numbers, each over the steps.
    pub(super) scalars: Vec<Vec<f64>>,
}

impl Evaluation<'_> {
    /// The value of a call; `None` where there is more to do.
    pub(super) fn call(&mut self, id: PlanNodeId, steps: &Rc<[i64]>) -> Result<Option<TileValue>, Error> {
        let PlanNodeKind::Call { function, implementation, .. } = &self.plan.node(id).kind else {
            return Ok(Some(TileValue::Scalar(Vec::new())));
        };
        let implementation = *implementation;
        let renamed = match implementation {
            Implementation::OfValues(of) => return self.of_values(id, of, steps).map(Some),
            Implementation::OfManyValues(of) => {
                let call = self.whole(id, steps);
                return self.work(id, of(call));
            }
            Implementation::OfLabels(of) => self.relabelled(id, of)?,
            Implementation::OfRange(_)
            | Implementation::OfFloat(_)
            | Implementation::OfTimes(_)
            | Implementation::OfSample(_) => self.renamed(id, &self.series(id), function.metric_name)?,
        };
        let Some(renamed) = renamed else { return Ok(None) };
        let columns = if let Implementation::OfRange(of) = implementation {
            let Some(columns) = self.of_ranges(id, &of, steps)? else { return Ok(None) };
            columns
        } else {
            let Arguments { series, scalars } = self.arguments(id);
            let Some((_, TileValue::Vector(mut vector))) = series else {
                return Ok(Some(TileValue::Vector(Vector::default())));
            };
            match implementation {
                Implementation::OfSample(of) => return self.of_samples(id, of, vector, scalars, renamed),
                Implementation::OfFloat(of) => {
                    vector.columns.into_iter().map(|column| of_floats(of, column, &scalars)).collect()
                }
                Implementation::OfTimes(of) => {
                    vector.columns.iter_mut().for_each(|column| of(column, steps));
                    vector.columns
                }
                _ => vector.columns,
            }
        };
        Ok(Some(TileValue::Vector(Vector {
            series_set: Rc::clone(&renamed.series_set),
            columns: renamed.columns(columns)?,
        })))
    }

    /// The series of a call's argument, taken out or not.
    fn series(&self, id: PlanNodeId) -> Rc<SeriesSet> {
        let there = self.plan.node(id).kind.children().into_iter().find_map(|arg| self.series_set(arg));
        there.or_else(|| self.states[id.0 as usize].over_series_set()).unwrap_or_default()
    }

    /// The arguments' values, taken out.
    fn operands(&mut self, id: PlanNodeId) -> Vec<TileValue> {
        let PlanNodeKind::Call { args, .. } = &self.plan.node(id).kind else { return Vec::new() };
        args.iter().map(|arg| self.values.take(*arg)).collect()
    }

    /// Those of a function of one series at a time.
    pub(super) fn arguments(&mut self, id: PlanNodeId) -> Arguments {
        let mut arguments = Arguments { series: None, scalars: Vec::new() };
        for (at, value) in self.operands(id).into_iter().enumerate() {
            match value {
                TileValue::Scalar(values) => arguments.scalars.push(values),
                TileValue::String(_) => {}
                series => arguments.series = Some((at, series)),
            }
        }
        arguments
    }

    fn of_samples(
        &mut self,
        id: PlanNodeId,
        of: fn(&Point, &[f64], &mut Annotator<'_>) -> Point,
        vector: Vector,
        numbers: Vec<Vec<f64>>,
        renamed: Rc<Renamed>,
    ) -> Result<Option<TileValue>, Error> {
        let node = self.plan.node(id);
        let PlanNodeKind::Call { function, spans, .. } = &node.kind else {
            return Ok(Some(TileValue::Vector(Vector::default())));
        };
        let (function, call, argument) = (function.name, node.span, spans.first().copied().unwrap_or_default());
        let mut scalars = Vec::new();
        self.by_series(id, renamed, vector.columns.len(), move |at, annotations| {
            let (column, labels) = (&vector.columns[at], &vector.series_set.labels[at]);
            let mut annotator = Annotator { annotations, labels, argument, call, function };
            let mut result = ValueColumn::absent(column.len());
            for step in (0..column.len()).filter(|step| !is_absent(column.values[*step])) {
                at_step(&numbers, step, &mut scalars);
                result.put(step, of(&column.point(step), &scalars, &mut annotator));
            }
            result
        })
    }

    /// A vector of these series, as they are before those of equal labels become one, each computed by its number;
    /// yields among them.
    pub(super) fn by_series(
        &mut self,
        id: PlanNodeId,
        renamed: Rc<Renamed>,
        series: usize,
        compute: impl FnMut(usize, &mut Annotations) -> ValueColumn + 'static,
    ) -> Result<Option<TileValue>, Error> {
        let annotations = std::mem::take(&mut self.annotations);
        self.work(id, Task::new(computed(renamed, series, Box::new(compute), annotations)))
    }

    /// The series of a call whose function changes their labels; `None` where there is more to do.
    fn relabelled(&mut self, id: PlanNodeId, of: LabelFunction) -> Result<Option<Rc<Renamed>>, Error> {
        let (series_set, budget) = (self.series(id), self.account.budget(self.plan.node(id).span));
        let texts = || {
            let args = self.plan.node(id).kind.children().into_iter().filter_map(|arg| self.values.look(arg));
            args.filter_map(|arg| if let TileValue::String(text) = arg { Some(text.clone()) } else { None }).collect()
        };
        let begin = || {
            let labels = of(Rc::clone(&series_set), texts(), self.options, budget);
            Task::new(async { Renamed::united(labels.await?).await })
        };
        let found = self.states[id.0 as usize].renamed.find(&[&series_set], begin);
        self.account.batch(found)
    }

    fn of_values(
        &mut self,
        id: PlanNodeId,
        of: fn(&mut FunctionCall) -> Result<TileValue, Error>,
        steps: &Rc<[i64]>,
    ) -> Result<TileValue, Error> {
        let mut call = self.whole(id, steps);
        let value = of(&mut call);
        self.annotations = call.annotations;
        value
    }

    /// A call with all that it needs, the annotations so far among it.
    fn whole(&mut self, id: PlanNodeId, steps: &Rc<[i64]>) -> FunctionCall {
        let args = self.operands(id);
        let node = self.plan.node(id);
        let (function, spans, fixed) = match &node.kind {
            PlanNodeKind::Call { function, spans, fixed, .. } => (function.name, spans.clone(), fixed.clone()),
            _ => ("", Vec::new(), Labels::default()),
        };
        FunctionCall {
            function,
            args,
            spans,
            span: node.span,
            fixed,
            steps: Rc::clone(steps),
            query: plan::grid(self.plan.when()),
            options: self.options,
            budget: self.account.budget(node.span),
            annotations: std::mem::take(&mut self.annotations),
            grouping: Rc::clone(self.states[id.0 as usize].grouping.get_or_insert_default()),
        }
    }
}

impl Arguments {
    /// Fails where the numbers of a function of ranges are not allowed at a step whose range has a sample of any
    /// series.
    pub(super) fn check(&self, call: &PlanNodeKind, steps: &[i64], dialect: Dialect) -> Result<(), Error> {
        let PlanNodeKind::Call { implementation: Implementation::OfRange(of), .. } = call else { return Ok(()) };
        let Some((_, TileValue::Ranges(ranges))) = &self.series else { return Ok(()) };
        if !ranges.samples.is_empty() && !self.scalars.is_empty() {
            let mut scalars = Vec::new();
            for step in 0..steps.len() {
                at_step(&self.scalars, step, &mut scalars);
                if let Err(error) = (of.check)(&scalars)
                    && has_sample(ranges, step, dialect)
                {
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}

/// What computes a series of a result.
type Compute = Box<dyn FnMut(usize, &mut Annotations) -> ValueColumn>;

async fn computed(
    renamed: Rc<Renamed>,
    series: usize,
    mut compute: Compute,
    mut annotations: Annotations,
) -> FunctionResult {
    let mut columns = Vec::with_capacity(series);
    let mut add = |at: usize| {
        columns.push(compute(at, &mut annotations));
        Ok(())
    };
    for_each_yielding(series, &mut add).await?;
    let vector = Vector { series_set: Rc::clone(&renamed.series_set), columns: renamed.columns(columns)? };
    Ok((TileValue::Vector(vector), annotations))
}

/// Whether any series has a sample in the range of a step.
fn has_sample(ranges: &Ranges, step: usize, dialect: Dialect) -> bool {
    let Some((from, to)) = ranges.bounds.get(step) else { return false };
    let first = if dialect == Dialect::V3 { from.saturating_add(1) } else { *from };
    ranges.samples.iter().any(|samples| {
        let at = samples.times.partition_point(|time| *time < first);
        samples.times.get(at).is_some_and(|time| time <= to)
    })
}

fn of_floats(of: fn(f64, &[f64]) -> f64, mut column: ValueColumn, scalars: &[Vec<f64>]) -> ValueColumn {
    let mut own = Vec::new();
    for step in 0..column.len() {
        let value = column.values[step];
        if is_float(value) {
            at_step(scalars, step, &mut own);
            column.values[step] = of(value, &own);
        } else {
            column.values[step] = crate::engine::column::ABSENT;
        }
    }
    column.histograms = Vec::new();
    column
}

/// The numbers of one step.
fn at_step(scalars: &[Vec<f64>], step: usize, out: &mut Vec<f64>) {
    out.clear();
    out.extend(scalars.iter().map(|all| all.get(step).copied().unwrap_or(f64::NAN)));
}
