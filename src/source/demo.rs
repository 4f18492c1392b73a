//! The demo kind: a made-up fleet that needs no server. Two zones, each with two collectors that scrape the same
//! targets: machines, a service with classic and native histograms, themselves; with rules and alerts.
//!
//! Its series are functions of a seed and of time ([`signal`]), so the same query gives the same result in every tab,
//! and only the samples that are wanted are made.
//!
//! Invariant: a result depends on the query's times and on the collector alone. Of the time of asking depend what is
//! not there yet, and whether the collector that fails now and then answers.
//! Invariant: what a query takes is counted before it is taken, within the run's limits.
//! Not here: evaluation (`evaluating`).

mod alerts;
mod faults;
mod fleet;
mod histograms;
mod metrics;
mod rules;
mod series;
mod signal;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture};

use self::fleet::Collector;
use self::series::{DemoSeries, Reads, Wish};
use super::series::{Extent, Sampling, Selected, SeriesSource, SourceRun, Wanted};
use crate::engine::samples::Samples;
use crate::engine::store::compressed::CHUNK;
use crate::engine::store::memory::MemoryStore;
use crate::model::answered::{Answered, SourceError};
use crate::model::count::to_usize;
use crate::model::memory::{MAX_MEMORY, MemoryBudget, OverBudget};
use crate::model::node::{DemoCollector, Endpoint, Node, NodeStatus};
use crate::model::outcome::{Failure, NodeAnswer, NodeOutcome, Provenance};
use crate::model::query::Progress;
use crate::model::rules::RuleGroup;
use crate::model::time::{seconds, whole_ms};
use crate::wire::transport::Transport;

/// The bytes of a series beside its samples, about.
const SERIES_BYTES: usize = 1_000;

/// Samples that are made between two yields at the least.
const BATCH: usize = 4 * CHUNK;

/// One collector of the made-up fleet.
#[derive(Debug)]
pub struct Demo<T> {
    node: Node,
    transport: Rc<T>,
    collector: Collector,
}

/// The external labels of a collector, which its series have: its zone's and its own. `None` for another node.
pub fn external_labels(node: &Node) -> Option<Vec<(String, String)>> {
    let Endpoint::Demo { collector } = node.endpoint else { return None };
    let Collector { zone, replica, .. } = Collector::new(collector);
    Some(vec![("replica".to_owned(), replica.to_owned()), ("zone".to_owned(), zone.to_owned())])
}

impl<T: Transport> Demo<T> {
    /// The collector of this name.
    pub fn new(node: Node, transport: Rc<T>, collector: DemoCollector) -> Self {
        Self { node, transport, collector: Collector::new(collector) }
    }

    /// Answers after its latency, at this time, or fails where this collector does now.
    async fn asked(&self, run: &SourceRun<'_, T>) -> Result<i64, Failure> {
        let latency_ms = self.collector.latency_ms;
        if latency_ms > 0 {
            self.transport.wait(latency_ms.min(run.yielder.remaining_ms().saturating_add(1))).await;
        }
        run.yielder.yield_if_due().await?;
        let now = whole_ms(self.transport.now_ms());
        match self.collector.failing_for(now) {
            None => Ok(now),
            Some(left) => {
                // As a server in its place would write it.
                let text = format!("made up: {} fails now and then", self.collector.which.name());
                Err(Failure::Http { status: 503, text, retry_after_s: Some(left) })
            }
        }
    }

    /// Makes the samples of some series.
    async fn fill(&self, series: Vec<DemoSeries>, run: &SourceRun<'_, T>) -> Result<MemoryStore, Failure> {
        let mut store = MemoryStore::default();
        for mut one in series {
            let labels = one.labels.clone();
            let before = run.progress();
            let mut sampling = one.sample(&self.collector);
            let (mut samples, mut count) = (Samples::default(), 0);
            let mut is_more = true;
            while is_more {
                is_more = sampling.advance(BATCH, &mut samples);
                count += samples.len() as u64;
                if !samples.is_empty() {
                    store.append(labels.clone(), std::mem::take(&mut samples));
                }
                run.yielder.yield_if_due().await?;
            }
            let read = Progress { series: before.series + 1, samples: before.samples + count, ..before };
            run.advance(before, read);
        }
        Ok(store)
    }

    fn outcome(&self, answered: NodeAnswer, run: &SourceRun<'_, T>) -> NodeOutcome {
        NodeOutcome::of(&self.node, answered, run.yielder.elapsed_ms(), 0)
    }

    fn failed(&self, why: Failure, run: &SourceRun<'_, T>) -> SourceError {
        SourceError::of_node(&self.node, why, run.yielder.elapsed_ms(), 0)
    }
}

/// The series of a collector that are read.
fn wanted_series(collector: &Collector, reads: &Reads) -> Vec<DemoSeries> {
    let mut wish = Wish::new(reads);
    metrics::offer(collector, &mut wish);
    alerts::offer(collector, &mut wish);
    wish.series
}

/// Fails where some series take more than a run may.
fn check_size(series: &[DemoSeries], max_bytes: u64) -> Result<(), Failure> {
    let mut answer = MemoryBudget::new(max_bytes);
    let mut memory = MemoryBudget::new(MAX_MEMORY);
    for one in series {
        let bytes = to_usize(one.bytes());
        let too_large = |OverBudget { limit }| Failure::TooLarge { limit };
        answer.reserve(1, bytes).map_err(too_large)?;
        let too_much = |OverBudget { limit }| Failure::TooMuchMemory { limit };
        memory.reserve(1, bytes.saturating_add(SERIES_BYTES)).map_err(too_much)?;
    }
    Ok(())
}

impl<T: Transport> SeriesSource<T> for Demo<T> {
    fn select<'a>(
        &'a self,
        wanted: Wanted<'a>,
        run: &'a SourceRun<'a, T>,
    ) -> LocalBoxFuture<'a, Result<Selected, SourceError>> {
        let read = async move {
            let now = self.asked(run).await?;
            // Patterns that are none were found by the plan.
            let reads = Reads::new(wanted.hints(), now + self.collector.skew_ms);
            let reads = reads.map_err(|error| Failure::Evaluation { text: error.to_string(), span: None })?;
            let series = wanted_series(&self.collector, &reads);
            check_size(&series, run.limits.max_bytes)?;
            self.fill(series, run).await
        };
        async move {
            let store = read.await.map_err(|why| self.failed(why, run))?;
            let provenance = Provenance { nodes: vec![self.outcome(NodeAnswer::Full, run)], ..Provenance::default() };
            Ok(Selected { store: Rc::new(store), sampling: Sampling::Raw, extent: Extent::Wanted, provenance })
        }
        .boxed_local()
    }

    fn probe<'a>(&'a self, run: &'a SourceRun<'a, T>) -> LocalBoxFuture<'a, Result<NodeStatus, SourceError>> {
        async move {
            self.asked(run).await.map_err(|why| self.failed(why, run))?;
            Ok(NodeStatus {
                product: "demo".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
                latency_ms: run.yielder.elapsed_ms(),
                clock_difference_ms: Some(seconds(self.collector.skew_ms) * 1000.0),
                ..NodeStatus::default()
            })
        }
        .boxed_local()
    }

    fn rules<'a>(
        &'a self,
        run: &'a SourceRun<'a, T>,
    ) -> LocalBoxFuture<'a, Result<Option<Answered<Vec<RuleGroup>>>, SourceError>> {
        async move {
            let now = self.asked(run).await.map_err(|why| self.failed(why, run))?;
            let value = alerts::list(&self.collector, now);
            let provenance = Provenance { nodes: vec![self.outcome(NodeAnswer::Full, run)], ..Provenance::default() };
            Ok(Some(Answered { value, provenance }))
        }
        .boxed_local()
    }
}
