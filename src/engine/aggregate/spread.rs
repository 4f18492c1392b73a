//! The aggregators of how values are spread: `stddev`, `stdvar`, `quantile`.

use super::TileAggregation;
use super::float::Running;
use crate::engine::annotation::text;
use crate::engine::column::{ValueColumn, is_float, is_histogram};
use crate::engine::error::Error;
use crate::engine::quantile::quantile;
use crate::engine::query_budget::bytes_of;

/// `stdvar`: the population's variance by Welford's method. Uncompensated, as Prometheus computes it here, and NaN if
/// the first value is not finite.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variance {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Running for Variance {
    fn of(first: f64) -> Self {
        Self { count: 1.0, mean: first, squares: if first.is_finite() { 0.0 } else { f64::NAN } }
    }

    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let delta = value - self.mean;
        self.mean += delta / self.count;
        self.squares += delta * (value - self.mean);
    }

    fn value(self) -> f64 {
        self.squares / self.count
    }
}

/// `stddev`: the root of the variance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deviation(Variance);

impl Running for Deviation {
    fn of(first: f64) -> Self {
        Self(Variance::of(first))
    }

    fn add(&mut self, value: f64) {
        self.0.add(value);
    }

    fn value(self) -> f64 {
        self.0.value().sqrt()
    }
}

/// `quantile`: of each group at each step, by the parameter of that step.
pub(super) fn quantiles(tile: &mut TileAggregation<'_>) -> Result<Vec<ValueColumn>, Error> {
    warn_of_invalid(tile);
    // A series' values stand together: those of all steps are collected while the series pass by, each step's in a
    // row of its own with capacity for the largest group.
    let largest = tile.groups.largest();
    let values = tile.steps().saturating_mul(largest);
    let mut budget = tile.aggregation.budget;
    budget.reserve(bytes_of::<f64>(values))?;
    let mut rows = vec![0.0; values];
    let mut counts = vec![0; tile.steps()];
    let mut has_histograms = false;
    let mut columns = vec![ValueColumn::absent(tile.steps()); tile.groups.len()];
    for (group, column) in columns.iter_mut().enumerate() {
        for member in tile.groups.members(group) {
            let values = &tile.vector.columns[*member as usize].values;
            for ((row, count), value) in rows.chunks_exact_mut(largest).zip(&mut counts).zip(values) {
                if is_float(*value) {
                    row[*count] = *value;
                    *count += 1;
                }
                has_histograms |= is_histogram(*value);
            }
        }
        let rows = rows.chunks_exact_mut(largest.max(1)).zip(&mut counts);
        for ((result, phi), (row, count)) in column.values.iter_mut().zip(tile.numbers()).zip(rows) {
            if *count > 0 {
                *result = quantile(*phi, &mut row[..std::mem::take(count)]);
            }
        }
    }
    if has_histograms {
        let text = text::histogram_ignored(tile.aggregation.op.text());
        tile.annotations.inform(text, tile.aggregation.operand_span);
    }
    Ok(columns)
}

/// Warns of a NaN, of the greatest quantile above 1, and of the least below 0.
fn warn_of_invalid(tile: &mut TileAggregation<'_>) {
    let span = tile.aggregation.parameter_span;
    let numbers = tile.numbers();
    let least = numbers.iter().copied().fold(0.0, f64::min);
    let greatest = numbers.iter().copied().fold(1.0, f64::max);
    if numbers.iter().any(|phi| phi.is_nan()) {
        tile.annotations.warn(text::invalid_quantile(f64::NAN), span);
    }
    for phi in [greatest, least].into_iter().filter(|phi| !(0.0..=1.0).contains(phi)) {
        tile.annotations.warn_of_extreme(phi, text::invalid_quantile(phi), span);
    }
}
