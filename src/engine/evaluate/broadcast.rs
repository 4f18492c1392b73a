//! A value of one step over many.

use crate::engine::column::ValueColumn;
use crate::engine::value::{Ranges, Value, Vector};

/// The same value at so many steps.
pub(super) fn over(value: &Value, steps: usize) -> Value {
    match value {
        Value::Scalar(values) => Value::Scalar(first(values, steps)),
        Value::String(text) => Value::String(text.clone()),
        Value::Vector(vector) => {
            let column = |column: &ValueColumn| ValueColumn {
                values: first(&column.values, steps),
                histograms: first(&column.histograms, steps),
            };
            Value::Vector(Vector {
                series_set: vector.series_set.clone(),
                columns: vector.columns.iter().map(column).collect(),
            })
        }
        Value::Ranges(ranges) => Value::Ranges(Ranges { bounds: first(&ranges.bounds, steps), ..ranges.clone() }),
    }
}

/// The first item so many times; of nothing, nothing.
fn first<T: Clone>(values: &[T], steps: usize) -> Vec<T> {
    values.first().map(|value| vec![value.clone(); steps]).unwrap_or_default()
}
