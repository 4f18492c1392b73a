//! The distinct series of a result, told apart by their labels and by whether their name is still to be dropped.

use crate::engine::labels::{LabelSetIndex, Labels};
use crate::engine::query_budget::growing;
use crate::engine::value::SeriesSet;
use crate::model::count::to_u32;

/// The series of a result while they are collected.
#[derive(Debug, Default)]
pub(super) struct Union {
    /// Those whose names stay, and those whose names are to go.
    known: [LabelSetIndex; 2],
    /// Which series each of those is.
    ids: [Vec<u32>; 2],
    pub(super) series_set: SeriesSet,
    /// The bytes of the labels.
    bytes: u64,
}

impl Union {
    /// The bytes of a series at the most, besides labels.
    pub(super) const MOST: u64 = LabelSetIndex::MOST + growing::<(Labels, u32)>(1);

    /// Which series this is; a new one where there is none like it.
    pub(super) fn place(&mut self, labels: Labels, drops_name: bool) -> u32 {
        let number = self.known[usize::from(drops_name)].number(&labels, &|_| true) as usize;
        let ids = &mut self.ids[usize::from(drops_name)];
        if number == ids.len() {
            ids.push(to_u32(self.series_set.len()));
            self.bytes += labels.memory();
            self.series_set.labels.push(labels);
            self.series_set.drops_name.push(drops_name);
        }
        ids[number]
    }

    /// The bytes that it takes at the most, now or with the next series.
    pub(super) fn memory(&self) -> u64 {
        self.bytes + self.series_set.len() as u64 * Self::MOST
    }
}
