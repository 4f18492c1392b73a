//! A query: its expression, when it is evaluated, within which bounds, how far it has come.

use serde::{Deserialize, Serialize};

use super::time::StepGrid;

/// Bounds of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The most milliseconds from sending to the last byte.
    pub timeout_ms: u32,
    /// The most bytes of the answer after decompression.
    pub max_bytes: u64,
}

impl Default for Limits {
    /// 30 seconds, 256 MB.
    fn default() -> Self {
        Self { timeout_ms: 30_000, max_bytes: 256_000_000 }
    }
}

/// A query, as it is asked of a node of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// The expression, as typed.
    pub expr: String,
    /// When it is evaluated.
    pub at: At,
    /// What is sent with it besides, where the node is a server.
    pub parameters: Parameters,
    /// How it is answered where the node is a federation.
    pub federation: FederationOptions,
}

impl Query {
    /// A query with no parameters, answered by a federation as by default.
    pub fn new(expr: impl Into<String>, at: At) -> Self {
        Self { expr: expr.into(), at, parameters: Parameters::new(), federation: FederationOptions::default() }
    }
}

/// How a federation answers a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FederationOptions {
    /// What is made of the replicas of a zone.
    pub replicas: ReplicaMode,
    /// Whether a result from which a node's part is missing is an error.
    pub is_strict: bool,
    /// Whether nodes evaluate what they can of the expression, so that less is sent.
    pub pushes_down: bool,
}

impl Default for FederationOptions {
    /// Replicas are de-duplicated, partial results are results, nodes evaluate what they can.
    fn default() -> Self {
        Self { replicas: ReplicaMode::default(), is_strict: false, pushes_down: true }
    }
}

/// What is made of the replicas of a zone: nodes that scrape the same targets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplicaMode {
    /// All are asked. Of each series one replica is followed, and another one where that has a gap (penalty
    /// de-duplication, as Thanos has it).
    #[default]
    Penalty,
    /// The first of a zone that answers gives all of it.
    First,
    /// Nothing: series of other external labels are other series, and samples of equal labels are put together by
    /// time, as a reading Prometheus does.
    None,
}

impl ReplicaMode {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Penalty, Self::First, Self::None];

    /// Its name in addresses and on the command line; never changed.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Penalty => "penalty",
            Self::First => "first",
            Self::None => "none",
        }
    }

    /// The mode of this [`Self::key`]; `None` where none has it.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.key() == key)
    }
}

/// What is sent with a query besides what every server takes, by name; a name may come several times.
pub type Parameters = Vec<(String, String)>;

/// The stores that Thanos is to ask; one matcher each time.
pub const STORE_MATCH: &str = "storeMatch[]";

/// The names of [`Parameters`]: a closed list, so that a link adds nothing that nobody knows. They are Thanos'.
pub const PARAMETERS: [&str; 5] = ["dedup", "partial_response", "max_source_resolution", "engine", STORE_MATCH];

/// When a query is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum At {
    /// At one time, Unix milliseconds.
    Instant {
        /// The time.
        time: i64,
    },
    /// At every step of a grid.
    Range {
        /// First step, Unix milliseconds.
        start: i64,
        /// Last step, Unix milliseconds.
        end: i64,
        /// Milliseconds between two steps.
        step: i64,
    },
}

impl From<StepGrid> for At {
    fn from(grid: StepGrid) -> Self {
        Self::Range { start: grid.start, end: grid.end, step: grid.step }
    }
}

/// How far an answer has come: read, and then evaluated where the worker does that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Bytes received, after decompression.
    pub bytes: u64,
    /// Series decoded.
    pub series: u64,
    /// Samples decoded.
    pub samples: u64,
    /// How far the worker's own evaluation has come, once it has begun.
    pub evaluation: Option<Steps>,
}

/// How far an evaluation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// How many steps were evaluated.
    pub done: u64,
    /// How many there are.
    pub all: u64,
}
