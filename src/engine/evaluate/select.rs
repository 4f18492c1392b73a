//! Selectors: finds their series at the beginning, and reads the samples of these batch by batch.

use std::rc::Rc;

use super::limits::{Account, PLACE};
use super::{Evaluation, PAUSE};
use crate::engine::column::is_absent;
use crate::engine::error::Error;
use crate::engine::histogram::stats;
use crate::engine::labels::Labels;
use crate::engine::matcher::Matchers;
use crate::engine::plan::{HistogramDetail, PlanNodeId, PlanNodeKind};
use crate::engine::query_budget::bytes_of;
use crate::engine::samples::Samples;
use crate::engine::store::compressed::SampleReader;
use crate::engine::store::{SelectRequest, Selection, TimeWindow};
use crate::engine::value::SeriesSet;
use crate::model::count::to_u32;
use crate::promql::span::Span;

/// How much work of reading is done without a pause.
const SLICE: u64 = PAUSE / 4;

/// A selector's series.
#[derive(Debug)]
pub(super) struct Selected {
    /// Their labels, sorted.
    pub(super) series_set: Rc<SeriesSet>,
    /// Their samples; those of range selectors without stale markers.
    pub(super) samples: Vec<Rc<Samples>>,
    /// Of each series how many samples the last tile has passed.
    pub(super) cursors: Vec<usize>,
    /// As how many floats one sample of each of them counts, all together.
    pub(super) weight: u64,
}

impl Selected {
    /// None yet.
    pub(super) fn new(none: &Rc<SeriesSet>) -> Self {
        Self { series_set: Rc::clone(none), samples: Vec::new(), cursors: Vec::new(), weight: 0 }
    }
}

/// A read of the store under way, for all selectors that need it.
pub(super) struct Fetching<'a> {
    selection: Selection<'a>,
    window: TimeWindow,
    /// The series that is being read.
    reading: Option<(Labels, SampleReader)>,
    scratch: Samples,
    /// The labels of the series so far that have a sample.
    labels: Vec<Labels>,
    parts: Vec<Part>,
    /// The first selector's span: limits are reached there.
    span: Span,
}

/// What one selector gets of a read.
struct Part {
    id: PlanNodeId,
    window: TimeWindow,
    is_range: bool,
    detail: HistogramDetail,
    /// Which series have a sample in its own window.
    wanted: Vec<u32>,
    samples: Vec<Rc<Samples>>,
    /// As how many floats one sample of each counts, all together.
    weight: u64,
}

impl<'a> Evaluation<'a> {
    /// Goes on with a read of the store, or begins the next one. Whether there was any left.
    pub(super) fn fetch(&mut self) -> Result<bool, Error> {
        let mut fetching = match self.fetching.take() {
            Some(fetching) => fetching,
            None if self.fetched == self.plan.reads().len() => return Ok(false),
            None => {
                self.fetched += 1;
                self.begin_fetch(self.fetched - 1)?
            }
        };
        match fetching.advance(&mut self.account)? {
            Progress::More => self.fetching = Some(fetching),
            Progress::Done => self.hand_out(fetching)?,
        }
        Ok(true)
    }

    /// The selector whose series are read next.
    pub(super) fn reader(&self) -> Option<PlanNodeId> {
        let next = || Some(self.plan.reads().get(self.fetched)?.selectors.first()?.0);
        self.fetching.as_ref().map_or_else(next, |fetching| fetching.parts.first().map(|part| part.id))
    }

    fn begin_fetch(&mut self, number: usize) -> Result<Fetching<'a>, Error> {
        let fetch = &self.plan.reads()[number];
        let matchers = Matchers::compile(&fetch.matchers, &mut self.patterns)?;
        let part = |(id, window): &(PlanNodeId, TimeWindow)| {
            let kind = &self.plan.node(*id).kind;
            Part {
                id: *id,
                window: *window,
                is_range: matches!(kind, PlanNodeKind::Range { .. }),
                detail: kind.selector().map_or(HistogramDetail::default(), |selector| selector.detail),
                wanted: Vec::new(),
                samples: Vec::new(),
                weight: 0,
            }
        };
        let mut parts: Vec<Part> = fetch.selectors.iter().map(part).collect();
        let selection = self.store.select(SelectRequest { read: number, matchers: &matchers, window: fetch.window })?;
        let span = parts.first().map(|part| self.plan.node(part.id).span).unwrap_or_default();
        // Lists that grow as series come would be copied for it, and take twice as much for that moment.
        let series = selection.size_hint().1.unwrap_or(0).min(self.options.limits.series + 1);
        // A store has them by their numbers besides.
        let listed = PLACE.saturating_mul(1 + parts.len() as u64).saturating_mul(series as u64);
        self.account.keep(listed.saturating_add(bytes_of::<u32>(series)), span)?;
        for part in &mut parts {
            part.wanted.reserve_exact(series);
            part.samples.reserve_exact(series);
        }
        Ok(Fetching {
            selection,
            window: fetch.window,
            reading: None,
            scratch: Samples::default(),
            labels: Vec::with_capacity(series),
            span,
            parts,
        })
    }

    /// Gives the selectors what was read for them. Those that want all series have the very same series set.
    fn hand_out(&mut self, fetching: Fetching<'a>) -> Result<(), Error> {
        let all = SeriesSet { drops_name: vec![false; fetching.labels.len()], labels: fetching.labels };
        let all = Rc::new(all);
        for part in fetching.parts {
            let node = self.plan.node(part.id);
            let series_set = if part.samples.len() == all.len() {
                Rc::clone(&all)
            } else {
                self.account.keep(part.wanted.len() as u64 * PLACE, node.span)?;
                let labels = part.wanted.iter().map(|at| all.labels[*at as usize].clone()).collect();
                Rc::new(SeriesSet { labels, drops_name: vec![false; part.wanted.len()] })
            };
            self.account.select(series_set.len(), node.span)?;
            self.states[part.id.0 as usize].selected = Selected {
                cursors: vec![0; part.samples.len()],
                weight: part.weight,
                samples: part.samples,
                series_set,
            };
        }
        Ok(())
    }
}

/// Whether a read is at its end.
enum Progress {
    More,
    Done,
}

impl Fetching<'_> {
    /// Reads as much as is read without a pause.
    fn advance(&mut self, account: &mut Account) -> Result<Progress, Error> {
        let end = account.work() + SLICE;
        while account.work() < end {
            let next = self.reading.take().or_else(|| {
                let series = self.selection.next()?;
                Some((series.labels, SampleReader::new(series.samples, self.window)))
            });
            let Some((labels, mut reader)) = next else { return Ok(Progress::Done) };
            account.memory(reader.memory(), self.span)?;
            let read = reader.advance(&mut self.scratch)?;
            account.decode(read as u64);
            if read == 0 {
                self.keep(labels, reader.finish(), account)?;
            } else {
                self.reading = Some((labels, reader));
            }
        }
        Ok(Progress::More)
    }

    /// Takes a series that is read, for the selectors in whose window it has a sample.
    fn keep(&mut self, labels: Labels, samples: Samples, account: &mut Account) -> Result<(), Error> {
        if samples.is_empty() {
            return Ok(());
        }
        let samples = Rc::new(samples);
        let at = to_u32(self.labels.len());
        self.labels.push(labels);
        account.fetch(&samples, self.labels.len(), self.span)?;
        for part in self.parts.iter_mut().filter(|part| has_sample(&samples, part.window)) {
            let mut own = match part.detail {
                HistogramDetail::Statistics => stats::with_resets(&samples),
                HistogramDetail::Whole => Rc::clone(&samples),
            };
            if part.is_range {
                own = without_stale(own);
            }
            if !Rc::ptr_eq(&own, &samples) {
                account.fetch(&own, self.labels.len(), self.span)?;
            }
            part.wanted.push(at);
            part.weight += own.weight(0..own.len()).div_ceil(own.len().max(1) as u64);
            part.samples.push(own);
        }
        Ok(())
    }
}

fn has_sample(samples: &Samples, window: TimeWindow) -> bool {
    let first = samples.times.partition_point(|time| *time < window.from);
    samples.times.get(first).is_some_and(|time| *time <= window.to)
}

/// Samples without stale markers; the same where there are none.
pub(super) fn without_stale(samples: Rc<Samples>) -> Rc<Samples> {
    if !samples.values.iter().any(|value| is_absent(*value)) {
        return samples;
    }
    let kept: Vec<usize> = (0..samples.len()).filter(|at| !is_absent(samples.values[*at])).collect();
    Rc::new(Samples {
        times: kept.iter().map(|at| samples.times[*at]).collect(),
        values: kept.iter().map(|at| samples.values[*at]).collect(),
        histograms: kept.iter().filter_map(|at| samples.histograms.get(*at).cloned()).collect(),
        starts: kept.iter().filter_map(|at| samples.starts.get(*at).copied()).collect(),
    })
}
