//! Evaluation of `info`: looks up when each info series had its latest sample, for adding its labels at that step.

use std::rc::Rc;

use super::Evaluation;
use super::instant::Lookup;
use super::names::Renamed;
use crate::engine::column::{ValueColumn, is_histogram};
use crate::engine::error::Error;
use crate::engine::functions::info::{InfoSelector, InfoSeries};
use crate::engine::labels::Labels;
use crate::engine::plan::{PlanNodeId, PlanNodeKind};
use crate::engine::query_budget::bytes_of;
use crate::engine::task::{Task, for_each_yielding};
use crate::engine::value::{TileValue, Vector};

impl Evaluation<'_> {
    pub(super) fn info(&mut self, id: PlanNodeId, steps: &Rc<[i64]>) -> Result<Option<TileValue>, Error> {
        let (selected, PlanNodeKind::Info { base, matchers, selector }) =
            (&self.states[id.0 as usize].selected, &self.plan.node(id).kind)
        else {
            return Ok(Some(TileValue::Vector(Vector::default())));
        };
        let TileValue::Vector(base) = self.values.take(*base) else {
            return Ok(Some(TileValue::Vector(Vector::default())));
        };
        // Labels that are added have texts of their own.
        let text = |(name, value): (&str, &str)| (name.len() + value.len() + size_of::<[(Labels, Labels); 3]>()) as u64;
        let added = selected.series_set.labels.iter().map(|labels| labels.iter().map(text).sum()).max().unwrap_or(0);
        let of_series = 4 * size_of::<(Labels, ValueColumn)>() as u64 + added;
        let source = bytes_of::<Option<i64>>(steps.len()) + bytes_of::<InfoSeries>(2);
        let sources = source.saturating_mul(selected.series_set.len() as u64);
        let made = of_series.saturating_mul(base.series_set.len() as u64);
        let bytes = base.series_set.copied().saturating_add(made).saturating_add(sources);
        let mut budget = self.account.budget(self.plan.node(id).span);
        budget.reserve(bytes)?;
        let choice = InfoSelector::of(matchers, &mut self.patterns)?;
        let lookup = Lookup::new(steps, selector.timing, &self.options);
        let (series_set, samples) = (Rc::clone(&selected.series_set), selected.samples.clone());
        let (steps, annotations) = (steps.len(), std::mem::take(&mut self.annotations));
        let working = async move {
            let mut series = Vec::with_capacity(samples.len());
            let mut look = |at: usize| {
                let (labels, samples) = (&series_set.labels[at], &samples[at]);
                let mut newest = vec![None; steps];
                let mut has_histograms = false;
                lookup.each(samples, &mut 0, |step, at| {
                    newest[step] = Some(samples.times[at]);
                    has_histograms |= is_histogram(samples.values[at]);
                });
                series.push(InfoSeries { labels: labels.clone(), newest, has_histograms });
                Ok(())
            };
            for_each_yielding(samples.len(), &mut look).await?;
            let (series_set, columns) = choice.enriched(&base, &series, (budget, of_series)).await?;
            let united = Renamed::united(series_set).await?;
            let columns = united.columns(columns)?;
            Ok((TileValue::Vector(Vector { series_set: united.series_set, columns }), annotations))
        };
        self.work(id, Task::new(working))
    }
}
