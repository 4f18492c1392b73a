//! Filters and sorts the rows of a result, in steps.

use std::sync::Arc;

use super::BATCH;
use super::cell::{numbers, series, time, value_text};
use crate::model::block::Block;
use crate::model::count::to_u32;
use crate::model::number;
use crate::model::order::{self, MergeSort};
use crate::model::sort_order::SortOrder;
use crate::model::text::Needle;
use crate::model::value::Value;
use crate::state::panel::{TableColumn, TableSort};

/// What rows without a label, and values that are no number, are sorted by: last in either order.
const LAST: u64 = u64::MAX;

/// The most buckets of a histogram that a filter looks at: those of any that exists.
const ALL_BUCKETS: usize = usize::MAX;

/// What a number costs that is written and looked through, in units of [`BATCH`].
const NUMBER: usize = 64;

/// The rows that are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// Rows without the filter.
    all: usize,
    /// The samples shown, in order; `None`: all, as the server sent them.
    samples: Option<Vec<u32>>,
}

impl Rows {
    /// The number of rows shown.
    pub fn len(&self) -> usize {
        self.samples.as_ref().map_or(self.all, Vec::len)
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sample that a row shows, a number below [`Block::samples`]; `None` beyond the last.
    pub fn sample(&self, row: usize) -> Option<usize> {
        match &self.samples {
            Some(samples) => samples.get(row).map(|&sample| sample as usize),
            None => Some(row).filter(|&row| row < self.all),
        }
    }
}

/// Filters and sorts the rows of a block in steps.
#[derive(Debug)]
pub struct TableRowsJob {
    block: Arc<Block>,
    sort: Option<TableSort>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Filter(Filter),
    Rank(Ranking),
    Keys { samples: Vec<u32>, ranks: Vec<u64>, keys: Vec<u64> },
    Sort { samples: Vec<u32>, keys: Vec<u64>, sort: MergeSort },
    Done(Option<Vec<u32>>),
}

impl TableRowsJob {
    /// Begins; `None` for a scalar and a text, which are no tables.
    pub fn new(value: &Value, sort: Option<&TableSort>, filter: &str) -> Option<Self> {
        let block = Arc::clone(value.block()?);
        let needle = filter.trim();
        let stage = if sort.is_none() && needle.is_empty() && block.histograms.is_empty() {
            Stage::Done(None)
        } else {
            Stage::Filter(Filter::new(&block, needle))
        };
        Some(Self { block, sort: sort.cloned(), stage })
    }

    /// Does a part of the work; the rows once all is done, which are only then taken out.
    pub fn advance(&mut self) -> Option<Rows> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done(None)) {
            Stage::Filter(mut filter) => match (filter.advance(&self.block), &self.sort) {
                (None, _) => Stage::Filter(filter),
                (Some(samples), None) => Stage::Done(Some(samples)),
                (Some(samples), Some(sort)) => match &sort.column {
                    TableColumn::Label(name) => Stage::Rank(Ranking::new(&self.block, name, sort.order, samples)),
                    TableColumn::Time | TableColumn::Value => Stage::keys(samples, Vec::new()),
                },
            },
            Stage::Rank(mut ranking) => match ranking.advance(&self.block) {
                None => Stage::Rank(ranking),
                Some(ranks) => Stage::keys(std::mem::take(&mut ranking.samples), ranks),
            },
            Stage::Keys { samples, ranks, mut keys } => {
                let end = samples.len().min(keys.len() + BATCH / 16);
                keys.extend(samples[keys.len()..end].iter().map(|&sample| self.key(&ranks, sample as usize)));
                if keys.len() < samples.len() {
                    Stage::Keys { samples, ranks, keys }
                } else {
                    let places = (0..to_u32(samples.len())).collect();
                    Stage::Sort { samples, keys, sort: MergeSort::new(places) }
                }
            }
            Stage::Sort { samples, keys, mut sort } => {
                match sort.advance(BATCH, &mut |a, b| keys[a as usize].cmp(&keys[b as usize])) {
                    None => Stage::Sort { samples, keys, sort },
                    Some(places) => {
                        Stage::Done(Some(places.into_iter().map(|place| samples[place as usize]).collect()))
                    }
                }
            }
            Stage::Done(samples) => return Some(Rows { all: self.block.samples(), samples }),
        };
        None
    }

    /// What a sample is sorted by, from the least to the greatest.
    fn key(&self, ranks: &[u64], sample: usize) -> u64 {
        let Some(sort) = &self.sort else { return 0 };
        let block = &*self.block;
        let ascending = match sort.column {
            // Ranks are in the wanted direction.
            TableColumn::Label(_) => return ranks[series(block, sample)],
            TableColumn::Time => time(block, sample).cast_unsigned() ^ (1 << 63),
            TableColumn::Value => {
                // A histogram is sorted by its count.
                let histogram = || block.histograms.counts[sample - block.values.len()];
                let value = block.values.get(sample).copied().unwrap_or_else(histogram);
                if value.is_nan() {
                    return LAST;
                }
                order::key_of_float(value)
            }
        };
        sort.order.directed(ascending)
    }
}

impl Stage {
    fn keys(samples: Vec<u32>, ranks: Vec<u64>) -> Self {
        let keys = Vec::with_capacity(samples.len());
        Self::Keys { samples, ranks, keys }
    }
}

/// Finds the samples whose labels or value hold a text, series by series; floats and histograms of a series stand
/// together.
#[derive(Debug)]
struct Filter {
    needle: Needle,
    /// Whether a number can hold the text at all.
    may_be_number: bool,
    /// Whether each text of labels holds it, once that is known.
    texts: Vec<Option<bool>>,
    samples: Vec<u32>,
    series: usize,
    /// Samples of the series that were looked at.
    within: usize,
}

impl Filter {
    fn new(block: &Block, needle: &str) -> Self {
        let texts = if needle.is_empty() { Vec::new() } else { vec![None; block.labels.texts()] };
        let may_be_number = needle.bytes().all(|byte| b"0123456789+-.einfa".contains(&byte.to_ascii_lowercase()));
        Self { needle: Needle::new(needle), may_be_number, texts, samples: Vec::new(), series: 0, within: 0 }
    }

    fn advance(&mut self, block: &Block) -> Option<Vec<u32>> {
        let mut read = 0;
        while self.series < block.len() {
            let is_held = self.needle.is_empty() || self.is_in_labels(block, &mut read);
            let (floats, histograms) = (block.floats.values(self.series), block.histogram_runs.values(self.series));
            let beside = block.values.len();
            let count = floats.len() + histograms.len();
            let sample = |at: usize| match at.checked_sub(floats.len()) {
                None => floats.start + at,
                Some(histogram) => beside + histograms.start + histogram,
            };
            if is_held {
                let end = count.min(self.within + BATCH);
                self.samples.extend((self.within..end).map(|at| to_u32(sample(at))));
                read += end - self.within + 4;
                self.within = end;
            } else if !self.may_be_number && histograms.is_empty() {
                self.within = count;
                read += 4;
            } else {
                // At least one, however long the labels are.
                while self.within < count {
                    let sample = sample(self.within);
                    if self.needle.is_in(&value_text(block, sample, ALL_BUCKETS)) {
                        self.samples.push(to_u32(sample));
                    }
                    self.within += 1;
                    read += NUMBER * numbers(block, sample);
                    if read >= BATCH {
                        break;
                    }
                }
            }
            if self.within >= count {
                (self.series, self.within) = (self.series + 1, 0);
            }
            if read >= BATCH {
                return None;
            }
        }
        Some(std::mem::take(&mut self.samples))
    }

    /// Whether a value of the series' labels holds the text; each text is looked through once.
    fn is_in_labels(&mut self, block: &Block, read: &mut usize) -> bool {
        block.labels.pairs_of(self.series).iter().any(|&[_, value]| {
            *read += 1;
            *self.texts[value as usize].get_or_insert_with(|| {
                let text = block.labels.text(value);
                *read += text.len();
                self.needle.is_in(text)
            })
        })
    }
}

/// Ranks the values of a label: each distinct one is compared, not each sample's.
#[derive(Debug)]
struct Ranking {
    order: SortOrder,
    /// The samples to be sorted; kept for after.
    samples: Vec<u32>,
    /// The number of the label's name; `None` where no series has it.
    name: Option<u32>,
    /// The number of each series' value; `NO_TEXT` where it has none.
    values: Vec<u32>,
    /// The distinct values in order of appearance, with what they are as numbers.
    distinct: Vec<(u32, Option<f64>)>,
    /// Where each text stands among the distinct; by the text's number.
    seen: Vec<u32>,
    sort: Option<MergeSort>,
    /// The distinct values in the order of the sort, once they are sorted.
    sorted: Option<Vec<u32>>,
    /// The rank of each distinct value, of which so many have theirs, and the last of these.
    ranks: Vec<u64>,
    ranked: usize,
    last_rank: u64,
    /// The rank of each series so far.
    of_series: Vec<u64>,
}

/// Numbers by size, then texts; by the indices of distinct values.
fn compare(block: &Block, distinct: &[(u32, Option<f64>)], a: u32, b: u32) -> std::cmp::Ordering {
    let (a, b) = (&distinct[a as usize], &distinct[b as usize]);
    natural(a.1, b.1).unwrap_or_else(|| block.labels.text(a.0).cmp(block.labels.text(b.0)))
}

/// No text.
const NO_TEXT: u32 = u32::MAX;

impl Ranking {
    fn new(block: &Block, name: &str, order: SortOrder, samples: Vec<u32>) -> Self {
        let name = block.labels.id(name);
        let seen = vec![NO_TEXT; block.labels.texts()];
        Self {
            order,
            samples,
            name,
            values: Vec::new(),
            distinct: Vec::new(),
            seen,
            sort: None,
            sorted: None,
            ranks: Vec::new(),
            ranked: 0,
            last_rank: 0,
            of_series: Vec::new(),
        }
    }

    /// The rank of each series once all is done.
    fn advance(&mut self, block: &Block) -> Option<Vec<u64>> {
        if self.sorted.is_some() {
            return self.rank(block);
        }
        let Some(sort) = &mut self.sort else {
            if self.find(block) {
                self.sort = Some(MergeSort::new((0..to_u32(self.distinct.len())).collect()));
            }
            return None;
        };
        let distinct = &self.distinct;
        // Texts are compared at some 100 ns; long ones at more.
        let sorted = sort.advance(BATCH / 8, &mut |a, b| compare(block, distinct, a, b))?;
        self.sorted = Some(sorted);
        self.ranks = vec![0; self.distinct.len()];
        None
    }

    /// Ranks some more of the distinct values in their order, and then some more series by theirs.
    fn rank(&mut self, block: &Block) -> Option<Vec<u64>> {
        let sorted = self.sorted.as_deref().unwrap_or_default();
        let (begin, end) = (self.ranked, sorted.len().min(self.ranked + BATCH / 8));
        for at in begin..end {
            let is_next = at > 0 && compare(block, &self.distinct, sorted[at - 1], sorted[at]).is_ne();
            self.last_rank += u64::from(is_next);
            self.ranks[sorted[at] as usize] = self.last_rank;
        }
        self.ranked = end;
        if begin < sorted.len() {
            return None;
        }
        let directed = |rank: u64| if self.order == SortOrder::Ascending { rank } else { LAST - 1 - rank };
        let of_value =
            |&value: &u32| self.seen.get(value as usize).map_or(LAST, |&at| directed(self.ranks[at as usize]));
        let end = self.values.len().min(self.of_series.len() + BATCH / 8);
        self.of_series.extend(self.values[self.of_series.len()..end].iter().map(of_value));
        (end == self.values.len()).then(|| std::mem::take(&mut self.of_series))
    }

    /// Finds the label of some more series; whether it is found of all.
    fn find(&mut self, block: &Block) -> bool {
        let mut read = 0;
        while self.values.len() < block.len() && read < BATCH {
            let pairs = block.labels.pairs_of(self.values.len());
            read += pairs.len() + 4;
            let value = pairs.iter().find(|pair| Some(pair[0]) == self.name).map(|pair| pair[1]);
            // An empty label is none.
            let value = value.filter(|&value| !block.labels.text(value).is_empty());
            if let Some(value) = value
                && self.seen[value as usize] == NO_TEXT
            {
                read += 16;
                self.seen[value as usize] = to_u32(self.distinct.len());
                self.distinct.push((value, number::decimal(block.labels.text(value))));
            }
            self.values.push(value.unwrap_or(NO_TEXT));
        }
        self.values.len() >= block.len()
    }
}

/// Numbers by size, before texts; `None` for two texts.
fn natural(a: Option<f64>, b: Option<f64>) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.total_cmp(&b)),
        (Some(_), None) => Some(std::cmp::Ordering::Less),
        (None, Some(_)) => Some(std::cmp::Ordering::Greater),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::block::BlockBuilder;
    use crate::model::histogram::{Bucket, BucketBounds};
    use crate::model::labels::METRIC_NAME;
    use crate::model::time::Zone;
    use crate::state::table::cell::cells;
    use crate::state::table::columns::tests::columns;

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

    fn rows(value: &Value, sort: Option<&TableSort>, filter: &str) -> Rows {
        let mut job = TableRowsJob::new(value, sort, filter).expect("a table");
        loop {
            if let Some(rows) = job.advance() {
                return rows;
            }
        }
    }

    #[track_caller]
    fn check(value: &Value, sort: Option<(TableColumn, SortOrder)>, filter: &str, wanted: &[&str]) {
        let sort = sort.map(|(column, order)| TableSort { column, order });
        let rows = rows(value, sort.as_ref(), filter);
        let (block, columns) = (value.block().expect("a block"), columns(value));
        let text = |row| {
            let sample = rows.sample(row).expect("a row");
            let texts = cells(block, &columns, sample, 0..columns.len(), &Zone::UTC).into_iter().map(|cell| cell.text);
            texts.collect::<Vec<_>>().join(" ")
        };
        assert_eq!((0..rows.len()).map(text).collect::<Vec<_>>(), wanted);
        assert_eq!(rows.sample(rows.len()), None);
    }

    #[test]
    fn sorts_by_number_where_labels_are_numbers_and_keeps_nan_last() {
        let value = Value::Vector(block(&[("10", &[1.0]), ("9", &[f64::NAN]), ("a", &[-2.0]), ("", &[0.5])]));
        check(&value, None, "", &["up 10 1", "up 9 NaN", "up a -2", "up  0.5"]);
        let by_label = TableColumn::Label("instance".to_owned());
        check(
            &value,
            Some((by_label.clone(), SortOrder::Ascending)),
            "",
            &["up 9 NaN", "up 10 1", "up a -2", "up  0.5"],
        );
        check(&value, Some((by_label, SortOrder::Descending)), "", &["up a -2", "up 10 1", "up 9 NaN", "up  0.5"]);
        check(
            &value,
            Some((TableColumn::Value, SortOrder::Descending)),
            "",
            &["up 10 1", "up  0.5", "up a -2", "up 9 NaN"],
        );
        check(
            &value,
            Some((TableColumn::Value, SortOrder::Ascending)),
            "",
            &["up a -2", "up  0.5", "up 10 1", "up 9 NaN"],
        );
        // A label that no series has leaves the order as it is.
        let unknown = TableColumn::Label("nosuch".to_owned());
        check(&value, Some((unknown, SortOrder::Descending)), "", &["up 10 1", "up 9 NaN", "up a -2", "up  0.5"]);
    }

    #[test]
    fn labels_that_are_the_same_number_keep_the_order_of_their_series() {
        let value = Value::Vector(block(&[("1.0", &[1.0]), ("0", &[2.0]), ("1", &[3.0]), ("1.0", &[4.0])]));
        let by_label = TableColumn::Label("instance".to_owned());
        check(
            &value,
            Some((by_label.clone(), SortOrder::Ascending)),
            "",
            &["up 0 2", "up 1.0 1", "up 1 3", "up 1.0 4"],
        );
        check(&value, Some((by_label, SortOrder::Descending)), "", &["up 1.0 1", "up 1 3", "up 1.0 4", "up 0 2"]);
    }

    #[test]
    fn a_range_vector_has_a_row_a_sample() {
        let value = Value::Matrix(block(&[("b", &[1.0, 2.0]), ("c", &[3.0])]));
        check(
            &value,
            Some((TableColumn::Time, SortOrder::Descending)),
            "",
            &["up b 1970-01-01 00:00:01 2", "up b 1970-01-01 00:00:00 1", "up c 1970-01-01 00:00:00 3"],
        );
        check(&value, None, "C", &["up c 1970-01-01 00:00:00 3"]);
        check(&value, None, "2", &["up b 1970-01-01 00:00:01 2"]);
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
        check(
            &value,
            Some((TableColumn::Value, SortOrder::Descending)),
            "",
            &["7", "count 5, sum 4.5, (0, 1] 2.5, (1, 2] 2.5"],
        );
        check(&value, None, "sum 4", &["count 5, sum 4.5, (0, 1] 2.5, (1, 2] 2.5"]);
    }

    /// What is counted is what takes the time: steps are few milliseconds, whatever is in a row.
    #[test]
    fn a_filter_over_histograms_goes_by_their_buckets() {
        let steps = |histograms: usize, buckets: u32, needle: &str| {
            let mut builder = BlockBuilder::default();
            for time in (0..).take(histograms) {
                for lo in 0..buckets {
                    let lo = f64::from(lo);
                    builder.histograms().push_bucket(Bucket {
                        bounds: BucketBounds::Open,
                        lo,
                        hi: lo + 1.0,
                        count: 1.0,
                    });
                }
                builder.push_histogram(time, f64::from(buckets), 0.5);
            }
            builder.end_series();
            let value = Value::Matrix(Arc::new(builder.finish()));
            let mut job = TableRowsJob::new(&value, None, needle).expect("a table");
            (0..).find_map(|steps| job.advance().map(|rows| (steps, rows.len()))).expect("an end")
        };
        for (histograms, buckets) in [(1024, 160), (64, 1_000), (3, 20_000)] {
            let (steps, found) = steps(histograms, buckets, "159");
            assert_eq!(found, histograms);
            let numbers = histograms * (1 + 3 * buckets as usize);
            // A step ends with the histogram that fills it.
            let least = histograms.min(numbers * NUMBER / BATCH) / 2;
            assert!(steps >= least, "{histograms} of {buckets}: {steps} steps");
        }
        let (of_few, _) = steps(1024, 1, "nothing");
        assert!(of_few < 10, "{of_few} steps");
    }

    /// Every value differs, so that there are as many ranks as series: each step sees to a bounded number of them.
    #[test]
    fn ranks_of_many_series_are_given_in_steps() {
        let mut builder = BlockBuilder::default();
        for at in 0..50_000_u32 {
            builder.labels.push("pod", &format!("web-{:05}", at * 7919 % 50_000));
            builder.push_float(0, 1.0);
            builder.end_series();
        }
        let block = builder.finish();
        let mut ranking = Ranking::new(&block, "pod", SortOrder::Ascending, Vec::new());
        let mut steps = 0;
        let ranks = loop {
            let before = (ranking.ranked, ranking.of_series.len());
            let done = ranking.advance(&block);
            steps += 1;
            let after = (ranking.ranked, done.as_ref().map_or(ranking.of_series.len(), Vec::len));
            assert!(after.0 - before.0 <= BATCH / 8 && after.1 - before.1 <= BATCH / 8, "{before:?} to {after:?}");
            if let Some(ranks) = done {
                break ranks;
            }
        };
        assert!(steps > 2 * 50_000 / (BATCH / 8), "{steps} steps");
        assert!(ranks.iter().enumerate().all(|(at, &rank)| rank == at as u64 * 7919 % 50_000));
    }

    #[test]
    fn many_steps_give_what_one_would() {
        let texts: Vec<String> = (0..1500).map(|at: u64| (at * 7919 % 1000).to_string()).collect();
        let values: Vec<Vec<f64>> =
            (0..1500).map(|at| (0..at % 90).map(|n| f64::from(n * at % 97)).collect()).collect();
        let series: Vec<_> = texts.iter().zip(&values).map(|(text, values)| (&**text, &**values)).collect();
        let value = Value::Matrix(block(&series));
        let block = value.block().expect("a block");
        let label = |sample: u32| {
            block.labels.value(series_of(block, sample), "instance").and_then(|text| text.parse::<u32>().ok())
        };
        for (column, order) in [
            (TableColumn::Label("instance".to_owned()), SortOrder::Ascending),
            (TableColumn::Value, SortOrder::Descending),
            (TableColumn::Time, SortOrder::Ascending),
        ] {
            let sort = TableSort { column, order };
            let seen = rows(&value, Some(&sort), "").samples.expect("sorted");
            let mut wanted: Vec<u32> = (0..block.samples() as u32).collect();
            match sort.column {
                TableColumn::Label(_) => wanted.sort_by_cached_key(|&sample| label(sample)),
                TableColumn::Value => {
                    wanted.sort_by(|&a, &b| block.values[b as usize].total_cmp(&block.values[a as usize]));
                }
                TableColumn::Time => wanted.sort_by_key(|&sample| time(block, sample as usize)),
            }
            assert!(seen == wanted, "{sort:?}");
        }
        let seen = rows(&value, None, "96").samples.expect("filtered");
        let is_held = |&sample: &u32| {
            value_text(block, sample as usize, 0).contains("96")
                || label(sample).is_some_and(|n| n.to_string().contains("96"))
        };
        let wanted: Vec<u32> = (0..block.samples() as u32).filter(is_held).collect();
        assert!(!wanted.is_empty() && seen == wanted);
    }

    fn series_of(block: &Block, sample: u32) -> usize {
        series(block, sample as usize)
    }
}
