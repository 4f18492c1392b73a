//! The legend as data: which labels say something, which rows in which order, which series are shown.

use std::collections::BTreeSet;

use super::survey::{Stats, Survey};
use crate::model::labels::LabelTable;
use crate::model::order;
use crate::model::text::holds;

/// The labels that all series share, in the order of the first; empty for a single series, whose labels are
/// its name and not what it has in common.
pub fn common_labels(labels: &LabelTable) -> Vec<(&str, &str)> {
    if labels.len() < 2 {
        return Vec::new();
    }
    let mut common: Vec<(&str, &str)> = labels.of(0).collect();
    for series in 1..labels.len() {
        common.retain(|&(name, value)| labels.value(series, name) == Some(value));
    }
    common
}

/// The labels of a series that are not among the common ones, in stored order.
pub fn own_labels<'a>(labels: &'a LabelTable, series: usize, common: &[(&str, &str)]) -> Vec<(&'a str, &'a str)> {
    labels.of(series).filter(|&(name, _)| common.iter().all(|&(known, _)| known != name)).collect()
}

/// A column of the legend by which it can be sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Column {
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

impl Column {
    /// The value of a series in this column; NaN in the column of labels.
    pub fn of(self, stats: &Stats) -> f64 {
        match self {
            Self::Series => f64::NAN,
            Self::Last => stats.last,
            Self::Min => stats.min,
            Self::Max => stats.max,
            Self::Mean => stats.mean,
        }
    }
}

/// The order of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// From the least.
    #[default]
    Ascending,
    /// From the greatest.
    Descending,
}

/// The rows to show: the series whose labels hold every word of `filter` (whatever the case), sorted. Rows
/// without a value come last in either order; equal ones keep the block's order.
pub fn rows(labels: &LabelTable, survey: &Survey, filter: &str, column: Column, order: Order) -> Vec<u32> {
    let words: Vec<&str> = filter.split_whitespace().collect();
    let matches = |series: usize| {
        words.is_empty() || {
            let text = labels.display(series);
            words.iter().all(|word| holds(&text, word))
        }
    };
    let mut rows: Vec<u32> = (0..labels.len()).filter(|&series| matches(series)).map(|series| series as u32).collect();
    if column == Column::Series {
        if order == Order::Descending {
            rows.reverse();
        }
        return rows;
    }
    let value = |row: u32| survey.stats.get(row as usize).map_or(f64::NAN, |stats| column.of(stats));
    order::sort_numbers(&mut rows, &mut |a, b| {
        let (a, b) = (value(a), value(b));
        let values = if order == Order::Ascending { a.total_cmp(&b) } else { b.total_cmp(&a) };
        a.is_nan().cmp(&b.is_nan()).then(values)
    });
    rows
}

/// Which series are shown, by their keys, so that it survives a refresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All but these.
    AllBut(BTreeSet<u64>),
    /// These only; never empty.
    Only(BTreeSet<u64>),
}

impl Default for Selection {
    fn default() -> Self {
        Self::AllBut(BTreeSet::new())
    }
}

impl Selection {
    /// Whether a series is shown.
    pub fn shows(&self, key: u64) -> bool {
        match self {
            Self::AllBut(hidden) => !hidden.contains(&key),
            Self::Only(shown) => shown.contains(&key),
        }
    }

    /// Which of these series are shown. A selection of series that are all gone shows everything.
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

    use super::super::survey::survey;
    use super::*;
    use crate::model::block::BlockBuilder;
    use crate::model::labels::LabelTableBuilder;

    fn labels() -> LabelTable {
        let mut builder = LabelTableBuilder::default();
        for (cpu, mode) in [("0", "idle"), ("0", "user"), ("1", "idle")] {
            for (name, value) in [("__name__", "cpu"), ("cpu", cpu), ("mode", mode), ("job", "node")] {
                builder.push(name, value);
            }
            builder.end_series();
        }
        builder.finish()
    }

    #[test]
    fn what_all_share_is_said_once() {
        let labels = labels();
        let common = common_labels(&labels);
        assert_eq!(common, [("__name__", "cpu"), ("job", "node")]);
        assert_eq!(own_labels(&labels, 2, &common), [("cpu", "1"), ("mode", "idle")]);
    }

    #[test]
    fn rows_are_filtered_and_sorted() {
        let stats = [[3.0], [f64::NAN], [1.0]].iter().map(|values| Stats::of(values)).collect();
        let survey = Survey { stats, keys: vec![1, 2, 3] };
        let labels = labels();
        for (filter, column, order, expected) in [
            ("", Column::Series, Order::Ascending, vec![0, 1, 2]),
            ("", Column::Series, Order::Descending, vec![2, 1, 0]),
            ("", Column::Last, Order::Ascending, vec![2, 0, 1]),
            ("", Column::Max, Order::Descending, vec![0, 2, 1]),
            ("IDLE cpu=\"0\"", Column::Series, Order::Ascending, vec![0]),
            ("nothing", Column::Mean, Order::Ascending, vec![]),
        ] {
            assert_eq!(rows(&labels, &survey, filter, column, order), expected, "{filter} {column:?} {order:?}");
        }
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
        let hidden = Selection::default().toggled(survey(&first).keys[2]);
        let alone = Selection::default().isolated(survey(&first).keys[0]);
        for (series, listed, left, lonely) in [
            (&[("a1", 1.0), ("b", 2.0), ("a2", 3.0)][..], "a2 a1", "a1 b", "a1"),
            (&[("a2", 5.0), ("a1", 6.0)], "a1 a2", "a1", "a1"),
            (&[("x", 1.0), ("a2", 1.0), ("a3", 9.0), ("a1", 4.0)], "a3 a1 a2", "x a3 a1", "a1"),
            (&[("a2", 5.0)], "a2", "", "a2"),
            (&[], "", "", ""),
        ] {
            let block = result(series);
            let survey = survey(&block);
            let name = |series: usize| block.labels.value(series, "cpu").unwrap_or_default().to_owned();
            let names = |selection: &Selection| {
                let shown = selection.shown(&survey.keys);
                (0..shown.len()).filter(|&series| shown[series]).map(name).collect::<Vec<_>>().join(" ")
            };
            let rows = rows(&block.labels, &survey, "a", Column::Last, Order::Descending);
            let rows = rows.iter().map(|&row| name(row as usize)).collect::<Vec<_>>().join(" ");
            assert_eq!((rows.as_str(), names(&hidden).as_str(), names(&alone).as_str()), (listed, left, lonely));
        }
    }

    #[test]
    fn selections_hide_isolate_and_come_back() {
        let keys = [1, 2, 3];
        let hidden = Selection::default().toggled(2);
        assert_eq!(hidden.shown(&keys), [true, false, true]);
        assert_eq!(hidden.clone().toggled(2), Selection::default());
        let alone = hidden.isolated(3);
        assert_eq!(alone.shown(&keys), [false, false, true]);
        assert_eq!(alone.clone().toggled(1).shown(&keys), [true, false, true]);
        assert_eq!(alone.clone().toggled(3), Selection::default());
        assert_eq!(alone.clone().isolated(3), Selection::default());
        assert_eq!(alone.shown(&[8, 9]), [true, true], "the isolated series is gone");
    }
}
