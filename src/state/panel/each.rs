//! What each node by itself answers to a panel's question: a line a node.
//!
//! Invariant: at most one run a node; an answer stays while a newer run of the same question goes on.
//! Not here: asking (`state::update::each`).

use std::sync::Arc;

use super::options::PanelOptions;
use crate::model::node::NodeId;
use crate::model::notice::PanelProblem;
use crate::model::outcome::{Failure, Provenance};
use crate::model::query::{At, Progress};
use crate::model::summary::ValueSummary;
use crate::protocol::envelope::RunId;
use crate::state::nodes::NodeList;

/// What a panel shows of each node.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EachView {
    /// What was asked of all of them ([`PanelOptions::question`]); `None` before the first time.
    pub question: Option<PanelOptions>,
    /// When it was asked, Unix milliseconds.
    pub asked: i64,
    /// The nodes in the order shown.
    pub nodes: Vec<NodeRun>,
}

/// One node's part.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeRun {
    /// The node; another may have its name by now.
    pub node: NodeId,
    /// Whether it is asked.
    pub state: NodeRunState,
    /// What came of it, or of the last time that the same was asked.
    pub result: Option<NodeResult>,
}

/// Whether a node is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum NodeRunState {
    /// It is not.
    #[default]
    Idle,
    /// It will be, as soon as there is a worker.
    Waiting,
    /// It is.
    Running {
        /// The run's number.
        run: RunId,
        /// The times asked for.
        at: At,
        /// How far it has come.
        progress: Progress,
    },
}

/// What came of asking a node.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeResult {
    /// It answered, wholly or in part.
    Answered(Arc<NodeSummary>),
    /// It did not.
    Failed {
        /// Why.
        why: Failure,
        /// Milliseconds from sending to the failure.
        elapsed_ms: i64,
    },
    /// It could not be asked.
    NotAsked(PanelProblem),
}

/// A node's answer.
#[derive(Debug, Clone)]
pub struct NodeSummary {
    /// Its run.
    pub run: RunId,
    /// The times asked for.
    pub at: At,
    /// What its value comes to.
    pub summary: ValueSummary,
    /// Where it came from.
    pub provenance: Provenance,
    /// Milliseconds from sending to the answer on the page.
    pub elapsed_ms: i64,
}

/// Equality by run: a run has one answer, and sums may be NaN.
impl PartialEq for NodeSummary {
    fn eq(&self, other: &Self) -> bool {
        self.run == other.run
    }
}

impl NodeRun {
    /// Whether something is to come of it.
    pub fn is_busy(&self) -> bool {
        self.state != NodeRunState::Idle
    }

    /// Its answer, whole or in part.
    pub fn answer(&self) -> Option<&NodeSummary> {
        if let Some(NodeResult::Answered(summary)) = &self.result { Some(summary) } else { None }
    }

    /// Milliseconds that the node took, where it was asked.
    pub fn elapsed_ms(&self) -> Option<i64> {
        match &self.result {
            Some(NodeResult::Answered(summary)) => Some(summary.elapsed_ms),
            Some(NodeResult::Failed { elapsed_ms, .. }) => Some(*elapsed_ms),
            Some(NodeResult::NotAsked(_)) | None => None,
        }
    }

    /// Whether the worker ended over it, or beside it.
    fn may_end_the_worker(&self) -> bool {
        matches!(&self.result, Some(NodeResult::Failed { why, .. }) if why.is_end_of_worker())
    }
}

impl EachView {
    /// Whether what is shown answers this question, of every node that is asked now, be it by failures.
    pub fn answers(&self, question: &PanelOptions, nodes: &NodeList) -> bool {
        let mut asked = nodes.askable();
        let is_of = |run: &NodeRun| run.result.is_some() && asked.next().is_some_and(|node| node.is(&run.node));
        self.question.as_ref() == Some(question) && self.nodes.iter().all(is_of) && asked.next().is_none()
    }

    /// Whether every node has answered, or cannot be asked: asking again for fixed times gives the same.
    pub fn is_whole(&self) -> bool {
        let is_failed = |run: &NodeRun| matches!(run.result, Some(NodeResult::Failed { .. }) | None);
        !self.nodes.iter().any(is_failed)
    }

    /// Whether asking again may end the worker: only a person does.
    pub fn may_end_the_worker(&self) -> bool {
        self.nodes.iter().any(NodeRun::may_end_the_worker)
    }

    /// How many have answered, wholly or in part.
    pub fn answered(&self) -> usize {
        self.nodes.iter().filter(|run| run.answer().is_some()).count()
    }

    /// The node that took longest, with its milliseconds; `None` where none was asked.
    pub fn slowest(&self) -> Option<(&NodeId, i64)> {
        self.nodes.iter().filter_map(|run| Some((&run.node, run.elapsed_ms()?))).max_by_key(|(_, ms)| *ms)
    }
}
