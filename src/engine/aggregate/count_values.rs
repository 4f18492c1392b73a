//! `count_values`: how many series of each group have the same value.
//!
//! Invariant: labels are made once a group and value, not once a step.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use super::TileAggregation;
use crate::engine::annotation::text::quoted;
use crate::engine::column::{ABSENT, Point, ValueColumn};
use crate::engine::error::Error;
use crate::engine::histogram::text::text as histogram_text;
use crate::engine::labels::{LabelSetIndex, Labels, is_name};
use crate::engine::query_budget::{QueryBudget, bytes_of, growing};
use crate::engine::task::for_each_yielding;
use crate::engine::value::{SeriesSet, TileValue, Vector};

/// The error of a label name that is none; as it is written in the expression, quotes included.
pub fn invalid_label(literal: &str) -> Error {
    Error::evaluation(format!("invalid label name {literal}"))
}

/// One series a group and value.
pub(super) async fn counted(tile: &TileAggregation<'_>) -> Result<Vector, Error> {
    let Some(TileValue::String(label)) = tile.aggregation.parameter.as_deref() else { return Ok(Vector::default()) };
    if !is_name(label, tile.aggregation.dialect) {
        return Err(invalid_label(&quoted(label)));
    }
    let (steps, budget) = (tile.steps(), tile.aggregation.budget);
    let mut counts = Counts {
        label,
        steps,
        budget,
        places: LabelSetIndex::default(),
        series_set: SeriesSet::default(),
        columns: Vec::new(),
    };
    let mut of_float = HashMap::new();
    let mut count = |at: usize| {
        let (series, step) = (at / steps, at % steps);
        let group = tile.groups.of_series[series];
        let place = match tile.vector.columns[series].point(step) {
            Point::Absent => return Ok(()),
            Point::Float(value) => match of_float.entry((group, value.to_bits())) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => {
                    counts.budget.reserve(FLOAT)?;
                    *new.insert(counts.place(tile, group, &decimal(value))?)
                }
            },
            Point::Histogram(histogram) => counts.place(tile, group, &histogram_text(&histogram))?,
        };
        counts.add(place, step);
        Ok(())
    };
    for_each_yielding(tile.vector.columns.len() * steps, &mut count).await?;
    Ok(Vector { series_set: Rc::new(counts.series_set), columns: counts.columns })
}

/// A value as a label: in full, without exponent.
fn decimal(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    value.to_string()
}

/// Bytes of a float in a table at the most: that is up to twice as long as it has to be, and there as it was while it
/// grows.
const FLOAT: u64 = bytes_of::<((u32, u64), usize)>(4);

/// Bytes of a series at the most, besides labels and values.
const SERIES: u64 = LabelSetIndex::MOST + growing::<((Labels, bool), ValueColumn)>(1);

/// The counts so far.
struct Counts<'a> {
    label: &'a str,
    steps: usize,
    budget: QueryBudget,
    places: LabelSetIndex,
    series_set: SeriesSet,
    columns: Vec<ValueColumn>,
}

impl Counts<'_> {
    /// Which of the resulting series counts this value of this group.
    fn place(&mut self, tile: &TileAggregation<'_>, group: u32, value: &str) -> Result<usize, Error> {
        let labels = &tile.groups.series_set.labels[group as usize];
        let labels = if tile.groups.drops(self.label) { labels.clone() } else { labels.with(self.label, value) };
        let place = self.places.number(&labels, &|_| true) as usize;
        if place == self.columns.len() {
            self.budget.reserve(SERIES + labels.memory() + bytes_of::<f64>(self.steps))?;
            self.series_set.labels.push(labels);
            self.series_set.drops_name.push(false);
            self.columns.push(ValueColumn::absent(self.steps));
        }
        Ok(place)
    }

    fn add(&mut self, place: usize, step: usize) {
        let count = &mut self.columns[place].values[step];
        *count = if count.to_bits() == ABSENT.to_bits() { 1.0 } else { *count + 1.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_in_full() {
        for (value, text) in [
            (6.0, "6"),
            (-0.5, "-0.5"),
            (1e21, "1000000000000000000000"),
            (1e-7, "0.0000001"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "+Inf"),
            (f64::NEG_INFINITY, "-Inf"),
        ] {
            assert_eq!(decimal(value), text);
        }
    }
}
