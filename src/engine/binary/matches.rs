//! Which series of both sides belong together: computed once from the shapes.

use super::Operation;
use super::pairs::Pairs;
use super::sets::Sets;
use crate::engine::error::Error;
use crate::engine::labels::Distinct;
use crate::engine::options::Options;
use crate::engine::value::Shape;

/// Which series of both sides belong together, and what comes of them.
#[derive(Debug)]
pub enum Matches {
    /// Of operators between samples.
    Pairs(Pairs),
    /// Of `and`, `or`, `unless`.
    Sets(Sets),
}

impl Matches {
    /// Of an operation between vectors of these shapes. Fails where the results would be too many series.
    pub fn of(operation: &Operation, left: &Shape, right: &Shape, options: &Options) -> Result<Self, Error> {
        if operation.op.is_set() {
            Ok(Self::Sets(Sets::of(operation, left, right)))
        } else {
            Pairs::of(operation, left, right, options).map(Self::Pairs)
        }
    }

    /// The number of series that results have.
    pub fn results(&self) -> usize {
        match self {
            Self::Pairs(pairs) => pairs.results(),
            Self::Sets(sets) => sets.results(),
        }
    }
}

/// The number of the signature of each series of a shape.
pub(super) fn signatures(distinct: &mut Distinct, operation: &Operation, shape: &Shape) -> Vec<u32> {
    shape.labels.iter().map(|labels| distinct.number(labels, |label| operation.counts(label))).collect()
}
