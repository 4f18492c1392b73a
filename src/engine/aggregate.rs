//! Aggregators: many series of a vector become few, at every step of a tile.
//!
//! Which series belong together ([`Groups`]) follows from their labels alone and is found once; the values are then
//! folded column by column.
//!
//! Invariant: an aggregation of a tile depends on nothing outside it, so results of any size of tile are the same.
//! Not here: evaluation of the operand and the parameter; their types (the checker).

mod count_values;
mod float;
mod fold;
mod groups;
mod limit;
mod mixed;
mod rank;
mod spread;

use std::rc::Rc;

pub use count_values::invalid_label;
pub use fold::Fold;
pub use groups::{Grouping, Groups};

use super::annotation::Annotations;
use super::column::Column;
use super::error::Error;
use super::functions::Worked;
use super::options::Dialect;
use super::room::Room;
use super::value::{Value, Vector};
use crate::promql::ast::AggregateOp;
use crate::promql::span::Span;

/// Whether the order of the resulting series says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// No: series stand as they stood. Of range queries, and inside of other expressions.
    Series,
    /// `topk` and `bottomk` give their series ordered by value. Of instant queries.
    Value,
}

/// An aggregation without its operand.
#[derive(Debug)]
pub struct Aggregation {
    /// Which.
    pub op: AggregateOp,
    /// What stands before the operand, if anything: `3` in `topk(3, x)`.
    pub parameter: Option<Rc<Value>>,
    /// The order of the result.
    pub order: Order,
    /// Whose rules.
    pub dialect: Dialect,
    /// The memory that there is.
    pub room: Room,
    /// The place of all of it.
    pub span: Span,
    /// The place of the parameter; of the whole, where there is none.
    pub parameter_span: Span,
    /// The place of the operand.
    pub operand_span: Span,
}

/// Aggregates a vector whose series are in these groups, which of `limit_ratio` have their places. Remarks are added
/// to those so far.
///
/// Fails, in Prometheus' words, where a parameter is NaN or too large, a label's name is none, or two series become
/// one.
pub async fn aggregate(
    aggregation: Aggregation,
    groups: Rc<Groups>,
    operand: Rc<Value>,
    mut annotations: Annotations,
) -> Worked {
    let nothing = Vector::default();
    let vector = if let Value::Vector(vector) = &*operand { vector } else { &nothing };
    let mut work = Work { aggregation: &aggregation, groups: &groups, vector, annotations: &mut annotations };
    let vector = match aggregation.op {
        AggregateOp::Topk | AggregateOp::Bottomk => rank::ranked(&mut work).await?,
        AggregateOp::CountValues => count_values::counted(&work).await?,
        AggregateOp::Sum | AggregateOp::Avg => {
            Vector { columns: mixed::added(&mut work).await?, shape: Rc::clone(&groups.shape) }
        }
        _ => at_once(&mut work)?,
    };
    Ok((Value::Vector(vector), annotations))
}

/// What takes little for each series.
fn at_once(work: &mut Work<'_>) -> Result<Vector, Error> {
    let columns = match work.aggregation.op {
        AggregateOp::Limitk => return limit::first_k(work),
        AggregateOp::LimitRatio => return limit::share(work),
        AggregateOp::Topk | AggregateOp::Bottomk | AggregateOp::CountValues | AggregateOp::Sum | AggregateOp::Avg => {
            Vec::new()
        }
        AggregateOp::Quantile => spread::quantiles(work)?,
        AggregateOp::Count => float::fold::<float::Count>(work),
        AggregateOp::Group => float::fold::<float::One>(work),
        AggregateOp::Min => float::fold::<float::Least>(work),
        AggregateOp::Max => float::fold::<float::Greatest>(work),
        AggregateOp::Stdvar => float::fold::<spread::Variance>(work),
        AggregateOp::Stddev => float::fold::<spread::Deviation>(work),
    };
    Ok(Vector { shape: Rc::clone(&work.groups.shape), columns })
}

/// An aggregation at work on one tile.
struct Work<'a> {
    aggregation: &'a Aggregation,
    groups: &'a Groups,
    vector: &'a Vector,
    annotations: &'a mut Annotations,
}

impl<'a> Work<'a> {
    /// The number of steps. 0 also where there is no series, and so no step at which there is anything.
    fn steps(&self) -> usize {
        self.vector.columns.first().map_or(0, Column::len)
    }

    /// The parameter at each step; none where it is no number.
    fn numbers(&self) -> &'a [f64] {
        if let Some(Value::Scalar(numbers)) = self.aggregation.parameter.as_deref() { numbers } else { &[] }
    }

    /// The columns of a result with the series of the operand, before anything is in it.
    fn nothing(&self) -> Vec<Column> {
        vec![Column::absent(self.steps()); self.vector.columns.len()]
    }

    /// The series of the operand with fewer values.
    fn same_series(&self, columns: Vec<Column>) -> Vector {
        Vector { shape: Rc::clone(&self.vector.shape), columns }
    }
}

#[cfg(test)]
mod tests;
