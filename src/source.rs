//! Floor 4: where answers come from. A node is either a server, which evaluates queries itself, or gives series, over
//! which they are evaluated here.
//!
//! A kind of node that gives series implements [`series::SeriesSource`] and nothing else. What can be asked of every
//! node is in this file, one function each.
//!
//! Invariant: whatever comes of asking, the asker learns who was asked and how far they answered.
//! Invariant: dropping a future of a source ends its requests.
//! Not here: messages between page and worker, and cancelling (`service`).

pub mod demo;
pub mod evaluating;
mod evaluation;
mod exchange;
pub mod federation;
pub mod file;
mod outside;
pub mod remote_read;
pub mod series;
pub mod server;
mod steps;
mod yielder;

use std::rc::Rc;

use self::demo::Demo;
use self::evaluating::EvaluatingSource;
use self::federation::Federated;
use self::file::File;
use self::remote_read::RemoteRead;
use self::series::{MemoryUse, SeriesSource, SourceRun};
use self::server::Server;
use crate::model::answered::{Answered, SourceError};
use crate::model::memory::MAX_MEMORY;
use crate::model::node::{Endpoint, Node, NodeStatus};
use crate::model::query::{Limits, Progress, Query};
use crate::model::rules::RuleGroup;
use crate::model::summary::ValueSummary;
use crate::model::value::Value;
use crate::protocol::request::{ListRules, NodeRequest, Probe, RequestKind, Response, Summarize};
use crate::wire::prometheus::rules;
/// What sources are asked over; whoever makes sources names it, and need not know the wire for that.
pub use crate::wire::transport::Transport;

/// The most samples that sources keep from one query to the next, all together; one file may have as many.
pub const MAX_KEPT_SAMPLES: u64 = file::MAX_SAMPLES;

/// The most bytes that sources keep from one query to the next, all together.
pub const MAX_KEPT_MEMORY: u64 = MAX_MEMORY;

/// A node that answers requests.
#[derive(Debug)]
pub enum Source<T> {
    /// It evaluates queries itself.
    Server(Server<T>),
    /// It gives series, and queries are evaluated here.
    Evaluating(EvaluatingSource<T>),
}

impl<T: Transport + 'static> Source<T> {
    /// The source at a node.
    pub fn new(node: Node, transport: Rc<T>) -> Self {
        match node.endpoint {
            Endpoint::Server { .. } | Endpoint::Alertmanager { .. } => Self::Server(Server::new(node, transport)),
            Endpoint::File(_) => {
                let file = File::new(node.clone(), Rc::clone(&transport));
                Self::Evaluating(EvaluatingSource::new(node, transport, file))
            }
            Endpoint::RemoteRead { .. } => {
                let series = RemoteRead::new(node.clone(), Rc::clone(&transport));
                Self::Evaluating(EvaluatingSource::new(node, transport, series))
            }
            Endpoint::Federation(_) => {
                let federation = Federated::new(&node, &transport);
                Self::Evaluating(EvaluatingSource::new(node, transport, federation))
            }
            Endpoint::Demo { collector } => {
                let demo = Demo::new(node.clone(), Rc::clone(&transport), collector);
                Self::Evaluating(EvaluatingSource::new(node, transport, demo))
            }
        }
    }
}

impl<T: Transport> Source<T> {
    /// Its node.
    pub fn node(&self) -> &Node {
        match self {
            Self::Server(server) => server.node(),
            Self::Evaluating(evaluating) => evaluating.node(),
        }
    }

    /// The series that it gives.
    fn series(&self) -> &dyn SeriesSource<T> {
        match self {
            Self::Server(server) => server,
            Self::Evaluating(evaluating) => evaluating.series(),
        }
    }

    fn transport(&self) -> &T {
        match self {
            Self::Server(server) => server.transport(),
            Self::Evaluating(evaluating) => evaluating.transport(),
        }
    }

    /// Answers a request of any kind.
    pub async fn answer(
        &self,
        request: &NodeRequest,
        limits: Limits,
        progress: &dyn Fn(Progress),
    ) -> Result<Response, SourceError> {
        match request {
            NodeRequest::Query(query) => self.query(query, limits, progress).await.map(Query::respond),
            NodeRequest::Summarize(Summarize { query }) => {
                let Answered { value, provenance } = self.query(query, limits, progress).await?;
                Ok(Summarize::respond(Answered { value: ValueSummary::of(&value, query.at), provenance }))
            }
            NodeRequest::Probe(Probe) => self.probe(limits).await.map(Probe::respond),
            NodeRequest::ListRules(ListRules) => {
                self.rules(limits).await.map(|answered| ListRules::respond(answered.into()))
            }
        }
    }

    /// Evaluates an expression. `progress` is called now and then with how far the answer is read and evaluated.
    pub async fn query(
        &self,
        query: &Query,
        limits: Limits,
        progress: &dyn Fn(Progress),
    ) -> Result<Answered<Value>, SourceError> {
        self.query_in(query, &SourceRun::new(self.transport(), limits, progress)).await
    }

    /// Evaluates an expression as a part of a run.
    async fn query_in(&self, query: &Query, run: &SourceRun<'_, T>) -> Result<Answered<Value>, SourceError> {
        match self {
            Self::Server(server) => server.query(query, run).await,
            Self::Evaluating(evaluating) => evaluating.query(query, run).await,
        }
    }

    /// Finds out what answers, and whether it does.
    pub async fn probe(&self, limits: Limits) -> Result<NodeStatus, SourceError> {
        match self {
            Self::Server(server) => server.probe(limits).await,
            Self::Evaluating(evaluating) => evaluating.probe(&SourceRun::new(self.transport(), limits, &|_| {})).await,
        }
    }

    /// Lists the rules and alerts.
    pub async fn rules(&self, limits: Limits) -> Result<Answered<Vec<RuleGroup>>, SourceError> {
        match self {
            Self::Server(server) => server.list((rules::PATH, ""), limits, rules::decode).await,
            Self::Evaluating(evaluating) => evaluating.rules(&SourceRun::new(self.transport(), limits, &|_| {})).await,
        }
    }

    /// What it keeps in memory for the next query.
    pub fn memory_use(&self) -> MemoryUse {
        match self {
            Self::Server(_) => MemoryUse::default(),
            Self::Evaluating(evaluating) => evaluating.memory_use(),
        }
    }

    /// Releases what it keeps.
    pub fn release(&self) {
        match self {
            Self::Server(_) => {}
            Self::Evaluating(evaluating) => evaluating.release(),
        }
    }
}

/// Releases what sources keep, the first ones' first, until all together keep no more than they may. To be called when
/// one has read: while it reads, what it reads is there besides.
pub fn bound_memory<T: Transport>(sources: &[Rc<Source<T>>]) {
    let all = sources.iter().map(|source| source.memory_use());
    let (mut samples, mut memory) = all.fold((0, 0), |sum, one| (sum.0 + one.samples, sum.1 + one.memory));
    for source in sources {
        if samples <= MAX_KEPT_SAMPLES && memory <= MAX_KEPT_MEMORY {
            break;
        }
        let own = source.memory_use();
        (samples, memory) = (samples - own.samples, memory - own.memory);
        source.release();
    }
}
