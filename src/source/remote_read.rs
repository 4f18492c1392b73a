//! The `remote_read` kind: a node that gives its raw samples, over which queries are evaluated here.
//!
//! Each read of a plan is a request of its own, as Prometheus' own client does it (`InfluxDB` takes only one query a
//! request); some go at once. What they give is joined: a series that two of them select is there once.
//!
//! External labels are those of the node: it adds them to what it gives, and takes an equality matcher for one of them
//! as satisfied. Other matchers for them it applies to series that have them not yet, as it does for a reading
//! Prometheus.
//!
//! Invariant: where one read fails, the query fails: series that are missing are no empty result.
//! Not here: messages (`wire::remote_read`), evaluation (`evaluating`).

mod labels;
mod read;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture};
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::exchange::Connection;
use super::series::{Extent, Sampling, Selected, SeriesSource, SourceRun, Wanted};
use crate::engine::matcher::LabelMatcher;
use crate::engine::store::TimeWindow;
use crate::engine::store::memory::MemoryStore;
use crate::model::answered::SourceError;
use crate::model::labels::METRIC_NAME;
use crate::model::memory::MAX_MEMORY;
use crate::model::node::{Node, NodeStatus};
use crate::model::outcome::{Failure, NodeAnswer, NodeOutcome, Provenance};
use crate::promql::ast::MatchOp;
use crate::wire::remote_read::{ReadSeries, ResponseType};
use crate::wire::transport::Transport;

pub use labels::{LabelSets, MAX_SERIES};
use read::{Purpose, Read};

/// The most samples of a query; in columns, 160 MB.
pub const MAX_SAMPLES: u64 = 10_000_000;

/// How many requests are under way at once, of those that a browser sends to one host.
const AT_ONCE: usize = 4;

/// The types of answer for samples, the better one first: it comes in parts, and is read as they arrive.
const ACCEPTED: [ResponseType; 2] = [ResponseType::StreamedChunks, ResponseType::Samples];

/// One node that gives its samples.
#[derive(Debug)]
pub struct RemoteRead<T> {
    node: Node,
    transport: Rc<T>,
    connection: Connection,
}

/// What reading took.
#[derive(Debug, Default)]
struct ReadStats {
    /// The longest of all requests.
    latency_ms: Cell<f64>,
    bytes: Cell<u64>,
    decode_ms: Cell<f64>,
}

/// A store that is being filled.
#[derive(Debug, Default)]
struct Filling {
    store: MemoryStore,
    samples: u64,
}

impl Filling {
    /// Adds a series or a part of one, and says whether it is a new one.
    fn add(&mut self, series: ReadSeries) -> Result<bool, Failure> {
        let known = self.store.series().len();
        let (labels, samples) = read::parts(series);
        if samples.is_empty() {
            return Ok(false);
        }
        self.samples += samples.len() as u64;
        if self.samples > MAX_SAMPLES {
            return Err(Failure::TooManySamples { limit: MAX_SAMPLES });
        }
        self.store.append(labels, samples);
        if self.store.memory() > MAX_MEMORY {
            return Err(Failure::TooMuchMemory { limit: MAX_MEMORY });
        }
        Ok(self.store.series().len() > known)
    }
}

impl<T: Transport> RemoteRead<T> {
    /// The node that is read at its URL.
    pub fn new(node: Node, transport: Rc<T>) -> Self {
        Self { node, transport, connection: Connection::default() }
    }

    /// Reads all that is wanted, some reads at once. The first that fails ends the others.
    async fn read_all(
        &self,
        wanted: Wanted<'_>,
        run: &SourceRun<'_, T>,
        stats: &ReadStats,
    ) -> Result<MemoryStore, Failure> {
        let hints = wanted.hints();
        let filling = RefCell::new(Filling::default());
        let memory = || MAX_MEMORY.saturating_sub(filling.borrow().store.memory());
        let take = |series| filling.borrow_mut().add(series);
        let reads = hints.iter().map(|hints| {
            let read = Read {
                matchers: &hints.matchers,
                window: hints.window,
                purpose: Purpose::Samples(&hints.usage),
                accepted: &ACCEPTED,
            };
            self.read(read, (&memory, &take), run, stats)
        });
        let all = stream::iter(reads).buffer_unordered(AT_ONCE).try_collect::<()>().await;
        all.map(|()| filling.into_inner().store)
    }

    fn outcome(&self, answered: NodeAnswer, stats: &ReadStats) -> NodeOutcome {
        NodeOutcome::of(&self.node, answered, stats.latency_ms.get(), stats.bytes.get())
    }

    /// A failure, after all that was waited for it.
    fn failed(&self, why: Failure, run: &SourceRun<'_, T>, stats: &ReadStats) -> SourceError {
        SourceError::of_node(&self.node, why, run.yielder.elapsed_ms(), stats.bytes.get())
    }
}

impl<T: Transport> SeriesSource<T> for RemoteRead<T> {
    fn select<'a>(
        &'a self,
        wanted: Wanted<'a>,
        run: &'a SourceRun<'a, T>,
    ) -> LocalBoxFuture<'a, Result<Selected, SourceError>> {
        async move {
            let stats = ReadStats::default();
            let store = self.read_all(wanted, run, &stats).await.map_err(|why| self.failed(why, run, &stats))?;
            let provenance = Provenance {
                nodes: vec![self.outcome(NodeAnswer::Full, &stats)],
                decode_ms: stats.decode_ms.get(),
                ..Provenance::default()
            };
            Ok(Selected { store: Rc::new(store), sampling: Sampling::Raw, extent: Extent::Wanted, provenance })
        }
        .boxed_local()
    }

    /// Reads a time at which there are no samples: that costs the node nothing, and its answer has a type all the same.
    fn probe<'a>(&'a self, run: &'a SourceRun<'a, T>) -> LocalBoxFuture<'a, Result<NodeStatus, SourceError>> {
        async move {
            let stats = ReadStats::default();
            let name = LabelMatcher { name: METRIC_NAME.to_owned(), op: MatchOp::Equal, value: "up".to_owned() };
            let read = Read {
                matchers: &[name],
                window: TimeWindow { from: 0, to: 0 },
                purpose: Purpose::Probe,
                accepted: &ACCEPTED,
            };
            let read = self.read(read, (&|| MAX_MEMORY, &|_| Ok(false)), run, &stats).await;
            read.map_err(|why| self.failed(why, run, &stats))?;
            Ok(NodeStatus { latency_ms: stats.latency_ms.get(), ..NodeStatus::default() })
        }
        .boxed_local()
    }
}
