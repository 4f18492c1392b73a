//! Streamed aggregation: series are added one at a time to a running result per group and step, so that no vector of
//! the operand is held. Of floats only.
//!
//! Invariant: series that come in the order of a vector give what that vector gives.
//! Not here: aggregators that must see all values of a group at once, and histograms.

use std::fmt::Debug;

use super::float::{Cells, Count, Max, Min, One, Running};
use super::spread::{Deviation, Variance};
use crate::engine::column::ValueColumn;
use crate::engine::error::Error;
use crate::engine::kahan::{Mean, Sum};
use crate::engine::query_budget::{ALLOCATION, QueryBudget, bytes_of};
use crate::promql::ast::AggregateOp;

/// The running results of some groups over the steps of a tile.
#[derive(Debug)]
pub struct Fold(Box<dyn Take>);

impl Fold {
    /// Of no series yet; `None` where the aggregator is none that folds. Fails where there is no memory for running
    /// results and what comes of them.
    pub fn new(op: AggregateOp, groups: usize, steps: usize, budget: QueryBudget) -> Result<Option<Self>, Error> {
        let of = match op {
            AggregateOp::Sum => Self::of::<Sum>,
            AggregateOp::Avg => Self::of::<Mean>,
            AggregateOp::Count => Self::of::<Count>,
            AggregateOp::Group => Self::of::<One>,
            AggregateOp::Min => Self::of::<Min>,
            AggregateOp::Max => Self::of::<Max>,
            AggregateOp::Stdvar => Self::of::<Variance>,
            AggregateOp::Stddev => Self::of::<Deviation>,
            _ => return Ok(None),
        };
        of(groups, steps, budget).map(Some)
    }

    fn of<R: Running + Debug + 'static>(groups: usize, steps: usize, mut budget: QueryBudget) -> Result<Self, Error> {
        let group = bytes_of::<(Option<R>, f64)>(steps) + bytes_of::<ValueColumn>(1) + ALLOCATION;
        budget.reserve(group.saturating_mul(groups as u64))?;
        Ok(Self(Box::new(Cells::<R>::new(groups, steps))))
    }

    /// Takes the values of one more series of a group in: floats or absent, one a step.
    pub fn take(&mut self, group: u32, values: &[f64]) {
        self.0.take(group, values);
    }

    /// One column a group.
    pub fn columns(&self) -> Vec<ValueColumn> {
        self.0.columns()
    }
}

trait Take: Debug {
    fn take(&mut self, group: u32, values: &[f64]);
    fn columns(&self) -> Vec<ValueColumn>;
}

impl<R: Running + Debug> Take for Cells<R> {
    fn take(&mut self, group: u32, values: &[f64]) {
        self.take(group, values);
    }

    fn columns(&self) -> Vec<ValueColumn> {
        self.columns()
    }
}
