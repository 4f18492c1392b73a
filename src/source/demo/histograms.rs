//! How long requests take, as classic and as native histograms.
//!
//! The times between two bounds of either kind are counted by themselves, and every bucket is a sum of such counts: so
//! the two agree with each other, with their count and their sum, and none ever falls.
//!
//! Source of the distribution: log-logistic, whose share below a time is `1 / (1 + (time / median)^-shape)`.

use std::f64::consts::PI;
use std::rc::Rc;

use crate::model::count::to_u32;
use crate::model::native_histogram::{BucketSpan, Buckets, NativeHistogram, ResetHint};

/// The bounds of the classic histogram in seconds, as their label `le` has them.
pub(super) const BOUNDS: [(f64, &str); 12] = [
    (0.005, "0.005"),
    (0.01, "0.01"),
    (0.025, "0.025"),
    (0.05, "0.05"),
    (0.1, "0.1"),
    (0.25, "0.25"),
    (0.5, "0.5"),
    (1.0, "1.0"),
    (2.5, "2.5"),
    (5.0, "5.0"),
    (10.0, "10.0"),
    (f64::INFINITY, "+Inf"),
];

/// The resolution of the native histogram: its bounds are the powers of the fourth root of two.
const SCHEMA: i8 = 2;

/// The first and the last bucket of the native histogram: up to 2 ms, and up to 16 s.
const FIRST: i32 = -36;
const LAST: i32 = 16;

/// How long one sort of requests takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Latency {
    /// Half of them take at most so many seconds.
    pub(super) median: f64,
    /// The greater, the less they differ; greater than 1.
    pub(super) shape: f64,
}

impl Latency {
    /// The share that takes at most so many seconds.
    fn below(self, seconds: f64) -> f64 {
        1.0 / (1.0 + (seconds / self.median).powf(-self.shape))
    }

    /// Seconds that one takes in the mean.
    pub(super) fn mean(self) -> f64 {
        self.median * (PI / self.shape) / (PI / self.shape).sin()
    }
}

/// The sorts of requests.
pub(super) const SORTS: usize = 3;

/// How often each sort occurred.
pub(super) type Occurred = [f64; SORTS];

/// The distribution of all sorts together.
#[derive(Debug, Clone)]
pub(super) struct Distribution {
    /// Between neighbouring bounds of either histogram.
    cells: Vec<LatencyCell>,
    means: [f64; SORTS],
}

#[derive(Debug, Clone)]
struct LatencyCell {
    /// The bound above.
    upper: f64,
    /// The share of each sort that lies in it.
    shares: [f64; SORTS],
    /// The native bucket that it is in, from 0.
    bucket: usize,
}

impl Distribution {
    /// Of requests of these sorts.
    pub(super) fn new(sorts: [Latency; SORTS]) -> Self {
        let native = (FIRST..=LAST).map(native_bound);
        let mut uppers: Vec<f64> = BOUNDS.iter().map(|(bound, _)| *bound).chain(native).collect();
        uppers.sort_by(f64::total_cmp);
        uppers.dedup();
        // What takes longer than the last native bound is counted up to it.
        let last = native_bound(LAST);
        uppers.retain(|upper| *upper <= last);
        let mut lower = [0.0; SORTS];
        let cells = uppers.iter().map(|upper| {
            let below = if *upper == last { [1.0; SORTS] } else { sorts.map(|sort| sort.below(*upper)) };
            let before = std::mem::replace(&mut lower, below);
            let shares = std::array::from_fn(|sort| below[sort] - before[sort]);
            let bucket = (FIRST..LAST).take_while(|index| native_bound(*index) < *upper).count();
            LatencyCell { upper: *upper, shares, bucket }
        });
        Self { cells: cells.collect(), means: sorts.map(Latency::mean) }
    }

    /// How many took at most so many seconds, which is one of [`BOUNDS`].
    pub(super) fn below(&self, seconds: f64, occurred: Occurred) -> f64 {
        self.cells.iter().take_while(|cell| cell.upper <= seconds).map(|cell| cell.count(occurred)).sum()
    }

    /// How many there are.
    pub(super) fn count(&self, occurred: Occurred) -> f64 {
        self.below(f64::INFINITY, occurred)
    }

    /// Seconds that all of them took.
    pub(super) fn sum(&self, occurred: Occurred) -> f64 {
        self.means.iter().zip(occurred).map(|(mean, count)| mean * count).sum()
    }

    /// All of them as a native histogram.
    pub(super) fn native(&self, occurred: Occurred) -> NativeHistogram {
        let mut counts = vec![0.0; self.cells.last().map_or(0, |cell| cell.bucket + 1)];
        for cell in &self.cells {
            counts[cell.bucket] += cell.count(occurred);
        }
        NativeHistogram {
            schema: SCHEMA,
            hint: ResetHint::Unknown,
            zero_threshold: 2.938_735_877_055_719e-39,
            zero_count: 0.0,
            count: counts.iter().sum(),
            sum: self.sum(occurred),
            positive: Buckets { spans: vec![BucketSpan { offset: FIRST, length: to_u32(counts.len()) }], counts },
            negative: Buckets::default(),
            custom_values: Rc::from([]),
        }
    }
}

/// The upper bound of a native bucket in seconds.
fn native_bound(index: i32) -> f64 {
    (f64::from(index) / 4.0).exp2()
}

impl LatencyCell {
    fn count(&self, occurred: Occurred) -> f64 {
        self.shares.iter().zip(occurred).map(|(share, count)| share * count).sum::<f64>().floor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORTED: [Latency; SORTS] = [
        Latency { median: 0.03, shape: 3.0 },
        Latency { median: 0.8, shape: 4.0 },
        Latency { median: 0.01, shape: 2.5 },
    ];

    #[test]
    fn both_kinds_count_the_same() {
        let distribution = Distribution::new(SORTED);
        for occurred in [[0.0, 0.0, 0.0], [12.3, 0.4, 0.1], [1e6, 3e4, 2e3]] {
            let native = distribution.native(occurred);
            assert!(native.positive.is_valid());
            assert_eq!(native.count, distribution.count(occurred));
            // Each power of two is a bound of the native histogram; of these one is a classic bound, too.
            let below: f64 = native.positive.iter().filter(|(at, _)| *at <= 0).map(|(_, count)| count).sum();
            assert_eq!(below, distribution.below(1.0, occurred));
            let all: f64 = occurred.iter().sum();
            assert!(all - native.count < 70.0, "no more than one a cell is not counted yet");
        }
    }

    #[test]
    fn no_bucket_falls() {
        let distribution = Distribution::new(SORTED);
        let at = |step: f64| distribution.native([step * 0.7, step * 0.05, step * 0.01]);
        let mut before = at(0.0);
        for step in 1..2000 {
            let now = at(f64::from(step));
            assert!(now.positive.iter().zip(before.positive.iter()).all(|((_, now), (_, before))| now >= before));
            assert!(now.sum > before.sum);
            before = now;
        }
    }

    #[test]
    fn the_mean_is_that_of_the_buckets() {
        let distribution = Distribution::new(SORTED);
        let occurred = [1e7, 0.0, 0.0];
        let native = distribution.native(occurred);
        let middle = |at: i32| native_bound(at - 1).midpoint(native_bound(at));
        let sum: f64 = native.positive.iter().map(|(at, count)| middle(at) * count).sum();
        assert!((sum / native.sum - 1.0).abs() < 0.02, "{sum} {}", native.sum);
    }
}
