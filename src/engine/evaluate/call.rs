//! Calls of functions.

use std::rc::Rc;

use super::Evaluation;
use super::names::Renamed;
use crate::engine::column::{Column, Point, is_absent, is_float};
use crate::engine::error::Error;
use crate::engine::functions::{Call, Implementation, Name, Notes, check_scalars};
use crate::engine::labels::Labels;
use crate::engine::options::{Dialect, Options};
use crate::engine::plan::{self, Kind, NodeId};
use crate::engine::room::Room;
use crate::engine::value::{Ranges, Shape, Value, Vector};

/// The arguments of a function of one series at a time.
#[derive(Debug)]
pub(super) struct Arguments {
    /// The vector or the ranges, and which argument that is.
    pub(super) series: Option<(usize, Value)>,
    /// The numbers, each over the steps.
    pub(super) scalars: Vec<Vec<f64>>,
}

impl Evaluation<'_> {
    /// The value of a call; `None` where there is more to do.
    pub(super) fn call(&mut self, id: NodeId, steps: &[i64]) -> Result<Option<Value>, Error> {
        let Kind::Call { implementation, .. } = &self.plan.node(id).kind else {
            return Ok(Some(Value::Scalar(Vec::new())));
        };
        let implementation = *implementation;
        let name = if let Implementation::OfRange(_, name) = implementation { name } else { Name::Dropped };
        let (shape, columns) = match implementation {
            Implementation::OfLabels(of) => return self.of_labels(id, of).map(Some),
            Implementation::OfValues(of) => return self.of_values(id, of, steps).map(Some),
            Implementation::OfRange(of, _) => match self.of_ranges(id, of, steps)? {
                Some(vector) => (vector.shape, vector.columns),
                None => return Ok(None),
            },
            Implementation::OfFloat(of) => {
                let mut arguments = self.arguments(id);
                let vector = self.vector(id, &mut arguments, steps);
                let columns = vector.columns.into_iter().map(|column| of_floats(of, column, &arguments.scalars));
                (vector.shape, columns.collect())
            }
            Implementation::OfTimes(of) => {
                let mut arguments = self.arguments(id);
                let mut vector = self.vector(id, &mut arguments, steps);
                vector.columns.iter_mut().for_each(|column| of(column, steps));
                (vector.shape, vector.columns)
            }
            Implementation::OfSample(of) => {
                let mut arguments = self.arguments(id);
                let vector = self.vector(id, &mut arguments, steps);
                let columns = self.of_samples(id, of, &vector, &arguments);
                (vector.shape, columns)
            }
        };
        let renamed = self.renamed(id, &shape, name)?;
        Ok(Some(Value::Vector(Vector { shape: Rc::clone(&renamed.shape), columns: renamed.columns(columns)? })))
    }

    /// The arguments' values, taken out.
    fn operands(&mut self, id: NodeId) -> Vec<Value> {
        let Kind::Call { args, .. } = &self.plan.node(id).kind else { return Vec::new() };
        args.iter().map(|arg| self.values.take(*arg)).collect()
    }

    /// Those of a function of one series at a time.
    pub(super) fn arguments(&mut self, id: NodeId) -> Arguments {
        let mut arguments = Arguments { series: None, scalars: Vec::new() };
        for (at, value) in self.operands(id).into_iter().enumerate() {
            match value {
                Value::Scalar(values) => arguments.scalars.push(values),
                value => arguments.series = Some((at, value)),
            }
        }
        arguments
    }

    /// The vector of a function of samples; where it is left out, the time of each step.
    fn vector(&mut self, id: NodeId, arguments: &mut Arguments, steps: &[i64]) -> Vector {
        if let Some((_, Value::Vector(vector))) = arguments.series.take() {
            return vector;
        }
        let memo = &mut self.states[id.0 as usize].renamed;
        let bare = || {
            let shape = Shape { labels: vec![Labels::default()], drops_name: vec![false] };
            Ok::<_, std::convert::Infallible>(Renamed::united(&shape))
        };
        let shape = match memo.of(&[], bare) {
            Ok(renamed) => Rc::clone(&renamed.shape),
            Err(never) => match never {},
        };
        let times = steps.iter().map(|step| *step as f64 / 1000.0).collect();
        Vector { shape, columns: vec![Column::floats(times)] }
    }

    fn of_samples(
        &mut self,
        id: NodeId,
        of: fn(&Point, &[f64], &mut Notes<'_>) -> Point,
        vector: &Vector,
        arguments: &Arguments,
    ) -> Vec<Column> {
        let node = self.plan.node(id);
        let Kind::Call { function, spans, .. } = &node.kind else { return Vec::new() };
        let mut scalars = Vec::new();
        let each = vector.columns.iter().zip(&vector.shape.labels).map(|(column, labels)| {
            let mut notes = Notes {
                annotations: &mut self.annotations,
                labels,
                argument: spans.first().copied().unwrap_or_default(),
                call: node.span,
                function: function.name,
            };
            let mut result = Column::absent(column.len());
            for step in (0..column.len()).filter(|step| !is_absent(column.values[*step])) {
                at_step(&arguments.scalars, step, &mut scalars);
                result.put(step, of(&column.point(step), &scalars, &mut notes));
            }
            result
        });
        each.collect()
    }

    fn of_labels(
        &mut self,
        id: NodeId,
        of: fn(&Shape, &[&str], &Options, Room) -> Result<Shape, Error>,
    ) -> Result<Value, Error> {
        let mut args = self.operands(id).into_iter();
        let Some(Value::Vector(vector)) = args.next() else { return Ok(Value::Vector(Vector::default())) };
        let texts: Vec<Value> = args.collect();
        let texts =
            texts.iter().filter_map(|text| if let Value::String(text) = text { Some(text.as_str()) } else { None });
        let texts: Vec<&str> = texts.collect();
        let memo = &mut self.states[id.0 as usize].renamed;
        let shape = &vector.shape;
        let room = self.account.room(self.plan.node(id).span);
        let make = || of(shape, &texts, &self.options, room).map(|labels| Renamed::united(&labels));
        let renamed = memo.of(&[shape], make)?;
        Ok(Value::Vector(Vector { shape: Rc::clone(&renamed.shape), columns: renamed.columns(vector.columns)? }))
    }

    fn of_values(
        &mut self,
        id: NodeId,
        of: fn(&mut Call<'_>) -> Result<Value, Error>,
        steps: &[i64],
    ) -> Result<Value, Error> {
        let args = self.operands(id);
        let node = self.plan.node(id);
        let Kind::Call { function, spans, fixed, .. } = &node.kind else { return Ok(Value::Scalar(Vec::new())) };
        let room = self.account.room(node.span);
        let state = &mut self.states[id.0 as usize];
        let mut call = Call {
            function: function.name,
            args,
            spans,
            span: node.span,
            fixed,
            steps,
            query: plan::grid(self.plan.when()),
            options: &self.options,
            room,
            annotations: &mut self.annotations,
            grouping: &mut state.grouping,
        };
        of(&mut call)
    }
}

impl Arguments {
    /// Fails where the numbers of a function of ranges are not allowed at a step whose range has a sample of any
    /// series.
    pub(super) fn check(&self, function: &str, steps: &[i64], dialect: Dialect) -> Result<(), Error> {
        let Some((_, Value::Ranges(ranges))) = &self.series else { return Ok(()) };
        if !ranges.samples.is_empty() && !self.scalars.is_empty() {
            let mut scalars = Vec::new();
            for step in 0..steps.len() {
                at_step(&self.scalars, step, &mut scalars);
                if let Err(error) = check_scalars(function, &scalars)
                    && has_sample(ranges, step, dialect)
                {
                    return Err(error);
                }
            }
        }
        Ok(())
    }
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

fn of_floats(of: fn(f64, &[f64]) -> f64, mut column: Column, scalars: &[Vec<f64>]) -> Column {
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
