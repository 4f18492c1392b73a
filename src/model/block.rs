//! The columnar block: the samples of many series, as they go from the decoder to the pixel.
//!
//! Invariant: the values of a series are one contiguous run of `values`; its times are an equally
//! long run of `times`, which series on the same grid share, so a range query's times are stored
//! about once. Times grow strictly within a series.
//! Invariant: a block that came from elsewhere passes [`Block::is_valid`] before it is read.

use std::ops::Range;

use super::count::to_u32;
use super::histogram::Histograms;
use super::labels::{LabelTable, LabelTableBuilder};

/// Samples of one kind (floats or histograms), series after series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs {
    /// Where the times of series `s` begin in [`Block::times`]; one entry a series.
    pub time_starts: Vec<u32>,
    /// Where the samples of series `s` end in the value column; they begin where those of `s - 1` end. One entry a
    /// series.
    pub ends: Vec<u32>,
}

impl Runs {
    /// Where the samples of one series stand in the value column; nowhere for an index that is not of this block.
    pub fn values(&self, series: usize) -> Range<usize> {
        let Some(&end) = self.ends.get(series) else { return 0..0 };
        let start = series.checked_sub(1).map_or(0, |before| self.ends[before]) as usize;
        start..end as usize
    }

    /// Where the times of one series stand in the time column; nowhere for an index that is not of this block.
    pub fn times(&self, series: usize) -> Range<usize> {
        let start = self.time_starts.get(series).map_or(0, |&start| start as usize);
        start..start + self.values(series).len()
    }

    fn is_valid(&self, series: usize, times: usize, values: usize) -> bool {
        self.time_starts.len() == series
            && self.ends.len() == series
            && self.ends.is_sorted()
            && self.ends.last().map_or(0, |&e| e as usize) == values
            && (0..series).all(|s| self.times(s).end <= times)
    }
}

/// The samples of many series in columns. Times are Unix milliseconds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Block {
    /// One label set a series.
    pub labels: LabelTable,
    /// The times of float and histogram samples; runs of it may be shared.
    pub times: Vec<i64>,
    /// Where each series' float samples stand.
    pub floats: Runs,
    /// The float samples' values, one series after the other, as [`Block::floats`] cuts them.
    pub values: Vec<f64>,
    /// Where each series' histogram samples stand.
    pub histogram_runs: Runs,
    /// The histogram samples.
    pub histograms: Histograms,
}

impl Block {
    /// The number of series.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether it holds no series.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The number of samples, floats and histograms together.
    pub fn samples(&self) -> usize {
        self.values.len() + self.histograms.len()
    }

    /// The float samples of one series: (times, values), of equal length.
    pub fn series(&self, series: usize) -> (&[i64], &[f64]) {
        (&self.times[self.floats.times(series)], &self.values[self.floats.values(series)])
    }

    /// The histogram samples of one series: their times and their indices in [`Block::histograms`].
    pub fn series_histograms(&self, series: usize) -> (&[i64], Range<usize>) {
        (&self.times[self.histogram_runs.times(series)], self.histogram_runs.values(series))
    }

    /// The least and the greatest time of all samples, Unix milliseconds; `None` without a sample.
    pub fn time_range(&self) -> Option<(i64, i64)> {
        // Times grow within a series, so its first and last tell; series on one grid share theirs, so most are decided
        // at once.
        let mut range: Option<(i64, i64)> = None;
        let mut before = 0..0;
        for runs in [&self.floats, &self.histogram_runs] {
            for times in (0..self.len()).map(|series| runs.times(series)).filter(|times| !times.is_empty()) {
                if times != before {
                    let (first, last) = (self.times[times.start], self.times[times.end - 1]);
                    let (least, greatest) = range.unwrap_or((first, last));
                    range = Some((least.min(first), greatest.max(last)));
                    before = times;
                }
            }
        }
        range
    }

    /// Whether every index is within its column; for a block that came from elsewhere.
    pub fn is_valid(&self) -> bool {
        self.floats.is_valid(self.len(), self.times.len(), self.values.len())
            && self.histogram_runs.is_valid(self.len(), self.times.len(), self.histograms.len())
            && self.histograms.is_valid()
    }
}

/// Builds a [`Block`] series by series: push labels, floats and histograms, then end the series.
#[derive(Debug, Default)]
pub struct BlockBuilder {
    /// The labels of the series under construction go here; do not end the series here.
    pub labels: LabelTableBuilder,
    block: Block,
    float_start: usize,
    histogram_times: Vec<i64>,
}

impl BlockBuilder {
    /// Makes room for a series of so many samples.
    pub fn reserve(&mut self, samples: usize) {
        make_room(&mut self.block.times, samples);
        make_room(&mut self.block.values, samples);
    }

    /// The bytes that it takes at the most, now or while a series of so many samples is added.
    pub fn memory(&self, samples: usize) -> u64 {
        let Block { times, values, floats, histograms, .. } = &self.block;
        // Columns that have no room are copied to longer ones, and lists that grow double.
        let column = |len: usize, capacity: usize| {
            let longer = if capacity - len < samples { len + samples.max(len / 4) } else { 0 };
            8 * (capacity as u64 + longer as u64)
        };
        let runs = 4 * size_of::<u32>() * floats.ends.len();
        let others = [runs, histograms.memory(), self.labels.memory()];
        column(times.len(), times.capacity())
            + column(values.len(), values.capacity())
            + 3 * others.iter().map(|bytes| *bytes as u64).sum::<u64>()
    }

    /// Adds a float sample to the series under construction: Unix milliseconds, after its floats before, and the value.
    #[inline]
    pub fn push_float(&mut self, time: i64, value: f64) {
        self.block.times.push(time);
        self.block.values.push(value);
    }

    /// Takes the last float sample of the series under construction out again; nothing where it has none.
    pub fn pop_float(&mut self) {
        if self.block.times.len() > self.float_start {
            self.block.times.pop();
            self.block.values.pop();
        }
    }

    /// Takes the last histogram sample of the series under construction out again; nothing where it has none.
    pub fn pop_histogram(&mut self) {
        if self.histogram_times.pop().is_some() {
            self.block.histograms.pop();
        }
    }

    /// Adds a histogram sample: Unix milliseconds, after its histograms before, how many observations it has, and their
    /// sum. Its buckets go to [`BlockBuilder::histograms`] first.
    pub fn push_histogram(&mut self, time: i64, count: f64, sum: f64) {
        self.histogram_times.push(time);
        self.block.histograms.end(count, sum);
    }

    /// The histogram columns, for pushing the buckets of the histogram under construction.
    pub fn histograms(&mut self) -> &mut Histograms {
        &mut self.block.histograms
    }

    /// Ends the series under construction. Times equal to those of the series before are shared.
    pub fn end_series(&mut self) {
        self.labels.end_series();
        let block = &mut self.block;
        let new = self.float_start..block.times.len();
        let start = match block.floats.time_starts.len().checked_sub(1) {
            Some(before) if block.times[block.floats.times(before)] == block.times[new.clone()] => {
                block.times.truncate(new.start);
                block.floats.time_starts[before]
            }
            _ => to_u32(new.start),
        };
        block.floats.time_starts.push(start);
        block.floats.ends.push(to_u32(block.values.len()));
        block.histogram_runs.time_starts.push(to_u32(block.times.len()));
        block.histogram_runs.ends.push(to_u32(block.histograms.len()));
        block.times.append(&mut self.histogram_times);
        self.reserve(new.len());
        self.float_start = self.block.times.len();
    }

    /// Samples pushed so far.
    pub fn samples(&self) -> usize {
        self.block.samples()
    }

    /// Series ended so far.
    pub fn series(&self) -> usize {
        self.labels.len()
    }

    /// The finished block; samples after the last ended series are dropped.
    pub fn finish(self) -> Block {
        let mut block = self.block;
        block.labels = self.labels.finish();
        block.times.truncate(self.float_start);
        block.values.truncate(block.floats.ends.last().map_or(0, |&e| e as usize));
        block
    }
}

/// Makes room for another series of this length. A column left alone doubles when it is full, and
/// for that moment takes three times its size; a quarter more is enough to keep pushing cheap.
fn make_room<T>(column: &mut Vec<T>, series: usize) {
    if column.capacity() - column.len() < series {
        column.reserve_exact(series.max(column.len() / 4));
    }
}

#[cfg(test)]
mod tests {
    use super::super::histogram::{Bucket, BucketBounds};
    use super::*;

    #[test]
    fn series_on_one_grid_share_their_times() {
        let mut builder = BlockBuilder::default();
        for series in 0..3 {
            for step in 0..4 {
                builder.push_float(step * 1000, f64::from(series));
            }
            builder.end_series();
        }
        builder.push_float(500, 9.0);
        builder.end_series();
        let block = builder.finish();
        assert!(block.is_valid());
        assert_eq!(block.times, [0, 1000, 2000, 3000, 500]);
        assert_eq!(block.series(2), (&[0, 1000, 2000, 3000][..], &[2.0; 4][..]));
        assert_eq!(block.series(3), (&[500][..], &[9.0][..]));
        assert_eq!(block.series(4), (&[][..], &[][..]), "an index of another block");
        assert_eq!(block.series_histograms(4), (&[][..], 0..0));
    }

    #[test]
    fn floats_and_histograms_of_one_series_stand_apart() {
        let mut builder = BlockBuilder::default();
        builder.push_float(1, 1.0);
        builder.histograms().push_bucket(Bucket { bounds: BucketBounds::OpenLeft, lo: 0.0, hi: 1.0, count: 3.0 });
        builder.push_histogram(2, 3.0, 1.5);
        builder.end_series();
        builder.push_float(1, 2.0);
        builder.end_series();
        let block = builder.finish();
        assert!(block.is_valid());
        assert_eq!(block.samples(), 3);
        assert_eq!(block.series_histograms(0), (&[2][..], 0..1));
        assert_eq!(block.series_histograms(1), (&[][..], 1..1));
        assert_eq!(block.series(1), (&[1][..], &[2.0][..]));
        assert_eq!(block.histograms.buckets(0).map(|b| b.count).collect::<Vec<_>>(), [3.0]);
    }

    #[test]
    fn the_last_sample_may_be_taken_out_again() {
        let mut builder = BlockBuilder::default();
        builder.pop_float();
        builder.pop_histogram();
        for count in [1.0, 2.0] {
            builder.push_float(1, count);
            builder.histograms().push_bucket(Bucket { bounds: BucketBounds::OpenLeft, lo: 0.0, hi: 1.0, count });
            builder.push_histogram(1, count, count);
            if count < 2.0 {
                builder.pop_float();
                builder.pop_histogram();
            }
        }
        builder.end_series();
        builder.pop_float();
        builder.pop_histogram();
        let block = builder.finish();
        assert!(block.is_valid());
        assert_eq!(block.series(0), (&[1][..], &[2.0][..]));
        assert_eq!(block.histograms.buckets(0).map(|b| b.count).collect::<Vec<_>>(), [2.0]);
    }

    #[test]
    fn the_range_of_times_is_that_of_all_samples() {
        let mut builder = BlockBuilder::default();
        assert_eq!(Block::default().time_range(), None);
        builder.end_series();
        for times in [&[5, 9][..], &[5, 9], &[-3, 4, 7]] {
            for &time in times {
                builder.push_float(time, 1.0);
            }
            builder.end_series();
        }
        builder.push_histogram(12, 0.0, 0.0);
        builder.end_series();
        assert_eq!(builder.finish().time_range(), Some((-3, 12)));
    }

    #[test]
    fn a_series_that_was_not_ended_is_dropped() {
        let mut builder = BlockBuilder::default();
        builder.push_float(1, 1.0);
        builder.end_series();
        builder.push_float(2, 2.0);
        let block = builder.finish();
        assert!(block.is_valid());
        assert_eq!(block.samples(), 1);
    }
}
