//! The parameters of an evaluation.

use crate::model::memory::MAX_MEMORY;
use crate::model::time::StepGrid;

/// Which rules of time hold: those of Prometheus 2 or 3.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Ranges and lookback include their beginning; the dot of a regular expression matches no line end.
    V2,
    /// They exclude it; the dot matches everything.
    #[default]
    V3,
}

/// When a series' name goes, where a function or an operator drops it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NameRemoval {
    /// At once, as servers do unless asked otherwise.
    #[default]
    AtOnce,
    /// When the whole expression is evaluated (`promql-delayed-name-removal`).
    Delayed,
}

/// Bounds of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvaluationLimits {
    /// The most samples that are held at one time; as `--query.max-samples`.
    pub samples: u64,
    /// The most series of any node of the plan.
    pub series: usize,
    /// The most memory in bytes: of the series that are read, of values under way, of labels and tables that are made
    /// of them, and of results, all asked for before it is taken. What one small unit of work has in its hands may be
    /// 2 MiB more.
    pub memory: u64,
    /// The most steps of the whole query, subqueries by themselves.
    pub steps: u64,
}

impl Default for EvaluationLimits {
    fn default() -> Self {
        Self { samples: 50_000_000, series: 1_000_000, memory: MAX_MEMORY, steps: 10_000_000 }
    }
}

/// How a query is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// How old a sample may be and still count, in milliseconds; 5 min on servers.
    pub lookback_ms: i64,
    /// The step of subqueries that name none, in milliseconds; 1 min on servers.
    pub subquery_step_ms: i64,
    /// Whose rules.
    pub dialect: Dialect,
    /// When names go.
    pub name_removal: NameRemoval,
    /// Whether each use of series is a read of its own ([`ReadUse`](super::plan::ReadUse)), for a store that gives
    /// other samples for another use.
    pub keeps_uses_apart: bool,
    /// Bounds.
    pub limits: EvaluationLimits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lookback_ms: 300_000,
            subquery_step_ms: 60_000,
            dialect: Dialect::default(),
            name_removal: NameRemoval::default(),
            keeps_uses_apart: false,
            limits: EvaluationLimits::default(),
        }
    }
}

/// When a query is evaluated, Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At one time.
    Instant(i64),
    /// At every step.
    Range(StepGrid),
}
