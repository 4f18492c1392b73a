//! The plan of a query: its tree with all that can be decided before a sample is read.
//!
//! Durations are milliseconds, `@` is a time, matchers are data, functions are looked up, parentheses are gone.
//! Nodes stand in an arena and name each other by number, so that nothing that walks a plan recurses.
//! A [`Scope`] is a grid of steps with the nodes that are evaluated on it: the query's own, one per subquery, and one
//! of a single step for each step-invariant part.
//!
//! Each pass is a small file. Passes save work and change no result, no annotation and no error: `constant` (constant
//! folding), `propagate_matchers` (matchers of one side of an operator hold of the other), `step_invariant` (parts that
//! give the same at every step are evaluated once), `share` (what is written twice is one node), `fuse` (aggregations
//! whose input is streamed). Derived of every plan: `detail` (how much of histograms is read), `projection` (which
//! labels a node needs), `reads` (which samples are read, and which selectors are read together). A source that asks
//! what a read is for is said by `select_hints`; what others are to evaluate is written by `promql`.
//!
//! Invariant: a node's span is that of the tree's node, as annotations carry spans.
//! Invariant: a node may stand below several others, of one scope only.
//! Invariant: a scope's nodes are in the order of evaluation: operands first.
//! Not here: evaluation (`evaluate`), what is wrong with a tree (`promql::check`).

mod constant;
mod detail;
mod display;
mod duration;
mod fuse;
mod lower;
mod projection;
mod promql;
mod propagate_matchers;
mod reads;
mod schedule;
mod select_hints;
mod share;
mod step_invariant;

pub use detail::{HistogramDetail, details};
pub use projection::Projection;
pub use promql::promql;
pub use reads::{GridTimes, ReadUse, StoreRead};
pub use select_hints::{SelectHints, Usage};
pub use step_invariant::step_invariant;

use std::rc::Rc;

use super::aggregate::GroupingLabels;
use super::binary::BinaryOperation;
use super::error::Error;
use super::functions::Implementation;
use super::labels::Labels;
use super::matcher::LabelMatcher;
use super::options::{Options, When};
use crate::model::time::StepGrid;
use crate::promql::aggregators::Gives;
use crate::promql::ast::{AggregateOp, Expr, Extension};
use crate::promql::functions::{Function, ResultLabels};
use crate::promql::span::Span;
use crate::promql::value_type::ValueType;

/// A node of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlanNodeId(pub u32);

/// A scope of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

impl ScopeId {
    /// The query's own steps.
    pub const QUERY: Self = Self(0);
}

/// A query, ready for evaluation.
#[derive(Debug)]
pub struct Plan {
    nodes: Vec<PlanNode>,
    root: PlanNodeId,
    scopes: Vec<Scope>,
    /// One a node.
    projections: Vec<Projection>,
    /// One a node.
    uses: Vec<u32>,
    reads: Vec<StoreRead>,
    when: When,
    /// What the query gives.
    value_type: ValueType,
}

/// A node with its span.
#[derive(Debug)]
pub struct PlanNode {
    /// Its text.
    pub span: Span,
    /// What it is.
    pub kind: PlanNodeKind,
    /// Where the same is written again and this node stands for it: of each such span, the spans that this node's
    /// annotations may carry, and what they are there.
    pub elsewhere: Vec<Vec<(Span, Span)>>,
}

/// A grid of steps and what is evaluated on it.
#[derive(Debug)]
pub struct Scope {
    /// The steps.
    pub grid: StepGrid,
    /// What is evaluated, operands first.
    pub nodes: Vec<PlanNodeId>,
    /// What comes of it.
    pub root: PlanNodeId,
}

/// What a node is.
#[derive(Debug)]
pub enum PlanNodeKind {
    /// A number.
    Number(f64),
    /// A text.
    String(String),
    /// The latest sample of each series.
    Instant(PlanSelector),
    /// Times that belong to the latest sample of each series, in seconds: `timestamp(selector)` and the like.
    SampleTime {
        /// The series.
        selector: PlanSelector,
        /// Which of its times.
        which: SampleTime,
    },
    /// The samples of each series in a range.
    Range {
        /// The series.
        selector: PlanSelector,
        /// How far back, in milliseconds.
        range: i64,
    },
    /// The results of an expression in a range.
    Subquery {
        /// The expression.
        inner: PlanNodeId,
        /// How far back, in milliseconds.
        range: i64,
        /// The distance of its steps in milliseconds.
        step: i64,
        /// `@` and `offset`.
        timing: Timing,
        /// Its steps.
        scope: ScopeId,
    },
    /// An expression that gives the same at every step, evaluated at one.
    StepInvariant {
        /// The expression.
        inner: PlanNodeId,
        /// The one step.
        scope: ScopeId,
    },
    /// The opposite.
    Negate(PlanNodeId),
    /// A call of a function.
    Call {
        /// Which.
        function: &'static Function,
        /// How it is computed.
        implementation: Implementation,
        /// Its arguments.
        args: Vec<PlanNodeId>,
        /// Their spans.
        spans: Vec<Span>,
        /// The labels that the first argument fixes, where it is a selector.
        fixed: Labels,
    },
    /// `info`.
    Info {
        /// The series that get labels.
        base: PlanNodeId,
        /// The matchers that choose info series and labels; empty: `target_info` and all of its labels.
        matchers: Vec<LabelMatcher>,
        /// The info series, at the time of the first selector in `base`.
        selector: PlanSelector,
    },
    /// An aggregation.
    Aggregate {
        /// Which.
        op: AggregateOp,
        /// `by` or `without`.
        grouping: GroupingLabels,
        /// The parameter, where it takes one, and its span.
        parameter: Option<(PlanNodeId, Span)>,
        /// What is aggregated.
        operand: PlanNodeId,
        /// The operand's span.
        operand_span: Span,
        /// How it gets the operand's series.
        input: Input,
    },
    /// A binary operator.
    Binary {
        /// The operator with all that is written beside it.
        operation: BinaryOperation,
        /// The left operand.
        left: PlanNodeId,
        /// The right operand.
        right: PlanNodeId,
    },
}

/// How an aggregation gets its operand's series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Input {
    /// As a vector of all of them.
    #[default]
    Vector,
    /// One after the other; the operand is not evaluated by itself.
    Streamed,
}

/// Which series, and when.
#[derive(Debug, Clone)]
pub struct PlanSelector {
    /// What their labels must satisfy, the name first.
    pub matchers: Vec<LabelMatcher>,
    /// `@` and `offset`.
    pub timing: Timing,
    /// `anchored` or `smoothed`.
    pub extension: Option<Extension>,
    /// How much of histograms is looked at.
    pub detail: HistogramDetail,
    /// How many of the matchers, the last ones, were not written but follow from what the series are joined with.
    pub propagated: usize,
    /// What it stands for, where that is not series but what other nodes make of theirs.
    pub part: Option<Rc<PlanPart>>,
}

/// A part of a query that other nodes evaluate, each over its own series. The plan reads the results, of each step its
/// own, as those of a selector without matchers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanPart {
    /// What they are asked.
    pub expr: String,
    /// Whether results of equal labels from several nodes are all needed, as an aggregation above adds them up. The
    /// source then gives them the label [`ZONE_LABEL`], which that aggregation drops.
    pub needs_zone_label: bool,
    /// Which labels its results may have. Nodes answer without their external labels; the source adds those that are
    /// among these.
    pub labels: Projection,
}

/// The label by which equal results of several zones are told apart until they are merged.
pub const ZONE_LABEL: &str = "__zone__";

/// A time of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SampleTime {
    /// When it was taken.
    Taken,
    /// When its counter began.
    Start,
}

/// What shifts the time at which something is looked up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timing {
    /// `@`: this time instead of the step's, Unix milliseconds.
    pub at: Option<i64>,
    /// `offset`: so many milliseconds before.
    pub offset: i64,
}

impl Timing {
    /// The time that is looked up for a step.
    pub fn reference(self, step: i64) -> i64 {
        self.at.unwrap_or(step).saturating_sub(self.offset)
    }
}

impl Plan {
    /// Plans a tree that has no diagnostics.
    ///
    /// Fails where a duration is none, the steps are too many, or the tree is not whole after all.
    pub fn new(expr: &Expr, when: When, options: &Options) -> Result<Self, Error> {
        Self::with(expr, when, options, |_, root| root)
    }

    /// As [`Self::new`], with another pass before those that look at several nodes: it may replace nodes, and gives the
    /// root. Operands keep smaller numbers than what is above them.
    pub fn with(
        expr: &Expr,
        when: When,
        options: &Options,
        pass: impl Fn(&mut Vec<PlanNode>, PlanNodeId) -> PlanNodeId,
    ) -> Result<Self, Error> {
        Self::passed(expr, when, options, |nodes, root| {
            let root = constant::fold(nodes, root, when, options);
            let root = pass(nodes, root);
            propagate_matchers::propagate_matchers(nodes, root);
            let root = step_invariant::wrap(nodes, root);
            share::share(nodes, root);
            fuse::fuse(nodes, root);
            root
        })
    }

    /// Plans a tree node by node, without the passes that save work. It gives the same as [`Self::new`]; this is what
    /// tests hold that against.
    pub fn as_written(expr: &Expr, when: When, options: &Options) -> Result<Self, Error> {
        Self::passed(expr, when, options, |_, root| root)
    }

    fn passed(
        expr: &Expr,
        when: When,
        options: &Options,
        passes: impl Fn(&mut Vec<PlanNode>, PlanNodeId) -> PlanNodeId,
    ) -> Result<Self, Error> {
        let value_type = lower::value_type(expr, when)?;
        let (mut nodes, root) = lower::lower(expr, when, options)?;
        detail::mark(&mut nodes, root);
        let root = passes(&mut nodes, root);
        let scopes = schedule::schedule(&mut nodes, root, grid(when), options)?;
        let projections = projection::projections(&nodes, root);
        let uses = uses(&nodes, root);
        let mut plan = Self { nodes, root, scopes, projections, uses, reads: Vec::new(), when, value_type };
        plan.reads = plan.collect_reads(options);
        Ok(plan)
    }

    /// A node.
    pub fn node(&self, id: PlanNodeId) -> &PlanNode {
        &self.nodes[id.0 as usize]
    }

    /// All nodes, by number.
    pub fn nodes(&self) -> &[PlanNode] {
        &self.nodes
    }

    /// Of each node, how many times its value is taken: once by each use as an operand above it, and the query's once.
    pub fn uses(&self) -> &[u32] {
        &self.uses
    }

    /// What must be read, in the order of evaluation. Selectors with the same matchers are read together where their
    /// windows overlap, so that nothing is read twice and nothing in between for nothing.
    pub fn reads(&self) -> &[StoreRead] {
        &self.reads
    }

    /// Whether a node gives a series for each value of a number that differs from step to step.
    pub fn spreads(&self, id: PlanNodeId) -> bool {
        match &self.node(id).kind {
            PlanNodeKind::Aggregate { op, .. } => op.aggregator().gives == Gives::SeriesPerValue,
            PlanNodeKind::Call { function, args, .. } if function.labels == ResultLabels::PerScalar => {
                let is_scalar = |at| function.parameter(at).is_some_and(|one| one.value_type == ValueType::Scalar);
                let differs = |arg: &PlanNodeId| !matches!(self.node(*arg).kind, PlanNodeKind::Number(_));
                args.iter().enumerate().any(|(at, arg)| is_scalar(at) && differs(arg))
            }
            _ => false,
        }
    }

    /// Which labels a node's series must have.
    pub fn projection(&self, id: PlanNodeId) -> &Projection {
        &self.projections[id.0 as usize]
    }

    /// The node that gives the result.
    pub fn root(&self) -> PlanNodeId {
        self.root
    }

    /// A scope.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// When it is evaluated.
    pub fn when(&self) -> When {
        self.when
    }

    /// What it gives.
    pub fn value_type(&self) -> ValueType {
        self.value_type
    }
}

fn uses(nodes: &[PlanNode], root: PlanNodeId) -> Vec<u32> {
    let mut uses = vec![0; nodes.len()];
    uses[root.0 as usize] = 1;
    for id in operands_first(nodes, root) {
        for child in nodes[id.0 as usize].kind.children() {
            uses[child.0 as usize] += 1;
        }
    }
    uses
}

/// The nodes of a plan, each once, operands first.
fn operands_first(nodes: &[PlanNode], root: PlanNodeId) -> Vec<PlanNodeId> {
    let mut order = Vec::new();
    let mut is_known = vec![false; nodes.len()];
    let mut left = vec![(root, false)];
    while let Some((id, is_done)) = left.pop() {
        if is_done {
            order.push(id);
        } else if !std::mem::replace(&mut is_known[id.0 as usize], true) {
            left.push((id, true));
            left.extend(nodes[id.0 as usize].kind.children().into_iter().rev().map(|child| (child, false)));
        }
    }
    order
}

/// The steps of a query; of an instant query one.
pub fn grid(when: When) -> StepGrid {
    match when {
        When::Instant(at) => StepGrid { start: at, end: at, step: 1 },
        When::Range(grid) => grid,
    }
}

impl PlanNodeKind {
    /// The nodes directly below, in the order of evaluation.
    pub fn children(&self) -> Vec<PlanNodeId> {
        match self {
            Self::Number(_) | Self::String(_) | Self::Instant(_) | Self::SampleTime { .. } | Self::Range { .. } => {
                Vec::new()
            }
            Self::Subquery { inner: one, .. }
            | Self::StepInvariant { inner: one, .. }
            | Self::Negate(one)
            | Self::Info { base: one, .. } => vec![*one],
            Self::Call { args, .. } => args.clone(),
            Self::Aggregate { parameter, operand, .. } => {
                parameter.iter().map(|(node, _)| *node).chain([*operand]).collect()
            }
            Self::Binary { left, right, .. } => vec![*left, *right],
        }
    }

    /// Puts other nodes below it, one for each of its children.
    pub fn replace_children(&mut self, mut other: impl FnMut(PlanNodeId) -> PlanNodeId) {
        match self {
            Self::Number(_) | Self::String(_) | Self::Instant(_) | Self::SampleTime { .. } | Self::Range { .. } => {}
            Self::Subquery { inner: one, .. }
            | Self::StepInvariant { inner: one, .. }
            | Self::Negate(one)
            | Self::Info { base: one, .. } => *one = other(*one),
            Self::Call { args, .. } => args.iter_mut().for_each(|one| *one = other(*one)),
            Self::Aggregate { parameter, operand, .. } => {
                if let Some((node, _)) = parameter {
                    *node = other(*node);
                }
                *operand = other(*operand);
            }
            Self::Binary { left, right, .. } => {
                *left = other(*left);
                *right = other(*right);
            }
        }
    }

    /// The operand that is not evaluated by itself, but series by series with this node.
    pub fn streamed_input(&self) -> Option<PlanNodeId> {
        match self {
            Self::Aggregate { operand, input: Input::Streamed, .. } => Some(*operand),
            _ => None,
        }
    }

    /// The selector, where it is one or has one of its own.
    pub fn selector(&self) -> Option<&PlanSelector> {
        match self {
            Self::Instant(selector)
            | Self::SampleTime { selector, .. }
            | Self::Range { selector, .. }
            | Self::Info { selector, .. } => Some(selector),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
