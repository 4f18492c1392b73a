//! Which series of both sides belong together: computed once from the shapes.

use std::collections::HashMap;

use super::Operation;
use super::pairs::Pairs;
use super::sets::Sets;
use crate::engine::error::Error;
use crate::engine::labels::Labels;
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
}

/// Numbers the signatures of series in order of first appearance.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    known: HashMap<Labels, u32>,
}

impl Signatures {
    /// The number of the signature of each series of a shape.
    pub(super) fn number(&mut self, operation: &Operation, shape: &Shape) -> Vec<u32> {
        let labels = shape.labels.iter();
        labels.map(|labels| self.of(operation.match_labels(labels))).collect()
    }

    fn of(&mut self, signature: Labels) -> u32 {
        let next = self.known.len() as u32;
        *self.known.entry(signature).or_insert(next)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }
}
