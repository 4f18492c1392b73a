//! Collects the tiles of a vector into samples, series by series: of the query's result, and of a subquery.
//!
//! Invariant: a series is known by its labels, whatever the series set of the tile that brings it.

use std::rc::Rc;

use super::ResultSeries;
use super::limits::SAMPLE;
use crate::engine::column::{ValueColumn, is_absent};
use crate::engine::error::Error;
use crate::engine::labels::{LabelSetIndex, Labels};
use crate::engine::query_budget::{QueryBudget, bytes_of, growing};
use crate::engine::samples::{SHARED, Samples};
use crate::engine::task::for_each_yielding;
use crate::engine::value::{SeriesSet, Vector};
use crate::model::count::to_u32;

/// The samples of all tiles so far.
#[derive(Debug)]
pub(super) struct CollectedSeries {
    /// The series, in the order of their first appearance.
    pub(super) series_set: Rc<SeriesSet>,
    pub(super) samples: Vec<Rc<Samples>>,
    /// Where each series stands; of the first of them as long as nobody had to know.
    known: LabelSetIndex,
    /// The series of the last tile, and where they stand here.
    last: Option<(Rc<SeriesSet>, Vec<u32>)>,
}

/// By how much what is kept grew or shrank.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Growth {
    /// As how many samples that counts.
    pub(super) samples: u64,
    /// The bytes.
    pub(super) bytes: u64,
}

/// Bytes of a series besides what is in its columns: here, among the places of a tile, in a list of labels, and in the
/// list that becomes the result.
const SERIES: u64 =
    SHARED + bytes_of::<usize>(1) + bytes_of::<u32>(1) + bytes_of::<(Labels, bool)>(1) + bytes_of::<ResultSeries>(1);

impl CollectedSeries {
    /// Of no tile yet.
    pub(super) fn new(none: &Rc<SeriesSet>) -> Self {
        Self { series_set: Rc::clone(none), samples: Vec::new(), known: LabelSetIndex::default(), last: None }
    }

    pub(super) fn len(&self) -> usize {
        self.samples.len()
    }

    /// The bytes that it takes, without labels.
    pub(super) fn memory(&self) -> u64 {
        let series = self.samples.iter().map(|samples| samples.memory()).sum::<u64>();
        series + self.len() as u64 * SERIES + self.known.memory()
    }

    /// With the values of a tile, behind which about `ahead` steps may follow; and what they added. Fails where there
    /// is no memory for that.
    pub(super) async fn with(
        mut self,
        vector: Vector,
        steps: Rc<[i64]>,
        ahead: usize,
        mut budget: QueryBudget,
    ) -> Result<(Self, Growth), Error> {
        let known = self.len();
        let mut appended = Growth::default();
        let places = self.places(&vector.series_set, &mut appended.bytes, &mut budget).await?;
        appended.bytes += (self.len() - known) as u64 * SERIES;
        let mut columns = vector.columns.into_iter();
        let mut add = |at: usize| {
            let Some(column) = columns.next() else { return Ok(()) };
            let present = column.values.iter().filter(|value| !is_absent(**value)).count();
            if present == 0 {
                return Ok(());
            }
            let samples = Rc::make_mut(&mut self.samples[places[at] as usize]);
            let (known, before) = (samples.len(), samples.columns_memory());
            let ahead = if known == 0 && present == steps.len() { ahead } else { known / 2 };
            if known == 0 && present == steps.len() && ahead == 0 {
                // Nothing comes before or behind: the column is the series.
                budget.reserve(bytes_of::<i64>(present))?;
                samples.times = steps.to_vec();
                (samples.values, samples.histograms) = (column.values, column.histograms);
            } else {
                if samples.times.capacity() - known < present {
                    // For a moment there is what was before as well.
                    budget.reserve((known + present + ahead) as u64 * SAMPLE)?;
                    samples.reserve(present + ahead);
                    budget.left += before;
                }
                append(samples, &column, &steps, present, &mut budget)?;
            }
            let weight = samples.weight(known..samples.len());
            appended.samples += weight;
            appended.bytes += samples.columns_memory().saturating_sub(before) + histograms(weight, present);
            Ok(())
        };
        for_each_yielding(places.len(), &mut add).await?;
        self.last = Some((vector.series_set, places));
        Ok((self, appended))
    }

    /// Where the series of a set stand here. Counts the bytes of labels that are kept only here.
    async fn places(
        &mut self,
        series_set: &Rc<SeriesSet>,
        bytes: &mut u64,
        budget: &mut QueryBudget,
    ) -> Result<Vec<u32>, Error> {
        match self.last.take() {
            Some((known, places)) if Rc::ptr_eq(&known, series_set) => return Ok(places),
            // Most queries have the same series in all tiles, which then need no table.
            None if self.samples.is_empty() => {
                budget.reserve(series_set.len() as u64 * SERIES)?;
                self.series_set = Rc::clone(series_set);
                self.samples.resize(series_set.len(), Rc::default());
                return Ok((0..to_u32(series_set.len())).collect());
            }
            _ => {}
        }
        let (table, known) = (self.known.memory(), self.len());
        budget.reserve(
            series_set.len() as u64 * (SERIES + growing::<(Labels, [usize; 2])>(1))
                + (known + series_set.len()) as u64 * LabelSetIndex::MOST,
        )?;
        let first = self.known.len();
        let mut number = |at: usize| {
            self.known.number(&self.series_set.labels[first + at], &|_| true);
            Ok(())
        };
        for_each_yielding(self.series_set.len() - first, &mut number).await?;
        let mut places = Vec::with_capacity(series_set.len());
        let mut place = |at: usize| {
            let known = self.len();
            places.push(self.place(&series_set.labels[at], series_set.drops_name[at]));
            *bytes += if self.len() > known { series_set.labels[at].memory() } else { 0 };
            Ok(())
        };
        for_each_yielding(series_set.len(), &mut place).weighted_by(&|at| series_set.weight(at)).await?;
        *bytes += self.known.memory() - table;
        Ok(places)
    }

    fn place(&mut self, labels: &Labels, drops_name: bool) -> u32 {
        let at = self.known.number(labels, &|_| true);
        if at as usize == self.samples.len() {
            let series_set = Rc::make_mut(&mut self.series_set);
            series_set.labels.push(labels.clone());
            series_set.drops_name.push(drops_name);
            self.samples.push(Rc::default());
        } else if drops_name && !self.series_set.drops_name[at as usize] {
            Rc::make_mut(&mut self.series_set).drops_name[at as usize] = true;
        }
        at
    }

    /// Drops samples before a time, where they are many; gives what they counted. Their columns keep their capacity.
    pub(super) fn forget_before(&mut self, time: i64) -> Growth {
        let mut release = Growth::default();
        for samples in &mut self.samples {
            let old = samples.times.partition_point(|own| *own < time);
            // Moving what is left costs no more than what it frees.
            if old * 2 > samples.len() {
                let weight = samples.weight(0..old);
                release.samples += weight;
                release.bytes += histograms(weight, old);
                let samples = Rc::make_mut(samples);
                samples.times.drain(..old);
                samples.values.drain(..old);
                if !samples.histograms.is_empty() {
                    samples.histograms.drain(..old);
                }
            }
        }
        release
    }
}

/// The bytes of the histograms of so many samples: their weight beyond one a sample.
fn histograms(weight: u64, samples: usize) -> u64 {
    (weight - samples as u64) * SAMPLE
}

/// Appends what is there of a column; memory is reserved but for histograms.
fn append(
    samples: &mut Samples,
    column: &ValueColumn,
    steps: &[i64],
    present: usize,
    budget: &mut QueryBudget,
) -> Result<(), Error> {
    if !column.histograms.is_empty() || !samples.histograms.is_empty() {
        budget.reserve(growing::<usize>(samples.len() + present))?;
        samples.histograms.resize(samples.len(), None);
    }
    if present == steps.len() && column.histograms.is_empty() && samples.histograms.is_empty() {
        samples.times.extend_from_slice(steps);
        samples.values.extend_from_slice(&column.values);
        return Ok(());
    }
    for (step, value) in column.values.iter().enumerate().filter(|(_, value)| !is_absent(**value)) {
        samples.times.push(steps[step]);
        samples.values.push(*value);
        if !samples.histograms.is_empty() || !column.histograms.is_empty() {
            samples.histograms.push(column.histogram(step).cloned());
        }
    }
    Ok(())
}
