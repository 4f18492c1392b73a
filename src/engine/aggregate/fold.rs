//! An aggregation that takes its series one after the other, where they have no histograms.
//!
//! Invariant: series that come in the order of a vector give what that vector gives.
//! Not here: aggregators that must see all values of a group at once, and histograms.

use std::fmt::Debug;

use super::float::{Cells, Count, Greatest, Least, One, Running};
use super::spread::{Deviation, Variance};
use crate::engine::column::Column;
use crate::engine::error::Error;
use crate::engine::kahan::{Mean, Sum};
use crate::engine::room::{ALLOCATION, Room, bytes_of};
use crate::promql::ast::AggregateOp;

/// The running results of some groups over the steps of a tile.
#[derive(Debug)]
pub struct Fold(Box<dyn Take>);

impl Fold {
    /// Of no series yet; `None` where the aggregator is none that folds. Fails where there is no room for running
    /// results and what comes of them.
    pub fn new(op: AggregateOp, groups: usize, steps: usize, room: Room) -> Result<Option<Self>, Error> {
        let of = match op {
            AggregateOp::Sum => Self::of::<Sum>,
            AggregateOp::Avg => Self::of::<Mean>,
            AggregateOp::Count => Self::of::<Count>,
            AggregateOp::Group => Self::of::<One>,
            AggregateOp::Min => Self::of::<Least>,
            AggregateOp::Max => Self::of::<Greatest>,
            AggregateOp::Stdvar => Self::of::<Variance>,
            AggregateOp::Stddev => Self::of::<Deviation>,
            _ => return Ok(None),
        };
        of(groups, steps, room).map(Some)
    }

    fn of<R: Running + Debug + 'static>(groups: usize, steps: usize, mut room: Room) -> Result<Self, Error> {
        let group = bytes_of::<(Option<R>, f64)>(steps) + bytes_of::<Column>(1) + ALLOCATION;
        room.take(group.saturating_mul(groups as u64))?;
        Ok(Self(Box::new(Cells::<R>::new(groups, steps))))
    }

    /// Takes the values of one more series of a group in: floats or absent, one a step.
    pub fn take(&mut self, group: u32, values: &[f64]) {
        self.0.take(group, values);
    }

    /// One column a group.
    pub fn columns(&self) -> Vec<Column> {
        self.0.columns()
    }
}

trait Take: Debug {
    fn take(&mut self, group: u32, values: &[f64]);
    fn columns(&self) -> Vec<Column>;
}

impl<R: Running + Debug> Take for Cells<R> {
    fn take(&mut self, group: u32, values: &[f64]) {
        self.take(group, values);
    }

    fn columns(&self) -> Vec<Column> {
        self.columns()
    }
}
