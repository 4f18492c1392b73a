//! The end of a query: tiles become its result.

use std::ops::Range;
use std::rc::Rc;

use super::frame::Reply;
use super::limits::{Account, SAMPLE};
use super::names::same_labels;
use super::ranges::extension;
use super::state::State;
use super::{Evaluation, Outcome, Output, Series, When};
use crate::engine::annotation::Annotations;
use crate::engine::column::Column;
use crate::engine::error::Error;
use crate::engine::labels::{Distinct, Labels};
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
    /// Forgets what nodes keep for the next tile: the query's value over the last one is this. Fails where there is no
    /// memory for what becomes of it.
    pub(super) fn forget(&mut self, value: &Value) -> Result<(), Error> {
        let (none, mut labels) = (Rc::default(), 0);
        for state in &mut self.states {
            labels += state.labelled.1.saturating_sub(state.tables());
            *state = State { annotations: std::mem::take(&mut state.annotations), ..State::new(&none) };
        }
        let ranges = if let Value::Ranges(ranges) = value { &*ranges.samples } else { &[] };
        let ranges = ranges.iter().map(|samples| samples.memory() + size_of::<Series>() as u64).sum::<u64>();
        let span = self.plan.node(self.plan.root()).span;
        self.account.keep_only(labels + ranges + self.result.memory(), span)
    }

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
        let room = self.account.room(span);
        let most = ROOM.min((room.left / 2 / SAMPLE) as usize);
        let ahead = if left.saturating_mul(vector.columns.len()) <= most { left } else { 0 };
        let appended = self.result.append(vector, steps, ahead, room)?;
        self.account.gather(appended, self.result.len(), self.beside(), span)
    }

    /// Goes on with the end of the query, once every step is done: the outcome, or `None` where there is more to do.
    pub(super) fn finish(&mut self) -> Option<Result<Outcome, Error>> {
        let mut ending = self.ending.take().unwrap_or_else(|| self.ending());
        match ending.more(&mut self.account, self.plan.node(self.plan.root()).span) {
            Ok(Reply::Done) => Some(self.outcome(ending)),
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
        let series = Vec::with_capacity(samples.len());
        let (shape, left) = (Rc::clone(shape), samples.into_iter());
        Ending { shape, left, range, series, are_apart: true, next: 0 }
    }

    /// The outcome with these series, if it has any.
    fn outcome(&mut self, Ending { mut series, are_apart, .. }: Ending) -> Result<Outcome, Error> {
        if !are_apart {
            let bytes = series.len() * (size_of::<Series>() + Distinct::MOST);
            self.account.memory(bytes as u64, self.plan.node(self.plan.root()).span)?;
            series = united(series)?;
        }
        let value = match (self.plan.when(), self.single.take()) {
            (When::Instant(time), Some(Value::Scalar(values))) => {
                Output::Scalar { time, value: values.first().copied().unwrap_or(f64::NAN) }
            }
            (When::Instant(time), Some(Value::String(text))) => Output::Text { time, text },
            (When::Instant(_), None) if self.plan.value_type() == ValueType::Vector => Output::Vector(series),
            _ => {
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
    /// Whether no names went, without which two may be alike.
    are_apart: bool,
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
                    let inside = reach.samples(&samples.times, &(0..0), bounds);
                    account.keep(inside.len() as u64 * 2 * SAMPLE, span)?;
                    cut(&samples, inside)
                }
                None => Rc::unwrap_or_clone(samples),
            };
            if !samples.is_empty() {
                let mut labels = labels.clone();
                if drops_name {
                    account.keep(labels.copied(), span)?;
                    labels = labels.without_schema();
                    self.are_apart = false;
                }
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
fn united(all: Vec<Series>) -> Result<Vec<Series>, Error> {
    let mut series: Vec<Series> = Vec::with_capacity(all.len());
    let mut known = Distinct::default();
    for one in all {
        let at = known.number(&one.labels, &|_| true) as usize;
        let Some(other) = series.get_mut(at) else {
            series.push(one);
            continue;
        };
        let joined = other.samples.joined(&one.samples);
        if joined.len() < other.samples.len() + one.samples.len() {
            return Err(same_labels());
        }
        other.samples = joined;
    }
    Ok(series)
}
