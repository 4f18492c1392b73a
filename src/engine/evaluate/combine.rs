//! Signs, aggregations and binary operators: what stands above vectors.

use std::rc::Rc;

use super::names::Renamed;
use super::{Evaluation, When};
use crate::engine::aggregate::{self, Aggregation, Groups, Order, Parameter};
use crate::engine::binary::{self, Matches};
use crate::engine::column::{Column, is_float};
use crate::engine::error::Error;
use crate::engine::functions::Name;
use crate::engine::histogram;
use crate::engine::plan::{Kind, NodeId};
use crate::engine::value::{Shape, Value, Vector};
use crate::promql::ast::BinaryOp;

/// As many samples as the running result of a group at a step takes, at the most, and what comes of it.
const CELL: usize = 3;

impl Evaluation<'_> {
    /// The series of a node whose operand has these, once there is memory for them.
    pub(super) fn renamed(&mut self, id: NodeId, shape: &Rc<Shape>, name: Name) -> Result<Rc<Renamed>, Error> {
        let room = self.account.room(self.plan.node(id).span);
        let memo = &mut self.states[id.0 as usize].renamed;
        memo.of(&[shape], || Renamed::of(shape, name, self.options.name_removal, room))
    }

    /// The columns of these series as a vector; fails where series that become one have a sample at the same step.
    fn with_columns(
        &mut self,
        id: NodeId,
        shape: &Rc<Shape>,
        name: Name,
        columns: Vec<Column>,
    ) -> Result<Value, Error> {
        let renamed = self.renamed(id, shape, name)?;
        Ok(Value::Vector(Vector { shape: Rc::clone(&renamed.shape), columns: renamed.columns(columns)? }))
    }

    pub(super) fn negate(&mut self, id: NodeId) -> Result<Value, Error> {
        let Kind::Negate(operand) = self.plan.node(id).kind else { return Ok(Value::Scalar(Vec::new())) };
        match self.values.take(operand) {
            Value::Scalar(values) => Ok(Value::Scalar(values.into_iter().map(|value| -value).collect())),
            Value::Vector(vector) => {
                let columns = vector.columns.into_iter().map(opposite).collect();
                self.with_columns(id, &vector.shape, Name::Dropped, columns)
            }
            other => Ok(other),
        }
    }

    pub(super) fn aggregate(&mut self, id: NodeId) -> Result<Value, Error> {
        let order = self.order();
        let node = self.plan.node(id);
        let Kind::Aggregate { op, grouping, parameter, operand, operand_span, .. } = &node.kind else {
            return Ok(Value::Scalar(Vec::new()));
        };
        let given = parameter.as_ref().map(|(node, _)| self.values.read(*node));
        let operand = self.values.read(*operand);
        let Value::Vector(vector) = &*operand else {
            return Ok(Value::Vector(Vector::default()));
        };
        let aggregation = Aggregation {
            op: *op,
            parameter: match given.as_deref() {
                Some(Value::Scalar(values)) => Parameter::Numbers(values),
                Some(Value::String(text)) => Parameter::Label(text),
                _ => Parameter::None,
            },
            order,
            dialect: self.options.dialect,
            room: self.account.room(node.span),
            span: node.span,
            parameter_span: parameter.map_or(node.span, |(_, span)| span),
            operand_span: *operand_span,
        };
        let memo = &mut self.states[id.0 as usize].groups;
        let shape = &vector.shape;
        let groups = memo.of(&[shape], || Ok::<_, Error>(Groups::of(grouping, shape)))?;
        let uncounted = self.states[id.0 as usize].uncounted(&groups.shape);
        let cells = vector.columns.first().map_or(0, Column::len) * CELL;
        self.account.fits(groups.len(), cells, uncounted, node.span)?;
        aggregate::aggregate(&aggregation, &groups, vector, &mut self.annotations).map(Value::Vector)
    }

    /// Whether the order of series says something: at the one step of an instant query.
    fn order(&self) -> Order {
        let scope = self.frames.last().map(|frame| self.plan.scope(frame.scope).grid.len());
        let is_instant = matches!(self.plan.when(), When::Instant(_)) && scope == Some(1);
        if is_instant { Order::Value } else { Order::Series }
    }

    pub(super) fn binary(&mut self, id: NodeId, steps: usize) -> Result<Value, Error> {
        let Kind::Binary { operation, left, right } = &self.plan.node(id).kind else {
            return Ok(Value::Scalar(Vec::new()));
        };
        let (left, right) = (self.values.read(*left), self.values.read(*right));
        let notes = &mut self.annotations;
        Ok(match (&*left, &*right) {
            (Value::Scalar(left), Value::Scalar(right)) => Value::Scalar(binary::scalars(operation, left, right)),
            (Value::Vector(left), Value::Scalar(right)) => {
                let columns = binary::vector_scalar(operation, left, right, notes);
                let name = operation.name();
                self.with_columns(id, &left.shape, name, columns)?
            }
            (Value::Scalar(left), Value::Vector(right)) => {
                let columns = binary::scalar_vector(operation, left, right, notes);
                let name = operation.name();
                self.with_columns(id, &right.shape, name, columns)?
            }
            (Value::Vector(left), Value::Vector(right)) => {
                let memo = &mut self.states[id.0 as usize].matches;
                let shapes = [&left.shape, &right.shape];
                let matches = memo.of(&shapes, || Matches::of(operation, &left.shape, &right.shape, &self.options))?;
                let bytes = matches.memory() + (matches.results() * size_of::<u64>()) as u64;
                // Of `or` those of the right side are there by themselves before they join the left side's.
                let beside = if operation.op == BinaryOp::Or { right.columns.len() } else { 0 };
                self.account.fits(matches.results() + beside, steps, bytes, operation.span)?;
                Value::Vector(binary::vectors(operation, &matches, left, right, steps, notes)?)
            }
            _ => Value::Vector(Vector::default()),
        })
    }
}

/// Each value's opposite.
fn opposite(mut column: Column) -> Column {
    for value in column.values.iter_mut().filter(|value| is_float(**value)) {
        *value = -*value;
    }
    for own in column.histograms.iter_mut().flatten() {
        *own = Rc::new(histogram::negate(own));
    }
    column
}
