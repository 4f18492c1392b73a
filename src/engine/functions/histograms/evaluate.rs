//! Estimates from the histograms of a vector, step by step.

use std::collections::HashMap;
use std::rc::Rc;

use super::estimate::Estimate;
use super::grouping::{HistogramGroups, Slots, Wanted};
use super::{FunctionCall, FunctionResult};
use crate::engine::annotation::Annotations;
use crate::engine::annotation::monotonicity::Falls;
use crate::engine::annotation::text::{of_metric, quoted};
use crate::engine::column::{Point, ValueColumn, is_absent, is_float};
use crate::engine::error::Error;
use crate::engine::histogram::classic::ClassicBuckets;
use crate::engine::query_budget::bytes_of;
use crate::engine::task::for_each_yielding;
use crate::engine::value::{TileValue, Vector};
use crate::model::count::to_u32;
use crate::promql::span::Span;

/// The estimates from the histograms of an argument.
pub(super) async fn evaluate(mut call: FunctionCall, argument: usize, estimate: Box<dyn Estimate>) -> FunctionResult {
    let vector = match call.args.get_mut(argument) {
        Some(TileValue::Vector(vector)) => std::mem::take(vector),
        _ => Vector::default(),
    };
    let steps = Rc::clone(&call.steps);
    let known = call.grouping.borrow().known(&[&vector.series_set]);
    let grouping = if let Some(known) = known {
        known
    } else {
        let grouping = HistogramGroups::of(&vector.series_set, call.options.name_removal, call.budget).await?;
        call.budget.reserve(grouping.memory())?;
        call.grouping.borrow_mut().keep(&[&vector.series_set], grouping)
    };
    let (wanted, values) = wanted(&*estimate, &vector, steps.len());
    let values_of_slots = grouping.most_slots(&wanted).saturating_mul(steps.len());
    call.budget.reserve(bytes_of::<f64>(values_of_slots))?;
    call.budget.reserve(grouping.slots_memory(&wanted))?;
    let slots = grouping.slots(&wanted).await?;
    let columns = vec![ValueColumn::absent(steps.len()); slots.series_set.len()];
    let span = call.spans[argument];
    let mut walk = Walk {
        estimate: &*estimate,
        grouping: &grouping,
        vector: &vector,
        slots: &slots,
        values,
        columns,
        falls: Vec::new(),
        fell: HashMap::new(),
        annotations: call.annotations,
        span,
    };
    walk.annotate_bad_bounds();
    let mut counts = vec![Count::None; grouping.classic.len()];
    let mut buckets = ClassicBuckets::default();
    for (step, time) in steps.iter().enumerate() {
        walk.count(step, &mut counts);
        let mut classic = |histogram: usize| {
            if counts[histogram] == Count::Buckets {
                walk.classic(histogram, (step, *time), &mut buckets)?;
            }
            Ok(())
        };
        for_each_yielding(grouping.classic.len(), &mut classic).await?;
        if wanted.has_native {
            let mut native = |series: usize| walk.native(series, step, &counts);
            for_each_yielding(grouping.series.len(), &mut native).await?;
        }
    }
    let Walk { columns, falls, mut annotations, .. } = walk;
    for (metric, falls) in falls {
        annotations.inform_falls(metric, &falls, span);
    }
    Ok((TileValue::Vector(Vector { series_set: Rc::clone(&slots.series_set), columns }), annotations))
}

/// What the result's series follow from; and of each number at each step, which value of the label it has.
fn wanted(estimate: &dyn Estimate, vector: &Vector, steps: usize) -> (Wanted, Vec<Vec<u32>>) {
    let mut known: HashMap<String, u32> = HashMap::new();
    let mut values: Vec<String> = Vec::new();
    let numbered = (0..estimate.len()).map(|at| {
        let of_step = (0..steps).map(|step| {
            let value = estimate.value(at, step);
            if let Some(number) = known.get(&value) {
                return *number;
            }
            let number = to_u32(values.len());
            values.push(value.clone());
            known.insert(value, number);
            number
        });
        of_step.collect()
    });
    let numbered = numbered.collect();
    let has_native = vector.columns.iter().any(|column| !column.histograms.is_empty());
    (Wanted { label: estimate.label().map(str::to_owned), values, has_native }, numbered)
}

/// What a classic histogram has at one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    /// No sample.
    None,
    /// Samples of buckets.
    Buckets,
    /// Such, and there is a native one of the same labels: neither counts.
    Rival,
}

/// The way through the steps.
struct Walk<'a> {
    estimate: &'a dyn Estimate,
    grouping: &'a HistogramGroups,
    vector: &'a Vector,
    slots: &'a Slots,
    /// Of each number at each step, which value of the label it has.
    values: Vec<Vec<u32>>,
    /// The result's.
    columns: Vec<ValueColumn>,
    /// Where counts fell, by metric.
    falls: Vec<(&'a str, Falls)>,
    /// Which of them is a metric's.
    fell: HashMap<&'a str, usize>,
    annotations: Annotations,
    /// The span of the vector.
    span: Span,
}

impl Walk<'_> {
    fn value(&self, series: u32, step: usize) -> f64 {
        self.vector.columns[series as usize].values[step]
    }

    /// Warns of series that have floats but no bound.
    fn annotate_bad_bounds(&mut self) {
        for (series, column) in self.grouping.series.iter().zip(&self.vector.columns) {
            if let Some(bound) = &series.bad_bound
                && column.values.iter().any(|value| is_float(*value))
            {
                let text = format!("bucket label \"le\" is missing or has a malformed value of {}", quoted(bound));
                self.annotations.warn(of_metric(text, self.grouping.metric(&series.labels)), self.span);
            }
        }
    }

    /// Finds out what each classic histogram has at a step; warns of native ones beside them.
    fn count(&mut self, step: usize, counts: &mut [Count]) {
        for (count, classic) in counts.iter_mut().zip(&self.grouping.classic) {
            let has_buckets = classic.buckets.iter().any(|(series, _)| is_float(self.value(*series, step)));
            *count = if has_buckets { Count::Buckets } else { Count::None };
        }
        for (series, column) in self.grouping.series.iter().zip(&self.vector.columns) {
            if let Some(rival) = series.rival
                && counts[rival as usize] != Count::None
                && column.histogram(step).is_some()
            {
                self.annotations.warn_of(mixed_kinds, self.grouping.metric(&series.labels), self.span);
                counts[rival as usize] = Count::Rival;
            }
        }
    }

    /// The estimates from one classic histogram.
    fn classic(
        &mut self,
        histogram: usize,
        (step, time): (usize, i64),
        buckets: &mut ClassicBuckets,
    ) -> Result<(), Error> {
        let grouping = self.grouping;
        let classic = &grouping.classic[histogram];
        buckets.clear();
        for (series, bound) in &classic.buckets {
            let value = self.value(*series, step);
            if is_float(value) {
                buckets.push(*bound, value);
            }
        }
        if self.estimate.needs_growth(step)
            && let Some(fall) = buckets.settle()
        {
            let fall = Falls::one(time, &fall);
            let metric = grouping.metric(&classic.labels);
            let at = *self.fell.entry(metric).or_insert(self.falls.len());
            match self.falls.get_mut(at) {
                Some((_, falls)) => falls.merge(&fall),
                None => self.falls.push((metric, fall)),
            }
        }
        for at in 0..self.estimate.len() {
            let slot = self.slots.classic[self.values[at][step] as usize][histogram];
            self.put(slot, step, self.estimate.of_classic(at, step, buckets))?;
        }
        Ok(())
    }

    /// The estimates from one native histogram.
    fn native(&mut self, series: usize, step: usize, counts: &[Count]) -> Result<(), Error> {
        let (known, vector) = (&self.grouping.series[series], self.vector);
        let is_rival = known.rival.is_some_and(|rival| counts[rival as usize] == Count::Rival);
        let Some(histogram) = vector.columns[series].histogram(step).filter(|_| !is_rival) else { return Ok(()) };
        for at in 0..self.estimate.len() {
            let (value, info) = self.estimate.of_native(at, step, histogram);
            if let Some(info) = info {
                self.annotations.inform(of_metric(info.to_owned(), self.grouping.metric(&known.labels)), self.span);
            }
            self.put(self.slots.native[self.values[at][step] as usize][series], step, value)?;
        }
        Ok(())
    }

    /// Puts a number; fails where there is one already.
    fn put(&mut self, slot: u32, step: usize, value: f64) -> Result<(), Error> {
        let column = &mut self.columns[slot as usize];
        if !is_absent(column.values[step]) {
            return Err(Error::evaluation("vector cannot contain metrics with the same labelset"));
        }
        column.put(step, Point::Float(value));
        Ok(())
    }
}

/// A warning: a histogram is there both as buckets and as a native one.
fn mixed_kinds(metric: &str) -> String {
    of_metric("vector contains a mix of classic and native histograms".to_owned(), metric)
}
