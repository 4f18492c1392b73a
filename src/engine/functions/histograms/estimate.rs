//! Estimates from histograms, step by step, whichever kind they are of.

use std::rc::Rc;

use super::Call;
use super::grouping::{Grouping, Wanted};
use crate::engine::annotation::monotonicity::Falls;
use crate::engine::annotation::text::{of_metric, quoted};
use crate::engine::column::{Column, Point, is_absent, is_float};
use crate::engine::error::Error;
use crate::engine::histogram::classic::Buckets;
use crate::engine::histogram::fraction::fraction;
use crate::engine::histogram::quantile::{Nans, quantile};
use crate::engine::value::{Value, Vector};
use crate::model::native_histogram::NativeHistogram;
use crate::model::number;

/// What is estimated: of each histogram at each step one number or several.
pub(super) trait Estimate {
    /// The label that tells several numbers apart.
    fn label(&self) -> Option<&str>;
    /// How many numbers there are of one histogram.
    fn len(&self) -> usize;
    /// The value of the label of one of the numbers at a step.
    fn value(&self, at: usize, step: usize) -> String;
    /// Of a native histogram; an info, if there is cause for one.
    fn of_native(&self, at: usize, step: usize, histogram: &NativeHistogram) -> (f64, Option<&'static str>);
    /// Of a classic one.
    fn of_classic(&self, at: usize, step: usize, buckets: &Buckets) -> f64;
    /// Whether counts of a classic one must grow from bucket to bucket at a step.
    fn needs_growth(&self, step: usize) -> bool;
}

/// `histogram_quantile`, `histogram_quantiles`: one or several quantiles, each with a number a step.
pub(super) struct Quantiles {
    pub(super) label: Option<String>,
    pub(super) phis: Vec<Vec<f64>>,
}

/// `histogram_fraction`: the bounds at each step.
pub(super) struct Fractions {
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

impl Estimate for Quantiles {
    fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    fn len(&self) -> usize {
        self.phis.len()
    }

    fn value(&self, at: usize, step: usize) -> String {
        number::open_metrics(self.phis[at][step])
    }

    fn of_native(&self, at: usize, step: usize, histogram: &NativeHistogram) -> (f64, Option<&'static str>) {
        let estimate = quantile(self.phis[at][step], histogram);
        let info = match estimate.nans {
            Nans::None => None,
            Nans::Skew => Some("input to histogram_quantile has NaN observations, result is skewed higher"),
            Nans::Hit => Some("input to histogram_quantile has NaN observations, result is NaN"),
        };
        (estimate.value, info)
    }

    fn of_classic(&self, at: usize, step: usize, buckets: &Buckets) -> f64 {
        buckets.quantile(self.phis[at][step])
    }

    fn needs_growth(&self, step: usize) -> bool {
        self.phis.iter().any(|phis| (0.0..=1.0).contains(&phis[step]))
    }
}

impl Estimate for Fractions {
    fn label(&self) -> Option<&str> {
        None
    }

    fn len(&self) -> usize {
        1
    }

    fn value(&self, _: usize, _: usize) -> String {
        String::new()
    }

    fn of_native(&self, _: usize, step: usize, histogram: &NativeHistogram) -> (f64, Option<&'static str>) {
        let fraction = fraction(self.lower[step], self.upper[step], histogram);
        let info = "input to histogram_fraction has NaN observations, which are excluded from all fractions";
        (fraction.value, fraction.leaves_out_nans.then_some(info))
    }

    fn of_classic(&self, _: usize, step: usize, buckets: &Buckets) -> f64 {
        buckets.fraction(self.lower[step], self.upper[step])
    }

    fn needs_growth(&self, _: usize) -> bool {
        false
    }
}

/// The estimates from the histograms of a vector.
pub(super) fn evaluate(call: &mut Call<'_>, argument: usize, estimate: &impl Estimate) -> Result<Value, Error> {
    let Some(Value::Vector(vector)) = call.args.get(argument).cloned() else {
        return Ok(Value::Vector(Vector::default()));
    };
    let removal = call.options.name_removal;
    let grouping = call.grouping.of(&[&vector.shape], || Ok::<_, Error>(Grouping::of(&vector.shape, removal)))?;
    let span = call.spans[argument];
    for (series, column) in grouping.series.iter().zip(&vector.columns) {
        if let Some(bound) = &series.bad_bound
            && column.values.iter().any(|value| is_float(*value))
        {
            let text = format!("bucket label \"le\" is missing or has a malformed value of {}", quoted(bound));
            call.annotations.warn(of_metric(text, series.labels.metric()), span);
        }
    }
    let (wanted, values) = wanted(estimate, &vector, call.steps.len());
    let slots = grouping.slots(&wanted);
    let mut out = Out { columns: vec![Column::absent(call.steps.len()); slots.shape.len()] };
    let mut falls: Vec<(&str, Falls)> = Vec::new();
    // Of each classic histogram, whether it has a bucket at this step.
    let mut has_buckets = vec![false; grouping.classic.len()];
    let mut buckets = Buckets::default();
    for (step, time) in call.steps.iter().enumerate() {
        let rivals = mark_rivals(call, &grouping, &vector, step, &mut has_buckets, span);
        for (group, classic) in grouping.classic.iter().enumerate() {
            if !has_buckets[group] || rivals.contains(&(group as u32)) {
                continue;
            }
            buckets.clear();
            for (series, bound) in &classic.buckets {
                let value = vector.columns[*series as usize].values[step];
                if is_float(value) {
                    buckets.push(*bound, value);
                }
            }
            if estimate.needs_growth(step)
                && let Some(fall) = buckets.settle()
            {
                let metric = if grouping.delays_names() { classic.labels.metric() } else { "" };
                let fall = Falls::one(*time, &fall);
                match falls.iter_mut().find(|(known, _)| *known == metric) {
                    Some((_, falls)) => falls.merge(&fall),
                    None => falls.push((metric, fall)),
                }
            }
            for (at, values) in values.iter().enumerate() {
                let slot = slots.classic[values[step] as usize][group];
                out.put(slot, step, estimate.of_classic(at, step, &buckets))?;
            }
        }
        if !wanted.has_native {
            continue;
        }
        for (series, column) in vector.columns.iter().enumerate() {
            let Some(histogram) = column.histogram(step) else { continue };
            let known = &grouping.series[series];
            if known.rival.is_some_and(|rival| has_buckets[rival as usize]) {
                continue;
            }
            for (at, values) in values.iter().enumerate() {
                let (value, info) = estimate.of_native(at, step, histogram);
                if let Some(info) = info {
                    let metric = if grouping.delays_names() { known.labels.metric() } else { "" };
                    call.annotations.inform(of_metric(info.to_owned(), metric), span);
                }
                out.put(slots.native[values[step] as usize][series], step, value)?;
            }
        }
    }
    for (metric, falls) in falls {
        call.annotations.inform_falls(metric, &falls, span);
    }
    Ok(Value::Vector(Vector { shape: Rc::clone(&slots.shape), columns: out.columns }))
}

/// What the result's series follow from, and of each number at each step which value of the label it has.
fn wanted(estimate: &impl Estimate, vector: &Vector, steps: usize) -> (Wanted, Vec<Vec<u32>>) {
    let mut values: Vec<String> = Vec::new();
    let mut numbered = vec![vec![0; steps]; estimate.len()];
    if estimate.label().is_none() {
        values.push(String::new());
    } else {
        for (at, row) in numbered.iter_mut().enumerate() {
            for (step, number) in row.iter_mut().enumerate() {
                let value = estimate.value(at, step);
                *number = values.iter().position(|known| *known == value).unwrap_or_else(|| {
                    values.push(value);
                    values.len() - 1
                }) as u32;
            }
        }
    }
    let has_native = vector.columns.iter().any(|column| !column.histograms.is_empty());
    (Wanted { label: estimate.label().map(str::to_owned), values, has_native }, numbered)
}

/// Says of each classic histogram whether it has a bucket at a step, and which of them meet a native one of the same
/// labels, about which it warns.
fn mark_rivals(
    call: &mut Call<'_>,
    grouping: &Grouping,
    vector: &Vector,
    step: usize,
    has_buckets: &mut [bool],
    span: crate::promql::span::Span,
) -> Vec<u32> {
    for (has, classic) in has_buckets.iter_mut().zip(&grouping.classic) {
        *has = classic.buckets.iter().any(|(series, _)| is_float(vector.columns[*series as usize].values[step]));
    }
    let mut rivals = Vec::new();
    for (series, column) in grouping.series.iter().zip(&vector.columns) {
        if let Some(rival) = series.rival
            && has_buckets[rival as usize]
            && column.histogram(step).is_some()
        {
            let text = "vector contains a mix of classic and native histograms".to_owned();
            call.annotations.warn(of_metric(text, series.labels.metric()), span);
            rivals.push(rival);
        }
    }
    rivals
}

/// The columns of the result.
struct Out {
    columns: Vec<Column>,
}

impl Out {
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
