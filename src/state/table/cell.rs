//! The text of a table's cells.
//!
//! Invariant: a cell's text has at most [`MAX_SHOWN`] characters, whatever the label or the histogram; a longer text
//! says that it is cut ([`Bounded::is_cut`]), and [`whole`] gives all of it.

use std::fmt::Write;
use std::ops::Range;

use super::columns::{ColumnKind, Columns};
use crate::model::block::Block;
use crate::model::histogram::{Bucket, BucketBounds};
use crate::model::number;
use crate::model::text::Bounded;
use crate::model::time::Zone;

/// The most characters of a text that are put into a page: more than a cell shows on a wide screen, and enough for its
/// title. The browser lays out all of them.
pub const MAX_SHOWN: usize = 300;

/// The most buckets of a histogram that are written into a cell.
const MAX_BUCKETS: usize = 10;

/// The cells of a sample in some columns. Takes as long as its series has labels, not as there are columns.
pub fn cells(block: &Block, columns: &Columns, sample: usize, range: Range<usize>, zone: &Zone) -> Vec<Bounded> {
    let of_series = series(block, sample);
    let mut cells = vec![Bounded::default(); range.len()];
    for &[name, value] in block.labels.pairs_of(of_series) {
        let cell = columns.of_name(name).and_then(|column| cells.get_mut(column.checked_sub(range.start)?));
        if let Some(cell) = cell {
            *cell = Bounded::of(block.labels.text(value), MAX_SHOWN);
        }
    }
    for column in range.clone() {
        cells[column - range.start] = match columns.kind(column) {
            ColumnKind::Label(_) => continue,
            ColumnKind::Time => Bounded { text: moment(zone, time(block, sample)), is_cut: false },
            ColumnKind::Value => {
                Bounded { text: value_text(block, sample, MAX_BUCKETS), is_cut: hides_buckets(block, sample) }
            }
        };
    }
    cells
}

/// The whole text of one cell, however long.
pub fn whole(block: &Block, columns: &Columns, sample: usize, column: usize, zone: &Zone) -> String {
    match columns.kind(column) {
        ColumnKind::Label(name) => {
            let pairs = block.labels.pairs_of(series(block, sample));
            let value = pairs.iter().find(|pair| pair[0] == name).map(|pair| block.labels.text(pair[1]));
            value.unwrap_or_default().to_owned()
        }
        ColumnKind::Time => moment(zone, time(block, sample)),
        ColumnKind::Value => value_text(block, sample, usize::MAX),
    }
}

fn moment(zone: &Zone, ms: i64) -> String {
    let civil = zone.civil(ms);
    format!("{} {}", civil.date(), civil.clock())
}

/// The series that a sample belongs to.
pub fn series(block: &Block, sample: usize) -> usize {
    let (ends, at) = place(block, sample);
    ends.partition_point(|&end| end as usize <= at)
}

/// Floats are numbered before histograms: (the ends of the series' runs, the number within its kind).
fn place(block: &Block, sample: usize) -> (&[u32], usize) {
    match sample.checked_sub(block.values.len()) {
        None => (&block.floats.ends, sample),
        Some(histogram) => (&block.histogram_runs.ends, histogram),
    }
}

/// A sample's time, Unix milliseconds.
pub(super) fn time(block: &Block, sample: usize) -> i64 {
    let series = series(block, sample);
    let (_, at) = place(block, sample);
    let runs = if sample < block.values.len() { &block.floats } else { &block.histogram_runs };
    block.times[runs.times(series).start + at - runs.values(series).start]
}

/// A sample's value, a histogram with at most so many of its buckets.
pub(super) fn value_text(block: &Block, sample: usize, buckets: usize) -> String {
    match sample.checked_sub(block.values.len()) {
        None => number::format(block.values[sample]),
        Some(histogram) => histogram_text(block, histogram, buckets),
    }
}

/// Whether the cell of a sample leaves out buckets.
fn hides_buckets(block: &Block, sample: usize) -> bool {
    buckets(block, sample) > MAX_BUCKETS
}

/// How many buckets a sample has; a float has none.
fn buckets(block: &Block, sample: usize) -> usize {
    sample.checked_sub(block.values.len()).map_or(0, |histogram| block.histograms.buckets(histogram).len())
}

/// How many numbers are in the whole text of a sample's value.
pub(super) fn numbers(block: &Block, sample: usize) -> usize {
    1 + 3 * buckets(block, sample)
}

/// A histogram in one line: `count 12, sum 3.5, (0.5, 1] 4, (1, 2] 8`.
fn histogram_text(block: &Block, histogram: usize, most: usize) -> String {
    let all = &block.histograms;
    let mut text =
        format!("count {}, sum {}", number::format(all.counts[histogram]), number::format(all.sums[histogram]));
    let mut buckets = all.buckets(histogram);
    for Bucket { bounds, lo, hi, count } in buckets.by_ref().take(most) {
        let (open, close) = match bounds {
            BucketBounds::OpenLeft => ('(', ']'),
            BucketBounds::OpenRight => ('[', ')'),
            BucketBounds::Open => ('(', ')'),
            BucketBounds::Closed => ('[', ']'),
        };
        let (lo, hi, count) = (number::format(lo), number::format(hi), number::format(count));
        // Writing to a text never fails.
        let _ = write!(text, ", {open}{lo}, {hi}{close} {count}");
    }
    if buckets.next().is_some() {
        text.push_str(", …");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::block::BlockBuilder;
    use crate::model::value::Value;
    use crate::state::table::columns::tests::columns;

    #[test]
    fn texts_beyond_what_is_seen_are_cut_and_can_be_had_whole() {
        let long = "x".repeat(10_000_000);
        let mut builder = BlockBuilder::default();
        builder.labels.push("instance", &long);
        for lo in 0..100 {
            let lo = f64::from(lo);
            builder.histograms().push_bucket(Bucket { bounds: BucketBounds::Open, lo, hi: lo + 1.0, count: 1.0 });
        }
        builder.push_histogram(0, 100.0, 50.0);
        builder.end_series();
        let value = Value::Vector(Arc::new(builder.finish()));
        let (block, columns) = (value.block().expect("a block"), columns(&value));
        let seen = cells(block, &columns, 0, 0..2, &Zone::UTC);
        assert!(
            seen.iter()
                .all(|cell| cell.is_cut && cell.text.ends_with('…') && cell.text.chars().count() <= MAX_SHOWN + 1)
        );
        assert_eq!(whole(block, &columns, 0, 0, &Zone::UTC), long);
        let all = whole(block, &columns, 0, 1, &Zone::UTC);
        assert!(all.ends_with(", (99, 100) 1"), "{all}");
    }

    #[test]
    fn a_window_of_columns_has_the_cells_of_all() {
        let mut builder = BlockBuilder::default();
        for series in 0..3 {
            for name in 0..20 {
                if (name + series) % 3 > 0 {
                    builder.labels.push(&format!("l{name}"), &format!("{series}-{name}"));
                }
            }
            builder.push_float(1000, f64::from(series));
            builder.end_series();
        }
        let value = Value::Matrix(Arc::new(builder.finish()));
        let (block, columns) = (value.block().expect("a block"), columns(&value));
        for sample in 0..3 {
            let all = cells(block, &columns, sample, 0..columns.len(), &Zone::UTC);
            for from in 0..columns.len() {
                let to = (from + 4).min(columns.len());
                assert_eq!(cells(block, &columns, sample, from..to, &Zone::UTC), all[from..to]);
            }
            let wholes = (0..columns.len()).map(|column| whole(block, &columns, sample, column, &Zone::UTC));
            assert!(wholes.eq(all.into_iter().map(|cell| cell.text)));
        }
    }
}
