//! Aggregators that keep one small running result a group and step.

use super::TileAggregation;
use crate::engine::annotation::text;
use crate::engine::column::{ABSENT, ValueColumn, is_absent, is_histogram};
use crate::engine::kahan::{Mean, Sum};

/// A running result over the samples of a group at one step.
pub(super) trait Running: Copy {
    /// Whether a histogram counts as a sample, as the floats' values do not matter. If not, it is passed over.
    const COUNTS_HISTOGRAMS: bool = false;

    /// Of the first value.
    fn of(first: f64) -> Self;

    /// Takes one more value in.
    fn add(&mut self, value: f64);

    /// The result.
    fn value(self) -> f64;
}

/// Folds the columns of each group into one; an info says where histograms were passed over.
pub(super) fn fold<R: Running>(tile: &mut TileAggregation<'_>) -> Vec<ValueColumn> {
    let columns = fold_floats::<R>(tile);
    let has_histograms = tile.vector.columns.iter().flat_map(|column| &column.values).any(|value| is_histogram(*value));
    if has_histograms && !R::COUNTS_HISTOGRAMS {
        let text = text::histogram_ignored(tile.aggregation.op.text());
        tile.annotations.inform(text, tile.aggregation.operand_span);
    }
    columns
}

/// Folds the floats of each group.
pub(super) fn fold_floats<R: Running>(tile: &TileAggregation<'_>) -> Vec<ValueColumn> {
    let mut cells = Cells::<R>::new(tile.groups.len(), tile.steps());
    for (column, group) in tile.vector.columns.iter().zip(&tile.groups.of_series) {
        cells.take(*group, &column.values);
    }
    cells.columns()
}

/// The running results of all groups over the steps of a tile, group by group.
#[derive(Debug)]
pub(super) struct Cells<R> {
    steps: usize,
    running: Vec<Option<R>>,
}

impl<R: Running> Cells<R> {
    /// Of no series yet.
    pub(super) fn new(groups: usize, steps: usize) -> Self {
        Self { steps, running: vec![None; groups * steps] }
    }

    /// Takes the values of one more series of a group in.
    pub(super) fn take(&mut self, group: u32, values: &[f64]) {
        let cells = &mut self.running[group as usize * self.steps..][..self.steps];
        for (value, cell) in values.iter().zip(cells) {
            if is_absent(*value) || !R::COUNTS_HISTOGRAMS && is_histogram(*value) {
                continue;
            }
            match cell {
                Some(running) => running.add(*value),
                None => *cell = Some(R::of(*value)),
            }
        }
    }

    /// One column a group.
    pub(super) fn columns(&self) -> Vec<ValueColumn> {
        // Without a step there are no columns to cut.
        let groups = self.running.chunks_exact(self.steps.max(1));
        groups
            .map(|cells| ValueColumn::floats(cells.iter().map(|cell| cell.map_or(ABSENT, R::value)).collect()))
            .collect()
    }
}

impl Running for Sum {
    fn of(first: f64) -> Self {
        Self::of(first)
    }

    fn add(&mut self, value: f64) {
        self.add(value);
    }

    fn value(self) -> f64 {
        self.total()
    }
}

impl Running for Mean {
    fn of(first: f64) -> Self {
        Self::of(first)
    }

    fn add(&mut self, value: f64) {
        self.add(value);
    }

    fn value(self) -> f64 {
        self.value()
    }
}

/// `count`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count(u32);

impl Running for Count {
    const COUNTS_HISTOGRAMS: bool = true;

    fn of(_: f64) -> Self {
        Self(1)
    }

    fn add(&mut self, _: f64) {
        self.0 += 1;
    }

    fn value(self) -> f64 {
        self.0.into()
    }
}

/// `group`.
#[derive(Debug, Clone, Copy)]
pub(super) struct One;

impl Running for One {
    const COUNTS_HISTOGRAMS: bool = true;

    fn of(_: f64) -> Self {
        Self
    }

    fn add(&mut self, _: f64) {}

    fn value(self) -> f64 {
        1.0
    }
}

/// `min`: any other value wins over NaN.
#[derive(Debug, Clone, Copy)]
pub(super) struct Min(f64);

impl Running for Min {
    fn of(first: f64) -> Self {
        Self(first)
    }

    fn add(&mut self, value: f64) {
        if self.0 > value || self.0.is_nan() {
            self.0 = value;
        }
    }

    fn value(self) -> f64 {
        self.0
    }
}

/// `max`: any other value wins over NaN.
#[derive(Debug, Clone, Copy)]
pub(super) struct Max(f64);

impl Running for Max {
    fn of(first: f64) -> Self {
        Self(first)
    }

    fn add(&mut self, value: f64) {
        if self.0 < value || self.0.is_nan() {
            self.0 = value;
        }
    }

    fn value(self) -> f64 {
        self.0
    }
}
