//! Sources that are evaluated here: an expression is parsed and planned, the series that the plan needs are read from a
//! [`SeriesSource`], and the plan is evaluated over them.
//!
//! Not here: reading series (each kind's file), evaluating a plan in slices (`evaluation`).

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::evaluation::{self, CheckedQuery};
use super::series::{Extent, MemoryUse, Planning, Selected, SeriesSource, SourceRun, Wanted};
use crate::engine::options::Options;
use crate::model::answered::{Answered, SourceError};
use crate::model::node::{Node, NodeStatus};
use crate::model::outcome::{Failure, NodeAnswer, NodeOutcome, Provenance};
use crate::model::query::Query;
use crate::model::rules::RuleGroup;
use crate::model::value::Value;
use crate::wire::transport::Transport;

/// A node that gives series, and what evaluates over them.
pub struct EvaluatingSource<T> {
    node: Node,
    transport: Rc<T>,
    series: Box<dyn SeriesSource<T>>,
}

impl<T: Transport> EvaluatingSource<T> {
    /// Evaluates over the series of a node.
    pub fn new(node: Node, transport: Rc<T>, series: impl SeriesSource<T> + 'static) -> Self {
        Self { node, transport, series: Box::new(series) }
    }

    pub(super) fn series(&self) -> &dyn SeriesSource<T> {
        &*self.series
    }

    /// The node.
    pub fn node(&self) -> &Node {
        &self.node
    }

    pub(super) fn transport(&self) -> &T {
        &self.transport
    }

    /// Evaluates a query. The run is told now and then how far series are read, and how far the evaluation is.
    pub(super) async fn query(&self, query: &Query, run: &SourceRun<'_, T>) -> Result<Answered<Value>, SourceError> {
        let checked = CheckedQuery::new(query).map_err(|why| self.failed(why))?;
        let planning = self.series.planning(query.federation, run).await;
        let is_refused = Cell::new(false);
        let answered = self.evaluate(&checked, query, &planning, &is_refused, run).await;
        if !is_refused.get() {
            return answered;
        }
        let planning = Planning { push_down: None, ..planning };
        self.evaluate(&checked, query, &planning, &is_refused, run).await
    }

    /// Evaluates a query as it is planned.
    async fn evaluate(
        &self,
        checked: &CheckedQuery<'_>,
        query: &Query,
        planning: &Planning,
        is_refused: &Cell<bool>,
        run: &SourceRun<'_, T>,
    ) -> Result<Answered<Value>, SourceError> {
        let usual = Options { keeps_uses_apart: planning.keeps_uses_apart, ..Options::default() };
        let plan = |options: &Options| checked.plan(options, planning.push_down.as_ref());
        let first = plan(&usual).map_err(|why| self.failed(why))?;
        let whole = match planning.push_down {
            Some(_) => checked.plan(&usual, None).map_err(|why| self.failed(why))?.select_hints(),
            None => Vec::new(),
        };
        let wanted = Wanted {
            expr: &query.expr,
            at: query.at,
            plan: &first,
            options: &usual,
            federation: query.federation,
            external_labels: &[],
            wants_parts: true,
            whole: &whole,
            is_refused,
        };
        let Selected { store, extent, provenance, .. } = self.series.select(wanted, run).await?;
        let failed = |why| of_evaluation(why, provenance.clone());
        let options = match extent {
            Extent::Everything { lookback_ms, .. } => Options { lookback_ms, ..usual },
            Extent::Wanted => usual,
        };
        let plan = if options == usual { first } else { plan(&options).map_err(failed)? };
        let mut evaluated = checked.evaluate(plan, &*store, &options, run).await.map_err(failed)?;
        if let Extent::Everything { store, .. } = extent {
            // Where the time is up for this, the result is there all the same.
            evaluated.took.outside = checked.outside(&store, &options, &run.yielder).await.ok().flatten();
        }
        Ok(Answered { provenance: joined(provenance, &evaluated), value: evaluated.value })
    }

    /// Finds out what is there.
    pub(super) async fn probe(&self, run: &SourceRun<'_, T>) -> Result<NodeStatus, SourceError> {
        self.series.probe(run).await
    }

    /// Lists the rules and alerts: none of a node that only gives series.
    pub(super) async fn rules(&self, run: &SourceRun<'_, T>) -> Result<Answered<Vec<RuleGroup>>, SourceError> {
        let none = || {
            let nodes = vec![NodeOutcome::of(&self.node, NodeAnswer::Full, 0.0, 0)];
            Answered { value: Vec::new(), provenance: Provenance { nodes, ..Provenance::default() } }
        };
        Ok(self.series.rules(run).await?.unwrap_or_else(none))
    }

    /// What is kept in memory for the next query.
    pub fn memory_use(&self) -> MemoryUse {
        self.series.memory_use()
    }

    /// Releases what is kept.
    pub fn release(&self) {
        self.series.release();
    }

    /// A failure before anything was asked.
    fn failed(&self, why: Failure) -> SourceError {
        SourceError::of_node(&self.node, why, 0.0, 0)
    }
}

/// A failure over what was read. Where that is of one node, the failure is that node's.
fn of_evaluation(why: Failure, mut provenance: Provenance) -> SourceError {
    if let ([sole], None) = (&mut provenance.nodes[..], &provenance.federation) {
        sole.answered = NodeAnswer::Failed { why: why.clone() };
    }
    SourceError { why, provenance }
}

/// The provenance of a result: who gave the series, and what the evaluation said and took.
fn joined(read: Provenance, evaluated: &evaluation::Evaluated) -> Provenance {
    let mut nodes = read.nodes;
    if let ([sole], None) = (&mut nodes[..], &read.federation) {
        (sole.series, sole.samples) = evaluated.value.count();
    }
    Provenance {
        nodes,
        warnings: read.warnings.into_iter().chain(evaluated.warnings.iter().cloned()).collect(),
        infos: read.infos.into_iter().chain(evaluated.infos.iter().cloned()).collect(),
        evaluation: Some(evaluated.took),
        ..read
    }
}

impl<T> fmt::Debug for EvaluatingSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EvaluatingSource").field("node", &self.node).finish_non_exhaustive()
    }
}
