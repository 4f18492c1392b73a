//! What came of asking: failures as data, and the provenance of a result.
//!
//! Invariant: no English in here but what a server wrote; `i18n` puts failures into words.

use serde::{Deserialize, Serialize};

mod federated;

pub use self::federated::{
    DoubleCount, FederatedOutcome, MemberOutcome, NodeStretch, PlanStep, PlanStepKind, PlannedRead, ReadWay,
    SeriesStretches,
};
use super::file::FileError;
use super::lang::Said;
use super::node::{Node, NodeId};
use super::read_fault::ReadFault;

/// Why a request gave no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// No connection, as far as a page can know: down, wrong host or port, its name does not resolve, its certificate
    /// is not trusted.
    Unreachable,
    /// Something listens at the node's address, but gave this request no answer that a browser takes: the connection
    /// was closed before one, or a proxy asks for credentials of its own (407).
    NoAnswer,
    /// The node is there, but does not let a page of this origin read its answer.
    Cors {
        /// The names of the node's own headers, which it has to allow, too.
        headers: Vec<String>,
    },
    /// The node lets a page of this origin read its answers, but does not allow a request with one of these headers.
    HeadersRefused {
        /// The names of the node's own headers.
        headers: Vec<String>,
    },
    /// An answer came that the page may not read, though it could read earlier ones of this node.
    Hidden,
    /// The policy of the page's own server (CSP, `connect-src`) forbids to ask this address.
    Blocked,
    /// The node redirects, and what it redirects to gives no answer of the API.
    Redirected {
        /// The last address without its query; empty where the browser does not tell it.
        to: String,
        /// How that went.
        redirect: Redirect,
    },
    /// An http node asked from an https page: browsers refuse it before sending.
    MixedContent,
    /// The URL is none, or its scheme is neither http nor https.
    BadUrl,
    /// A configured header that HTTP forbids: its name or value has characters that cannot be sent.
    /// The value is not shown: it may be a secret.
    BadHeader {
        /// The header's name.
        name: String,
    },
    /// A person or a newer run ended it.
    Cancelled,
    /// No complete answer within the limit.
    TimedOut {
        /// The limit in milliseconds.
        after_ms: u32,
    },
    /// The answer grew over the limit.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// What is in the answer takes more memory than an answer may.
    TooMuchMemory {
        /// The limit in bytes.
        limit: u64,
    },
    /// The connection ended in the middle of the answer.
    Interrupted {
        /// Bytes received until then.
        received: u64,
    },
    /// The node says it is still starting (503).
    NotReady {
        /// What it wrote, cut to a line.
        text: String,
    },
    /// An HTTP error without an API error in its body: 401, 403, 404, a proxy's page.
    Http {
        /// The status code.
        status: u16,
        /// What it wrote, cut to a line, as plain text.
        text: String,
        /// Seconds after which it wants to be asked again, where it says so and a page may read it.
        retry_after_s: Option<u32>,
    },
    /// The node serves several tenants, and no header says which is meant (Mimir, Cortex: `no org id`).
    NoTenant {
        /// The status code.
        status: u16,
        /// What it wrote.
        text: String,
    },
    /// The node is there, but a store behind it is not (Thanos, Mimir, `VictoriaMetrics`), and it answers nothing
    /// without.
    StoreDown {
        /// The status code.
        status: u16,
        /// What it wrote.
        text: String,
    },
    /// An error in the API's envelope.
    Api {
        /// The status code; one of the 200s where the error stood in an answer that claims success.
        status: u16,
        /// `bad_data`, `execution`, `timeout`, `canceled`, `internal`, `unavailable`, `not_found`, …
        error_type: String,
        /// The server's message.
        message: String,
        /// Seconds after which it wants to be asked again, where it says so and a page may read it.
        retry_after_s: Option<u32>,
    },
    /// A successful answer that is no API answer: HTML, plain text, another product.
    NotTheApi {
        /// Its content type.
        content_type: String,
        /// Its first characters, as plain text.
        excerpt: String,
    },
    /// JSON that breaks off.
    Truncated {
        /// Bytes received.
        at: u64,
    },
    /// JSON of another shape, or no JSON.
    Malformed {
        /// Offset of the first byte that does not fit.
        at: u64,
        /// What was expected there.
        expected: String,
    },
    /// The node does not execute a read of raw samples (`remote_read`).
    ReadRefused {
        /// The status code: 400 where it does not accept the read, 500 where it could not execute it.
        status: u16,
        /// What it wrote, cut to a line.
        text: String,
    },
    /// An answer to a read of raw samples that is corrupt; nothing of it is used.
    CorruptRead {
        /// Where, and what is wrong.
        fault: ReadFault,
    },
    /// The node gives more raw samples than are read at once.
    TooManySamples {
        /// The limit.
        limit: u64,
    },
    /// A file that cannot be read, or not wholly; nothing of it is used.
    Unreadable {
        /// The line, from 1; 0 where it is not about one.
        line: u64,
        /// What is wrong.
        error: FileError,
        /// The beginning of that line, or what an error answer says; may be empty.
        excerpt: String,
    },
    /// A file that the page held is no longer there: it is gone with the page that was loaded before.
    Gone,
    /// A federation names a node that there is not.
    NoSuchNode,
    /// A federation is among its own members.
    Circular,
    /// A federation gives no result, as members did not answer.
    Members {
        /// The names of those that did not.
        failed: Vec<String>,
        /// How many were asked.
        asked: u32,
        /// Whether others did, and the result without those was not wanted.
        is_strict: bool,
    },
    /// The expression means nothing; where the worker evaluates it, nothing was asked.
    Expression {
        /// The first mistake, as the checker says it.
        said: Said,
        /// Where.
        span: ExprSpan,
    },
    /// The worker's evaluation ended without a result: the samples do not allow it.
    Evaluation {
        /// Why, in Prometheus' words.
        text: String,
        /// The part of the expression that met it, where that is known.
        span: Option<ExprSpan>,
    },
    /// The worker's evaluation reached a limit.
    Limit {
        /// Which.
        limit: Limit,
        /// Its value: samples, series, bytes, steps or levels.
        most: u64,
        /// The part of the expression that reached it.
        span: ExprSpan,
    },
    /// The worker ended, or did not start.
    Worker {
        /// Why.
        cause: WorkerEnd,
    },
    /// The worker took no messages any more, and was ended.
    WorkerSilent {
        /// For how many milliseconds.
        after_ms: u32,
    },
}

impl Failure {
    /// Whether the worker ended over it, or beside it. Only a person asks again for what may end the next one, too.
    pub fn is_end_of_worker(&self) -> bool {
        matches!(self, Self::Worker { .. } | Self::WorkerSilent { .. })
    }

    /// The part of the expression that it is about; `None` where it is about none.
    pub fn span(&self) -> Option<ExprSpan> {
        match self {
            Self::Expression { span, .. } | Self::Limit { span, .. } => Some(*span),
            Self::Evaluation { span, .. } => *span,
            _ => None,
        }
    }
}

/// Why the worker ended, or did not start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WorkerEnd {
    /// Memory could not be had.
    OutOfMemory,
    /// Its script did not load.
    NotLoaded,
    /// Its files did not arrive in time.
    Late {
        /// The limit in milliseconds.
        after_ms: u32,
    },
    /// The browser refused to start it.
    NotStarted {
        /// The browser's words; may be empty.
        text: String,
    },
    /// It is of another build than the page.
    OtherVersion {
        /// The version of the protocol that it speaks.
        version: u32,
    },
    /// One of the two said what the other cannot read.
    Unreadable,
    /// It met an error, or panicked.
    Error {
        /// In the browser's or the program's words.
        text: String,
    },
}

/// How a redirect went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Redirect {
    /// To a page, or to where this page may not read: mostly a sign-in that has run out.
    SignIn,
    /// It was not followed: it would have taken the node's headers along to another address.
    HeadersKept,
    /// In a circle, or to an address that does not answer.
    Lost,
}

/// A file that cannot be read, for a reason that is not about one line.
impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::Unreadable { line: 0, error, excerpt: String::new() }
    }
}

/// A part of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExprSpan {
    /// Its first byte, from the text's start.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// The character of that line at which it begins, from 1.
    pub column: u32,
}

/// A limit of evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limit {
    /// Samples held at one time.
    Samples,
    /// Series of one part of the expression.
    Series,
    /// Bytes.
    Memory,
    /// Steps.
    Steps,
    /// Levels of the expression's tree.
    Depth,
}

/// How far one node answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NodeAnswer {
    /// Wholly.
    Full,
    /// In part; the warnings tell what is missing.
    Partial,
    /// Not at all.
    Failed {
        /// Why.
        why: Failure,
    },
}

/// Who was asked for a part of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AskedNode {
    /// A node of the page.
    Node(NodeId),
    /// What such a node reads from, which is no node of the page.
    Remote {
        /// Its read URL, as the node that reads from it names it.
        url: String,
    },
}

impl AskedNode {
    /// What people know it by: its name; of a remote its URL.
    pub fn name(&self) -> &str {
        match self {
            Self::Node(node) => &node.name,
            Self::Remote { url } => url,
        }
    }

    /// Its URL; empty where it has none.
    pub fn url(&self) -> &str {
        match self {
            Self::Node(node) => node.endpoint.url().unwrap_or_default(),
            Self::Remote { url } => url,
        }
    }
}

/// The outcome of one node's part in a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NodeOutcome {
    /// Who was asked.
    pub asked: AskedNode,
    /// How far it answered.
    pub answered: NodeAnswer,
    /// Milliseconds from sending to the last byte.
    pub latency_ms: f64,
    /// Series received.
    pub series: u64,
    /// Samples received.
    pub samples: u64,
    /// Bytes of the answer after decompression.
    pub bytes: u64,
    /// Its part in a federation; `None` for a node that was asked by itself.
    pub member: Option<MemberOutcome>,
}

impl NodeOutcome {
    /// The entry of a node of the page, without series and samples.
    pub fn of(node: &Node, answered: NodeAnswer, latency_ms: f64, bytes: u64) -> Self {
        Self::asked(AskedNode::Node(node.id()), answered, latency_ms, bytes)
    }

    /// The entry of a remote that a node could not read.
    pub fn of_remote(url: String, why: Failure) -> Self {
        Self::asked(AskedNode::Remote { url }, NodeAnswer::Failed { why }, 0.0, 0)
    }

    fn asked(asked: AskedNode, answered: NodeAnswer, latency_ms: f64, bytes: u64) -> Self {
        Self { asked, answered, latency_ms, series: 0, samples: 0, bytes, member: None }
    }
}

/// A remote that the asked node could not read, taken from its `remote_read: …` warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingRemote {
    /// The remote's read URL as the server names it; empty where the warning names none.
    pub url: String,
    /// The server's reason.
    pub why: String,
}

/// Where a result came from and what it is worth.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// One entry a node that was asked.
    pub nodes: Vec<NodeOutcome>,
    /// Remotes that did not answer the asked node.
    pub missing_remotes: Vec<MissingRemote>,
    /// Other warnings of the server that data are missing (a store that is down, a limit that cut the answer), as it
    /// wrote them. A server that only marks its answer as partial has none here, and [`NodeAnswer::Partial`] at its
    /// node.
    pub gaps: Vec<String>,
    /// How many remotes the asked node reads from; 0 where it reads from none or does not say.
    pub remotes: u32,
    /// Warnings about the expression and its samples, after which nothing is missing, as the server wrote them.
    pub warnings: Vec<String>,
    /// Samples of the answer that do not count, as a later one of their series has the same time.
    pub duplicates: u64,
    /// Infos, as the server wrote them.
    pub infos: Vec<String>,
    /// Milliseconds from receiving the last byte to the finished block.
    pub decode_ms: f64,
    /// What the worker's own evaluation took; `None` where a server evaluated.
    pub evaluation: Option<Evaluated>,
    /// How a federation came to the result; `None` for another node.
    pub federation: Option<FederatedOutcome>,
}

impl Provenance {
    /// Whether something is missing of the result.
    pub fn is_partial(&self) -> bool {
        let is_whole = |node: &NodeOutcome| node.answered == NodeAnswer::Full;
        !(self.nodes.iter().all(is_whole) && self.missing_remotes.is_empty() && self.gaps.is_empty())
    }
}

/// What an evaluation took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Evaluated {
    /// Series selected, each selector's by themselves.
    pub series: u64,
    /// Samples looked at; a sample in the ranges of two steps counts twice.
    pub samples: u64,
    /// Milliseconds in all.
    pub ms: f64,
    /// Selected series that have no samples at the time asked; only an instant query of a file tells of them, and not
    /// where the query's time was up before they were counted.
    pub outside: Option<Outside>,
}

/// Selected series whose samples all lie before or behind what an instant query looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    /// How many, each once.
    pub series: u64,
    /// The nearest time at which the query would see one of them, Unix milliseconds.
    pub nearest: i64,
}
