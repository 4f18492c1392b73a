//! The server kind: a node that evaluates queries itself, asked over its HTTP API.

mod exchange;
mod probe;
mod query;
pub(super) mod series;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::exchange::Connection;
use crate::model::answered::{Answered, SourceError};
use crate::model::node::{Node, NodeStatus};
use crate::model::outcome::{Failure, NodeAnswer, NodeOutcome, Provenance};
use crate::model::query::Limits;
use crate::wire::prometheus::warnings::{self, Classified};
use crate::wire::prometheus::{SmallAnswer, config};
use crate::wire::transport::{Head, Method, Transport};

/// One node, and what was learned of it.
#[derive(Debug)]
pub struct Server<T> {
    node: Node,
    transport: Rc<T>,
    connection: Connection,
    /// Where the node's URL redirects to at the same origin, once that has answered.
    moved: RefCell<Option<String>>,
    /// How queries are sent: POST, until the node takes only GET.
    method: Cell<Method>,
    /// The remotes that it reads from, once known.
    remotes: RefCell<Option<Vec<config::Remote>>>,
}

impl<T: Transport> Server<T> {
    /// The server at this node.
    pub fn new(node: Node, transport: Rc<T>) -> Self {
        let (connection, moved, method) = (Connection::default(), RefCell::default(), Cell::new(Method::Post));
        Self { node, transport, connection, moved, method, remotes: RefCell::new(None) }
    }

    /// The node.
    pub fn node(&self) -> &Node {
        &self.node
    }

    pub(super) fn transport(&self) -> &T {
        &self.transport
    }

    /// Asks for the remotes, unless they are known. A node that does not tell has none as far as
    /// anyone knows; it is asked again the next time.
    async fn learn_remotes(&self, limits: Limits) {
        if self.remotes.borrow().is_none() {
            let answer = self
                .fetch(config::PATH, "", limits)
                .await
                .and_then(|answer| config::decode(&answer.head, &answer.body));
            if let Ok(remotes) = answer {
                self.remotes.replace(Some(remotes));
            }
        }
    }

    /// Its external labels, sorted by name.
    pub(super) async fn external_labels(&self, limits: Limits) -> Result<Vec<(String, String)>, Failure> {
        let answer = self.fetch(config::PATH, "", limits).await?;
        let mut labels = config::decode_external_labels(&answer.head, &answer.body)?;
        labels.sort();
        Ok(labels)
    }

    fn known_remotes(&self) -> Vec<config::Remote> {
        self.remotes.borrow().clone().unwrap_or_default()
    }

    /// The node's own entry in a provenance.
    fn outcome(&self, answered: NodeAnswer, latency_ms: f64, bytes: u64) -> NodeOutcome {
        NodeOutcome::of(&self.node, answered, latency_ms, bytes)
    }

    /// An error of this node alone.
    fn failed(&self, why: Failure, latency_ms: f64, bytes: u64) -> SourceError {
        SourceError::of_node(&self.node, why, latency_ms, bytes)
    }

    /// Finds out what answers, and whether it does.
    pub async fn probe(&self, limits: Limits) -> Result<NodeStatus, SourceError> {
        let sent = self.transport.ticks_ms();
        let status = self.look(limits).await;
        status.map_err(|why| self.failed(why, self.transport.ticks_ms() - sent, 0))
    }

    /// Gets a small answer: whatever the API lists. `form` goes with the path, encoded; empty for none.
    pub async fn list<V>(
        &self,
        (path, form): (&str, &str),
        limits: Limits,
        decode: impl FnOnce(&Head, &[u8]) -> Result<SmallAnswer<V>, Failure>,
    ) -> Result<Answered<V>, SourceError> {
        let sent = self.transport.ticks_ms();
        let answer = match self.fetch(path, form, limits).await {
            Ok(answer) => answer,
            Err(why) => return Err(self.failed(why, self.transport.ticks_ms() - sent, 0)),
        };
        let (received, bytes) = (self.transport.ticks_ms(), answer.body.len() as u64);
        let decoded = decode(&answer.head, &answer.body);
        let decode_ms = self.transport.ticks_ms() - received;
        match decoded {
            Ok(SmallAnswer { value, warnings, completeness }) => {
                let warnings = warnings::classify(warnings, &[]);
                let nodes = vec![self.outcome(warnings.answered(completeness), answer.latency_ms, bytes)];
                let Classified { missing_remotes, gaps, annotations } = warnings;
                let provenance = Provenance {
                    nodes,
                    missing_remotes,
                    gaps,
                    warnings: annotations,
                    decode_ms,
                    ..Provenance::default()
                };
                Ok(Answered { value, provenance })
            }
            Err(why) => Err(self.failed(why, answer.latency_ms, bytes)),
        }
    }
}
