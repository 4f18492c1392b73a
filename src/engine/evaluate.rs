//! Evaluation of a plan over a store, tile by tile.
//!
//! Each scope of the plan is evaluated one tile (a run of steps) at a time, node by node, operands first. A node that
//! needs another scope's results (a subquery, a step-invariant part) has that scope evaluated first. What is under way
//! stands on a stack of [`frame::Frame`]s, so that evaluation can pause between any two nodes and nothing recurses.
//! Functions over ranges pause among their series and steps as well, and reading among series. What takes long for each
//! series (labels, order, classic histograms) is a [`super::task::Task`], which yields after each batch of them.
//!
//! Invariant: results do not depend on the size of tiles; sums and means over ranges not beyond 1e-12.
//! Invariant: a value is computed from its operands' values over the same steps.
//! Invariant: a node shared by several expressions emits its annotations once per source span.
//! Not here: what functions, operators and aggregators compute (`functions`, `binary`, `aggregate`).

mod broadcast;
mod call;
mod collected;
mod combine;
mod fold;
mod frame;
mod info;
mod instant;
mod limits;
mod names;
mod over;
mod prepare;
mod ranges;
mod release;
mod result;
mod select;
mod smooth;
mod state;
mod statistics;
mod subquery;
mod values;

use std::rc::Rc;

use super::annotation::Annotations;
use super::error::Error;
use super::functions::FunctionResult;
use super::labels::Labels;
use super::matcher::Patterns;
use super::options::Options;
use super::plan::{Input, Plan, PlanNodeId, PlanNodeKind, ScopeId};
use super::samples::Samples;
use super::store::SeriesStore;
use super::task::Task;
use super::value::TileValue;
use crate::model::query::Steps;
use crate::promql::ast::Expr;
use collected::CollectedSeries;
use frame::{Frame, Reply};
use limits::Account;
use release::Release;
use result::Collecting;
use select::Fetching;
use state::State;
use values::Values;

pub use super::options::When;
pub use statistics::{EvaluationStatistics, NodeStatistics};

/// About how many values (series times steps) a tile has.
const TILE: u64 = 1 << 18;

/// After how many values, or samples read, evaluation pauses: a few milliseconds. In unit tests after fewer, so that
/// they meet as many pauses with less to evaluate.
const PAUSE: u64 = if cfg!(test) { 1 << 15 } else { 1 << 18 };

/// How an evaluation stands.
#[derive(Debug)]
pub enum Advance {
    /// There is more to do.
    More,
    /// It is done; evaluation is at its end.
    Done(Result<Outcome, Error>),
}

/// What an evaluation gave.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The result.
    pub value: Output,
    /// Warnings and infos.
    pub annotations: Annotations,
    /// What it took.
    pub statistics: EvaluationStatistics,
}

/// A result.
#[derive(Debug, Clone)]
pub enum Output {
    /// One number.
    Scalar {
        /// Unix milliseconds.
        time: i64,
        /// The number.
        value: f64,
    },
    /// One text.
    Text {
        /// Unix milliseconds.
        time: i64,
        /// The text.
        text: String,
    },
    /// Series with one sample each, all at the evaluation's time, in the order that the query gives them.
    Vector(Vec<ResultSeries>),
    /// Series with any number of samples, sorted by labels: of a range query, or of a range selector.
    Matrix(Vec<ResultSeries>),
}

/// A series of a result.
#[derive(Debug, Clone)]
pub struct ResultSeries {
    /// Its labels.
    pub labels: Labels,
    /// Its samples, at least one.
    pub samples: Samples,
}

/// An evaluation under way.
pub struct Evaluation<'a> {
    plan: Plan,
    store: &'a dyn SeriesStore,
    options: Options,
    /// The most steps of a tile, where the size is not left to the evaluation.
    tile_steps: Option<u64>,
    patterns: Patterns,
    /// How many of the plan's reads are begun.
    fetched: usize,
    /// What is being fetched.
    fetching: Option<Fetching<'a>>,
    /// One a node: what it keeps from tile to tile.
    states: Vec<State>,
    values: Values,
    /// What is under way, the innermost scope last.
    frames: Vec<Frame>,
    /// The query's steps that are done.
    done: u64,
    result: CollectedSeries,
    release: Release,
    /// A tile that is put to those before it.
    collecting: Option<Collecting>,
    /// The end of the query, under way.
    ending: Option<Task<Result<Vec<ResultSeries>, Error>>>,
    /// The value of an instant query that is no vector.
    single: Option<TileValue>,
    annotations: Annotations,
    account: Account,
    /// One a node: what it took so far.
    nodes: Vec<NodeStatistics>,
    clock: Option<&'a dyn Fn() -> f64>,
    /// The clock's time at the end of the last unit of work.
    since: f64,
}

/// Evaluates a checked tree in one go, at one time or at the steps of a grid. Fails where the samples do not allow it,
/// in Prometheus' words, and at a limit of the options; the error names the span of the part that met it, where it was
/// one.
pub fn evaluate(expr: &Expr, store: &dyn SeriesStore, when: When, options: &Options) -> Result<Outcome, Error> {
    let mut evaluation = Evaluation::new(Plan::new(expr, when, options)?, store, options);
    loop {
        if let Advance::Done(outcome) = evaluation.advance() {
            return outcome;
        }
    }
}

impl<'a> Evaluation<'a> {
    /// An evaluation that has not begun.
    pub fn new(plan: Plan, store: &'a dyn SeriesStore, options: &Options) -> Self {
        let none = Rc::default();
        let states = plan.nodes().iter().map(|_| State::new(&none)).collect();
        let values = Values::of(&plan);
        let nodes = vec![NodeStatistics::default(); plan.nodes().len()];
        Self {
            plan,
            store,
            options: *options,
            tile_steps: None,
            patterns: Patterns::new(options.dialect),
            fetched: 0,
            fetching: None,
            states,
            values,
            frames: Vec::new(),
            done: 0,
            result: CollectedSeries::new(&none),
            release: Release::default(),
            collecting: None,
            ending: None,
            single: None,
            annotations: Annotations::default(),
            account: Account::new(options.limits),
            nodes,
            clock: None,
            since: 0.0,
        }
    }

    /// With a clock that says milliseconds since some time and never goes back, for statistics. It is asked once a node
    /// and tile.
    #[must_use]
    pub fn with_clock(mut self, clock: &'a dyn Fn() -> f64) -> Self {
        self.clock = Some(clock);
        self
    }

    /// What is evaluated.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// With tiles of at most so many steps, at least 1. The result is the same; only tests need to say so.
    #[must_use]
    pub fn in_tiles_of(mut self, steps: u64) -> Self {
        self.tile_steps = Some(steps.max(1));
        self
    }

    /// The query's steps that are evaluated, and all of them.
    pub fn steps(&self) -> Steps {
        Steps { done: self.done, all: self.plan.scope(ScopeId::QUERY).grid.len() }
    }

    /// Goes on for a few milliseconds. To cancel, drop the evaluation instead.
    pub fn advance(&mut self) -> Advance {
        let end = self.account.work() + PAUSE;
        // What passed since the last call was not this evaluation's.
        self.since = self.clock.map_or(0.0, |clock| clock());
        loop {
            match self.counted() {
                Err(error) => return Advance::Done(Err(error)),
                Ok(Reply::Done) => return self.finish().map_or(Advance::More, Advance::Done),
                Ok(Reply::More) if self.account.work() >= end => return Advance::More,
                Ok(Reply::More) => {}
            }
        }
    }

    /// The smallest unit of work: one fetch, one node over one tile, or the end of a tile.
    fn step(&mut self) -> Result<Reply, Error> {
        if self.fetch()? {
            return Ok(Reply::More);
        }
        if let Some(collecting) = self.collecting.take() {
            self.continue_collecting(collecting)?;
            return Ok(Reply::More);
        }
        let Some(frame) = self.frames.last() else { return Ok(self.next_tile()) };
        match self.plan.scope(frame.scope).nodes.get(frame.next) {
            None => self.end_frame(),
            Some(id) => self.node(*id),
        }
    }

    /// Begins the next tile of the query.
    fn next_tile(&mut self) -> Reply {
        match self.tile(ScopeId::QUERY, self.done, i64::MAX) {
            Some(frame) => {
                self.frames.push(frame);
                Reply::More
            }
            None => Reply::Done,
        }
    }

    /// A frame for the steps of a scope from number `first` on, none of them after `last`; `None` where there is none.
    fn tile(&self, scope: ScopeId, first: u64, last: i64) -> Option<Frame> {
        let grid = self.plan.scope(scope).grid;
        let most = self.tile_steps.unwrap_or(TILE / self.weight(scope).max(1)).max(1);
        let end = grid.until(last).min(first.saturating_add(most));
        (first < end).then(|| Frame::new(scope, (first..end).map(|step| grid.time(step)).collect()))
    }

    /// The work of one step, in values: that of the heaviest node of a scope.
    fn weight(&self, scope: ScopeId) -> u64 {
        let nodes = &self.plan.scope(scope).nodes;
        let heaviest = nodes.iter().map(|id| self.node_weight(*id)).max().unwrap_or(0);
        if nodes.iter().any(|id| self.plan.spreads(*id)) {
            // With a new value at each step, what a tile gives grows with the square of its steps.
            return TILE.saturating_mul(heaviest.max(1)).isqrt();
        }
        heaviest
    }

    fn node_weight(&self, id: PlanNodeId) -> u64 {
        let state = &self.states[id.0 as usize];
        match &self.plan.node(id).kind {
            // A range selector has bounds only; who reads the ranges has the work.
            PlanNodeKind::Range { .. } => 0,
            PlanNodeKind::Call { args, .. } => {
                args.iter().map(|arg| self.states[arg.0 as usize].selected.weight).max().unwrap_or(0)
            }
            // Of an aggregation whose input is streamed series by series, what is held at a time: the groups, and one
            // series. Histograms are not taken like that.
            PlanNodeKind::Aggregate { operand, input: Input::Streamed, .. } => {
                let of_operand = self.node_weight(*operand);
                match state.groups.last() {
                    Some(groups) if of_operand <= groups.of_series.len() as u64 => groups.len() as u64,
                    _ => of_operand,
                }
            }
            PlanNodeKind::Subquery { .. } => state.subquery.results.len() as u64,
            _ => state.selected.weight,
        }
    }

    /// A scope's tile is complete: its result goes to who needs it.
    fn end_frame(&mut self) -> Result<Reply, Error> {
        if self.is_last() && self.release()? == Reply::More {
            return Ok(Reply::More);
        }
        let Some(frame) = self.frames.pop() else { return Ok(Reply::Done) };
        let root = self.plan.scope(frame.scope).root;
        let value = self.values.take(root);
        let owner = self.frames.last().and_then(|outer| self.plan.scope(outer.scope).nodes.get(outer.next).copied());
        match owner {
            None => {
                self.done += frame.steps.len() as u64;
                self.collect(value, frame.steps)?;
            }
            Some(owner) => self.deliver(owner, value, frame.steps)?,
        }
        Ok(Reply::More)
    }

    /// A node's value over the tile under way. Its annotations are kept apart where it stands for several spans.
    fn node(&mut self, id: PlanNodeId) -> Result<Reply, Error> {
        if self.plan.node(id).elsewhere.is_empty() {
            return self.value(id);
        }
        std::mem::swap(&mut self.annotations, &mut self.states[id.0 as usize].annotations);
        let reply = self.value(id);
        std::mem::swap(&mut self.annotations, &mut self.states[id.0 as usize].annotations);
        reply
    }

    /// Goes on with a node's value over the tile under way, or with another scope that must come before it.
    fn value(&mut self, id: PlanNodeId) -> Result<Reply, Error> {
        let Some(frame) = self.frames.last() else { return Ok(Reply::Done) };
        let steps = Rc::clone(&frame.steps);
        let state = &mut self.states[id.0 as usize];
        let value = match (state.labelling.take(), state.working.take()) {
            (Some(labelling), _) => self.label(id, labelling)?,
            (None, Some(working)) => self.work(id, working)?,
            (None, None) => self.computed(id, &steps)?,
        };
        if let Some(value) = value
            && let Some(value) = self.labelled(id, value)?
        {
            self.put(id, value, steps.len())?;
            if let Some(frame) = self.frames.last_mut() {
                frame.next += 1;
            }
        }
        Ok(Reply::More)
    }

    /// A node's value over these steps; `None` where there is more to do.
    fn computed(&mut self, id: PlanNodeId, steps: &Rc<[i64]>) -> Result<Option<TileValue>, Error> {
        self.begin_value(id, steps.len())?;
        Ok(Some(match &self.plan.node(id).kind {
            PlanNodeKind::Number(value) => TileValue::Scalar(vec![*value; steps.len()]),
            PlanNodeKind::String(text) => TileValue::String(text.clone()),
            PlanNodeKind::Instant(_) => self.instant(id, steps)?,
            PlanNodeKind::SampleTime { .. } => return self.sample_time(id, steps),
            PlanNodeKind::Range { .. } => self.range(id, steps),
            PlanNodeKind::Subquery { .. } => match self.subquery(id, steps) {
                Ok(value) => value,
                Err(frame) => return Ok(self.enter(Some(frame))),
            },
            PlanNodeKind::StepInvariant { scope, .. } => match &self.states[id.0 as usize].step_invariant {
                Some(value) => broadcast::over(value, steps.len()),
                None => return Ok(self.enter(self.tile(*scope, 0, i64::MAX))),
            },
            PlanNodeKind::Negate(_) => return self.negate(id),
            PlanNodeKind::Call { .. } => return self.call(id, steps),
            PlanNodeKind::Info { .. } => return self.info(id, steps),
            PlanNodeKind::Aggregate { operand, input: Input::Streamed, .. } => return self.fold(id, *operand, steps),
            PlanNodeKind::Aggregate { .. } => return self.aggregate(id, steps.len()),
            PlanNodeKind::Binary { .. } => return self.binary(id, steps.len()),
        }))
    }

    /// Goes on with what computes a node's value over a tile; `None` where there is more to do.
    fn work(&mut self, id: PlanNodeId, mut working: Task<FunctionResult>) -> Result<Option<TileValue>, Error> {
        let worked = self.account.batch(working.proceed().transpose())?;
        if worked.is_none() {
            self.states[id.0 as usize].working = Some(working);
        }
        Ok(worked.map(|(value, annotations)| {
            self.annotations = annotations;
            value
        }))
    }

    /// Enters another scope, whose tile comes before the value of the node under way.
    fn enter(&mut self, frame: Option<Frame>) -> Option<TileValue> {
        self.frames.extend(frame);
        None
    }
}

#[cfg(test)]
mod tests;
