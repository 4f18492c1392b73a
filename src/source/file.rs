//! The file kind: series in a text, which is read once. The text is what a page holds (`local:`) or what a server
//! gives, an exporter's metrics among them.
//!
//! Invariant: a text is wholly read before it gives any series, or it gives none.
//! Invariant: what is there at the moment (samples without times, from a server) is read again for each query; what
//! has its times, when a probe is asked for; what the page holds, never.
//! Not here: formats of texts (`wire`, `engine::load`), evaluation (`evaluating`).

mod bytes;
mod content;
mod format;
mod spacing;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{FutureExt, LocalBoxFuture};
use futures_util::lock::Mutex;

use self::content::{Content, Now, Reading};
use super::exchange::{self, Connection};
use super::series::{Extent, MemoryUse, Sampling, Selected, SeriesSource, SourceRun, Wanted};
use crate::model::answered::SourceError;
use crate::model::file::{FileError, FileStatus, LocalFile};
use crate::model::node::{Node, NodeStatus};
use crate::model::outcome::{Failure, NodeAnswer, NodeOutcome, Provenance, Redirect};
use crate::model::query::{At, Progress};
use crate::model::time::whole_ms;
use crate::wire::prometheus::warnings;
use crate::wire::transport::{Body, Head, HttpRequest, Method, Transport};

/// The most samples of a file; in columns, 160 MB. In unit tests fewer, as reading so many takes long there.
pub const MAX_SAMPLES: u64 = if cfg!(test) { 100_000 } else { 10_000_000 };

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
struct ReadStats {
    latency_ms: f64,
    decode_ms: f64,
    /// How far it was read, as it was reported to the run.
    read: Progress,
}

impl ReadStats {
    /// It is read so far; other readings of the run count for themselves.
    fn advance<T: Transport>(&mut self, read: Progress, run: &SourceRun<'_, T>) {
        run.advance(std::mem::replace(&mut self.read, read), read);
    }
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

    /// Where the transport has it.
    fn url(&self) -> String {
        let endpoint = &self.node.endpoint;
        endpoint.local_file().map(LocalFile::url).or(endpoint.url().map(str::to_owned)).unwrap_or_default()
    }

    /// What is in the file, read unless what is known will do.
    async fn content(
        &self,
        purpose: Purpose,
        run: &SourceRun<'_, T>,
        stats: &mut ReadStats,
    ) -> Result<Rc<Content>, Failure> {
        let _turn = self.turn.lock().await;
        let known = self.content.borrow().clone();
        match known {
            Some(known) if self.holds(&known.status, purpose) => Ok(known),
            _ => {
                // The old content need not stay while the new one is read.
                self.content.take();
                let content = Rc::new(self.read(purpose, run, stats).await?);
                self.content.replace(Some(Rc::clone(&content)));
                Ok(content)
            }
        }
    }

    /// Whether what was read before will do.
    fn holds(&self, known: &FileStatus, purpose: Purpose) -> bool {
        self.node.is_of_this_page() || (purpose != Purpose::Probe && known.untimed.is_none())
    }

    async fn read(&self, purpose: Purpose, run: &SourceRun<'_, T>, stats: &mut ReadStats) -> Result<Content, Failure> {
        let (url, headers) = (self.url(), self.node.headers.clone());
        let (timeout_ms, redirects) = (run.yielder.remaining_ms(), exchange::redirects(&self.node));
        let request = HttpRequest { method: Method::Get, url, headers, body: Vec::new(), timeout_ms, redirects };
        let sent = self.connection.send(&*self.transport, request).await;
        let (head, body) = sent.map_err(|rejected| rejected.why)?;
        let redirected = head.redirected.clone();
        let content = self.read_body((head, body), purpose, run, stats).await;
        content.map_err(|why| match (redirected, why) {
            (Some(to), Failure::Unreadable { error: FileError::Unknown, .. }) => {
                Failure::Redirected { to, redirect: Redirect::SignIn }
            }
            (_, why) => why,
        })
    }

    async fn read_body(
        &self,
        (head, mut body): (Head, T::Body),
        purpose: Purpose,
        run: &SourceRun<'_, T>,
        stats: &mut ReadStats,
    ) -> Result<Content, Failure> {
        let SourceRun { limits, yielder, .. } = run;
        // Read again, by another worker maybe, the page's own data stand where they stood.
        let read = standing(whole_ms(self.transport.now_ms()), purpose);
        let now = self.node.endpoint.local_file().map_or(Now::Read(read), |file| Now::GivenAt(file.given_ms));
        let mut reading = Reading::new(head, limits.max_bytes);
        while let Some(piece) = body.next().await? {
            let bytes = stats.read.bytes + piece.len() as u64;
            stats.advance(Progress { bytes, ..stats.read }, run);
            if bytes > limits.max_bytes {
                return Err(Failure::TooLarge { limit: limits.max_bytes });
            }
            reading.feed(&piece, yielder).await?;
            stats.advance(reading.progress(bytes), run);
        }
        stats.latency_ms = body.elapsed_ms();
        let received = yielder.elapsed_ms();
        let content = reading.finish(now, yielder).await?;
        stats.decode_ms = yielder.elapsed_ms() - received;
        Ok(content)
    }

    fn outcome(&self, answered: NodeAnswer, stats: ReadStats) -> NodeOutcome {
        NodeOutcome::of(&self.node, answered, stats.latency_ms, stats.read.bytes)
    }

    fn failed(&self, why: Failure, stats: ReadStats) -> SourceError {
        SourceError::of_node(&self.node, why, stats.latency_ms, stats.read.bytes)
    }
}

impl<T: Transport> SeriesSource<T> for File<T> {
    /// All that is in the file, whatever is wanted.
    fn select<'a>(
        &'a self,
        wanted: Wanted<'a>,
        run: &'a SourceRun<'a, T>,
    ) -> LocalBoxFuture<'a, Result<Selected, SourceError>> {
        async move {
            let last = match wanted.at {
                At::Instant { time } => time,
                At::Range { end, .. } => end,
            };
            let mut stats = ReadStats::default();
            let content = self.content(Purpose::Query(last), run, &mut stats).await;
            let content = content.map_err(|why| self.failed(why, stats))?;
            let FileStatus { series, samples, .. } = content.status;
            stats.advance(Progress { series, samples, ..stats.read }, run);
            // A saved answer that lacks something lacks it for ever.
            let saved = warnings::classify(content.warnings.clone(), &[]);
            let provenance = Provenance {
                nodes: vec![self.outcome(saved.answered(content.completeness), stats)],
                missing_remotes: saved.missing_remotes,
                gaps: saved.gaps,
                warnings: saved.annotations,
                decode_ms: stats.decode_ms,
                ..Provenance::default()
            };
            let store = Rc::clone(&content.store);
            let extent = Extent::Everything { lookback_ms: content.status.lookback_ms(), store: Rc::clone(&store) };
            Ok(Selected { store, sampling: Sampling::Raw, extent, provenance })
        }
        .boxed_local()
    }

    fn probe<'a>(&'a self, run: &'a SourceRun<'a, T>) -> LocalBoxFuture<'a, Result<NodeStatus, SourceError>> {
        async move {
            let mut stats = ReadStats::default();
            let content = self.content(Purpose::Probe, run, &mut stats).await;
            let content = content.map_err(|why| self.failed(why, stats))?;
            Ok(NodeStatus {
                product: String::new(),
                version: None,
                latency_ms: stats.latency_ms,
                clock_difference_ms: None,
                remotes: Vec::new(),
                peers: Vec::new(),
                peers_left_out: 0,
                file: Some(content.status),
            })
        }
        .boxed_local()
    }

    fn memory_use(&self) -> MemoryUse {
        let of = |content: &Rc<Content>| MemoryUse { samples: content.status.samples, memory: content.store.memory() };
        self.content.borrow().as_ref().map(of).unwrap_or_default()
    }

    /// The next query reads it again.
    fn release(&self) {
        self.content.take();
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
    let error = FileError::TooMuch { samples: MAX_SAMPLES };
    Failure::Unreadable { line: 0, error, excerpt: String::new() }
}
