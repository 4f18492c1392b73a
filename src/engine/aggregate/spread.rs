//! Aggregators of how values are spread: variance, deviation, quantiles.

use super::Work;
use super::float::Running;
use crate::engine::annotation::text;
use crate::engine::column::{Column, is_float, is_histogram};
use crate::engine::error::Error;
use crate::engine::quantile::quantile;
use crate::engine::room::bytes_of;

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
pub(super) fn quantiles(work: &mut Work<'_>) -> Result<Vec<Column>, Error> {
    warn_of_invalid(work);
    // A series' values stand together: those of all steps are collected while the series pass by, each step's in a
    // row of its own with room for the largest group.
    let largest = work.groups.largest();
    let values = work.steps().saturating_mul(largest);
    let mut room = work.aggregation.room;
    room.take(bytes_of::<f64>(values))?;
    let mut rows = vec![0.0; values];
    let mut counts = vec![0; work.steps()];
    let mut has_histograms = false;
    let mut columns = vec![Column::absent(work.steps()); work.groups.len()];
    for (group, column) in columns.iter_mut().enumerate() {
        for member in work.groups.members(group) {
            let values = &work.vector.columns[*member as usize].values;
            for ((row, count), value) in rows.chunks_exact_mut(largest).zip(&mut counts).zip(values) {
                if is_float(*value) {
                    row[*count] = *value;
                    *count += 1;
                }
                has_histograms |= is_histogram(*value);
            }
        }
        let rows = rows.chunks_exact_mut(largest.max(1)).zip(&mut counts);
        for ((result, phi), (row, count)) in column.values.iter_mut().zip(work.numbers()).zip(rows) {
            if *count > 0 {
                *result = quantile(*phi, &mut row[..std::mem::take(count)]);
            }
        }
    }
    if has_histograms {
        let text = text::histogram_ignored(work.aggregation.op.text());
        work.annotations.inform(text, work.aggregation.operand_span);
    }
    Ok(columns)
}

/// Warns of a NaN, of the greatest quantile above 1, and of the least below 0.
fn warn_of_invalid(work: &mut Work<'_>) {
    let span = work.aggregation.parameter_span;
    let numbers = work.numbers();
    let least = numbers.iter().copied().fold(0.0, f64::min);
    let greatest = numbers.iter().copied().fold(1.0, f64::max);
    if numbers.iter().any(|phi| phi.is_nan()) {
        work.annotations.warn(text::invalid_quantile(f64::NAN), span);
    }
    for phi in [greatest, least].into_iter().filter(|phi| !(0.0..=1.0).contains(phi)) {
        work.annotations.warn_of_extreme(phi, text::invalid_quantile(phi), span);
    }
}
