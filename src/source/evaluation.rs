//! Evaluation in the worker, step by step: from an expression to its tree and its plan, and from a plan and a store to
//! a value, its warnings, and what it took.
//!
//! Invariant: a value is as a server's answer would be: the same series, order, samples and texts.
//! Invariant: it yields every few milliseconds, and ends when its time is up; dropping the future ends it.
//! Not here: reading series (`series`), what an expression gives (`engine`).

use super::outside;
use super::series::SourceRun;
use super::yielder::Yielder;
use crate::engine::annotation::{AnnotationLevel, Annotations};
use crate::engine::block::Filling;
use crate::engine::error::Error;
use crate::engine::evaluate::{Advance, Evaluation, Outcome, Output, ResultSeries, When};
use crate::engine::options::Options;
use crate::engine::plan::Plan;
use crate::engine::query_budget::QueryBudget;
use crate::engine::store::SeriesStore;
use crate::engine::store::memory::MemoryStore;
use crate::federation::push_down;
use crate::model::block::Block;
use crate::model::lang::Said;
use crate::model::outcome::{self, ExprSpan, Failure, Outside};
use crate::model::query::{At, Progress, Query};
use crate::model::time::StepGrid;
use crate::model::value::Value;
use crate::promql::ast::Expr;
use crate::promql::check::diagnose;
use crate::promql::diagnostic::{self, Diagnostic};
use crate::promql::position::Positions;
use crate::promql::span::Span;
use crate::promql::wording;
use crate::wire::text;
use crate::wire::transport::Transport;

/// The most warnings, and the most infos, that are listed one by one: as many as Prometheus' API lists.
const MAX_ANNOTATIONS: usize = 10;

/// What came of an evaluation.
#[derive(Debug)]
pub(super) struct Evaluated {
    pub(super) value: Value,
    pub(super) warnings: Vec<String>,
    pub(super) infos: Vec<String>,
    pub(super) took: outcome::Evaluated,
}

/// A query whose expression can be evaluated.
pub(super) struct CheckedQuery<'a> {
    query: &'a Query,
    tree: Expr,
}

impl<'a> CheckedQuery<'a> {
    /// Reads the expression; fails by the first mistake in it. A selector that leaves no series out is none here.
    pub(super) fn new(query: &'a Query) -> Result<Self, Failure> {
        let (parsed, diagnostics) = diagnose(&query.expr);
        let is_wrong = |one: &&Diagnostic| one.severity == diagnostic::Severity::Error && !one.selects_all();
        match diagnostics.iter().find(is_wrong) {
            None => Ok(Self { query, tree: parsed.expr }),
            Some(wrong) => Err(Failure::Expression {
                said: Said::by(|lang| wording::message(wrong, lang)),
                span: span_of(&query.expr, wrong.span),
            }),
        }
    }

    /// How it is evaluated; where nodes evaluate what they can, with parts that go down to them.
    pub(super) fn plan(&self, options: &Options, nodes: Option<&push_down::Arrangement>) -> Result<Plan, Failure> {
        let when = when(self.query.at);
        let plan = match nodes {
            Some(nodes) => push_down::plan(&self.tree, when, options, nodes),
            None => Plan::new(&self.tree, when, options),
        };
        plan.map_err(|error| self.failure(error))
    }

    /// Evaluates its plan over a store. The run is told the progress at every yield.
    pub(super) async fn evaluate<T: Transport>(
        &self,
        plan: Plan,
        store: &dyn SeriesStore,
        options: &Options,
        run: &SourceRun<'_, T>,
    ) -> Result<Evaluated, Failure> {
        let (yielder, read) = (&run.yielder, run.progress());
        let began = yielder.elapsed_ms();
        let failed = |error| self.failure(error);
        let mut evaluation = Evaluation::new(plan, store, options);
        let outcome = loop {
            match evaluation.advance() {
                Advance::Done(outcome) => break outcome.map_err(failed)?,
                Advance::More if yielder.yield_if_due().await? => {
                    run.tell(Progress { evaluation: Some(evaluation.steps()), ..read });
                }
                Advance::More => {}
            }
        };
        drop(evaluation);
        let budget = QueryBudget::new(options.limits.memory, self.tree.span);
        let Outcome { value, annotations, statistics } = outcome;
        let value = match value {
            Output::Scalar { time, value } => Value::Scalar { time, value },
            Output::Text { time, text } => Value::Text { time, text },
            Output::Vector(series) => Value::Vector(columns(series, budget, &failed, yielder).await?.into()),
            Output::Matrix(series) => Value::Matrix(columns(series, budget, &failed, yielder).await?.into()),
        };
        let [warnings, infos] = [(AnnotationLevel::Warning, "warning"), (AnnotationLevel::Info, "info")]
            .map(|(level, name)| messages(&annotations, level, name, &self.query.expr));
        let ms = yielder.elapsed_ms() - began;
        let took = outcome::Evaluated { series: statistics.series, samples: statistics.samples, ms, outside: None };
        Ok(Evaluated { value, warnings, infos, took })
    }

    /// The series of a store that it selects and whose samples all lie outside of what it looks at; only of an instant
    /// query.
    pub(super) async fn outside<T: Transport>(
        &self,
        store: &MemoryStore,
        options: &Options,
        yielder: &Yielder<'_, T>,
    ) -> Result<Option<Outside>, Failure> {
        let At::Instant { time } = self.query.at else { return Ok(None) };
        outside::of(&self.tree, time, store, options, yielder).await
    }

    fn failure(&self, error: Error) -> Failure {
        let expr = &self.query.expr;
        match error {
            Error::Evaluation { text, span } => {
                Failure::Evaluation { text: text::line(&text), span: span.map(|span| span_of(expr, span)) }
            }
            Error::Limit { limit, most, span } => Failure::Limit { limit, most, span: span_of(expr, span) },
        }
    }
}

/// The series as one block, where there is room for it.
async fn columns<T: Transport>(
    all: Vec<ResultSeries>,
    budget: QueryBudget,
    failed: &impl Fn(Error) -> Failure,
    yielder: &Yielder<'_, T>,
) -> Result<Block, Failure> {
    let mut filling = Filling::new(&all, budget);
    for series in all {
        filling.push(series).map_err(failed)?;
        yielder.yield_if_due().await?;
    }
    Ok(filling.finish())
}

/// The annotations of one level as messages, worded as in Prometheus' API.
fn messages(annotations: &Annotations, level: AnnotationLevel, name: &str, expr: &str) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    let mut omitted = 0;
    for annotation in annotations.all().iter().filter(|annotation| annotation.level == level) {
        if messages.len() < MAX_ANNOTATIONS {
            messages.push(text::line(&annotation.line(expr)));
        } else {
            omitted += 1;
        }
    }
    if omitted > 0 {
        messages.push(format!("{omitted} more {name} annotations omitted"));
    }
    messages
}

fn when(at: At) -> When {
    match at {
        At::Instant { time } => When::Instant(time),
        At::Range { start, end, step } => When::Range(StepGrid { start, end, step }),
    }
}

pub(super) fn span_of(expr: &str, Span { start, end }: Span) -> ExprSpan {
    let (line, column) = Positions::new(expr).of(start as usize);
    ExprSpan { start, end, line, column }
}
