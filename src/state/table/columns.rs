//! The columns of a result, their widths, and which of them are in view.
//!
//! Invariant: columns depend on the result alone. Sorting and filtering change neither their order nor their width.
//! Widths are characters of the table's font; a column is as wide as its text plus [`GAP`].

use std::ops::Range;
use std::sync::Arc;

use super::BATCH;
use super::cell::value_text;
use crate::model::block::Block;
use crate::model::count::{to_f64, to_u32};
use crate::model::labels::METRIC_NAME;
use crate::model::value::Value;

/// The widest a column is made, in characters; longer texts are cut on screen.
const WIDEST: usize = 48;

/// The least width of a column.
const NARROWEST: usize = 6;

/// Room of a column beside its text, in characters: the padding of its cells.
pub const GAP: usize = 3;

/// How many series are looked at for the columns' widths, evenly from all.
const MEASURED: usize = 2000;

/// Columns exist from one multiple of so many characters to another, so that they seldom change while someone scrolls.
const GRID: f64 = 40.0;

/// Characters beyond either edge within which columns exist at least.
const MARGIN: f64 = 8.0;

/// A time as its column shows it.
const TIME: &str = "2026-11-22 18:48:05.000";

/// No column.
const NONE: u32 = u32::MAX;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// The label whose name has this number in the block's table.
    Label(u32),
    /// The sample's time; only of range vectors.
    Time,
    /// The sample's value; the last column.
    Value,
}

/// The columns of a block: labels in the order of first appearance, the metric's name first; then the time of range
/// vectors; then the value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The numbers of the labels' names.
    names: Vec<u32>,
    has_time: bool,
    /// Where each column ends, in characters from the left.
    ends: Vec<usize>,
    /// The column of each name, by the name's number; [`NONE`] for texts that name no label.
    of_names: Vec<u32>,
}

impl Columns {
    /// The number of columns; at least one, the value.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none: the default, before there is a table.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// What stands in a column, numbered from 0.
    pub fn kind(&self, column: usize) -> ColumnKind {
        match self.names.get(column) {
            Some(&name) => ColumnKind::Label(name),
            None if self.has_time && column == self.names.len() => ColumnKind::Time,
            None => ColumnKind::Value,
        }
    }

    /// The column of the label whose name has this number.
    pub fn of_name(&self, name: u32) -> Option<usize> {
        self.of_names.get(name as usize).filter(|&&column| column != NONE).map(|&column| column as usize)
    }

    /// The width of a column in characters.
    pub fn width(&self, column: usize) -> usize {
        self.end(column) - self.start(column)
    }

    /// The width of columns that stand side by side, in characters.
    pub fn span(&self, columns: Range<usize>) -> usize {
        if columns.is_empty() { 0 } else { self.end(columns.end - 1) - self.start(columns.start) }
    }

    /// The width of all columns in characters.
    pub fn total(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The columns in sight and few more, without the last, which is always in sight. `seen` is what is in sight, in
    /// characters from the left.
    pub fn window(&self, seen: Range<f64>) -> Range<usize> {
        let labels = self.len().saturating_sub(1);
        let from = ((seen.start - MARGIN) / GRID).floor() * GRID;
        let to = ((seen.end + MARGIN) / GRID).ceil() * GRID;
        let first = self.ends[..labels].partition_point(|&end| to_f64(end) < from);
        let end = self.ends[..labels].partition_point(|&end| to_f64(end) < to) + 1;
        first..end.clamp(first, labels)
    }

    fn start(&self, column: usize) -> usize {
        column.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn end(&self, column: usize) -> usize {
        self.ends.get(column).copied().unwrap_or_else(|| self.total())
    }
}

/// Finds a block's columns in steps.
#[derive(Debug)]
pub struct ColumnsJob {
    block: Arc<Block>,
    columns: Columns,
    /// The widest text of each column so far, names first; the last is that of values.
    widths: Vec<usize>,
    /// The next series.
    next: usize,
    is_measuring: bool,
}

impl ColumnsJob {
    /// Begins; `None` for a scalar and a text, which are no tables.
    pub fn new(value: &Value) -> Option<Self> {
        let block = Arc::clone(value.block()?);
        let columns = Columns { has_time: matches!(value, Value::Matrix(_)), ..Columns::default() };
        Some(Self { block, columns, widths: Vec::new(), next: 0, is_measuring: false })
    }

    /// Does a part of the work; the columns once all is done, which are only then taken out.
    pub fn advance(&mut self) -> Option<Columns> {
        if !self.is_measuring {
            self.find_names();
            return None;
        }
        self.measure().then(|| {
            let columns = &mut self.columns;
            let value = self.widths.pop().unwrap_or(0).max("Value".len());
            let label = |(&name, widest): (&u32, usize)| {
                let head = chars(self.block.labels.text(name));
                widest.max(head)
            };
            let labels = columns.names.iter().zip(self.widths.drain(..)).map(label);
            let time = columns.has_time.then_some(TIME.len());
            columns.ends = labels
                .chain(time)
                .chain([value])
                .scan(0, |end, width| {
                    *end += width.clamp(NARROWEST, WIDEST) + GAP;
                    Some(*end)
                })
                .collect();
            std::mem::take(columns)
        })
    }

    fn find_names(&mut self) {
        let Columns { names, of_names, .. } = &mut self.columns;
        let mut read = 0;
        while self.next < self.block.len() && read < BATCH {
            let pairs = self.block.labels.pairs_of(self.next);
            self.next += 1;
            read += pairs.len() + 1;
            for &[name, _] in pairs {
                let name = name as usize;
                if name >= of_names.len() {
                    of_names.resize(name + 1, NONE);
                }
                if of_names[name] == NONE {
                    of_names[name] = 0;
                    names.push(to_u32(name));
                }
            }
        }
        if self.next < self.block.len() {
            return;
        }
        names.sort_by_key(|&name| self.block.labels.text(name) != METRIC_NAME);
        for (column, &name) in names.iter().enumerate() {
            of_names[name as usize] = to_u32(column);
        }
        self.widths = vec![0; names.len() + 1];
        (self.next, self.is_measuring) = (0, true);
    }

    /// Whether all that is to be measured is.
    fn measure(&mut self) -> bool {
        let block = &self.block;
        let stride = block.len().div_ceil(MEASURED).max(1);
        let mut read = 0;
        while self.next < block.len() && read < BATCH {
            let series = self.next;
            self.next += stride;
            let pairs = block.labels.pairs_of(series);
            for &[name, value] in pairs {
                if let Some(column) = self.columns.of_name(name) {
                    self.widths[column] = self.widths[column].max(chars(block.labels.text(value)));
                }
            }
            let value = self.widths.len() - 1;
            self.widths[value] = self.widths[value].max(value_width(block, series));
            read += pairs.len() * 16 + 256;
        }
        self.next >= block.len()
    }
}

/// The characters of a text, as far as they make a column wider.
fn chars(text: &str) -> usize {
    text.chars().take(WIDEST).count()
}

/// The characters of the first and the last float of a series; a histogram has a column as wide as there are.
fn value_width(block: &Block, series: usize) -> usize {
    if !block.histogram_runs.values(series).is_empty() {
        return WIDEST;
    }
    let floats = block.floats.values(series);
    let ends = [floats.clone().next(), floats.clone().next_back()];
    ends.into_iter().flatten().map(|sample| value_text(block, sample, 0).len()).max().unwrap_or(0)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::block::BlockBuilder;

    /// All columns at once.
    pub(in crate::state::table) fn columns(value: &Value) -> Columns {
        let mut job = ColumnsJob::new(value).expect("a table");
        loop {
            if let Some(columns) = job.advance() {
                return columns;
            }
        }
    }

    fn vector(series: &[&[(&str, &str)]]) -> Value {
        let mut builder = BlockBuilder::default();
        for pairs in series {
            pairs.iter().for_each(|(name, value)| builder.labels.push(name, value));
            builder.push_float(0, 12.5);
            builder.end_series();
        }
        Value::Vector(Arc::new(builder.finish()))
    }

    #[test]
    fn labels_stand_in_order_of_appearance_the_metric_first() {
        let value =
            vector(&[&[("job", "a"), ("__name__", "up")], &[("zone", "eu-central-1"), ("job", &"x".repeat(90))]]);
        let (columns, block) = (columns(&value), value.block().expect("a block"));
        let places: Vec<_> = (0..columns.len()).map(|column| columns.kind(column)).collect();
        let label = |name| ColumnKind::Label(block.labels.id(name).expect("a name"));
        assert_eq!(places, [label("__name__"), label("job"), label("zone"), ColumnKind::Value]);
        let widths: Vec<_> = (0..columns.len()).map(|column| columns.width(column) - GAP).collect();
        assert_eq!(widths, [8, WIDEST, 12, 6]);
        assert_eq!(columns.total(), columns.span(0..4));
        assert_eq!(columns.total(), columns.span(0..1) + columns.span(1..3) + columns.width(3));
    }

    #[test]
    fn only_columns_in_sight_are_in_the_window() {
        let names: Vec<String> = (0..10_000).map(|n| format!("label_{n}")).collect();
        let pairs: Vec<_> = names.iter().map(|name| (&**name, "x")).collect();
        let columns = columns(&vector(&[&pairs]));
        assert_eq!(columns.len(), 10_001);
        for left in [0.0, 1000.0, 70_000.0, columns.total() as f64 - 150.0] {
            let window = columns.window(left..left + 150.0);
            assert!(window.len() < 50, "{window:?} at {left}");
            let (from, to) = (columns.span(0..window.start) as f64, columns.span(0..window.end) as f64);
            assert!(from <= left && (to >= left + 150.0 || window.end == 10_000), "{window:?} at {left}");
        }
        assert_eq!(columns.window(0.0..1e9), 0..10_000);
        let few = Columns::default();
        assert_eq!(few.window(0.0..100.0), 0..0);
    }
}
