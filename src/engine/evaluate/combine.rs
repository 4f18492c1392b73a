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
use crate::engine::memo::Memo;
use crate::engine::options::NameRemoval;
use crate::engine::plan::{Kind, NodeId};
use crate::engine::value::{Shape, Value, Vector};

impl Evaluation<'_> {
    pub(super) fn negate(&mut self, id: NodeId) -> Result<Value, Error> {
        let Kind::Negate(operand) = self.plan.node(id).kind else { return Ok(Value::Scalar(Vec::new())) };
        match self.values.take(operand) {
            Value::Scalar(values) => Ok(Value::Scalar(values.into_iter().map(|value| -value).collect())),
            Value::Vector(vector) => {
                let memo = &mut self.states[id.0 as usize].renamed;
                let columns = vector.columns.into_iter().map(opposite).collect();
                renamed(memo, &vector.shape, Name::Dropped, self.options.name_removal, columns)
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
            span: node.span,
            parameter_span: parameter.map_or(node.span, |(_, span)| span),
            operand_span: *operand_span,
        };
        let memo = &mut self.states[id.0 as usize].groups;
        let shape = &vector.shape;
        let groups = memo.of(&[shape], || Ok::<_, Error>(Groups::of(grouping, shape)))?;
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
        let removal = self.options.name_removal;
        let notes = &mut self.annotations;
        Ok(match (&*left, &*right) {
            (Value::Scalar(left), Value::Scalar(right)) => Value::Scalar(binary::scalars(operation, left, right)),
            (Value::Vector(left), Value::Scalar(right)) => {
                let memo = &mut self.states[id.0 as usize].renamed;
                let columns = binary::vector_scalar(operation, left, right, notes);
                renamed(memo, &left.shape, operation.name(), removal, columns)?
            }
            (Value::Scalar(left), Value::Vector(right)) => {
                let memo = &mut self.states[id.0 as usize].renamed;
                let columns = binary::scalar_vector(operation, left, right, notes);
                renamed(memo, &right.shape, operation.name(), removal, columns)?
            }
            (Value::Vector(left), Value::Vector(right)) => {
                let memo = &mut self.states[id.0 as usize].matches;
                let shapes = [&left.shape, &right.shape];
                let matches = memo.of(&shapes, || Matches::of(operation, &left.shape, &right.shape, &self.options))?;
                self.account.fits(matches.results(), steps, operation.span)?;
                Value::Vector(binary::vectors(operation, &matches, left, right, steps, notes)?)
            }
            _ => Value::Vector(Vector::default()),
        })
    }
}

/// The columns of these series as a vector; fails where series that become one have a sample at the same step.
fn renamed(
    memo: &mut Memo<Renamed>,
    shape: &Rc<Shape>,
    name: Name,
    removal: NameRemoval,
    columns: Vec<Column>,
) -> Result<Value, Error> {
    let renamed = memo.of(&[shape], || Ok::<_, Error>(Renamed::of(shape, name, removal)))?;
    let columns = renamed.columns(columns)?;
    Ok(Value::Vector(Vector { shape: Rc::clone(&renamed.shape), columns }))
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
