//! Series of a server over its query API, for nodes whose `remote_read` a page may not use: no Prometheus sends CORS
//! headers there.
//!
//! Ranges are asked as an instant query for the samples themselves. For selectors of the latest sample the server is
//! asked for that sample at each step, so that staleness and lookback are its own, and exact.
//!
//! Invariant: no query asks for more than [`MOST_POINTS`] steps.
//! Not here: what the API does not give: stale markers within ranges, hints of histograms' resets, start times.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture};
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::Server;
use crate::engine::block;
use crate::engine::column::ABSENT;
use crate::engine::labels::{Labels, METRIC_NAME};
use crate::engine::matcher::LabelMatcher;
use crate::engine::plan::{GridTimes, ReadUse, SampleTime, SelectHints};
use crate::engine::samples::Samples;
use crate::engine::store::memory::MemoryStore;
use crate::engine::store::of_reads::StoreOfReads;
use crate::model::answered::SourceError;
use crate::model::memory::MAX_MEMORY;
use crate::model::node::NodeStatus;
use crate::model::outcome::{Failure, NodeAnswer, Provenance};
use crate::model::query::{At, Progress, Query};
use crate::model::time::{StepGrid, whole_ms};
use crate::model::value::Value;
use crate::promql::ast::MatchOp;
use crate::source::series::{Extent, Sampling, Selected, SeriesSource, SourceRun, Wanted};
use crate::source::steps::{parts, with_stale_markers};
use crate::wire::transport::Transport;

/// Points a series that are asked for at once; Prometheus gives one more.
pub(in crate::source) const MOST_POINTS: u64 = 11_000;

/// How many queries are under way at once, of those that a browser sends to one host.
const AT_ONCE: usize = 4;

/// What is asked for one read.
struct Asked {
    read: usize,
    query: Query,
    answer: Answer,
}

/// What its answer holds.
#[derive(Debug, Clone)]
enum Answer {
    /// Samples as they were scraped.
    Raw,
    /// The latest sample at each step.
    Latest(StepGrid),
    /// When that was taken, in seconds, of the series of this metric.
    Taken(StepGrid, String),
}

impl<T: Transport> Server<T> {
    /// Asks one query, and gives its series.
    async fn series(
        &self,
        asked: Asked,
        run: &SourceRun<'_, T>,
    ) -> Result<(usize, Vec<(Labels, Samples)>, Provenance), SourceError> {
        let told = Cell::new(Progress::default());
        let tell = |now: Progress| run.advance(told.replace(now), now);
        let own = run.part(run.limits.timeout_ms, &tell);
        let answered = self.query(&asked.query, &own).await;
        tell(own.progress());
        let answered = answered?;
        let failed = |why| self.failed(why, own.yielder.elapsed_ms(), own.progress().bytes);
        let (Value::Vector(block) | Value::Matrix(block)) = &answered.value else {
            return Err(failed(Failure::Malformed { at: 0, expected: "series".to_owned() }));
        };
        let mut all = Vec::with_capacity(block.len());
        for at in 0..block.len() {
            let unknown = || failed(Failure::Malformed { at: 0, expected: "buckets of a native histogram".to_owned() });
            let (labels, samples) = block::series(block, at).ok_or_else(unknown)?;
            all.push(match &asked.answer {
                Answer::Raw => (labels, samples),
                Answer::Latest(grid) => (labels, with_stale_markers(&samples, *grid)),
                Answer::Taken(grid, name) => (labels.with(METRIC_NAME, name), taken(&samples, *grid)),
            });
            run.yielder.yield_if_due().await.map_err(failed)?;
        }
        Ok((asked.read, all, answered.provenance))
    }

    async fn selected(&self, wanted: Wanted<'_>, run: &SourceRun<'_, T>) -> Result<Selected, SourceError> {
        let mut stores: Vec<MemoryStore> = Vec::new();
        stores.resize_with(wanted.reads().len(), MemoryStore::default);
        let mut provenance = Provenance::default();
        let (mut memory, mut latency_ms, mut bytes) = (0, 0.0_f64, 0);
        let queries = queries(wanted).into_iter().map(|asked| self.series(asked, run));
        let mut answers = stream::iter(queries).buffered(AT_ONCE);
        while let Some((read, series, said)) = answers.try_next().await? {
            for (labels, samples) in series {
                let before = stores[read].memory();
                stores[read].append(labels, samples);
                memory += stores[read].memory() - before;
                if memory > MAX_MEMORY {
                    return Err(self.failed(Failure::TooMuchMemory { limit: MAX_MEMORY }, latency_ms, bytes));
                }
                run.yielder.yield_if_due().await.map_err(|why| self.failed(why, latency_ms, bytes))?;
            }
            for node in &said.nodes {
                latency_ms = latency_ms.max(node.latency_ms);
                bytes += node.bytes;
            }
            provenance.decode_ms += said.decode_ms;
            provenance.gaps.extend(said.gaps);
            provenance.missing_remotes.extend(said.missing_remotes);
            provenance.warnings.extend(said.warnings);
            provenance.nodes.extend(said.nodes);
        }
        let answered = if provenance.is_partial() { NodeAnswer::Partial } else { NodeAnswer::Full };
        provenance.nodes = vec![self.outcome(answered, latency_ms, bytes)];
        for texts in [&mut provenance.gaps, &mut provenance.warnings] {
            texts.sort();
            texts.dedup();
        }
        let stores = stores.into_iter().map(|store| Rc::new(store) as Rc<_>).collect();
        let store = Rc::new(StoreOfReads { stores });
        Ok(Selected { store, sampling: Sampling::Stepwise, extent: Extent::Wanted, provenance })
    }
}

impl<T: Transport> SeriesSource<T> for Server<T> {
    fn select<'a>(
        &'a self,
        wanted: Wanted<'a>,
        run: &'a SourceRun<'a, T>,
    ) -> LocalBoxFuture<'a, Result<Selected, SourceError>> {
        self.selected(wanted, run).boxed_local()
    }

    fn probe<'a>(&'a self, run: &'a SourceRun<'a, T>) -> LocalBoxFuture<'a, Result<NodeStatus, SourceError>> {
        Self::probe(self, run.limits).boxed_local()
    }
}

/// All queries for what is wanted.
fn queries(wanted: Wanted<'_>) -> Vec<Asked> {
    let one = |(read, hints): (usize, SelectHints)| {
        let selector = hints.selector();
        match &wanted.reads()[read].read_use {
            ReadUse::Latest { times, .. } => stepwise(read, &selector, *times, Answer::Latest),
            ReadUse::SampleTime { times, which: SampleTime::Taken } if metric(&hints.matchers).is_some() => {
                let name = metric(&hints.matchers).unwrap_or_default();
                stepwise(read, &format!("timestamp({selector})"), *times, |grid| Answer::Taken(grid, name.to_owned()))
            }
            ReadUse::Any | ReadUse::SampleTime { .. } | ReadUse::Range { .. } | ReadUse::Part { .. } => {
                let range = hints.window.to.saturating_sub(hints.window.from).saturating_add(1).max(1);
                let query = Query::new(format!("{selector}[{range}ms]"), At::Instant { time: hints.window.to });
                vec![Asked { read, query, answer: Answer::Raw }]
            }
        }
    };
    wanted.numbered_hints().into_iter().flat_map(one).collect()
}

/// The queries for an expression at the steps of a grid, the oldest steps first: a stale marker behind the last sample
/// of one part is replaced by the first sample of the next.
fn stepwise(read: usize, expr: &str, times: GridTimes, answer: impl Fn(StepGrid) -> Answer) -> Vec<Asked> {
    let grid = times.grid();
    let asked = |part: StepGrid| {
        let at = if part.len() > 1 { At::from(part) } else { At::Instant { time: part.start } };
        // To the last step of all.
        let answer = answer(StepGrid { end: grid.end, ..part });
        Asked { read, query: Query::new(expr, at), answer }
    };
    parts(grid, MOST_POINTS).map(asked).collect()
}

/// The metric that matchers fix.
fn metric(matchers: &[LabelMatcher]) -> Option<&str> {
    let is_name = |matcher: &&LabelMatcher| matcher.name == METRIC_NAME && matcher.op == MatchOp::Equal;
    matchers.iter().find(is_name).map(|matcher| matcher.value.as_str())
}

/// Samples that were taken at the times that these steps' values are, in seconds, with stale markers where a step has
/// none any more. Their values are their times.
fn taken(steps: &Samples, grid: StepGrid) -> Samples {
    let marked = with_stale_markers(steps, grid);
    let mut all = Samples::default();
    for (step, value) in marked.times.iter().zip(&marked.values) {
        let is_absent = value.to_bits() == ABSENT.to_bits();
        let time = if is_absent { *step } else { whole_ms(value * 1000.0).min(*step) };
        if all.times.last().is_none_or(|last| *last < time) {
            all.times.push(time);
            all.values.push(*value);
        }
    }
    all
}
