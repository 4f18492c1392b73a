//! The buckets of one sign (all below zero, or all above) of a native histogram that others are added to.

use super::bounds;
use super::cell::Cell;
use super::layout;
use crate::model::native_histogram::{BucketSpan, Buckets};

/// As [`Buckets`], with cells for counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Cells<C> {
    spans: Vec<BucketSpan>,
    cells: Vec<C>,
}

impl<C: Cell> Cells<C> {
    pub(super) fn of(buckets: &Buckets) -> Self {
        Self { spans: buckets.spans.clone(), cells: buckets.counts.iter().map(|count| C::of(*count)).collect() }
    }

    /// Of cells by growing index.
    pub(super) fn collect(cells: impl IntoIterator<Item = (i32, C)>) -> Self {
        let mut made = Self::default();
        let mut next = 0;
        for (index, cell) in cells {
            layout::append(&mut made.spans, &mut next, index);
            made.cells.push(cell);
        }
        made
    }

    /// The indices with their cells, in growing order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i32, C)> {
        layout::indices(&self.spans).zip(self.cells.iter().copied())
    }

    pub(super) fn cells(&self) -> &[C] {
        &self.cells
    }

    /// Each cell made anew.
    pub(super) fn map(&mut self, with: impl Fn(C) -> C) {
        for cell in &mut self.cells {
            *cell = with(*cell);
        }
    }

    /// Without any bucket.
    pub(super) fn clear(&mut self) {
        self.spans.clear();
        self.cells.clear();
    }

    /// Only the buckets whose index satisfies a condition.
    pub(super) fn retain(&mut self, keep: impl Fn(i32) -> bool) {
        *self = Self::collect(self.iter().filter(|(index, _)| keep(*index)));
    }

    /// At a coarser schema.
    pub(super) fn reduce(&mut self, from: i8, to: i8) {
        *self = Self::collect(coarse(self.iter(), from, to));
    }

    /// Adds buckets that have the very same indices, or other ones.
    pub(super) fn join(&mut self, buckets: &Buckets, with: impl Fn(f64) -> C) {
        if self.spans == buckets.spans {
            for (cell, count) in self.cells.iter_mut().zip(&buckets.counts) {
                *cell = cell.join(with(*count));
            }
        } else {
            self.merge(buckets.iter().map(|(index, count)| (index, with(count))));
        }
    }

    /// Adds cells by growing index.
    pub(super) fn merge(&mut self, others: impl Iterator<Item = (i32, C)>) {
        let mut merged =
            Self { spans: Vec::with_capacity(self.spans.len()), cells: Vec::with_capacity(self.cells.len()) };
        let mut next = 0;
        let mut put = |index, cell| {
            layout::append(&mut merged.spans, &mut next, index);
            merged.cells.push(cell);
        };
        let (mut own, mut others) = (self.iter().peekable(), others.peekable());
        loop {
            match (own.peek().copied(), others.peek().copied()) {
                (Some((index, cell)), Some((other, added))) if index == other => {
                    put(index, cell.join(added));
                    own.next();
                    others.next();
                }
                (Some((index, cell)), Some((other, _))) if index < other => {
                    put(index, cell);
                    own.next();
                }
                (_, Some((other, added))) => {
                    put(other, added);
                    others.next();
                }
                (Some((index, cell)), None) => {
                    put(index, cell);
                    own.next();
                }
                (None, None) => break,
            }
        }
        drop(own);
        *self = merged;
    }

    pub(super) fn buckets(&self) -> Buckets {
        Buckets { spans: self.spans.clone(), counts: self.cells.iter().map(|cell| cell.value()).collect() }
    }
}

/// Cells by growing index, those that share a bucket at a coarser schema joined.
pub(super) fn coarse<C: Cell>(cells: impl Iterator<Item = (i32, C)>, from: i8, to: i8) -> Vec<(i32, C)> {
    let mut coarse: Vec<(i32, C)> = Vec::new();
    for (index, cell) in cells {
        let index = bounds::coarser(index, from, to);
        match coarse.last_mut() {
            Some((last, sum)) if *last == index => *sum = sum.join(cell),
            _ => coarse.push((index, cell)),
        }
    }
    coarse
}
