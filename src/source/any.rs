//! A source of whichever kind a node is of.

use std::rc::Rc;

use super::file::{self, File};
use super::server::Server;
use super::{Refused, Source, Told};
use crate::model::memory::MAX_READ;
use crate::model::node::{Endpoint, Node, NodeStatus};
use crate::model::query::{At, Limits, Progress};
use crate::model::rules::RuleGroup;
use crate::model::value::Value;
use crate::wire::transport::Transport;

/// A source of any kind.
#[derive(Debug)]
pub enum AnySource<T> {
    /// It evaluates queries itself.
    Server(Server<T>),
    /// It is read, and queries are evaluated here.
    File(File<T>),
}

impl<T: Transport> AnySource<T> {
    /// The source at a node.
    pub fn new(node: Node, transport: Rc<T>) -> Self {
        match node.endpoint {
            Endpoint::Server { .. } | Endpoint::Alertmanager { .. } => Self::Server(Server::new(node, transport)),
            Endpoint::File(_) => Self::File(File::new(node, transport)),
        }
    }

    /// Its node.
    pub fn node(&self) -> &Node {
        match self {
            Self::Server(server) => server.node(),
            Self::File(file) => file.node(),
        }
    }
}

impl<T: Transport> Source for AnySource<T> {
    async fn query(
        &self,
        expr: &str,
        parameters: &[(String, String)],
        at: At,
        limits: Limits,
        progress: &impl Fn(Progress),
    ) -> Result<Told<Value>, Refused> {
        match self {
            Self::Server(server) => server.query(expr, parameters, at, limits, progress).await,
            Self::File(file) => file.query(expr, parameters, at, limits, progress).await,
        }
    }

    async fn probe(&self, limits: Limits) -> Result<NodeStatus, Refused> {
        match self {
            Self::Server(server) => server.probe(limits).await,
            Self::File(file) => file.probe(limits).await,
        }
    }

    async fn rules(&self, limits: Limits) -> Result<Told<Vec<RuleGroup>>, Refused> {
        match self {
            Self::Server(server) => server.rules(limits).await,
            Self::File(file) => file.rules(limits).await,
        }
    }
}

/// Lets go of what the files among sources hold, the first ones' first, until it is no more than one file may hold.
pub fn bound_files<T: Transport>(sources: &[Rc<AnySource<T>>]) {
    let held = |source: &AnySource<T>| match source {
        AnySource::File(file) => file.held(),
        AnySource::Server(_) => (0, 0),
    };
    let all = sources.iter().map(|source| held(source));
    let (mut samples, mut memory) = all.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    for source in sources {
        if samples <= file::MAX_SAMPLES && memory <= MAX_READ {
            break;
        }
        let own = held(source);
        (samples, memory) = (samples - own.0, memory - own.1);
        if let AnySource::File(file) = &**source {
            file.forget();
        }
    }
}
