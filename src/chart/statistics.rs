//! Series statistics (last, minimum, maximum, mean), series keys and common labels, in one pass over a block that is
//! done in steps. Legend, value axis and text alternative read them.

use std::sync::Arc;

use super::colour::series_key;
use super::common_labels::{Common, CommonLabels};
use crate::model::block::Block;
use crate::model::count::to_u32;

/// Samples, or bytes of labels, that one [`StatisticsJob::advance`] reads at least; about half a millisecond.
const BATCH: usize = 1 << 17;

/// Statistics of one series' float samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesStats {
    /// How many float samples there are.
    pub samples: u32,
    /// How many of those are neither NaN nor infinite.
    pub finite: u32,
    /// The newest sample's value, whatever it is; NaN where there is none.
    pub last: f64,
    /// The least finite value; NaN where there is none.
    pub min: f64,
    /// The greatest finite value; NaN where there is none.
    pub max: f64,
    /// The mean of the finite values; NaN where there is none.
    pub mean: f64,
}

impl SeriesStats {
    /// The statistics of these values.
    pub fn of(values: &[f64]) -> Self {
        let (mut finite, mut min, mut max, mut sum) = (0_u32, f64::INFINITY, f64::NEG_INFINITY, 0.0);
        // Compared by hand: `f64::min` also minds NaN, of which there is none here, and is a call on wasm.
        for &value in values {
            if value.is_finite() {
                finite += 1;
                if value < min {
                    min = value;
                }
                if value > max {
                    max = value;
                }
                sum += value;
            }
        }
        let count = f64::from(finite);
        let mut mean = sum / count;
        if finite > 0 && !mean.is_finite() {
            // The sum of huge values overflows; the sum of their shares does not.
            mean = values.iter().filter(|value| value.is_finite()).map(|value| value / count).sum();
        }
        let known = |value: f64| if finite == 0 { f64::NAN } else { value };
        let last = values.last().copied().unwrap_or(f64::NAN);
        Self { samples: to_u32(values.len()), finite, last, min: known(min), max: known(max), mean: known(mean) }
    }
}

/// What is known of every series of a block.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statistics {
    /// Those of each series, one entry a series.
    pub series: Vec<SeriesStats>,
    /// What names a series across refreshes: a hash of its label set; one entry a series.
    pub keys: Vec<u64>,
    /// The labels that all series share.
    pub common: Common,
}

impl Statistics {
    /// Those of a block, all at once.
    pub fn of(block: &Arc<Block>) -> Self {
        let mut job = StatisticsJob::new(Arc::clone(block));
        loop {
            if let Some(statistics) = job.advance() {
                return statistics;
            }
        }
    }

    /// The least and the greatest finite value of the series for which `shown` holds; `None` without any.
    pub fn extremes(&self, shown: impl Fn(usize) -> bool) -> Option<(f64, f64)> {
        let with_values = self.series.iter().enumerate().filter(|&(series, stats)| stats.finite > 0 && shown(series));
        with_values.fold(None, |range, (_, stats)| {
            let (min, max) = range.unwrap_or((stats.min, stats.max));
            Some((min.min(stats.min), max.max(stats.max)))
        })
    }
}

/// Computes the statistics of a block in steps.
#[derive(Debug)]
pub struct StatisticsJob {
    block: Arc<Block>,
    statistics: Statistics,
    common: CommonLabels,
}

impl StatisticsJob {
    /// Begins.
    pub fn new(block: Arc<Block>) -> Self {
        let common = CommonLabels::new(&block.labels);
        Self { block, statistics: Statistics::default(), common }
    }

    /// Does a part of the work; the statistics once all is done, which are only then taken out.
    pub fn advance(&mut self) -> Option<Statistics> {
        let mut read = 0;
        let labels = &self.block.labels;
        while self.statistics.series.len() < self.block.len() {
            let series = self.statistics.series.len();
            let (_, values) = self.block.series(series);
            self.statistics.series.push(SeriesStats::of(values));
            self.statistics.keys.push(series_key(labels, series));
            self.common.add(labels, series);
            // Labels are sorted and hashed.
            read +=
                values.len() + 64 + labels.of(series).map(|(name, value)| name.len() + value.len() + 16).sum::<usize>();
            if read > BATCH {
                return None;
            }
        }
        self.statistics.common = self.common.take(labels);
        Some(std::mem::take(&mut self.statistics))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_leave_out_what_is_not_finite() {
        let stats = SeriesStats::of(&[1.0, f64::NAN, 4.0, f64::INFINITY]);
        assert_eq!((stats.samples, stats.finite, stats.min, stats.max, stats.mean), (4, 2, 1.0, 4.0, 2.5));
        assert_eq!(stats.last, f64::INFINITY);
        let none = SeriesStats::of(&[f64::NAN]);
        assert!(none.min.is_nan() && none.max.is_nan() && none.mean.is_nan() && none.last.is_nan());
        assert_eq!(SeriesStats::of(&[f64::MAX, f64::MAX]).mean, f64::MAX);
        assert_eq!(SeriesStats::of(&[]).samples, 0);
    }

    #[test]
    fn extremes_are_those_of_what_is_shown() {
        let stats = [[1.0, 5.0], [-3.0, 2.0]].iter().map(|v| SeriesStats::of(v)).collect();
        let statistics = Statistics { series: stats, ..Statistics::default() };
        assert_eq!(statistics.extremes(|_| true), Some((-3.0, 5.0)));
        assert_eq!(statistics.extremes(|series| series == 0), Some((1.0, 5.0)));
        assert_eq!(statistics.extremes(|_| false), None);
    }
}
