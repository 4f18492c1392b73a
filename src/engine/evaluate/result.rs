//! The end of a query: tiles become its result.

use std::collections::HashMap;
use std::rc::Rc;

use super::limits::SAMPLE;
use super::names::same_labels;
use super::ranges::extension;
use super::{Evaluation, Outcome, Output, Series, When};
use crate::engine::annotation::Annotations;
use crate::engine::column::Column;
use crate::engine::error::Error;
use crate::engine::labels::Labels;
use crate::engine::plan;
use crate::engine::samples::Samples;
use crate::engine::sliding::Reach;
use crate::engine::value::{Ranges, Shape, Value, Vector};
use crate::model::order;
use crate::promql::value_type::ValueType;

/// For at most so many samples room is made before they come.
const ROOM: usize = 1 << 22;

impl Evaluation<'_> {
    /// Takes the query's value over a tile.
    pub(super) fn collect(&mut self, value: Value, steps: &[i64]) -> Result<(), Error> {
        let span = self.plan.node(self.plan.root()).span;
        let vector = match value {
            Value::Vector(vector) => vector,
            Value::Scalar(values) if matches!(self.plan.when(), When::Range(_)) => {
                let shape = Shape { labels: vec![Labels::default()], drops_name: vec![false] };
                Vector { shape: Rc::new(shape), columns: vec![Column::floats(values)] }
            }
            other => {
                self.single = Some(other);
                return Ok(());
            }
        };
        let left = plan::grid(self.plan.when()).len().saturating_sub(self.done);
        let most = ROOM.min((self.account.room(span).left / SAMPLE) as usize);
        let room = if left.saturating_mul(vector.columns.len()) <= most { left } else { 0 };
        let appended = self.result.append(vector, steps, room);
        self.account.gather(appended, self.result.len(), span)
    }

    /// The outcome, once every step is done.
    pub(super) fn finish(&mut self) -> Result<Outcome, Error> {
        let value = match (self.plan.when(), self.single.take()) {
            (When::Instant(time), Some(Value::Scalar(values))) => {
                Output::Scalar { time, value: values.first().copied().unwrap_or(f64::NAN) }
            }
            (When::Instant(time), Some(Value::String(text))) => Output::Text { time, text },
            (When::Instant(_), Some(Value::Ranges(ranges))) => {
                let samples = self.in_range(&ranges);
                let mut series = named(&ranges.shape, samples)?;
                order::sort_by(&mut series, |a, b| a.labels.cmp(&b.labels));
                Output::Matrix(series)
            }
            (when, _) => {
                let samples = std::mem::take(&mut self.result.samples);
                let mut series = named(&self.result.shape, samples)?;
                if matches!(when, When::Instant(_)) && self.plan.value_type() == ValueType::Vector {
                    Output::Vector(series)
                } else {
                    order::sort_by(&mut series, |a, b| a.labels.cmp(&b.labels));
                    Output::Matrix(series)
                }
            }
        };
        let annotations = self.remarks();
        Ok(Outcome { value, annotations, statistics: self.statistics() })
    }

    /// All remarks; those of a node that stands for several places at each of them.
    fn remarks(&mut self) -> Annotations {
        let mut all = std::mem::take(&mut self.annotations);
        for (node, state) in self.plan.nodes().iter().zip(&self.states) {
            for own in state.annotations.all() {
                all.add(own.severity, own.text.as_str(), own.span);
                for place in &node.elsewhere {
                    let there = place.iter().find(|(here, _)| *here == own.span);
                    all.add(own.severity, own.text.as_str(), there.map_or(own.span, |(_, there)| *there));
                }
            }
        }
        all
    }

    /// The samples of the one range of an instant query.
    fn in_range(&self, ranges: &Ranges) -> Vec<Rc<Samples>> {
        let reach = Reach::of(extension(&self.plan, self.plan.root()), &self.options);
        let bounds = ranges.bounds.first().copied().unwrap_or((0, 0));
        let cut = |samples: &Rc<Samples>| {
            let inside = reach.samples(&samples.times, &(0..0), bounds);
            Rc::new(Samples {
                times: samples.times[inside.clone()].to_vec(),
                values: samples.values[inside.clone()].to_vec(),
                histograms: samples.histograms.get(inside.clone()).unwrap_or_default().to_vec(),
                starts: samples.starts.get(inside).unwrap_or_default().to_vec(),
            })
        };
        ranges.samples.iter().map(cut).collect()
    }
}

/// Series that have samples, without the names that go at the end. Those that have equal labels then become one;
/// fails where they have samples at the same time.
fn named(shape: &Shape, samples: Vec<Rc<Samples>>) -> Result<Vec<Series>, Error> {
    let all = shape.labels.iter().zip(&shape.drops_name).zip(samples).filter(|(_, samples)| !samples.is_empty());
    let named = all.map(|((labels, drops_name), samples)| Series {
        labels: if *drops_name { labels.without_schema() } else { labels.clone() },
        samples: Rc::unwrap_or_clone(samples),
    });
    let series: Vec<Series> = named.collect();
    // In most results they are in order: none is like another then, and no table is needed to see it.
    if series.is_sorted_by(|a, b| a.labels < b.labels) { Ok(series) } else { united(series) }
}

/// Series of which some may have equal labels.
fn united(all: Vec<Series>) -> Result<Vec<Series>, Error> {
    let mut series: Vec<Series> = Vec::with_capacity(all.len());
    let mut known: HashMap<Labels, usize> = HashMap::with_capacity(all.len());
    for one in all {
        if let Some(at) = known.get(&one.labels) {
            let joined = series[*at].samples.joined(&one.samples);
            if joined.len() < series[*at].samples.len() + one.samples.len() {
                return Err(same_labels());
            }
            series[*at].samples = joined;
        } else {
            known.insert(one.labels.clone(), series.len());
            series.push(one);
        }
    }
    Ok(series)
}
