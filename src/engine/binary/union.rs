//! The series of a result, each once: known by their labels, and by whether their name is to go.

use crate::engine::labels::{Distinct, Labels};
use crate::engine::room::growing;
use crate::engine::value::Shape;
use crate::model::count::to_u32;

/// The series of a result while they are collected.
#[derive(Debug, Default)]
pub(super) struct Union {
    /// Those whose names stay, and those whose names are to go.
    known: [Distinct; 2],
    /// Which series each of those is.
    ids: [Vec<u32>; 2],
    pub(super) shape: Shape,
    /// The bytes of the labels.
    bytes: u64,
}

impl Union {
    /// The bytes of a series at the most, besides labels.
    pub(super) const MOST: u64 = Distinct::MOST + growing::<(Labels, u32)>(1);

    /// Which series this is; a new one where there is none like it.
    pub(super) fn place(&mut self, labels: Labels, drops_name: bool) -> u32 {
        let number = self.known[usize::from(drops_name)].number(&labels, &|_| true) as usize;
        let ids = &mut self.ids[usize::from(drops_name)];
        if number == ids.len() {
            ids.push(to_u32(self.shape.len()));
            self.bytes += labels.memory();
            self.shape.labels.push(labels);
            self.shape.drops_name.push(drops_name);
        }
        ids[number]
    }

    /// The bytes that it takes at the most, now or with the next series.
    pub(super) fn memory(&self) -> u64 {
        self.bytes + self.shape.len() as u64 * Self::MOST
    }
}
