//! How a federation came to a result: what was asked of which member, what each covered, and which replica gave what.

use serde::{Deserialize, Serialize};

use super::ExprSpan;
use crate::model::query::ReplicaMode;

/// A member's part in a federation's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberOutcome {
    /// Its zone's place among the federation's.
    pub zone: u32,
    /// The zone's name; may be empty.
    pub zone_name: String,
    /// How it was read.
    pub way: ReadWay,
    /// The stretches of time, Unix milliseconds, first and last included, in which it had samples of any series; in
    /// order. Empty where it gave none, or what it gave was evaluated there.
    pub coverage: Vec<(i64, i64)>,
    /// What it said beside its answer, as it wrote it.
    pub warnings: Vec<String>,
}

/// How a member is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadWay {
    /// Its raw samples, over `remote_read`.
    RemoteRead,
    /// Series as its query API gives them: raw samples of ranges, else the latest one of each step.
    QueryApi,
    /// Within this page: a file, the demo.
    Page,
    /// As a federation of its own.
    Federation,
}

/// How a federation came to a result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FederatedOutcome {
    /// What was made of replicas.
    pub replicas: ReplicaMode,
    /// The times that were read, Unix milliseconds, first and last included; what [`MemberOutcome::coverage`] is of.
    pub window: (i64, i64),
    /// What was asked of members, in the order in which the plan reads it.
    pub steps: Vec<PlanStep>,
    /// What was evaluated here, as the engine prints its plan.
    pub local: String,
    /// Which replica gave which stretch, of series that several gave; at most some hundred.
    pub series: Vec<SeriesStretches>,
    /// Series beyond those.
    pub series_left_out: u64,
    /// Aggregations that counted series of several replicas.
    pub double_counts: Vec<DoubleCount>,
}

/// Something that was asked of members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStep {
    /// What.
    pub kind: PlanStepKind,
    /// Who answered it: places in [`super::Provenance::nodes`].
    pub nodes: Vec<u32>,
    /// Bytes of these answers, after decompression; 0 where none crossed a network.
    pub bytes: u64,
}

/// What is asked of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanStepKind {
    /// To evaluate a part of the expression.
    Evaluate {
        /// The part.
        expr: String,
    },
    /// To give series.
    Read {
        /// Which, and of which times.
        reads: Vec<PlannedRead>,
    },
}

/// Series that are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRead {
    /// Which, as a selector.
    pub selector: String,
    /// The labels that are looked at, as the engine prints them; empty: all.
    pub labels: String,
    /// The first time, Unix milliseconds.
    pub from: i64,
    /// The last time, Unix milliseconds.
    pub to: i64,
}

/// Which replica gave which stretch of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesStretches {
    /// The series, as Prometheus writes it.
    pub series: String,
    /// Its stretches, in order.
    pub stretches: Vec<NodeStretch>,
}

/// A stretch of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeStretch {
    /// Who gave it: a place in [`super::Provenance::nodes`].
    pub node: u32,
    /// Its first sample, Unix milliseconds.
    pub from: i64,
    /// Its last sample, Unix milliseconds.
    pub to: i64,
}

/// An aggregation over series that differ in a replica label only, and so count several times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoubleCount {
    /// The label.
    pub label: String,
    /// How many times they count, at the most.
    pub times: u32,
    /// The aggregation.
    pub span: ExprSpan,
    /// What to write in its place.
    pub rewrite: String,
}
