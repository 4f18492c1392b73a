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
use crate::engine::plan::{Detail, Kind, NodeId};
use crate::engine::samples::Samples;
use crate::engine::store::TimeWindow;
use crate::engine::value::Shape;

/// How many samples are read in the time of one value.
const SAMPLES_A_VALUE: usize = 64;

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

impl Selected {
    /// The work of one step that looks at ranges of this length, in values: one a series, and its samples, which are
    /// quickly read.
    pub(super) fn weight(&self, range: i64) -> usize {
        let in_range = |samples: &Rc<Samples>| {
            let span = samples.times.last().zip(samples.times.first()).map_or(0, |(last, first)| last - first);
            let share = range as f64 / span.max(range).max(1) as f64;
            (samples.len() as f64 * share) as usize
        };
        self.samples.len() + self.samples.iter().map(in_range).sum::<usize>() / SAMPLES_A_VALUE
    }
}

impl Evaluation<'_> {
    /// Fetches the series of one selector.
    pub(super) fn fetch(&mut self, id: NodeId, window: TimeWindow) -> Result<Reply, Error> {
        let node = self.plan.node(id);
        let Some(selector) = node.kind.selector() else { return Ok(Reply::More) };
        let matchers = Matchers::compile(&selector.matchers, &mut self.patterns)?;
        let mut series = self.store.select(&matchers, window)?;
        series.sort_by(|a, b| a.labels.cmp(&b.labels));
        let samples = series.iter().map(|one| one.samples.weight(0..one.samples.len())).sum();
        self.account.fetch(series.len(), samples, node.span)?;
        let is_range = matches!(node.kind, Kind::Range { .. });
        let drops_name = vec![false; series.len()];
        let mut selected = Selected::default();
        let mut labels = Vec::with_capacity(series.len());
        for one in series {
            labels.push(one.labels);
            let samples = match selector.detail {
                Detail::Whole => one.samples,
                Detail::Statistics => stats::with_resets(&one.samples),
            };
            selected.samples.push(if is_range { without_stale(samples) } else { samples });
        }
        selected.shape = Rc::new(Shape { labels, drops_name });
        if matches!(node.kind, Kind::SampleTime { .. }) {
            selected.renamed = Renamed::of(&selected.shape, Name::Dropped, self.options.name_removal);
        }
        self.states[id.0 as usize].selected = selected;
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
