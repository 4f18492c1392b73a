//! The end of a query: tiles become its result.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::frame::Reply;
use super::limits::{Account, SAMPLE};
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
use crate::engine::value::{Shape, Value, Vector};
use crate::model::order;
use crate::promql::span::Span;
use crate::promql::value_type::ValueType;

/// For at most so many samples room is made before they come.
const ROOM: usize = 1 << 22;

/// After how many series of a result evaluation pauses.
const PIECE: usize = 1 << 15;

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

    /// Goes on with the end of the query, once every step is done: the outcome, or `None` where there is more to do.
    pub(super) fn finish(&mut self) -> Option<Result<Outcome, Error>> {
        let mut ending = self.ending.take().unwrap_or_else(|| self.ending());
        match ending.more(&mut self.account, self.plan.node(self.plan.root()).span) {
            Ok(Reply::Done) => Some(self.outcome(ending.series)),
            Ok(Reply::More) => {
                self.ending = Some(ending);
                None
            }
            Err(error) => Some(Err(error)),
        }
    }

    /// The end of the query, not begun.
    fn ending(&mut self) -> Ending {
        let (shape, samples, range) = match &mut self.single {
            Some(Value::Ranges(ranges)) => {
                let reach = Reach::of(extension(&self.plan, self.plan.root()), &self.options);
                let bounds = ranges.bounds.first().copied().unwrap_or((0, 0));
                (&ranges.shape, std::mem::take(&mut ranges.samples), Some((reach, bounds)))
            }
            _ => (&self.result.shape, std::mem::take(&mut self.result.samples), None),
        };
        Ending { shape: Rc::clone(shape), left: samples.into_iter(), range, series: Vec::new(), next: 0 }
    }

    /// The outcome with these series, if it has any.
    fn outcome(&mut self, series: Vec<Series>) -> Result<Outcome, Error> {
        let value = match (self.plan.when(), self.single.take()) {
            (When::Instant(time), Some(Value::Scalar(values))) => {
                Output::Scalar { time, value: values.first().copied().unwrap_or(f64::NAN) }
            }
            (When::Instant(time), Some(Value::String(text))) => Output::Text { time, text },
            (When::Instant(_), None) if self.plan.value_type() == ValueType::Vector => Output::Vector(apart(series)?),
            _ => {
                let mut series = apart(series)?;
                order::sort_by(&mut series, |a, b| a.labels.cmp(&b.labels));
                Output::Matrix(series)
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
}

/// The end of a query: its series get their final labels, one after the other.
pub(super) struct Ending {
    shape: Rc<Shape>,
    left: std::vec::IntoIter<Rc<Samples>>,
    /// Of an instant query for a range, that one.
    range: Option<(Reach, (i64, i64))>,
    /// Those that have samples, without the names that go at the end.
    series: Vec<Series>,
    /// Which is next.
    next: usize,
}

impl Ending {
    /// Takes the next series, and counts what is copied of their samples.
    fn more(&mut self, account: &mut Account, span: Span) -> Result<Reply, Error> {
        for samples in self.left.by_ref().take(PIECE) {
            let (labels, drops_name) = (&self.shape.labels[self.next], self.shape.drops_name[self.next]);
            self.next += 1;
            let samples = match self.range {
                Some((reach, bounds)) => {
                    let inside = cut(&samples, reach.samples(&samples.times, &(0..0), bounds));
                    account.keep(inside.memory(), span)?;
                    inside
                }
                None => Rc::unwrap_or_clone(samples),
            };
            if !samples.is_empty() {
                let labels = if drops_name { labels.without_schema() } else { labels.clone() };
                self.series.push(Series { labels, samples });
            }
        }
        Ok(if self.left.len() > 0 { Reply::More } else { Reply::Done })
    }
}

/// Some of a series' samples.
fn cut(samples: &Samples, inside: Range<usize>) -> Samples {
    Samples {
        times: samples.times[inside.clone()].to_vec(),
        values: samples.values[inside.clone()].to_vec(),
        histograms: samples.histograms.get(inside.clone()).unwrap_or_default().to_vec(),
        starts: samples.starts.get(inside).unwrap_or_default().to_vec(),
    }
}

/// Series of which some may have equal labels: those then become one. Fails where they have samples at the same time.
fn apart(series: Vec<Series>) -> Result<Vec<Series>, Error> {
    // In most results they are in order: none is like another then, and no table is needed to see it.
    if series.is_sorted_by(|a, b| a.labels < b.labels) { Ok(series) } else { united(series) }
}

/// As [`apart`], of series in any order.
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
