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
pub use groups::{GroupingLabels, Groups};

use super::annotation::Annotations;
use super::column::ValueColumn;
use super::error::Error;
use super::functions::FunctionResult;
use super::options::Dialect;
use super::query_budget::QueryBudget;
use super::value::{TileValue, Vector};
use crate::promql::ast::AggregateOp;
use crate::promql::span::Span;

/// Whether the order of the resulting series says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultOrder {
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
    /// What stands before the operand, if anything, at each step of the tile: `3` in `topk(3, x)`.
    pub parameter: Option<Rc<TileValue>>,
    /// The order of the result.
    pub order: ResultOrder,
    /// Whose rules.
    pub dialect: Dialect,
    /// The memory that there is.
    pub budget: QueryBudget,
    /// The span of all of it.
    pub span: Span,
    /// The span of the parameter; of the whole, where there is none.
    pub parameter_span: Span,
    /// The span of the operand.
    pub operand_span: Span,
}

/// Aggregates a vector whose series are in these groups, which of `limit_ratio` have their places. Annotations are
/// added to those so far.
///
/// Fails, in Prometheus' words, where a parameter is NaN or too large, a label's name is none, or two series become
/// one.
pub async fn aggregate(
    aggregation: Aggregation,
    groups: Rc<Groups>,
    operand: Rc<TileValue>,
    mut annotations: Annotations,
) -> FunctionResult {
    let nothing = Vector::default();
    let vector = if let TileValue::Vector(vector) = &*operand { vector } else { &nothing };
    let mut tile =
        TileAggregation { aggregation: &aggregation, groups: &groups, vector, annotations: &mut annotations };
    let vector = match aggregation.op {
        AggregateOp::Topk | AggregateOp::Bottomk => rank::ranked(&mut tile).await?,
        AggregateOp::CountValues => count_values::counted(&tile).await?,
        AggregateOp::Sum | AggregateOp::Avg => {
            Vector { columns: mixed::added(&mut tile).await?, series_set: Rc::clone(&groups.series_set) }
        }
        _ => at_once(&mut tile)?,
    };
    Ok((TileValue::Vector(vector), annotations))
}

/// What takes little for each series.
fn at_once(tile: &mut TileAggregation<'_>) -> Result<Vector, Error> {
    let columns = match tile.aggregation.op {
        AggregateOp::Limitk => return limit::first_k(tile),
        AggregateOp::LimitRatio => return limit::share(tile),
        AggregateOp::Topk | AggregateOp::Bottomk | AggregateOp::CountValues | AggregateOp::Sum | AggregateOp::Avg => {
            Vec::new()
        }
        AggregateOp::Quantile => spread::quantiles(tile)?,
        AggregateOp::Count => float::fold::<float::Count>(tile),
        AggregateOp::Group => float::fold::<float::One>(tile),
        AggregateOp::Min => float::fold::<float::Min>(tile),
        AggregateOp::Max => float::fold::<float::Max>(tile),
        AggregateOp::Stdvar => float::fold::<spread::Variance>(tile),
        AggregateOp::Stddev => float::fold::<spread::Deviation>(tile),
    };
    Ok(Vector { series_set: Rc::clone(&tile.groups.series_set), columns })
}

/// An aggregation at work on one tile.
struct TileAggregation<'a> {
    aggregation: &'a Aggregation,
    groups: &'a Groups,
    vector: &'a Vector,
    annotations: &'a mut Annotations,
}

impl<'a> TileAggregation<'a> {
    /// The number of steps. 0 also where there is no series, and so no step at which there is anything.
    fn steps(&self) -> usize {
        self.vector.columns.first().map_or(0, ValueColumn::len)
    }

    /// The parameter at each step; none where it is no number.
    fn numbers(&self) -> &'a [f64] {
        if let Some(TileValue::Scalar(numbers)) = self.aggregation.parameter.as_deref() { numbers } else { &[] }
    }

    /// The columns of a result with the series of the operand, before anything is in it.
    fn nothing(&self) -> Vec<ValueColumn> {
        vec![ValueColumn::absent(self.steps()); self.vector.columns.len()]
    }

    /// The series of the operand with fewer values.
    fn same_series(&self, columns: Vec<ValueColumn>) -> Vector {
        Vector { series_set: Rc::clone(&self.vector.series_set), columns }
    }
}

#[cfg(test)]
mod tests;
