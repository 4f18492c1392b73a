//! Calls of functions.

use std::rc::Rc;

use super::Evaluation;
use super::names::Renamed;
use super::ranges::{OverRanges, Work, extension};
use crate::engine::column::{Column, Point, is_absent, is_float};
use crate::engine::error::Error;
use crate::engine::functions::{Call, Implementation, Name, Notes, RangeFunction, check_scalars};
use crate::engine::labels::Labels;
use crate::engine::options::Options;
use crate::engine::plan::{self, Kind, NodeId, Plan};
use crate::engine::value::{Shape, Value, Vector};

/// The arguments of a function of one series at a time.
#[derive(Debug)]
pub(super) struct Arguments {
    /// The vector or the ranges, and which argument that is.
    series: Option<(usize, Value)>,
    /// The numbers, each over the steps.
    scalars: Vec<Vec<f64>>,
}

impl Evaluation<'_> {
    pub(super) fn call(&mut self, id: NodeId, steps: &[i64]) -> Result<Value, Error> {
        let Kind::Call { implementation, args, .. } = &self.plan.node(id).kind else {
            return Ok(Value::Scalar(Vec::new()));
        };
        let implementation = *implementation;
        let values: Vec<Value> = args.iter().map(|arg| self.values.take(*arg)).collect();
        let name = if let Implementation::OfRange(_, name) = implementation { name } else { Name::Dropped };
        let (shape, columns) = match implementation {
            Implementation::OfLabels(of) => return self.of_labels(id, of, values),
            Implementation::OfValues(of) => return self.of_values(id, of, values, steps),
            Implementation::OfRange(of, _) => self.of_ranges(id, of, &Arguments::of(values), steps)?,
            Implementation::OfFloat(of) => {
                let mut arguments = Arguments::of(values);
                let vector = self.vector(id, &mut arguments, steps);
                let columns = vector.columns.into_iter().map(|column| of_floats(of, column, &arguments.scalars));
                (vector.shape, columns.collect())
            }
            Implementation::OfSample(of) => {
                let mut arguments = Arguments::of(values);
                let vector = self.vector(id, &mut arguments, steps);
                let columns = self.of_samples(id, of, &vector, &arguments);
                (vector.shape, columns)
            }
        };
        let removal = self.options.name_removal;
        let memo = &mut self.states[id.0 as usize].renamed;
        let renamed = memo.of(&[&shape], || Ok::<_, Error>(Renamed::of(&shape, name, removal)))?;
        Ok(Value::Vector(Vector { shape: Rc::clone(&renamed.shape), columns: renamed.columns(columns)? }))
    }

    fn of_ranges(
        &mut self,
        id: NodeId,
        of: RangeFunction,
        arguments: &Arguments,
        steps: &[i64],
    ) -> Result<(Rc<Shape>, Vec<Column>), Error> {
        let node = self.plan.node(id);
        let Some(over) = OverRanges::of(&self.plan, id, arguments, steps, &self.options) else {
            return Ok(Default::default());
        };
        arguments.check(over.function, steps)?;
        let ranges = over.ranges;
        let mut work = Work::default();
        let annotations = &mut self.annotations;
        let columns = (0..ranges.samples.len()).map(|series| over.column(series, of, &mut work, annotations)).collect();
        self.account.read(work.read.all, work.read.most, node.span)?;
        Ok((Rc::clone(&ranges.shape), columns))
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
                metric: labels.metric(),
                metric_type: labels.get("__type__"),
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
        of: fn(&Shape, &[&str], &Options) -> Result<Shape, Error>,
        args: Vec<Value>,
    ) -> Result<Value, Error> {
        let mut args = args.into_iter();
        let Some(Value::Vector(vector)) = args.next() else { return Ok(Value::Vector(Vector::default())) };
        let texts: Vec<Value> = args.collect();
        let texts =
            texts.iter().filter_map(|text| if let Value::String(text) = text { Some(text.as_str()) } else { None });
        let texts: Vec<&str> = texts.collect();
        let memo = &mut self.states[id.0 as usize].renamed;
        let shape = &vector.shape;
        let renamed = memo.of(&[shape], || of(shape, &texts, &self.options).map(|labels| Renamed::united(&labels)))?;
        Ok(Value::Vector(Vector { shape: Rc::clone(&renamed.shape), columns: renamed.columns(vector.columns)? }))
    }

    fn of_values(
        &mut self,
        id: NodeId,
        of: fn(&mut Call<'_>) -> Result<Value, Error>,
        args: Vec<Value>,
        steps: &[i64],
    ) -> Result<Value, Error> {
        let node = self.plan.node(id);
        let Kind::Call { function, spans, fixed, .. } = &node.kind else { return Ok(Value::Scalar(Vec::new())) };
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
            annotations: &mut self.annotations,
            grouping: &mut state.grouping,
        };
        let value = of(&mut call)?;
        let Value::Vector(vector) = value else { return Ok(value) };
        // Labels that were written may have become equal.
        let shape = &vector.shape;
        let united = state.renamed.of(&[shape], || Ok::<_, Error>(Renamed::united_or(shape)))?;
        Ok(Value::Vector(Vector { shape: Rc::clone(&united.shape), columns: united.columns(vector.columns)? }))
    }
}

impl<'a> OverRanges<'a> {
    /// A call's function over the ranges among its arguments' values.
    pub(super) fn of(
        plan: &Plan,
        id: NodeId,
        arguments: &'a Arguments,
        steps: &'a [i64],
        options: &'a Options,
    ) -> Option<Self> {
        let node = plan.node(id);
        let (Kind::Call { function, args, spans, .. }, Some((at, Value::Ranges(ranges)))) =
            (&node.kind, &arguments.series)
        else {
            return None;
        };
        Some(Self {
            ranges,
            steps,
            extension: extension(plan, args[*at]),
            options,
            scalars: &arguments.scalars,
            function: function.name,
            call: node.span,
            argument: spans.get(*at).copied().unwrap_or_default(),
        })
    }
}

impl Arguments {
    /// Fails where the numbers of a function of ranges are not allowed at some step, if there is any series.
    pub(super) fn check(&self, function: &str, steps: &[i64]) -> Result<(), Error> {
        let Some((_, Value::Ranges(ranges))) = &self.series else { return Ok(()) };
        if !ranges.samples.is_empty() && !self.scalars.is_empty() {
            let mut scalars = Vec::new();
            for step in 0..steps.len() {
                at_step(&self.scalars, step, &mut scalars);
                check_scalars(function, &scalars)?;
            }
        }
        Ok(())
    }

    pub(super) fn of(values: Vec<Value>) -> Self {
        let mut arguments = Self { series: None, scalars: Vec::new() };
        for (at, value) in values.into_iter().enumerate() {
            match value {
                Value::Scalar(values) => arguments.scalars.push(values),
                value => arguments.series = Some((at, value)),
            }
        }
        arguments
    }
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
