//! Selectors' series: fetched once, at the beginning.

use std::rc::Rc;

use super::Evaluation;
use super::frame::Reply;
use super::names::Renamed;
use crate::engine::column::is_absent;
use crate::engine::error::Error;
use crate::engine::functions::Name;
use crate::engine::histogram::stats;
use crate::engine::matcher::Matchers;
use crate::engine::plan::{Detail, Fetch, Kind};
use crate::engine::samples::Samples;
use crate::engine::store::{StoredSeries, TimeWindow};
use crate::engine::value::Shape;
use crate::model::order;

/// A selector's series.
#[derive(Debug, Default)]
pub(super) struct Selected {
    /// Their labels, sorted.
    pub(super) shape: Rc<Shape>,
    /// Their samples; those of range selectors without stale markers.
    pub(super) samples: Vec<Rc<Samples>>,
    /// The series of results that are no samples of theirs.
    pub(super) renamed: Renamed,
}

/// Series as the store gave them, sorted by labels, for all selectors that need them.
struct Fetched {
    shape: Rc<Shape>,
    samples: Vec<Rc<Samples>>,
}

impl Fetched {
    fn of(mut series: Vec<StoredSeries>) -> Self {
        order::sort_by(&mut series, |a, b| a.labels.cmp(&b.labels));
        let drops_name = vec![false; series.len()];
        let (labels, samples) = series.into_iter().map(|one| (one.labels, one.samples)).unzip();
        Self { shape: Rc::new(Shape { labels, drops_name }), samples }
    }

    /// The series that have a sample in a window, whose shape is the very same if they are all.
    fn within(&self, window: TimeWindow) -> Selected {
        let wanted: Vec<usize> = (0..self.samples.len()).filter(|at| has_sample(&self.samples[*at], window)).collect();
        if wanted.len() == self.samples.len() {
            return Selected { shape: Rc::clone(&self.shape), samples: self.samples.clone(), ..Selected::default() };
        }
        let labels = wanted.iter().map(|at| self.shape.labels[*at].clone()).collect();
        let shape = Rc::new(Shape { labels, drops_name: vec![false; wanted.len()] });
        let samples = wanted.into_iter().map(|at| Rc::clone(&self.samples[at])).collect();
        Selected { shape, samples, ..Selected::default() }
    }
}

fn has_sample(samples: &Samples, window: TimeWindow) -> bool {
    let first = samples.times.partition_point(|time| *time < window.from);
    samples.times.get(first).is_some_and(|time| *time <= window.to)
}

impl Evaluation<'_> {
    /// Fetches the series of selectors that are read together.
    pub(super) fn fetch(&mut self, fetch: &Fetch) -> Result<Reply, Error> {
        let matchers = Matchers::compile(&fetch.matchers, &mut self.patterns)?;
        let fetched = Fetched::of(self.store.select(&matchers, fetch.window)?);
        let mut samples = fetched.samples.iter().map(|one| one.weight(0..one.len())).sum();
        for (id, window) in &fetch.selectors {
            let node = self.plan.node(*id);
            let Some(selector) = node.kind.selector() else { continue };
            let mut selected = fetched.within(*window);
            // What several hold is counted once.
            self.account.fetch(selected.samples.len(), std::mem::take(&mut samples), node.span)?;
            if selector.detail == Detail::Statistics {
                selected.samples = selected.samples.iter().map(stats::with_resets).collect();
            }
            match node.kind {
                Kind::Range { .. } => selected.samples = selected.samples.into_iter().map(without_stale).collect(),
                Kind::SampleTime { .. } => {
                    selected.renamed = Renamed::of(&selected.shape, Name::Dropped, self.options.name_removal);
                }
                _ => {}
            }
            self.states[id.0 as usize].selected = selected;
        }
        Ok(Reply::More)
    }
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
