//! Lowering: the checked tree becomes the plan's nodes, which lie in one arena and know each other by number.
//!
//! Invariant: no recursion: a stack of what is still to be entered and left. A node's operands have smaller numbers.

use super::duration::Spans;
use super::{HistogramDetail, Input, PlanNode, PlanNodeId, PlanNodeKind, PlanSelector, SampleTime, ScopeId, Timing};
use crate::engine::aggregate::GroupingLabels;
use crate::engine::binary::BinaryOperation;
use crate::engine::error::Error;
use crate::engine::functions::absent::fixed_labels;
use crate::engine::functions::{Implementation, implementation, info};
use crate::engine::labels::{Labels, METRIC_NAME};
use crate::engine::matcher::LabelMatcher;
use crate::engine::options::{Options, When};
use crate::model::count::to_u32;
use crate::promql::ast::{self, AtKind, Expr, ExprKind, MatchOp, Modifiers, UnaryOp};
use crate::promql::check;
use crate::promql::functions::FunctionId;
use crate::promql::span::Span;
use crate::promql::value_type::ValueType;

/// What a query gives. An error where the tree has none, or a range query cannot give it.
pub(super) fn value_type(expr: &Expr, when: When) -> Result<ValueType, Error> {
    let value_type = check::value_type(expr).ok_or_else(unfinished)?;
    if matches!(when, When::Range(_)) && matches!(value_type, ValueType::Matrix | ValueType::String) {
        let text =
            format!("invalid expression type \"{value_type}\" for range query, must be Scalar or instant Vector");
        return Err(Error::evaluation(text).at(expr.span));
    }
    Ok(value_type)
}

/// The nodes of a tree and its root.
pub(super) fn lower(expr: &Expr, when: When, options: &Options) -> Result<(Vec<PlanNode>, PlanNodeId), Error> {
    let mut lowering =
        Lowering { nodes: Vec::new(), done: Vec::new(), spans: Spans::of(when), grid: super::grid(when), options };
    let mut work = vec![Visit::Enter(expr)];
    while let Some(next) = work.pop() {
        match next {
            Visit::Enter(expr) => lowering.enter(expr, &mut work)?,
            Visit::Leave(expr) => lowering.leave(expr)?,
        }
    }
    let root = lowering.done.pop().ok_or_else(unfinished)?;
    Ok((lowering.nodes, root))
}

fn unfinished() -> Error {
    Error::evaluation("the expression is not complete")
}

enum Visit<'a> {
    Enter(&'a Expr),
    Leave(&'a Expr),
}

struct Lowering<'o> {
    nodes: Vec<PlanNode>,
    /// Nodes whose parent is still to come.
    done: Vec<PlanNodeId>,
    spans: Spans,
    grid: crate::model::time::StepGrid,
    options: &'o Options,
}

impl Lowering<'_> {
    fn enter<'a>(&mut self, expr: &'a Expr, work: &mut Vec<Visit<'a>>) -> Result<(), Error> {
        let kind = match &expr.kind {
            ExprKind::Error => return Err(unfinished()),
            ExprKind::Paren(inner) => {
                work.push(Visit::Enter(inner));
                return Ok(());
            }
            ExprKind::Unary(unary) if unary.op == UnaryOp::Plus => {
                work.push(Visit::Enter(&unary.operand));
                return Ok(());
            }
            ExprKind::Number(number) => PlanNodeKind::Number(number.value),
            ExprKind::String(text) => PlanNodeKind::String(text.value.clone()),
            ExprKind::Selector(selector) => PlanNodeKind::Instant(self.selector(selector)?),
            ExprKind::Matrix(matrix) => {
                let selector = self.selector(&matrix.selector)?;
                PlanNodeKind::Range { selector, range: self.spans.positive_ms(&matrix.range)? }
            }
            ExprKind::Call(call) => {
                if let Some(kind) = self.sample_time(call)? {
                    kind
                } else {
                    work.push(Visit::Leave(expr));
                    let operands =
                        if FunctionId::of(&call.name) == Some(FunctionId::Info) { 1 } else { call.args.len() };
                    work.extend(call.args.iter().take(operands).rev().map(Visit::Enter));
                    return Ok(());
                }
            }
            _ => {
                work.push(Visit::Leave(expr));
                work.extend(expr.children().into_iter().rev().map(Visit::Enter));
                return Ok(());
            }
        };
        self.push(expr.span, kind);
        Ok(())
    }

    fn leave(&mut self, expr: &Expr) -> Result<(), Error> {
        let kind = match &expr.kind {
            ExprKind::Subquery(subquery) => self.subquery(subquery)?,
            ExprKind::Call(call) => self.call(call, expr.span)?,
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate)?,
            ExprKind::Binary(binary) => {
                let (right, left) = (self.operand()?, self.operand()?);
                PlanNodeKind::Binary {
                    operation: BinaryOperation::of(binary, expr.span, self.options.dialect),
                    left,
                    right,
                }
            }
            ExprKind::Unary(_) => PlanNodeKind::Negate(self.operand()?),
            _ => return Err(unfinished()),
        };
        self.push(expr.span, kind);
        Ok(())
    }

    fn push(&mut self, span: Span, kind: PlanNodeKind) {
        self.done.push(PlanNodeId(to_u32(self.nodes.len())));
        self.nodes.push(PlanNode { span, kind, elsewhere: Vec::new() });
    }

    /// The last of the operands that are still to be taken.
    fn operand(&mut self) -> Result<PlanNodeId, Error> {
        self.done.pop().ok_or_else(unfinished)
    }

    fn subquery(&mut self, subquery: &ast::Subquery) -> Result<PlanNodeKind, Error> {
        let step = subquery.step.as_ref().map(|step| self.spans.positive_ms(step)).transpose()?;
        Ok(PlanNodeKind::Subquery {
            inner: self.operand()?,
            range: self.spans.positive_ms(&subquery.range)?,
            step: step.unwrap_or(self.options.subquery_step_ms).max(1),
            timing: self.timing(&subquery.modifiers)?,
            scope: ScopeId::QUERY,
        })
    }

    fn call(&mut self, call: &ast::Call, span: Span) -> Result<PlanNodeKind, Error> {
        let args = call.args.iter().map(Expr::unparenthesised).collect::<Vec<_>>();
        let id = FunctionId::of(&call.name)
            .ok_or_else(|| Error::evaluation(format!("function {} is not implemented", call.name)))?;
        match (id, args.as_slice()) {
            (FunctionId::Info, [base, rest @ ..]) => {
                let chosen = rest.first().map(|it| &it.kind);
                let matchers = match chosen {
                    Some(ExprKind::Selector(selector)) => matchers(selector),
                    _ => Vec::new(),
                };
                let selector = PlanSelector {
                    matchers: info::selection(&matchers),
                    timing: self.info_timing(base)?,
                    extension: None,
                    detail: HistogramDetail::default(),
                    propagated: 0,
                    part: None,
                };
                Ok(PlanNodeKind::Info { base: self.operand()?, matchers, selector })
            }
            (FunctionId::AbsentOverTime, [of]) => {
                // Which says whether the range of any series has a sample, and keeps the names that tell series apart.
                let present = self.function(FunctionId::LastOverTime, &args)?;
                self.push(of.span, present);
                self.function(id, &args)
            }
            // Without argument the functions of the calendar are about the time of the step.
            (_, []) if matches!(implementation(id), Some(Implementation::OfFloat(_))) => {
                for (id, spans) in [(FunctionId::Time, Vec::new()), (FunctionId::Vector, vec![span])] {
                    let now = self.applied(id, spans, Labels::default())?;
                    self.push(span, now);
                }
                self.applied(id, vec![span], Labels::default())
            }
            _ => self.function(id, &args),
        }
    }

    fn function(&mut self, id: FunctionId, args: &[&Expr]) -> Result<PlanNodeKind, Error> {
        let fixed = args.first().map(|arg| fixed_labels(arg)).unwrap_or_default();
        self.applied(id, args.iter().map(|arg| arg.span).collect(), fixed)
    }

    /// A call of a function whose arguments, with these spans, are the last operands.
    fn applied(&mut self, id: FunctionId, spans: Vec<Span>, fixed: Labels) -> Result<PlanNodeKind, Error> {
        let function = id.function();
        // Only a broken tree calls `info` with nothing.
        let implementation = implementation(id).ok_or_else(unfinished)?;
        let first = self.done.len().checked_sub(spans.len()).ok_or_else(unfinished)?;
        Ok(PlanNodeKind::Call { function, implementation, args: self.done.split_off(first), spans, fixed })
    }

    fn aggregate(&mut self, aggregate: &ast::Aggregate) -> Result<PlanNodeKind, Error> {
        let operand = self.operand()?;
        let parameter = match aggregate.parameter() {
            Some(expr) => Some((self.operand()?, expr.unparenthesised().span)),
            None => None,
        };
        let operand_span = aggregate.operand().map(|it| it.unparenthesised().span).unwrap_or_default();
        let grouping = GroupingLabels::of(aggregate.grouping.as_ref());
        Ok(PlanNodeKind::Aggregate {
            op: aggregate.op,
            grouping,
            parameter,
            operand,
            operand_span,
            input: Input::default(),
        })
    }

    /// `timestamp(selector)` and `start_timestamp(selector)` read the sample's own times, through parentheses too.
    fn sample_time(&self, call: &ast::Call) -> Result<Option<PlanNodeKind>, Error> {
        let which = match FunctionId::of(&call.name) {
            Some(FunctionId::Timestamp) => SampleTime::Taken,
            Some(FunctionId::StartTimestamp) => SampleTime::Start,
            _ => return Ok(None),
        };
        let Some(ExprKind::Selector(selector)) = call.args.first().map(|it| &it.unparenthesised().kind) else {
            return Ok(None);
        };
        Ok(Some(PlanNodeKind::SampleTime { selector: self.selector(selector)?, which }))
    }

    fn selector(&self, selector: &ast::Selector) -> Result<PlanSelector, Error> {
        Ok(PlanSelector {
            matchers: matchers(selector),
            timing: self.timing(&selector.modifiers)?,
            extension: selector.modifiers.extension.map(|(extension, _)| extension),
            detail: HistogramDetail::default(),
            propagated: 0,
            part: None,
        })
    }

    /// `start()` and `end()` are the outermost query's.
    fn timing(&self, modifiers: &Modifiers) -> Result<Timing, Error> {
        let at = modifiers.at.map(|at| match at.kind {
            AtKind::Time(ms) => ms,
            AtKind::Start => self.grid.start,
            AtKind::End => self.grid.end,
        });
        let offset = modifiers.offset.as_ref().map_or(Ok(0), |offset| self.spans.ms(offset))?;
        Ok(Timing { at, offset })
    }

    /// Where `info` looks for info series: at the time of the first selector of its operand, with the modifiers of
    /// the subqueries around it.
    fn info_timing(&self, base: &Expr) -> Result<Timing, Error> {
        let mut timing = Timing::default();
        let mut expr = base;
        loop {
            if let Some(modifiers) = expr.modifiers() {
                let own = self.timing(modifiers)?;
                timing = match own.at {
                    Some(at) => Timing { at: Some(at), offset: own.offset },
                    None => Timing { at: timing.at, offset: timing.offset.saturating_add(own.offset) },
                };
            }
            let below = expr.children();
            let has_selector = |it: &&Expr| !matches!(it.kind, ExprKind::Number(_) | ExprKind::String(_));
            match below.into_iter().find(has_selector) {
                Some(next) => expr = next,
                None => return Ok(timing),
            }
        }
    }
}

/// A selector's name and matchers.
fn matchers(selector: &ast::Selector) -> Vec<LabelMatcher> {
    let name = selector.name.iter();
    let name = name.map(|it| LabelMatcher { name: METRIC_NAME.into(), op: MatchOp::Equal, value: it.text.clone() });
    let others = selector.matchers.iter();
    name.chain(others.map(|it| LabelMatcher { name: it.name.text.clone(), op: it.op, value: it.value.value.clone() }))
        .collect()
}
