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
pub use groups::{Grouping, Groups, SomeGroups};

use super::annotation::Annotations;
use super::column::Column;
use super::error::Error;
use super::options::Dialect;
use super::room::Room;
use super::value::Vector;
use crate::promql::ast::AggregateOp;
use crate::promql::span::Span;

/// What stands before the operand: `3` in `topk(3, x)`.
#[derive(Debug, Clone, Copy)]
pub enum Parameter<'a> {
    /// Nothing.
    None,
    /// A number for each step of the tile.
    Numbers(&'a [f64]),
    /// The name of a label.
    Label(&'a str),
}

/// Whether the order of the resulting series says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// No: series stand as they stood. Of range queries, and inside of other expressions.
    Series,
    /// `topk` and `bottomk` give their series ordered by value. Of instant queries.
    Value,
}

/// An aggregation without its operand.
#[derive(Debug, Clone, Copy)]
pub struct Aggregation<'a> {
    /// Which.
    pub op: AggregateOp,
    /// What stands before the operand.
    pub parameter: Parameter<'a>,
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

/// Aggregates a vector whose series are in these groups.
///
/// Fails, in Prometheus' words, where a parameter is NaN or too large, a label's name is none, or two series become
/// one.
pub fn aggregate(
    aggregation: &Aggregation<'_>,
    groups: &Groups,
    vector: &Vector,
    annotations: &mut Annotations,
) -> Result<Vector, Error> {
    let mut work = Work { aggregation, groups, vector, annotations };
    let columns = match aggregation.op {
        AggregateOp::Topk | AggregateOp::Bottomk => return rank::ranked(&mut work),
        AggregateOp::Limitk => return limit::first_k(&work),
        AggregateOp::LimitRatio => return limit::share(&mut work),
        AggregateOp::CountValues => return count_values::counted(&work),
        AggregateOp::Quantile => spread::quantiles(&mut work)?,
        AggregateOp::Sum | AggregateOp::Avg => mixed::added(&mut work),
        AggregateOp::Count => float::fold::<float::Count>(&mut work),
        AggregateOp::Group => float::fold::<float::One>(&mut work),
        AggregateOp::Min => float::fold::<float::Least>(&mut work),
        AggregateOp::Max => float::fold::<float::Greatest>(&mut work),
        AggregateOp::Stdvar => float::fold::<spread::Variance>(&mut work),
        AggregateOp::Stddev => float::fold::<spread::Deviation>(&mut work),
    };
    Ok(Vector { shape: Rc::clone(&groups.shape), columns })
}

/// An aggregation at work on one tile.
struct Work<'a> {
    aggregation: &'a Aggregation<'a>,
    groups: &'a Groups,
    vector: &'a Vector,
    annotations: &'a mut Annotations,
}

impl Work<'_> {
    /// The number of steps. 0 also where there is no series, and so no step at which there is anything.
    fn steps(&self) -> usize {
        self.vector.columns.first().map_or(0, Column::len)
    }

    /// The parameter at each step. Empty where it is no number, which the checker refuses.
    fn numbers(&self) -> &[f64] {
        match self.aggregation.parameter {
            Parameter::Numbers(numbers) => numbers,
            Parameter::None | Parameter::Label(_) => &[],
        }
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
