//! Vector matching: which series of both sides are joined. It follows from their labels, so it is computed once for all
//! steps.

use std::rc::Rc;

use super::BinaryOperation;
use super::pairs::{GROUP, Pairs};
use super::sets::Sets;
use super::signature::Signatures;
use super::union::Union;
use crate::engine::error::Error;
use crate::engine::options::Options;
use crate::engine::query_budget::{QueryBudget, bytes_of};
use crate::engine::value::SeriesSet;
use crate::promql::ast::BinaryOp;

/// Which series of both sides belong together, and what comes of them.
#[derive(Debug)]
pub enum Matches {
    /// Of operators between samples.
    Pairs(Pairs),
    /// Of `and`, `or`, `unless`.
    Sets(Sets),
}

impl Matches {
    /// Of an operation between vectors of these series sets. Fails where the results would be too many series, or there
    /// is no memory for them.
    pub async fn of(
        operation: BinaryOperation,
        left: Rc<SeriesSet>,
        right: Rc<SeriesSet>,
        options: Options,
        budget: QueryBudget,
    ) -> Result<Self, Error> {
        let group = if operation.op.is_set() { 0 } else { GROUP };
        let signatures = Signatures::of(&operation, (&left, &right), group, budget).await?;
        if operation.op.is_set() {
            return Ok(Self::Sets(Sets::of(&operation, signatures, &left, &right).await?));
        }
        Ok(Self::Pairs(Pairs::of(&operation, signatures, (&left, &right), &options, budget).await?))
    }

    /// The bytes of a series of either side at the most while it is found out, besides what is reserved.
    pub fn most(operation: &BinaryOperation) -> u64 {
        let union = if operation.op == BinaryOp::Or { Union::MOST } else { 0 };
        union + bytes_of::<u32>(4)
    }

    /// The number of series that results have.
    pub fn results(&self) -> usize {
        match self {
            Self::Pairs(pairs) => pairs.results(),
            Self::Sets(sets) => sets.results(),
        }
    }

    /// The bytes of what was found out, without labels and what takes a few bytes a series.
    pub fn memory(&self) -> u64 {
        match self {
            Self::Pairs(pairs) => pairs.memory(),
            Self::Sets(_) => 0,
        }
    }
}
