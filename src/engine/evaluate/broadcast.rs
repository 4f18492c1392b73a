//! Broadcasts the value of a step-invariant part, which is evaluated at one step, to every step of a tile.

use crate::engine::column::ValueColumn;
use crate::engine::value::{Ranges, TileValue, Vector};

/// The same value at so many steps.
pub(super) fn over(value: &TileValue, steps: usize) -> TileValue {
    match value {
        TileValue::Scalar(values) => TileValue::Scalar(first(values, steps)),
        TileValue::String(text) => TileValue::String(text.clone()),
        TileValue::Vector(vector) => {
            let column = |column: &ValueColumn| ValueColumn {
                values: first(&column.values, steps),
                histograms: first(&column.histograms, steps),
            };
            TileValue::Vector(Vector {
                series_set: vector.series_set.clone(),
                columns: vector.columns.iter().map(column).collect(),
            })
        }
        TileValue::Ranges(ranges) => {
            TileValue::Ranges(Ranges { bounds: first(&ranges.bounds, steps), ..ranges.clone() })
        }
    }
}

/// The first item so many times; of nothing, nothing.
fn first<T: Clone>(values: &[T], steps: usize) -> Vec<T> {
    values.first().map(|value| vec![value.clone(); steps]).unwrap_or_default()
}
