//! Floor 5: executes what the page asks on sources, and tells what comes of it.
//!
//! Invariant: of a run that was cancelled nothing more is said, and its request is ended.
//! Invariant: every other run ends with exactly one last answer: its value, its status, the end of
//! its rules, what was found, or why it failed.
//! Not here: the port that messages cross (`web`), and how sources ask (`source`).

mod examine;
mod run;
mod slices;

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{AbortHandle, Abortable};

use crate::model::node::{Node, NodeId};
use crate::model::outcome::{Failure, Provenance};
use crate::protocol::VERSION;
use crate::protocol::answer::{Answer, News};
use crate::protocol::ask::{Ask, RunId, What};
use crate::source::Transport;
use crate::source::any::{AnySource, bound_files};

/// The most nodes whose sources are remembered.
const MAX_SOURCES: usize = 100;

/// Executes asks, several at a time.
#[derive(Debug)]
pub struct Service<T> {
    transport: Rc<T>,
    /// What was learned of each node, the latest asked last.
    sources: RefCell<Vec<Rc<AnySource<T>>>>,
    /// What is under way; never many.
    runs: RefCell<Vec<(RunId, AbortHandle)>>,
}

/// The first answer of all: that the worker is there, and its version.
pub fn ready() -> Answer {
    Answer { run: 0, news: News::Ready { version: VERSION } }
}

impl<T: Transport> Service<T> {
    /// A service over a transport; says [`ready`].
    pub fn new(transport: T, say: &impl Fn(Answer)) -> Self {
        say(ready());
        Self { transport: Rc::new(transport), sources: RefCell::default(), runs: RefCell::default() }
    }

    /// The transport that its sources share.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Executes one ask to its end and says its answers. Call it for each ask without waiting for
    /// those before.
    pub async fn handle(&self, ask: Ask, say: &impl Fn(Answer)) {
        let Ask { version, run, what } = ask;
        match what {
            What::Cancel => {
                // The future of the run wakes, finds itself aborted and is dropped with its request.
                if let Some(handle) = self.take(run) {
                    handle.abort();
                }
                return;
            }
            What::Release { node } => return self.release(&node),
            What::Ping => return say(Answer { run, news: News::Pong }),
            What::Query { .. } | What::Probe { .. } | What::Rules { .. } | What::Examine { .. } => {}
        }
        let tell = |news| say(Answer { run, news });
        if version != VERSION {
            let text = format!("{VERSION} / {version}");
            return tell(News::Failed { why: Failure::Worker { text }, provenance: Provenance::default() });
        }
        let (handle, registration) = AbortHandle::new_pair();
        if let Some(older) = self.take(run) {
            older.abort();
        }
        self.runs.borrow_mut().push((run, handle));
        if Abortable::new(self.execute(what, &tell), registration).await.is_ok() {
            // An aborted run's number may belong to another by now.
            self.take(run);
        }
    }

    /// Releases what is known of a node. A run that asks it goes on with what it has.
    fn release(&self, node: &NodeId) {
        self.sources.borrow_mut().retain(|source| !source.node().is(node));
        if let Some(file) = node.endpoint.local_file() {
            self.transport.release(file);
        }
    }

    /// Forgets a run.
    fn take(&self, run: RunId) -> Option<AbortHandle> {
        let mut runs = self.runs.borrow_mut();
        let at = runs.iter().position(|(own, _)| *own == run)?;
        Some(runs.swap_remove(at).1)
    }

    /// The source of a node, with what was learned of it, unless its headers changed since.
    fn source(&self, node: Node) -> Rc<AnySource<T>> {
        let mut sources = self.sources.borrow_mut();
        let known = sources.iter().position(|source| source.node().is_same(&node)).map(|at| sources.remove(at));
        let source = known
            .filter(|source| *source.node() == node)
            .unwrap_or_else(|| Rc::new(AnySource::new(node, Rc::clone(&self.transport))));
        if sources.len() == MAX_SOURCES {
            sources.remove(0);
        }
        sources.push(Rc::clone(&source));
        bound_files(&sources);
        source
    }
}
