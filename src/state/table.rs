//! A result as rows and columns: which there are, in which order, and the text of a cell when it is seen.
//!
//! A row is a sample: a vector has one a series, a range vector (`node_load1[1m]`) many. Rows are numbers of
//! samples; no cell's text exists until it is asked for, so 10,000 rows cost 40 kB.
//!
//! Invariant: a table holds the block whose samples its rows are: no row is ever read from another result.
//!
//! Not here: which rows are visible ([`window`]), drawing (`ui`).

pub mod window;

use std::cmp::Ordering;
use std::fmt::Write;
use std::sync::Arc;

use super::panel::{Column, Order, Sort};
use crate::model::block::Block;
use crate::model::histogram::{Bucket, BucketBounds};
use crate::model::labels::METRIC_NAME;
use crate::model::number;
use crate::model::order;
use crate::model::text::holds;
use crate::model::time::Zone;
use crate::model::value::Value;

/// The widest a column is made, in characters; longer texts are cut on screen.
const WIDEST: usize = 48;

/// How many rows are looked at for the columns' widths.
const MEASURED: usize = 2000;

/// The rows and columns of a vector or matrix.
#[derive(Debug, Clone)]
pub struct Table {
    block: Arc<Block>,
    /// Labels in the order of first appearance, the metric's name first; then the time of range vectors; then the value.
    pub columns: Vec<Column>,
    /// Width of each column in characters.
    pub widths: Vec<usize>,
    /// Rows without the filter.
    pub all: usize,
    /// The samples shown, in order; `None`: all, as the server sent them.
    rows: Option<Vec<u32>>,
}

/// The same rows of the same block.
impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.block, &other.block)
            && (&self.columns, &self.widths, &self.rows) == (&other.columns, &other.widths, &other.rows)
    }
}

impl Table {
    /// The table of a value; `None` for a scalar and a text, which are no tables.
    pub fn of(value: &Value, sort: Option<&Sort>, filter: &str) -> Option<Self> {
        let block = value.block()?;
        let mut names = block.labels.names();
        order::sort_by_key(&mut names, |&name| name != METRIC_NAME);
        let mut columns: Vec<_> = names.into_iter().map(|name| Column::Label(name.to_owned())).collect();
        if matches!(value, Value::Matrix(_)) {
            columns.push(Column::Time);
        }
        columns.push(Column::Value);
        let rows = rows(block, sort, filter);
        let mut table = Self { block: Arc::clone(block), columns, widths: Vec::new(), all: block.samples(), rows };
        table.widths = table.columns.iter().map(|column| table.width(column)).collect();
        Some(table)
    }

    /// The number of rows shown.
    pub fn len(&self) -> usize {
        self.rows.as_ref().map_or(self.all, Vec::len)
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of a cell; `None` for a row beyond the last.
    pub fn cell(&self, row: usize, column: &Column, zone: &Zone) -> Option<String> {
        self.sample(row).map(|sample| cell(&self.block, sample, column, zone))
    }

    /// The series of a row in `PromQL`'s notation; `None` for a row beyond the last.
    pub fn series(&self, row: usize) -> Option<String> {
        self.sample(row).map(|sample| self.block.labels.display(series(&self.block, sample)))
    }

    /// The sample that a row shows, a number below [`Block::samples`].
    fn sample(&self, row: usize) -> Option<usize> {
        match &self.rows {
            Some(rows) => rows.get(row).map(|&sample| sample as usize),
            None => (row < self.all).then_some(row),
        }
    }

    fn width(&self, column: &Column) -> usize {
        let block = &*self.block;
        let rows = (0..self.len().min(MEASURED)).filter_map(|row| self.sample(row));
        let widest = match column {
            Column::Label(name) => rows.map(|sample| label(block, sample, name).chars().count()).max(),
            Column::Time => return "2026-11-22 18:48:05.000".len(),
            Column::Value => rows.map(|sample| value_text(block, sample).chars().count()).max(),
        };
        let head = match column {
            Column::Label(name) => name.chars().count(),
            Column::Time | Column::Value => 8,
        };
        // Two for the sort mark.
        widest.unwrap_or(0).max(head + 2).clamp(6, WIDEST)
    }
}

/// The text of a sample's cell.
fn cell(block: &Block, sample: usize, column: &Column, zone: &Zone) -> String {
    match column {
        Column::Label(name) => label(block, sample, name).to_owned(),
        Column::Time => {
            let civil = zone.civil(time(block, sample));
            format!("{} {}", civil.date(), civil.clock())
        }
        Column::Value => value_text(block, sample),
    }
}

/// The series that a sample belongs to.
fn series(block: &Block, sample: usize) -> usize {
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
fn time(block: &Block, sample: usize) -> i64 {
    let series = series(block, sample);
    let (_, at) = place(block, sample);
    let runs = if sample < block.values.len() { &block.floats } else { &block.histogram_runs };
    block.times[runs.times(series).start + at - runs.values(series).start]
}

fn label<'a>(block: &'a Block, sample: usize, name: &str) -> &'a str {
    block.labels.value(series(block, sample), name).unwrap_or_default()
}

fn value_text(block: &Block, sample: usize) -> String {
    match sample.checked_sub(block.values.len()) {
        None => number::format(block.values[sample]),
        Some(histogram) => histogram_text(block, histogram),
    }
}

/// A histogram in one line: `count 12, sum 3.5, (0.5, 1] 4, (1, 2] 8`.
fn histogram_text(block: &Block, histogram: usize) -> String {
    let all = &block.histograms;
    let mut text =
        format!("count {}, sum {}", number::format(all.counts[histogram]), number::format(all.sums[histogram]));
    for Bucket { bounds, lo, hi, count } in all.buckets(histogram) {
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
    text
}

fn rows(block: &Block, sort: Option<&Sort>, filter: &str) -> Option<Vec<u32>> {
    let needle = filter.trim();
    if sort.is_none() && needle.is_empty() && block.histograms.is_empty() {
        return None;
    }
    let mut rows: Vec<u32> = (0..block.samples() as u32).collect();
    if !needle.is_empty() {
        let by_label: Vec<bool> =
            (0..block.len()).map(|series| block.labels.of(series).any(|(_, value)| holds(value, needle))).collect();
        rows.retain(|&sample| {
            let sample = sample as usize;
            by_label[series(block, sample)] || holds(&value_text(block, sample), needle)
        });
    }
    match sort {
        Some(sort) => order::sort_numbers(&mut rows, &mut |a, b| compare(block, sort, a as usize, b as usize)),
        // Floats and histograms of one series stand together, as the server sent them.
        None => order::sort_by_key(&mut rows, |&sample| series(block, sample as usize)),
    }
    Some(rows)
}

fn compare(block: &Block, sort: &Sort, a: usize, b: usize) -> Ordering {
    let direct = |order: Ordering| match sort.order {
        Order::Ascending => order,
        Order::Descending => order.reverse(),
    };
    match &sort.column {
        Column::Label(name) => {
            let (a, b) = (label(block, a, name), label(block, b, name));
            // Rows without the label stand last either way.
            a.is_empty().cmp(&b.is_empty()).then_with(|| direct(natural(a, b)))
        }
        Column::Time => direct(time(block, a).cmp(&time(block, b))),
        Column::Value => {
            let (a, b) = (magnitude(block, a), magnitude(block, b));
            // NaN stands last either way.
            a.is_nan().cmp(&b.is_nan()).then_with(|| direct(a.total_cmp(&b)))
        }
    }
}

/// What a sample is sorted by: its value, or a histogram's count.
fn magnitude(block: &Block, sample: usize) -> f64 {
    block.values.get(sample).copied().unwrap_or_else(|| block.histograms.counts[sample - block.values.len()])
}

/// Numbers by size, before texts; texts by their characters.
fn natural(a: &str, b: &str) -> Ordering {
    match (number::decimal(a), number::decimal(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::block::BlockBuilder;

    /// Series of (instance, values at 0 s, 1 s, …).
    fn block(series: &[(&str, &[f64])]) -> Arc<Block> {
        let mut builder = BlockBuilder::default();
        for (instance, values) in series {
            builder.labels.push("instance", instance);
            builder.labels.push(METRIC_NAME, "up");
            for (second, value) in (0..).zip(*values) {
                builder.push_float(second * 1000, *value);
            }
            builder.end_series();
        }
        Arc::new(builder.finish())
    }

    #[track_caller]
    fn check(value: &Value, sort: Option<(Column, Order)>, filter: &str, rows: &[&str]) {
        let sort = sort.map(|(column, order)| Sort { column, order });
        let table = Table::of(value, sort.as_ref(), filter).expect("a table");
        let shown: Vec<_> = (0..table.len())
            .map(|row| {
                let cells = table.columns.iter().filter_map(|column| table.cell(row, column, &Zone::UTC));
                cells.collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(shown, rows);
        assert_eq!(table.series(table.len()), None, "a row beyond the last");
    }

    #[test]
    fn sorts_by_number_where_labels_are_numbers_and_keeps_nan_last() {
        let value = Value::Vector(block(&[("10", &[1.0]), ("9", &[f64::NAN]), ("a", &[-2.0]), ("", &[0.5])]));
        check(&value, None, "", &["up 10 1", "up 9 NaN", "up a -2", "up  0.5"]);
        let by_label = Column::Label("instance".to_owned());
        check(&value, Some((by_label.clone(), Order::Ascending)), "", &["up 9 NaN", "up 10 1", "up a -2", "up  0.5"]);
        check(&value, Some((by_label, Order::Descending)), "", &["up a -2", "up 10 1", "up 9 NaN", "up  0.5"]);
        check(&value, Some((Column::Value, Order::Descending)), "", &["up 10 1", "up  0.5", "up a -2", "up 9 NaN"]);
    }

    #[test]
    fn a_range_vector_has_a_row_a_sample() {
        let value = Value::Matrix(block(&[("b", &[1.0, 2.0]), ("c", &[3.0])]));
        check(
            &value,
            Some((Column::Time, Order::Descending)),
            "",
            &["up b 1970-01-01 00:00:01 2", "up b 1970-01-01 00:00:00 1", "up c 1970-01-01 00:00:00 3"],
        );
        check(&value, None, "C", &["up c 1970-01-01 00:00:00 3"]);
        check(&value, None, "nothing", &[]);
    }

    #[test]
    fn histograms_show_count_sum_and_buckets_beside_the_floats_of_their_series() {
        let mut builder = BlockBuilder::default();
        for lo in [0.0, 1.0] {
            builder.histograms().push_bucket(Bucket { bounds: BucketBounds::OpenLeft, lo, hi: lo + 1.0, count: 2.5 });
        }
        builder.push_histogram(0, 5.0, 4.5);
        builder.end_series();
        builder.push_float(0, 7.0);
        builder.end_series();
        let value = Value::Vector(Arc::new(builder.finish()));
        check(&value, None, "", &["count 5, sum 4.5, (0, 1] 2.5, (1, 2] 2.5", "7"]);
        check(&value, Some((Column::Value, Order::Descending)), "", &["7", "count 5, sum 4.5, (0, 1] 2.5, (1, 2] 2.5"]);
    }
}
