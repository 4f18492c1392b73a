//! `count_values`: how many series of each group have the same value.
//!
//! Invariant: labels are made once a group and value, not once a step.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use super::Work;
use crate::engine::annotation::text::quoted;
use crate::engine::column::{ABSENT, Column, Point};
use crate::engine::error::Error;
use crate::engine::histogram::text::text as histogram_text;
use crate::engine::labels::{Distinct, Labels, is_name};
use crate::engine::room::{Room, bytes_of, growing};
use crate::engine::task::each;
use crate::engine::value::{Shape, Value, Vector};

/// The error of a label name that is none; as it is written in the expression, quotes included.
pub fn invalid_label(literal: &str) -> Error {
    Error::evaluation(format!("invalid label name {literal}"))
}

/// One series a group and value.
pub(super) async fn counted(work: &Work<'_>) -> Result<Vector, Error> {
    let Some(Value::String(label)) = work.aggregation.parameter.as_deref() else { return Ok(Vector::default()) };
    if !is_name(label, work.aggregation.dialect) {
        return Err(invalid_label(&quoted(label)));
    }
    let (steps, room) = (work.steps(), work.aggregation.room);
    let mut counts =
        Counts { label, steps, room, places: Distinct::default(), shape: Shape::default(), columns: Vec::new() };
    let mut of_float = HashMap::new();
    let mut count = |at: usize| {
        let (series, step) = (at / steps, at % steps);
        let group = work.groups.of_series[series];
        let place = match work.vector.columns[series].point(step) {
            Point::Absent => return Ok(()),
            Point::Float(value) => match of_float.entry((group, value.to_bits())) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => {
                    counts.room.take(FLOAT)?;
                    *new.insert(counts.place(work, group, &decimal(value))?)
                }
            },
            Point::Histogram(histogram) => counts.place(work, group, &histogram_text(&histogram))?,
        };
        counts.add(place, step);
        Ok(())
    };
    each(work.vector.columns.len() * steps, &mut count).await?;
    Ok(Vector { shape: Rc::new(counts.shape), columns: counts.columns })
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
const SERIES: u64 = Distinct::MOST + growing::<((Labels, bool), Column)>(1);

/// The counts so far.
struct Counts<'a> {
    label: &'a str,
    steps: usize,
    room: Room,
    places: Distinct,
    shape: Shape,
    columns: Vec<Column>,
}

impl Counts<'_> {
    /// Which of the resulting series counts this value of this group.
    fn place(&mut self, work: &Work<'_>, group: u32, value: &str) -> Result<usize, Error> {
        let labels = &work.groups.shape.labels[group as usize];
        let labels = if work.groups.drops(self.label) { labels.clone() } else { labels.with(self.label, value) };
        let place = self.places.number(&labels, &|_| true) as usize;
        if place == self.columns.len() {
            self.room.take(SERIES + labels.memory() + bytes_of::<f64>(self.steps))?;
            self.shape.labels.push(labels);
            self.shape.drops_name.push(false);
            self.columns.push(Column::absent(self.steps));
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
