//! Which series of both sides belong together: computed once from the shapes.

use std::rc::Rc;

use super::Operation;
use super::pairs::{GROUP, Pairs};
use super::sets::Sets;
use super::signature::Signatures;
use super::union::Union;
use crate::engine::error::Error;
use crate::engine::options::Options;
use crate::engine::room::{Room, bytes_of};
use crate::engine::value::Shape;
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
    /// Of an operation between vectors of these shapes. Fails where the results would be too many series, or there is
    /// no room for them.
    pub async fn of(
        operation: Operation,
        left: Rc<Shape>,
        right: Rc<Shape>,
        options: Options,
        room: Room,
    ) -> Result<Self, Error> {
        let group = if operation.op.is_set() { 0 } else { GROUP };
        let signatures = Signatures::of(&operation, (&left, &right), group, room).await?;
        if operation.op.is_set() {
            return Ok(Self::Sets(Sets::of(&operation, signatures, &left, &right).await?));
        }
        Ok(Self::Pairs(Pairs::of(&operation, signatures, (&left, &right), &options, room).await?))
    }

    /// The bytes of a series of either side at the most while it is found out, besides what room is asked for.
    pub fn most(operation: &Operation) -> u64 {
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
