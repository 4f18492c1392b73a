//! Counts the samples and the memory that an evaluation reads and holds, against its limits.

use std::rc::Rc;

use super::PAUSE;
use super::collected::Growth;
use super::names::UNITED;
use crate::engine::binary::Matches;
use crate::engine::column::ValueColumn;
use crate::engine::error::{Error, Limit};
use crate::engine::functions::Implementation;
use crate::engine::labels::Labels;
use crate::engine::options::EvaluationLimits;
use crate::engine::plan::{PlanNodeId, PlanNodeKind};
use crate::engine::query_budget::{ALLOCATION, QueryBudget, bytes_of};
use crate::engine::rolling::Read;
use crate::engine::samples::Samples;
use crate::engine::task::{BATCH, Task, for_each_yielding};
use crate::engine::value::{SeriesSet, TileValue, Vector};
use crate::promql::span::Span;

/// Bytes of a sample in a column: its time and its value.
pub(super) const SAMPLE: u64 = 16;

/// Bytes of the place of a series in the list of a read or of a series set, or in those of a selector.
pub(super) const PLACE: u64 = bytes_of::<(Labels, bool)>(1);

/// Bytes of a series while a function of whole values has it: its place in an order, and in a list in that order.
const SORTED: u64 = bytes_of::<(usize, usize, (Labels, bool), ValueColumn)>(1);

/// Bytes of a series in the tables of an aggregation: its group, and its place among the group's members.
const GROUPED: u64 = bytes_of::<u32>(4);

/// The work that one series is besides its values, in values: its labels are looked at, its column is made.
const SERIES: u64 = 16;

/// What an evaluation has read and holds.
#[derive(Debug)]
pub(super) struct Account {
    limits: EvaluationLimits,
    /// Series that selectors selected.
    series: u64,
    /// Samples that steps looked at.
    samples: u64,
    /// Values computed, and samples read, since the beginning.
    work: u64,
    /// Samples held: results and those of subqueries.
    held: u64,
    /// Bytes of what is retained from tile to tile: series that were read, and what is known of them; results; labels.
    retained: u64,
    /// Bytes beside that: of values that nodes above wait for, and of what is made of them at the moment.
    transient: u64,
}

impl Account {
    pub(super) fn new(limits: EvaluationLimits) -> Self {
        Self { limits, series: 0, samples: 0, work: 0, held: 0, retained: 0, transient: 0 }
    }

    pub(super) fn work(&self) -> u64 {
        self.work
    }

    pub(super) fn series(&self) -> u64 {
        self.series
    }

    pub(super) fn samples(&self) -> u64 {
        self.samples
    }

    /// Counts samples that steps looked at.
    pub(super) fn read(&mut self, read: Read, span: Span) -> Result<(), Error> {
        self.work += read.touched;
        self.samples += read.all;
        bound(Limit::Samples, self.held.saturating_add(read.most), self.limits.samples, span)
    }

    /// Counts samples that were decoded.
    pub(super) fn decode(&mut self, samples: u64) {
        self.work += samples;
    }

    /// Counts a series that was read, the last of so many.
    pub(super) fn fetch(&mut self, samples: &Samples, series: usize, span: Span) -> Result<(), Error> {
        self.work += SERIES;
        self.retained = self.retained.saturating_add(samples.memory());
        bound(Limit::Series, series as u64, self.limits.series as u64, span)?;
        self.memory(0, span)
    }

    /// Counts the work of looking at the labels of so many series.
    pub(super) fn look(&mut self, series: usize) {
        self.work += series as u64 * SERIES;
    }

    /// Counts a batch of work that left more to do: two such are as much as there is between two pauses.
    pub(super) fn batch<T>(&mut self, found: Result<Option<T>, Error>) -> Result<Option<T>, Error> {
        if let Ok(None) = found {
            self.work += PAUSE / 2;
        }
        found
    }

    /// Counts the series of a selector.
    pub(super) fn select(&mut self, series: usize, span: Span) -> Result<(), Error> {
        self.series += series as u64;
        self.work += series as u64;
        bound(Limit::Series, series as u64, self.limits.series as u64, span)
    }

    /// Counts bytes that are kept until the end.
    pub(super) fn keep(&mut self, bytes: u64, span: Span) -> Result<(), Error> {
        self.retained = self.retained.saturating_add(bytes);
        self.memory(0, span)
    }

    /// Counts so many bytes as all that is kept.
    pub(super) fn keep_only(&mut self, bytes: u64, span: Span) -> Result<(), Error> {
        self.retained = bytes;
        self.memory(0, span)
    }

    /// Counts what is not retained any more.
    pub(super) fn release(&mut self, fewer: Growth) {
        self.held = self.held.saturating_sub(fewer.samples);
        self.retained = self.retained.saturating_sub(fewer.bytes);
    }

    /// Counts what became of a tile where tiles are put together, which has so many series by now. The tile's values
    /// are not there any more, so that `transient` is what is there beside.
    pub(super) fn count_collected(
        &mut self,
        more: Growth,
        series: usize,
        transient: u64,
        span: Span,
    ) -> Result<(), Error> {
        self.look(series);
        self.transient = transient;
        self.held = self.held.saturating_add(more.samples);
        bound(Limit::Samples, self.held, self.limits.samples, span)?;
        bound(Limit::Series, series as u64, self.limits.series as u64, span)?;
        self.keep(more.bytes, span)
    }

    /// The memory that is left.
    pub(super) fn budget(&self, span: Span) -> QueryBudget {
        let limit = self.limits.memory;
        QueryBudget { left: limit.saturating_sub(self.retained.saturating_add(self.transient)), limit, span }
    }

    /// Counts the values of a node.
    fn value(&mut self, series: usize, steps: usize, span: Span) -> Result<(), Error> {
        self.work += (series as u64).saturating_mul(steps as u64 + SERIES);
        bound(Limit::Series, series as u64, self.limits.series as u64, span)
    }

    /// Whether a node may have so many series, before they are made, beside so many bytes.
    pub(super) fn fits(&self, series: usize, steps: usize, transient: u64, span: Span) -> Result<(), Error> {
        self.memory(columns(series, steps).saturating_add(transient), span)
    }

    /// Counts so many bytes beside what is retained, instead of those before.
    fn begin(&mut self, bytes: u64, span: Span) -> Result<(), Error> {
        self.transient = bytes;
        self.memory(0, span)
    }

    /// Whether there are so many bytes more.
    pub(super) fn memory(&self, more: u64, span: Span) -> Result<(), Error> {
        let used = self.retained.saturating_add(self.transient);
        bound(Limit::Memory, used.saturating_add(more), self.limits.memory, span)
    }
}

/// The bytes of so many columns, which may have histograms.
fn columns(series: usize, steps: usize) -> u64 {
    let column = bytes_of::<ValueColumn>(1) + ALLOCATION;
    (series as u64).saturating_mul((steps as u64).saturating_mul(SAMPLE).saturating_add(column))
}

fn bound(limit: Limit, used: u64, most: u64, span: Span) -> Result<(), Error> {
    if used > most { Err(Error::Limit { limit, most, span }) } else { Ok(()) }
}

impl super::Evaluation<'_> {
    /// The bytes of the values that nodes wait for, and of the steps of the tiles under way.
    pub(super) fn transient(&self) -> u64 {
        self.values.bytes() + self.frames.iter().map(|frame| size_of_val(&*frame.steps) as u64).sum::<u64>()
    }

    /// Begins with a node's value over a tile: there must be memory for it beside its operands' values.
    pub(super) fn begin_value(&mut self, id: PlanNodeId, steps: usize) -> Result<(), Error> {
        let (node, state) = (self.plan.node(id), &self.states[id.0 as usize]);
        let (mut series, mut bytes, mut copied) = (0, 0, 0);
        for operand in node.kind.children() {
            let (own, is_last) = self.values.bytes_of(operand);
            series += self.values.look(operand).map_or(0, count);
            bytes += own;
            copied += if is_last { 0 } else { own };
        }
        let mut each = 0;
        match &node.kind {
            PlanNodeKind::Number(_) | PlanNodeKind::String(_) => bytes = bytes_of::<f64>(steps),
            PlanNodeKind::Instant(_) | PlanNodeKind::SampleTime { .. } => {
                bytes = columns(state.selected.samples.len(), steps);
            }
            PlanNodeKind::Range { .. } | PlanNodeKind::Subquery { .. } => {
                series = state.selected.samples.len().max(state.subquery.results.len());
                each = bytes_of::<Rc<Samples>>(1);
            }
            PlanNodeKind::StepInvariant { .. } => {
                bytes = columns(state.step_invariant.as_ref().map_or(0, count), steps);
            }
            PlanNodeKind::Negate(_) => bytes = copied,
            PlanNodeKind::Call { implementation, .. } => match implementation {
                Implementation::OfRange(..) => bytes += columns(series, steps),
                Implementation::OfFloat(_) | Implementation::OfTimes(_) => bytes = copied,
                Implementation::OfSample(_) => {}
                Implementation::OfLabels(_) => (bytes, each) = (copied, PLACE + UNITED),
                Implementation::OfValues(_) | Implementation::OfManyValues(_) => (bytes, each) = (copied, SORTED),
            },
            PlanNodeKind::Binary { operation, left, right } => {
                // There is a check of its own for the results of two vectors, once their series are known.
                if let (Some(left), Some(right)) = (self.series_set(*left), self.series_set(*right)) {
                    bytes = 0;
                    let is_known = state.matches.known(&[&left, &right]).is_some();
                    each = if is_known { 0 } else { Matches::most(operation) };
                }
            }
            PlanNodeKind::Aggregate { .. } | PlanNodeKind::Info { .. } => each = GROUPED,
        }
        let known = if state.labelled.1 == 0 { state.tables() } else { 0 };
        let making = bytes.saturating_add(known).saturating_add(each.saturating_mul(series as u64));
        self.account.begin(self.transient().saturating_add(making), node.span)
    }

    /// Counts the labels of a node's value, where it has others than those of the last tile; `None` where there is
    /// more to count.
    pub(super) fn labelled(&mut self, id: PlanNodeId, value: TileValue) -> Result<Option<TileValue>, Error> {
        let node = self.plan.node(id);
        match &value {
            // The labels of a selector's series are the store's.
            TileValue::Vector(vector)
                if !matches!(node.kind, PlanNodeKind::Instant(_))
                    && !Rc::ptr_eq(&self.states[id.0 as usize].labelled.0, &vector.series_set) =>
            {
                let series_set = Rc::clone(&vector.series_set);
                if series_set.len() <= BATCH {
                    self.count_labels(id, &series_set, series_set.memory(0..series_set.len()))?;
                    return Ok(Some(value));
                }
                let counting = async move {
                    let mut bytes = 0;
                    let mut count = |at: usize| {
                        bytes += series_set.memory(at..at + 1);
                        Ok(())
                    };
                    for_each_yielding(series_set.len(), &mut count).weighted_by(&|at| series_set.weight(at)).await?;
                    Ok(bytes)
                };
                self.label(id, Labelling { value, counting: Task::new(counting) })
            }
            _ => Ok(Some(value)),
        }
    }

    /// Goes on counting the labels of a node's value.
    pub(super) fn label(&mut self, id: PlanNodeId, mut labelling: Labelling) -> Result<Option<TileValue>, Error> {
        let counted = self.account.batch(labelling.counting.proceed().transpose())?;
        let Some(bytes) = counted else {
            self.states[id.0 as usize].labelling = Some(labelling);
            return Ok(None);
        };
        if let TileValue::Vector(vector) = &labelling.value {
            self.count_labels(id, &vector.series_set, bytes)?;
        }
        Ok(Some(labelling.value))
    }

    /// Counts the labels of a node's value, which take so many bytes, instead of those before.
    fn count_labels(&mut self, id: PlanNodeId, series_set: &Rc<SeriesSet>, bytes: u64) -> Result<(), Error> {
        let state = &mut self.states[id.0 as usize];
        self.account.release(Growth { samples: 0, bytes: state.labelled.1 });
        state.labelled = (Rc::clone(series_set), bytes + state.tables());
        self.account.keep(state.labelled.1, self.plan.node(id).span)
    }

    /// Keeps a node's value over a tile until it is taken, and counts it.
    pub(super) fn put(&mut self, id: PlanNodeId, value: TileValue, steps: usize) -> Result<(), Error> {
        let series = if let TileValue::Vector(vector) = &value { vector.columns.len() } else { 1 };
        self.note_series(id, count(&value));
        let span = self.plan.node(id).span;
        self.account.value(series, steps, span)?;
        let bytes = memory(&value);
        self.values.put(id, value, bytes);
        self.account.begin(self.transient(), span)
    }
}

/// A node's value, and the counting of the bytes of its labels.
#[derive(Debug)]
pub(super) struct Labelling {
    value: TileValue,
    counting: Task<Result<u64, Error>>,
}

/// The number of series of a value.
pub(super) fn count(value: &TileValue) -> usize {
    match value {
        TileValue::Scalar(_) | TileValue::String(_) => 1,
        TileValue::Vector(vector) => vector.columns.len(),
        TileValue::Ranges(ranges) => ranges.samples.len(),
    }
}

/// The bytes of a value that nobody else has: the samples of ranges are counted where they are fetched, the labels of
/// series where they are made.
pub(super) fn memory(value: &TileValue) -> u64 {
    match value {
        TileValue::Scalar(values) => bytes_of::<f64>(values.capacity()),
        TileValue::String(text) => text.capacity() as u64,
        TileValue::Vector(vector) => {
            vector.columns.iter().map(ValueColumn::memory).sum::<u64>() + own_histograms(vector)
        }
        TileValue::Ranges(ranges) => (size_of_val(&*ranges.samples) + size_of_val(&*ranges.bounds)) as u64,
    }
}

/// The bytes of a vector's histograms that are nobody else's: stored ones are counted where they are fetched.
fn own_histograms(vector: &Vector) -> u64 {
    let histograms = vector.columns.iter().flat_map(|column| column.histograms.iter().flatten());
    histograms.filter(|one| Rc::strong_count(one) == 1).map(|one| one.memory()).sum()
}
