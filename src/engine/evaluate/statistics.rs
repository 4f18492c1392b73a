//! Statistics of an evaluation: series, samples and time, in all and node by node.
//!
//! The engine knows no clock: times are those of a clock that the caller lends ([`super::Evaluation::with_clock`]).
//!
//! Invariant: the samples and times of all nodes add up to those of the whole.

use super::Evaluation;
use super::frame::Reply;
use crate::engine::error::Error;
use crate::engine::plan::{Plan, PlanNodeId};

/// What an evaluation took.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EvaluationStatistics {
    /// Series selected, each selector's by themselves.
    pub series: u64,
    /// Samples that steps looked at; a sample in the ranges of two steps counts twice.
    pub samples: u64,
    /// Milliseconds in all; 0 without a clock.
    pub time_ms: f64,
    /// One a node of the plan, by its number. A part that is written twice and evaluated once counts once.
    pub nodes: Vec<NodeStatistics>,
}

/// What one node of the plan took.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct NodeStatistics {
    /// The most series that it gave in a tile; 1 for a scalar.
    pub series: u64,
    /// Samples that its steps looked at: of a selector, or of the function that reads its ranges.
    pub samples: u64,
    /// Milliseconds of its own work, without its operands'; 0 without a clock. Fetching is a selector's own; putting
    /// tiles together that of the subquery, or of the whole query's node. An operand that feeds an aggregation series
    /// by series has none: its time is the aggregation's.
    pub time_ms: f64,
}

impl EvaluationStatistics {
    /// The plan with what each node took: a node a line, operands indented below.
    pub fn tree(&self, plan: &Plan) -> String {
        plan.annotated(|id| match self.nodes.get(id.0 as usize) {
            Some(NodeStatistics { series, samples, time_ms }) => {
                format!(" — series {series}, samples {samples}, {time_ms:.3} ms")
            }
            None => String::new(),
        })
    }
}

impl Evaluation<'_> {
    /// One unit of work, counted as the work of whose turn it is, and so is an error.
    pub(super) fn counted(&mut self) -> Result<Reply, Error> {
        let turn = self.turn();
        let samples = self.account.samples();
        let reply = self.step().map_err(|error| error.at(self.plan.node(turn).span))?;
        let samples = self.account.samples() - samples;
        let reader = self.plan.node(turn).kind.streamed_input().unwrap_or(turn);
        self.nodes[reader.0 as usize].samples += samples;
        if let Some(clock) = self.clock {
            let now = clock();
            self.nodes[turn.0 as usize].time_ms += now - self.since;
            self.since = now;
        }
        Ok(reply)
    }

    /// The node whose work is next.
    fn turn(&self) -> PlanNodeId {
        if let Some(reader) = self.reader() {
            return reader;
        }
        let next = self.frames.iter().rev().find_map(|frame| self.plan.scope(frame.scope).nodes.get(frame.next));
        next.copied().unwrap_or(self.plan.root())
    }

    /// Records how many series a node gave.
    pub(super) fn note_series(&mut self, id: PlanNodeId, series: usize) {
        let own = &mut self.nodes[id.0 as usize].series;
        *own = (*own).max(series as u64);
    }

    pub(super) fn statistics(&mut self) -> EvaluationStatistics {
        let nodes = std::mem::take(&mut self.nodes);
        EvaluationStatistics {
            series: self.account.series(),
            samples: self.account.samples(),
            time_ms: nodes.iter().map(|node| node.time_ms).sum(),
            nodes,
        }
    }
}
