//! Builds the result of a query from the values of its tiles.

use std::rc::Rc;

use super::collected::{CollectedSeries, Growth};
use super::limits::SAMPLE;
use super::names::same_labels;
use super::ranges::extension;
use super::{Evaluation, Outcome, Output, ResultSeries, When};
use crate::engine::annotation::Annotations;
use crate::engine::column::ValueColumn;
use crate::engine::error::Error;
use crate::engine::functions::rates::extended;
use crate::engine::labels::{LabelSetIndex, Labels};
use crate::engine::order::{SORTED, sorted};
use crate::engine::plan;
use crate::engine::query_budget::{QueryBudget, bytes_of};
use crate::engine::rolling::Reach;
use crate::engine::samples::Samples;
use crate::engine::task::{Task, for_each_yielding};
use crate::engine::value::{SeriesSet, TileValue, Vector};
use crate::model::count::to_usize;
use crate::model::order::swaps;
use crate::promql::ast::Extension;
use crate::promql::span::Span;
use crate::promql::value_type::ValueType;

/// For at most so many samples memory is reserved before they come.
const RESERVED_SAMPLES: u64 = 1 << 22;

impl Evaluation<'_> {
    /// Takes the query's value over a tile.
    pub(super) fn collect(&mut self, value: TileValue, steps: Rc<[i64]>) -> Result<(), Error> {
        let span = self.plan.node(self.plan.root()).span;
        let vector = match value {
            TileValue::Vector(vector) => vector,
            TileValue::Scalar(values) if matches!(self.plan.when(), When::Range(_)) => {
                let series_set = SeriesSet { labels: vec![Labels::default()], drops_name: vec![false] };
                Vector { series_set: Rc::new(series_set), columns: vec![ValueColumn::floats(values)] }
            }
            other => {
                self.single = Some(other);
                return Ok(());
            }
        };
        let left = plan::grid(self.plan.when()).len().saturating_sub(self.done);
        let budget = self.account.budget(span);
        let limit = RESERVED_SAMPLES.min(budget.left / 2 / SAMPLE);
        let ahead = if left.saturating_mul(vector.columns.len() as u64) <= limit { to_usize(left) } else { 0 };
        let result = std::mem::replace(&mut self.result, CollectedSeries::new(&vector.series_set));
        self.continue_collecting(Task::new(result.with(vector, steps, ahead, budget)))
    }

    /// Goes on putting a tile to those before it: to the query's, or of a subquery, whose node waits for it, to its.
    pub(super) fn continue_collecting(&mut self, mut collecting: Collecting) -> Result<(), Error> {
        let Some((collected, added)) = self.account.batch(collecting.proceed().transpose())? else {
            self.collecting = Some(collecting);
            return Ok(());
        };
        let owner = self.frames.last().and_then(|frame| self.plan.scope(frame.scope).nodes.get(frame.next).copied());
        let (series, span) = (collected.len(), self.plan.node(owner.unwrap_or(self.plan.root())).span);
        match owner {
            None => self.result = collected,
            Some(owner) => self.states[owner.0 as usize].subquery.results = collected,
        }
        self.account.count_collected(added, series, self.transient(), span)
    }

    /// Goes on with the end of the query, once every step is done: the outcome, or `None` where there is more to do.
    pub(super) fn finish(&mut self) -> Option<Result<Outcome, Error>> {
        let mut ending = self.ending.take().unwrap_or_else(|| self.ending());
        match ending.proceed() {
            None => {
                self.ending = Some(ending);
                None
            }
            Some(series) => Some(series.map(|series| self.outcome(series))),
        }
    }

    /// The end of the query, not begun.
    fn ending(&mut self) -> Task<Result<Vec<ResultSeries>, Error>> {
        let (series_set, samples, range) = match &mut self.single {
            Some(TileValue::Ranges(ranges)) => {
                let extension = extension(&self.plan, self.plan.root());
                let bare = BareRange {
                    extension,
                    reach: Reach::of(extension, &self.options),
                    bounds: ranges.bounds.first().copied().unwrap_or((0, 0)),
                    span: self.plan.node(self.plan.root()).span,
                };
                (&ranges.series_set, std::mem::take(&mut ranges.samples), Some(bare))
            }
            _ => (&self.result.series_set, std::mem::take(&mut self.result.samples), None),
        };
        let is_vector = matches!(self.plan.when(), When::Instant(_)) && self.plan.value_type() == ValueType::Vector;
        let order = if is_vector { SeriesOrder::Query } else { SeriesOrder::Labels };
        let budget = self.account.budget(self.plan.node(self.plan.root()).span);
        Task::new(ended(Rc::clone(series_set), samples, range, order, budget))
    }

    /// The outcome with these series, if it has any.
    fn outcome(&mut self, series: Vec<ResultSeries>) -> Outcome {
        let value = match (self.plan.when(), self.single.take()) {
            (When::Instant(time), Some(TileValue::Scalar(values))) => {
                Output::Scalar { time, value: values.first().copied().unwrap_or(f64::NAN) }
            }
            (When::Instant(time), Some(TileValue::String(text))) => Output::Text { time, text },
            (When::Instant(_), None) if self.plan.value_type() == ValueType::Vector => Output::Vector(series),
            _ => Output::Matrix(series),
        };
        let annotations = self.all_annotations();
        Outcome { value, annotations, statistics: self.statistics() }
    }

    /// All annotations; those of a node that stands for several spans with each of them.
    fn all_annotations(&mut self) -> Annotations {
        let mut all = std::mem::take(&mut self.annotations);
        for (node, state) in self.plan.nodes().iter().zip(&self.states) {
            for own in state.annotations.all() {
                all.add(own.level, own.text.as_str(), own.span);
                for spans in &node.elsewhere {
                    let there = spans.iter().find(|(here, _)| *here == own.span);
                    all.add(own.level, own.text.as_str(), there.map_or(own.span, |(_, there)| *there));
                }
            }
        }
        all
    }
}

/// Tiles that are put together.
pub(super) type Collecting = Task<Result<(CollectedSeries, Growth), Error>>;

/// A range that is the whole query.
#[derive(Debug, Clone, Copy)]
struct BareRange {
    extension: Option<Extension>,
    reach: Reach,
    bounds: (i64, i64),
    span: Span,
}

impl BareRange {
    /// Its samples of a series, as far as there is memory. Fails where histograms would have to be extended.
    fn cut(self, samples: &Samples, budget: &mut QueryBudget) -> Result<Samples, Error> {
        let inside = self.reach.samples(&samples.times, &(0..0), self.bounds);
        budget.reserve((inside.len() as u64 + 2) * 2 * SAMPLE)?;
        let histograms = samples.histograms.get(inside.clone()).unwrap_or_default();
        let Some(extension) = self.extension else {
            return Ok(Samples {
                times: samples.times[inside.clone()].to_vec(),
                values: samples.values[inside.clone()].to_vec(),
                histograms: histograms.to_vec(),
                starts: samples.starts.get(inside).unwrap_or_default().to_vec(),
            });
        };
        if histograms.iter().any(Option::is_some) {
            let text = format!("{} modifier is not supported with histograms", extension.text());
            return Err(Error::evaluation(text).at(self.span));
        }
        Ok(extended::samples(samples, inside, self.bounds, extension))
    }
}

/// In which order a result's series stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SeriesOrder {
    /// As the query gives them.
    Query,
    /// Sorted by labels.
    Labels,
}

/// The series of a result that have samples: of an instant query for a range those within it, without the names that
/// go at the end. Fails where two are then alike and have samples at the same time, or there is no memory.
async fn ended(
    series_set: Rc<SeriesSet>,
    samples: Vec<Rc<Samples>>,
    range: Option<BareRange>,
    order: SeriesOrder,
    mut budget: QueryBudget,
) -> Result<Vec<ResultSeries>, Error> {
    let mut all: Vec<ResultSeries> = Vec::with_capacity(samples.len());
    let mut are_apart = true;
    let (series, mut samples) = (samples.len(), samples.into_iter());
    let mut end = |at: usize| {
        let Some(samples) = samples.next() else { return Ok(()) };
        let samples = match range {
            Some(range) => range.cut(&samples, &mut budget)?,
            None => Rc::unwrap_or_clone(samples),
        };
        if !samples.is_empty() {
            let mut labels = series_set.labels[at].clone();
            if series_set.drops_name[at] {
                budget.reserve(labels.copied())?;
                labels = labels.without_schema();
                are_apart = false;
            }
            all.push(ResultSeries { labels, samples });
        }
        Ok(())
    };
    for_each_yielding(series, &mut end).weighted_by(&|at| series_set.weight(at)).await?;
    if !are_apart {
        budget.reserve(all.len() as u64 * (bytes_of::<ResultSeries>(1) + LabelSetIndex::MOST))?;
        all = united(all).await?;
    }
    if order == SeriesOrder::Labels {
        budget.reserve(all.len() as u64 * SORTED)?;
        let compare = |a: u32, b: u32| all[a as usize].labels.cmp(&all[b as usize].labels);
        let mut swaps = swaps(sorted(all.len(), &compare).await?);
        let series = all.len();
        let mut swap = |_| {
            swaps.next().into_iter().for_each(|(a, b)| all.swap(a, b));
            Ok(())
        };
        for_each_yielding(series, &mut swap).await?;
    }
    Ok(all)
}

/// Series of which some may have equal labels: those then become one. Fails where they have samples at the same time.
async fn united(all: Vec<ResultSeries>) -> Result<Vec<ResultSeries>, Error> {
    let mut series: Vec<ResultSeries> = Vec::with_capacity(all.len());
    let mut known = LabelSetIndex::default();
    let (number, mut all) = (all.len(), all.into_iter());
    let mut unite = |_| {
        let Some(one) = all.next() else { return Ok(()) };
        let at = known.number(&one.labels, &|_| true) as usize;
        let Some(other) = series.get_mut(at) else {
            series.push(one);
            return Ok(());
        };
        let joined = other.samples.joined(&one.samples);
        if joined.len() < other.samples.len() + one.samples.len() {
            return Err(same_labels());
        }
        other.samples = joined;
        Ok(())
    };
    for_each_yielding(number, &mut unite).await?;
    Ok(series)
}
