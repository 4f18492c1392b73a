//! Evaluation of signs, aggregations and binary operators.

use std::rc::Rc;

use super::limits::count;
use super::{Evaluation, When};
use crate::engine::aggregate::{self, Aggregation, ResultOrder};
use crate::engine::binary;
use crate::engine::column::{ValueColumn, is_float};
use crate::engine::error::Error;
use crate::engine::histogram;
use crate::engine::plan::{PlanNodeId, PlanNodeKind};
use crate::engine::query_budget::bytes_of;
use crate::engine::task::Task;
use crate::engine::value::{SeriesSet, TileValue};
use crate::promql::ast::{BinaryOp, Side};
use crate::promql::functions::MetricName;

/// As many samples as the running result of a group at a step takes, at the most, and what comes of it.
const CELL: usize = 3;

impl Evaluation<'_> {
    pub(super) fn negate(&mut self, id: PlanNodeId) -> Result<Option<TileValue>, Error> {
        let PlanNodeKind::Negate(operand) = self.plan.node(id).kind else { return Ok(Some(nothing())) };
        let Some(series_set) = self.series_set(operand) else {
            return Ok(Some(match self.values.take(operand) {
                TileValue::Scalar(values) => TileValue::Scalar(values.into_iter().map(|value| -value).collect()),
                other => other,
            }));
        };
        let Some(renamed) = self.renamed(id, &series_set, MetricName::Dropped)? else { return Ok(None) };
        let TileValue::Vector(mut vector) = self.values.take(operand) else { return Ok(Some(nothing())) };
        self.by_series(id, renamed, vector.columns.len(), move |at, _| {
            opposite(std::mem::take(&mut vector.columns[at]))
        })
    }

    pub(super) fn aggregate(&mut self, id: PlanNodeId, steps: usize) -> Result<Option<TileValue>, Error> {
        let order = self.order();
        let PlanNodeKind::Aggregate { op, parameter, operand, operand_span, .. } = self.plan.node(id).kind else {
            return Ok(Some(nothing()));
        };
        let series_set = self.series_set(operand).unwrap_or_default();
        let Some(groups) = self.groups(id, &series_set)? else { return Ok(None) };
        let node = self.plan.node(id);
        let uncounted = self.states[id.0 as usize].uncounted(&groups);
        let mut budget = self.account.budget(node.span);
        budget.reserve(uncounted)?;
        self.account.fits(groups.len(), steps * CELL, uncounted, node.span)?;
        let aggregation = Aggregation {
            op,
            parameter: parameter.map(|(node, _)| self.values.read(node)),
            order,
            dialect: self.options.dialect,
            budget,
            span: node.span,
            parameter_span: parameter.map_or(node.span, |(_, span)| span),
            operand_span,
        };
        let (operand, annotations) = (self.values.read(operand), std::mem::take(&mut self.annotations));
        self.work(id, Task::new(aggregate::aggregate(aggregation, groups, operand, annotations)))
    }

    /// Whether the order of series says something: at the one step of an instant query.
    fn order(&self) -> ResultOrder {
        let scope = self.frames.last().map(|frame| self.plan.scope(frame.scope).grid.len());
        let is_instant = matches!(self.plan.when(), When::Instant(_)) && scope == Some(1);
        if is_instant { ResultOrder::Value } else { ResultOrder::Series }
    }

    pub(super) fn binary(&mut self, id: PlanNodeId, steps: usize) -> Result<Option<TileValue>, Error> {
        let PlanNodeKind::Binary { left, right, .. } = self.plan.node(id).kind else { return Ok(Some(nothing())) };
        match (self.series_set(left), self.series_set(right)) {
            (None, None) => {
                let (left, right) = (self.values.read(left), self.values.read(right));
                let PlanNodeKind::Binary { operation, .. } = &self.plan.node(id).kind else {
                    return Ok(Some(nothing()));
                };
                let (TileValue::Scalar(left), TileValue::Scalar(right)) = (&*left, &*right) else {
                    return Ok(Some(nothing()));
                };
                Ok(Some(TileValue::Scalar(binary::scalars(operation, left, right))))
            }
            (Some(left), Some(right)) => self.vectors(id, &left, &right, steps),
            (Some(series_set), None) | (None, Some(series_set)) => self.beside_scalar(id, &series_set),
        }
    }

    /// A vector beside a scalar.
    fn beside_scalar(&mut self, id: PlanNodeId, series_set: &Rc<SeriesSet>) -> Result<Option<TileValue>, Error> {
        let PlanNodeKind::Binary { operation, .. } = &self.plan.node(id).kind else { return Ok(Some(nothing())) };
        let Some(renamed) = self.renamed(id, series_set, operation.name())? else { return Ok(None) };
        let PlanNodeKind::Binary { operation, left, right } = &self.plan.node(id).kind else {
            return Ok(Some(nothing()));
        };
        let (operation, left, right) = (operation.clone(), self.values.read(*left), self.values.read(*right));
        self.by_series(id, renamed, series_set.len(), move |at, annotations| match (&*left, &*right) {
            (TileValue::Vector(left), TileValue::Scalar(right)) => {
                binary::beside_scalar(&operation, Side::Left, &left.columns[at], right, annotations)
            }
            (TileValue::Scalar(left), TileValue::Vector(right)) => {
                binary::beside_scalar(&operation, Side::Right, &right.columns[at], left, annotations)
            }
            _ => ValueColumn::default(),
        })
    }

    fn vectors(
        &mut self,
        id: PlanNodeId,
        left: &Rc<SeriesSet>,
        right: &Rc<SeriesSet>,
        steps: usize,
    ) -> Result<Option<TileValue>, Error> {
        let Some(matches) = self.matches(id, left, right)? else { return Ok(None) };
        let PlanNodeKind::Binary { operation, left, right } = &self.plan.node(id).kind else {
            return Ok(Some(nothing()));
        };
        let bytes = matches.memory() + bytes_of::<u64>(matches.results());
        // Of `or` those of the right side are there by themselves before they join the left side's.
        let others = if operation.op == BinaryOp::Or { self.values.look(*right).map_or(0, count) } else { 0 };
        self.account.fits(matches.results() + others, steps, bytes, operation.span)?;
        let (operation, operands) = (operation.clone(), (self.values.read(*left), self.values.read(*right)));
        let annotations = std::mem::take(&mut self.annotations);
        self.work(id, Task::new(binary::vectors(operation, matches, operands, steps, annotations)))
    }
}

/// What a node has that is none of the kind that is asked for.
fn nothing() -> TileValue {
    TileValue::Scalar(Vec::new())
}

/// Each value's opposite.
fn opposite(mut column: ValueColumn) -> ValueColumn {
    for value in column.values.iter_mut().filter(|value| is_float(**value)) {
        *value = -*value;
    }
    for own in column.histograms.iter_mut().flatten() {
        *own = Rc::new(histogram::negate(own));
    }
    column
}
