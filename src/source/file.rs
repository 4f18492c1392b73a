//! The file kind: series in a text, which is read once and evaluated here. The text is what a page holds (`local:`) or what a server gives, an exporter's metrics among them.
//!
//! Invariant: a text is wholly read before anything is evaluated, or nothing is.
//! Invariant: what is there at the moment (samples without times, from a server) is read again for each query; what
//! has its times, when a probe is asked for; what the page holds, never.
//! Not here: formats of texts (`wire`, `engine::load`), evaluation (`evaluation`).

mod bytes;
mod content;
mod format;
mod outside;
mod spacing;

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::lock::Mutex;

use self::content::{Content, Now, Reading};
use super::breath::Breath;
use super::evaluation::{self, Answer};
use super::exchange::{self, Connection};
use super::{Refused, Source, Told};
use crate::engine::options::Options;
use crate::model::file::{FileStatus, Flaw, LocalFile};
use crate::model::node::{Node, NodeStatus};
use crate::model::outcome::{Answered, Failure, NodeOutcome, Provenance, Redirect};
use crate::model::query::{At, Limits, Progress};
use crate::model::rules::RuleGroup;
use crate::model::time::whole_ms;
use crate::model::value::Value;
use crate::wire::prometheus::warnings;
use crate::wire::transport::{Body, Head, Method, Request, Transport};

/// The most samples of a file: in columns, 160 MB.
pub const MAX_SAMPLES: u64 = 10_000_000;

/// Bytes between two reports of progress.
const REPORT: u64 = 256_000;

/// How long before its file was read a query may have been asked for "now", in milliseconds.
const NOW_MS: i64 = 60_000;

/// One file, and what is in it once it was read.
#[derive(Debug)]
pub struct File<T> {
    node: Node,
    transport: Rc<T>,
    connection: Connection,
    content: RefCell<Option<Rc<Content>>>,
    /// Held while it is read, so that several queries do not read it at once.
    turn: Mutex<()>,
}

/// What reading took; nothing where the content was there.
#[derive(Debug, Clone, Copy, Default)]
struct Took {
    latency_ms: f64,
    decode_ms: f64,
    bytes: u64,
}

/// One ask of a file under way: its bounds, whom to tell how far it is, and what reading took so far.
struct Asking<'a, T> {
    limits: Limits,
    breath: Breath<'a, T>,
    tell: &'a dyn Fn(Progress),
    took: Took,
}

/// Why a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// For a query whose last time this is.
    Query(i64),
    /// To know what is in it.
    Probe,
}

impl<T: Transport> File<T> {
    /// The file at this node's URL.
    pub fn new(node: Node, transport: Rc<T>) -> Self {
        let (connection, content) = (Connection::default(), RefCell::default());
        Self { node, transport, connection, content, turn: Mutex::new(()) }
    }

    /// The node.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// Where the transport has it.
    fn url(&self) -> String {
        let endpoint = &self.node.endpoint;
        endpoint.local_file().map(LocalFile::url).or(endpoint.url().map(str::to_owned)).unwrap_or_default()
    }

    /// The samples that it holds in memory, and the bytes that they take.
    pub fn held(&self) -> (u64, u64) {
        self.content.borrow().as_ref().map_or((0, 0), |content| (content.status.samples, content.store.memory()))
    }

    /// Lets go of what was read; the next query reads it again.
    pub fn forget(&self) {
        self.content.take();
    }

    /// What is in the file, read unless what is known will do.
    async fn content(&self, purpose: Purpose, asking: &mut Asking<'_, T>) -> Result<Rc<Content>, Failure> {
        let _turn = self.turn.lock().await;
        let known = self.content.borrow().clone();
        match known {
            Some(known) if self.holds(&known.status, purpose) => Ok(known),
            _ => {
                // The old content need not stay while the new one is read.
                self.content.take();
                let content = Rc::new(self.read(purpose, asking).await?);
                self.content.replace(Some(Rc::clone(&content)));
                Ok(content)
            }
        }
    }

    /// Whether what was read before will do.
    fn holds(&self, known: &FileStatus, purpose: Purpose) -> bool {
        self.node.is_of_this_page() || (purpose != Purpose::Probe && known.untimed.is_none())
    }

    async fn read(&self, purpose: Purpose, asking: &mut Asking<'_, T>) -> Result<Content, Failure> {
        let breath = &asking.breath;
        let (url, headers) = (self.url(), self.node.headers.clone());
        let (timeout_ms, redirects) = (breath.remaining_ms(), exchange::redirects(&self.node));
        let request = Request { method: Method::Get, url, headers, body: Vec::new(), timeout_ms, redirects };
        let sent = self.connection.send(&*self.transport, request).await;
        let (head, body) = sent.map_err(|rejected| rejected.why)?;
        let redirected = head.redirected.clone();
        let content = self.read_body((head, body), purpose, asking).await;
        content.map_err(|why| match (redirected, why) {
            (Some(to), Failure::Unreadable { flaw: Flaw::Unknown, .. }) => {
                Failure::Redirected { to, redirect: Redirect::SignIn }
            }
            (_, why) => why,
        })
    }

    async fn read_body(
        &self,
        (head, mut body): (Head, T::Body),
        purpose: Purpose,
        asking: &mut Asking<'_, T>,
    ) -> Result<Content, Failure> {
        let Asking { limits, breath, tell, took } = asking;
        // Read again, by another worker maybe, the page's own data stand where they stood.
        let read = standing(whole_ms(self.transport.now_ms()), purpose);
        let now = self.node.endpoint.local_file().map_or(Now::Read(read), |file| Now::Kept(file.given_ms));
        let mut reading = Reading::new(head, limits.max_bytes);
        let mut reported = 0;
        while let Some(piece) = body.next().await? {
            took.bytes += piece.len() as u64;
            if took.bytes > limits.max_bytes {
                return Err(Failure::TooLarge { limit: limits.max_bytes });
            }
            reading.feed(&piece, breath).await?;
            if took.bytes - reported >= REPORT {
                reported = took.bytes;
                tell(reading.progress(took.bytes));
            }
        }
        took.latency_ms = body.elapsed_ms();
        let received = breath.elapsed_ms();
        let content = reading.finish(now, breath).await?;
        took.decode_ms = breath.elapsed_ms() - received;
        Ok(content)
    }

    async fn ask(&self, expr: &str, at: At, asking: &mut Asking<'_, T>) -> Result<(Answer, Rc<Content>), Failure> {
        let tree = evaluation::understand(expr)?;
        let last = match at {
            At::Instant { time } => time,
            At::Range { end, .. } => end,
        };
        let content = self.content(Purpose::Query(last), asking).await?;
        let FileStatus { series, samples, .. } = content.status;
        let Asking { breath, tell, took: Took { bytes, .. }, .. } = asking;
        let tell = |steps| tell(Progress { bytes: *bytes, series, samples, evaluation: Some(steps) });
        let options = Options { lookback_ms: content.status.lookback_ms(), ..Options::default() };
        let mut answer = evaluation::evaluate((expr, &tree), at, &content.store, &options, breath, &tell).await?;
        if let At::Instant { time } = at {
            answer.took.outside = outside::of(&tree, time, &content.store, &options, breath).await?;
        }
        Ok((answer, content))
    }

    fn asking<'a>(&'a self, limits: Limits, tell: &'a dyn Fn(Progress)) -> Asking<'a, T> {
        Asking { limits, breath: Breath::new(&*self.transport, limits.timeout_ms), tell, took: Took::default() }
    }

    fn outcome(&self, answered: Answered, took: Took) -> NodeOutcome {
        NodeOutcome::of(&self.node, answered, took.latency_ms, took.bytes)
    }

    fn refused(&self, why: Failure, took: Took) -> Refused {
        Refused::by(&self.node, why, took.latency_ms, took.bytes)
    }
}

impl<T: Transport> Source for File<T> {
    async fn query(
        &self,
        expr: &str,
        _parameters: &[(String, String)],
        at: At,
        limits: Limits,
        progress: &impl Fn(Progress),
    ) -> Result<Told<Value>, Refused> {
        let mut asking = self.asking(limits, progress);
        let asked = self.ask(expr, at, &mut asking).await;
        let took = asking.took;
        let (answer, content) = asked.map_err(|why| self.refused(why, took))?;
        let (series, samples) = answer.value.count();
        // A saved answer that lacks something lacks it for ever.
        let saved = warnings::classify(content.warnings.clone(), &[]);
        let node = NodeOutcome { series, samples, ..self.outcome(saved.answered(content.completeness), took) };
        let provenance = Provenance {
            nodes: vec![node],
            missing_remotes: saved.missing_remotes,
            gaps: saved.gaps,
            warnings: saved.annotations.into_iter().chain(answer.warnings).collect(),
            infos: answer.infos,
            decode_ms: took.decode_ms,
            evaluation: Some(answer.took),
            ..Provenance::default()
        };
        Ok(Told { what: answer.value, provenance })
    }

    async fn probe(&self, limits: Limits) -> Result<NodeStatus, Refused> {
        let mut asking = self.asking(limits, &|_| {});
        let content = self.content(Purpose::Probe, &mut asking).await;
        let took = asking.took;
        let content = content.map_err(|why| self.refused(why, took))?;
        Ok(NodeStatus {
            product: String::new(),
            version: None,
            latency_ms: took.latency_ms,
            clock_difference_ms: None,
            remotes: Vec::new(),
            peers: Vec::new(),
            peers_left_out: 0,
            file: Some(content.status),
        })
    }

    /// A file has no rules.
    async fn rules(&self, _limits: Limits) -> Result<Told<Vec<RuleGroup>>, Refused> {
        let nodes = vec![self.outcome(Answered::Full, Took::default())];
        Ok(Told { what: Vec::new(), provenance: Provenance { nodes, ..Provenance::default() } })
    }
}

/// Where samples without a time stand: at the time of reading; but if a query for "now" had them read, at that query's
/// own time, as it would not find samples that are younger.
fn standing(now: i64, purpose: Purpose) -> i64 {
    match purpose {
        Purpose::Query(last) if last < now && now - last < NOW_MS => last,
        Purpose::Query(_) | Purpose::Probe => now,
    }
}

/// A failure over a file that would be too large in memory.
fn too_much() -> Failure {
    let flaw = Flaw::TooMuch { samples: MAX_SAMPLES };
    Failure::Unreadable { line: 0, flaw, excerpt: String::new() }
}
