//! The legend as data: labels common to all series, the rows with their order, and which series are shown.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::statistics::{SeriesStats, Statistics};
use crate::model::block::Block;
use crate::model::count::to_u32;
use crate::model::order::{self, MergeSort};
use crate::model::sort_order::SortOrder;
use crate::model::text::Needle;

/// A column of the legend by which it can be sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LegendColumn {
    /// The labels, in the order of the block.
    #[default]
    Series,
    /// The newest value.
    Last,
    /// The least value.
    Min,
    /// The greatest value.
    Max,
    /// The mean value.
    Mean,
}

impl LegendColumn {
    /// All columns, from the left.
    pub const ALL: [Self; 5] = [Self::Series, Self::Last, Self::Min, Self::Max, Self::Mean];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Series => "series",
            Self::Last => "last",
            Self::Min => "min",
            Self::Max => "max",
            Self::Mean => "mean",
        }
    }

    /// The value of a series in this column; NaN in the column of labels.
    pub fn of(self, stats: &SeriesStats) -> f64 {
        match self {
            Self::Series => f64::NAN,
            Self::Last => stats.last,
            Self::Min => stats.min,
            Self::Max => stats.max,
            Self::Mean => stats.mean,
        }
    }
}

/// How the legend is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LegendSort {
    /// By which column.
    pub column: LegendColumn,
    /// In which direction.
    pub order: SortOrder,
}

impl LegendSort {
    /// The sort once the head of a column is pressed: who sorts by a number looks for the greatest, so those come
    /// first; another press turns the order.
    #[must_use]
    pub fn pressed(self, column: LegendColumn) -> Self {
        let first = if column == LegendColumn::Series { SortOrder::Ascending } else { SortOrder::Descending };
        Self { column, order: if self.column == column { self.order.reversed() } else { first } }
    }
}

/// Finds the rows to show in steps: the series whose labels hold every word of a filter (whatever the case), sorted.
/// Rows without a value come last in either order; equal ones keep the block's order.
#[derive(Debug)]
pub struct LegendRowsJob {
    block: Arc<Block>,
    statistics: Arc<Statistics>,
    words: Vec<Needle>,
    sort_by: LegendSort,
    /// The next series to be filtered.
    next: usize,
    rows: Vec<u32>,
    /// What rows are sorted by, as far as it is collected.
    keys: Vec<u64>,
    /// Sorting them.
    sort: Option<MergeSort>,
}

/// Series, in units of some ten nanoseconds, that one [`LegendRowsJob::advance`] handles at least; about a millisecond.
const BATCH: usize = 1 << 16;

impl LegendRowsJob {
    /// Begins. The statistics are those of the block.
    pub fn new(block: Arc<Block>, statistics: Arc<Statistics>, filter: &str, sort_by: LegendSort) -> Self {
        let words = filter.split_whitespace().map(Needle::new).collect();
        Self { block, statistics, words, sort_by, next: 0, rows: Vec::new(), keys: Vec::new(), sort: None }
    }

    /// Does a part of the work; the rows once all is done, which are only then taken out.
    pub fn advance(&mut self) -> Option<Vec<u32>> {
        if let Some(sort) = &mut self.sort {
            let keys = &self.keys;
            let places = sort.advance(BATCH, &mut |a, b| keys[a as usize].cmp(&keys[b as usize]))?;
            return Some(places.into_iter().map(|place| self.rows[place as usize]).collect());
        }
        if !self.filter() {
            return None;
        }
        if self.sort_by.column == LegendColumn::Series {
            let mut rows = std::mem::take(&mut self.rows);
            if self.sort_by.order == SortOrder::Descending {
                rows.reverse();
            }
            return Some(rows);
        }
        let end = self.rows.len().min(self.keys.len() + BATCH / 4);
        let more: Vec<u64> = self.rows[self.keys.len()..end].iter().map(|&row| self.key(row)).collect();
        self.keys.extend(more);
        if end == self.rows.len() {
            self.sort = Some(MergeSort::new((0..to_u32(end)).collect()));
        }
        None
    }

    /// Whether all series were filtered.
    fn filter(&mut self) -> bool {
        let labels = &self.block.labels;
        let mut read = 0;
        while self.next < labels.len() && read < BATCH {
            let series = self.next;
            self.next += 1;
            read += 1;
            let is_held = self.words.is_empty() || {
                let text = labels.display(series);
                read += text.len() * (1 + self.words.len());
                self.words.iter().all(|word| word.is_in(&text))
            };
            if is_held {
                self.rows.push(to_u32(series));
            }
        }
        self.next >= labels.len()
    }

    fn key(&self, row: u32) -> u64 {
        let value = self.statistics.series.get(row as usize).map_or(f64::NAN, |stats| self.sort_by.column.of(stats));
        if value.is_nan() {
            return u64::MAX;
        }
        self.sort_by.order.directed(order::key_of_float(value))
    }
}

/// Which series are shown, by their keys, so that it survives a refresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegendSelection {
    /// All but these.
    AllBut(BTreeSet<u64>),
    /// These only; never empty.
    Only(BTreeSet<u64>),
}

impl Default for LegendSelection {
    fn default() -> Self {
        Self::AllBut(BTreeSet::new())
    }
}

impl LegendSelection {
    /// Whether a series is shown.
    pub fn shows(&self, key: u64) -> bool {
        match self {
            Self::AllBut(hidden) => !hidden.contains(&key),
            Self::Only(shown) => shown.contains(&key),
        }
    }

    /// Which of these series are shown, one entry a key. A selection of series that are all gone shows everything.
    pub fn shown(&self, keys: &[u64]) -> Vec<bool> {
        match self {
            Self::Only(_) if !keys.iter().any(|&key| self.shows(key)) => vec![true; keys.len()],
            _ => keys.iter().map(|&key| self.shows(key)).collect(),
        }
    }

    /// With one series hidden if it was shown and shown if it was hidden.
    #[must_use]
    pub fn toggled(mut self, key: u64) -> Self {
        let (Self::AllBut(keys) | Self::Only(keys)) = &mut self;
        if !keys.remove(&key) {
            keys.insert(key);
        }
        match self {
            Self::Only(shown) if shown.is_empty() => Self::default(),
            selection => selection,
        }
    }

    /// With one series alone; with all where it was alone already.
    #[must_use]
    pub fn isolated(self, key: u64) -> Self {
        let alone = Self::Only(BTreeSet::from([key]));
        if self == alone { Self::default() } else { alone }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::block::BlockBuilder;

    fn block(series: &[&[(&str, &str)]]) -> Arc<Block> {
        let mut builder = BlockBuilder::default();
        for pairs in series {
            pairs.iter().for_each(|(name, value)| builder.labels.push(name, value));
            builder.end_series();
        }
        Arc::new(builder.finish())
    }

    fn cpus() -> Arc<Block> {
        let of = |cpu, mode| [("__name__", "cpu"), ("cpu", cpu), ("mode", mode), ("job", "node")];
        block(&[&of("0", "idle"), &of("0", "user"), &of("1", "idle")])
    }

    fn rows(
        block: Arc<Block>,
        statistics: Arc<Statistics>,
        filter: &str,
        column: LegendColumn,
        order: SortOrder,
    ) -> Vec<u32> {
        let mut job = LegendRowsJob::new(block, statistics, filter, LegendSort { column, order });
        std::iter::repeat_with(|| job.advance()).find_map(|rows| rows).unwrap_or_default()
    }

    #[test]
    fn rows_are_filtered_and_sorted() {
        let stats = [[3.0], [f64::NAN], [1.0]].iter().map(|values| SeriesStats::of(values)).collect();
        let statistics = Arc::new(Statistics { series: stats, ..Statistics::default() });
        for (filter, column, order, expected) in [
            ("", LegendColumn::Series, SortOrder::Ascending, vec![0, 1, 2]),
            ("", LegendColumn::Series, SortOrder::Descending, vec![2, 1, 0]),
            ("", LegendColumn::Last, SortOrder::Ascending, vec![2, 0, 1]),
            ("", LegendColumn::Max, SortOrder::Descending, vec![0, 2, 1]),
            ("IDLE cpu=\"0\"", LegendColumn::Series, SortOrder::Ascending, vec![0]),
            ("nothing", LegendColumn::Mean, SortOrder::Ascending, vec![]),
        ] {
            let rows = rows(cpus(), Arc::clone(&statistics), filter, column, order);
            assert_eq!(rows, expected, "{filter} {column:?} {order:?}");
        }
    }

    /// A step collects what a bounded number of rows is sorted by.
    #[test]
    fn many_rows_are_sorted_in_steps() {
        const COUNT: usize = 100_000;
        let values = (0..COUNT).map(|at| [(at * 7919 % COUNT) as f64]);
        let series = values.map(|values| SeriesStats::of(&values)).collect();
        let statistics = Arc::new(Statistics { series, ..Statistics::default() });
        let block = block(&vec![&[][..]; COUNT]);
        let sort = LegendSort { column: LegendColumn::Last, order: SortOrder::Descending };
        let mut job = LegendRowsJob::new(block, statistics, "", sort);
        let rows = loop {
            let before = job.keys.len();
            let done = job.advance();
            assert!(job.keys.len() - before <= BATCH / 4);
            if let Some(rows) = done {
                break rows;
            }
        };
        assert!(rows.windows(2).all(|pair| pair[0] as usize * 7919 % COUNT > pair[1] as usize * 7919 % COUNT));
    }

    /// What a person hid, sorted and filtered holds of series by their labels, whatever results come.
    #[test]
    fn hiding_sorting_and_filtering_outlive_every_result() {
        let result = |series: &[(&str, f64)]| {
            let mut builder = BlockBuilder::default();
            for (cpu, value) in series {
                builder.labels.push("cpu", cpu);
                builder.push_float(0, *value);
                builder.end_series();
            }
            Arc::new(builder.finish())
        };
        let first = result(&[("a1", 1.0), ("b", 2.0), ("a2", 3.0)]);
        let hidden = LegendSelection::default().toggled(Statistics::of(&first).keys[2]);
        let alone = LegendSelection::default().isolated(Statistics::of(&first).keys[0]);
        for (series, listed, left, lonely) in [
            (&[("a1", 1.0), ("b", 2.0), ("a2", 3.0)][..], "a2 a1", "a1 b", "a1"),
            (&[("a2", 5.0), ("a1", 6.0)], "a1 a2", "a1", "a1"),
            (&[("x", 1.0), ("a2", 1.0), ("a3", 9.0), ("a1", 4.0)], "a3 a1 a2", "x a3 a1", "a1"),
            (&[("a2", 5.0)], "a2", "", "a2"),
            (&[], "", "", ""),
        ] {
            let block = result(series);
            let statistics = Arc::new(Statistics::of(&block));
            let name = |series: usize| block.labels.value(series, "cpu").unwrap_or_default().to_owned();
            let names = |selection: &LegendSelection| {
                let shown = selection.shown(&statistics.keys);
                (0..shown.len()).filter(|&series| shown[series]).map(name).collect::<Vec<_>>().join(" ")
            };
            let rows =
                rows(Arc::clone(&block), Arc::clone(&statistics), "a", LegendColumn::Last, SortOrder::Descending);
            let rows = rows.iter().map(|&row| name(row as usize)).collect::<Vec<_>>().join(" ");
            assert_eq!((rows.as_str(), names(&hidden).as_str(), names(&alone).as_str()), (listed, left, lonely));
        }
    }

    #[test]
    fn a_press_sorts_by_a_column_and_another_turns_the_order() {
        let mut sort = LegendSort::default();
        let mut seen = Vec::new();
        for column in
            [LegendColumn::Series, LegendColumn::Max, LegendColumn::Max, LegendColumn::Max, LegendColumn::Series]
        {
            sort = sort.pressed(column);
            seen.push(sort.order);
        }
        let (up, down) = (SortOrder::Ascending, SortOrder::Descending);
        assert_eq!(seen, [down, down, up, down, up]);
    }

    #[test]
    fn selections_hide_isolate_and_come_back() {
        let keys = [1, 2, 3];
        let hidden = LegendSelection::default().toggled(2);
        assert_eq!(hidden.shown(&keys), [true, false, true]);
        assert_eq!(hidden.clone().toggled(2), LegendSelection::default());
        let alone = hidden.isolated(3);
        assert_eq!(alone.shown(&keys), [false, false, true]);
        assert_eq!(alone.clone().toggled(1).shown(&keys), [true, false, true]);
        assert_eq!(alone.clone().toggled(3), LegendSelection::default());
        assert_eq!(alone.clone().isolated(3), LegendSelection::default());
        assert_eq!(alone.shown(&[8, 9]), [true, true], "the isolated series is gone");
    }
}
