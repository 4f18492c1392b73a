//! Vectors as text, for tests of what is computed of whole vectors.

use std::rc::Rc;

use super::column::{Point, ValueColumn, is_absent, is_histogram};
use super::labels::Labels;
use super::value::{SeriesSet, Vector};
use crate::model::native_histogram::NativeHistogram;

/// Series as text, one a line: labels `a=1,b=2`, then a value a step: a number, `_` for none, `H` for a histogram.
pub(crate) fn vector(text: &str) -> Vector {
    let mut series_set = SeriesSet::default();
    let mut columns = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let pairs = words.next().unwrap_or_default().split(',').filter_map(|pair| pair.split_once('='));
        series_set.labels.push(Labels::new(pairs));
        series_set.drops_name.push(false);
        let mut column = ValueColumn::default();
        for word in words {
            column.push(match word {
                "_" => Point::Absent,
                "H" => Point::Histogram(Rc::new(NativeHistogram::default())),
                number => Point::Float(number.parse().expect("a number")),
            });
        }
        columns.push(column);
    }
    Vector { series_set: Rc::new(series_set), columns }
}

/// The opposite of [`vector`].
pub(crate) fn text(vector: &Vector) -> Vec<String> {
    let series = vector.series_set.labels.iter().zip(&vector.columns);
    let line = |(labels, column): (&Labels, &ValueColumn)| {
        let pairs: Vec<_> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let values: Vec<_> = column
            .values
            .iter()
            .map(|value| match value {
                value if is_histogram(*value) => "H".to_owned(),
                value if is_absent(*value) => "_".to_owned(),
                value => value.to_string(),
            })
            .collect();
        format!("{{{}}} {}", pairs.join(","), values.join(" "))
    };
    series.map(line).collect()
}
