//! Which series of both sides belong together: computed once from the shapes, piece by piece where they are many.

use super::Operation;
use super::pairs::{GROUP, Pairs, SomePairs};
use super::sets::Sets;
use super::union::Union;
use crate::engine::error::Error;
use crate::engine::labels::Distinct;
use crate::engine::memo::Found;
use crate::engine::options::Options;
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
    /// Of an operation between vectors of these shapes. Fails where the results would be too many series.
    pub fn of(operation: &Operation, left: &Shape, right: &Shape, options: &Options) -> Result<Self, Error> {
        let mut some = SomeMatches::new(left, right);
        while some.add(operation, (left, right), options, usize::MAX)? == Found::Some {}
        Ok(some.finish(operation, left, right))
    }

    /// The bytes of a series of either side at the most while it is found out, besides what [`SomeMatches::memory`] says.
    pub fn most(operation: &Operation) -> usize {
        let union = if operation.op == BinaryOp::Or { Union::MOST } else { 0 };
        union + 4 * size_of::<u32>()
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
            Self::Pairs(pairs) => pairs.memory,
            Self::Sets(_) => 0,
        }
    }
}

/// What is found so far, where the series are many.
#[derive(Debug)]
pub struct SomeMatches {
    signatures: Signatures,
    pairs: Option<SomePairs>,
}

impl SomeMatches {
    /// No series of these is looked at yet.
    pub fn new(left: &Shape, right: &Shape) -> Self {
        Self { signatures: Signatures::new(left, right), pairs: None }
    }

    /// Looks at some series more, about so many at most; of an operation and of shapes that are always the same.
    /// Fails as [`Matches::of`] does.
    pub fn add(
        &mut self,
        operation: &Operation,
        (left, right): (&Shape, &Shape),
        options: &Options,
        most: usize,
    ) -> Result<Found, Error> {
        if self.signatures.add(operation, left, right, most) == Found::Some {
            return Ok(Found::Some);
        }
        if operation.op.is_set() {
            return Ok(Found::All);
        }
        if let Some(pairs) = &mut self.pairs {
            return pairs.add(operation, (left, right), most);
        }
        self.pairs = Some(SomePairs::new(operation, &self.signatures, options));
        self.signatures = Signatures::default();
        Ok(Found::Some)
    }

    /// The bytes that it takes at the most, now or with the next piece.
    pub fn memory(&self, operation: &Operation) -> u64 {
        let group = if operation.op.is_set() { 0 } else { GROUP };
        let signatures = || self.signatures.distinct.memory() + self.signatures.len() * group;
        self.pairs.as_ref().map_or_else(|| signatures() as u64, SomePairs::memory)
    }

    /// All of it, once all is found.
    pub fn finish(self, operation: &Operation, left: &Shape, right: &Shape) -> Matches {
        match self.pairs {
            Some(pairs) => Matches::Pairs(pairs.finish(operation)),
            None => Matches::Sets(Sets::of(operation, self.signatures, left, right)),
        }
    }
}

/// The numbers of the signatures of the series of both sides.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    distinct: Distinct,
    pub(super) left: Vec<u32>,
    pub(super) right: Vec<u32>,
}

impl Signatures {
    fn new(left: &Shape, right: &Shape) -> Self {
        let (distinct, room) = (Distinct::default(), Vec::with_capacity);
        Self { distinct, left: room(left.len()), right: room(right.len()) }
    }

    /// How many different ones there are.
    pub(super) fn len(&self) -> usize {
        self.distinct.len()
    }

    /// Finds those of at most so many series more, where any are left: then the next call says whether it is all.
    fn add(&mut self, operation: &Operation, left: &Shape, right: &Shape, most: usize) -> Found {
        for (shape, known) in [(left, &mut self.left), (right, &mut self.right)] {
            if known.len() < shape.len() {
                let left = shape.labels[known.len()..].iter().take(most);
                known.extend(left.map(|labels| self.distinct.number(labels, &|label| operation.counts(label))));
                return Found::Some;
            }
        }
        Found::All
    }
}
