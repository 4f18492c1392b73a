//! Floor 5: executes the page's requests, and says what comes of them: [`Service`] those of nodes, on sources, and
//! [`language`] those about expressions. Each is a worker of its own, so that who types waits for no query.
//!
//! Invariant: of a run that was cancelled nothing more is said, and what it has sent is ended.
//! Invariant: every other run ends with exactly one last message: a response, its last part, or why there is none.
//! Not here: the port that messages cross (`web`), and how sources ask (`source`).

pub mod language;
mod run;

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{AbortHandle, Abortable};

use crate::model::answered::SourceError;
use crate::model::node::{Node, NodeId};
use crate::model::outcome::{Failure, WorkerEnd};
use crate::protocol::envelope::{Envelope, RunId};
use crate::protocol::message::{PageMessage, WorkerMessage};
use crate::source::{Source, Transport, bound_memory};

/// The most nodes whose sources are remembered.
const MAX_SOURCES: usize = 100;

/// Executes requests of nodes, several at a time.
#[derive(Debug)]
pub struct Service<T> {
    transport: Rc<T>,
    /// What was learned of each node, the latest asked last.
    sources: RefCell<Vec<Rc<Source<T>>>>,
    /// What is under way; never many.
    runs: RefCell<Vec<(RunId, AbortHandle)>>,
}

impl<T: Transport + 'static> Service<T> {
    /// A service over a transport; says that it is ready.
    pub fn new(transport: T, say: &impl Fn(Envelope<WorkerMessage>)) -> Self {
        say(Envelope::new(0, WorkerMessage::Ready));
        Self { transport: Rc::new(transport), sources: RefCell::default(), runs: RefCell::default() }
    }

    /// The transport that its sources share.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Does what a message asks for, to its end, and says what comes of it. Call it for each message without waiting
    /// for those before.
    pub async fn handle(&self, sent: Envelope<PageMessage>, say: &impl Fn(Envelope<WorkerMessage>)) {
        let Envelope { number: run, message, .. } = sent;
        let say = |message: WorkerMessage| say(Envelope::new(run, message));
        match message {
            PageMessage::Begin(request) => {
                let (handle, registration) = AbortHandle::new_pair();
                if let Some(older) = self.take(run) {
                    older.abort();
                }
                self.runs.borrow_mut().push((run, handle));
                if Abortable::new(self.execute(request, &say), registration).await.is_ok() {
                    // An aborted run's number may belong to another by now.
                    self.take(run);
                }
            }
            PageMessage::Cancel => {
                // The future of the run wakes, finds itself aborted and is dropped with its request.
                if let Some(handle) = self.take(run) {
                    handle.abort();
                }
            }
            PageMessage::Release { node } => self.release(&node),
            PageMessage::Ping => say(WorkerMessage::Pong),
        }
    }

    /// Releases what is known of a node. A run that asks it goes on with what it has.
    fn release(&self, node: &NodeId) {
        self.sources.borrow_mut().retain(|source| !source.node().is(node));
        if let Some(file) = node.endpoint.local_file() {
            self.transport.release(file);
        }
    }

    /// Takes a run out of those under way.
    fn take(&self, run: RunId) -> Option<AbortHandle> {
        let mut runs = self.runs.borrow_mut();
        let at = runs.iter().position(|(own, _)| *own == run)?;
        Some(runs.swap_remove(at).1)
    }

    /// The source of a node, with what was learned of it, unless its headers changed since.
    fn source(&self, node: Node) -> Rc<Source<T>> {
        let mut sources = self.sources.borrow_mut();
        let known = sources.iter().position(|source| source.node().is_same(&node)).map(|at| sources.remove(at));
        let source = known
            .filter(|source| *source.node() == node)
            .unwrap_or_else(|| Rc::new(Source::new(node, Rc::clone(&self.transport))));
        if sources.len() == MAX_SOURCES {
            sources.remove(0);
        }
        sources.push(Rc::clone(&source));
        source
    }

    /// Has the nodes that were asked longest ago release what they keep, where all keep too much.
    fn bound_memory(&self) {
        bound_memory(&self.sources.borrow());
    }
}

/// The answer to a request of the other worker, which no page of this version sends.
fn not_asked_here() -> SourceError {
    Failure::Worker { cause: WorkerEnd::Unreadable }.into()
}
