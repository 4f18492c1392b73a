//! In which stretches of a window each replica had samples.

use super::Stretch;
use crate::engine::column::is_absent;
use crate::engine::samples::Samples;
use crate::engine::store::TimeWindow;

/// The most intervals that are given of one replica; the smallest gaps are left out for it.
const MOST: usize = 64;

/// The most that are held while series are added.
const MOST_HELD: usize = 1024;

/// A gap is longer than so many times the usual distance of samples.
const GAP: i64 = 5;

/// What is known of several replicas' samples in a window, of any number of series.
///
/// A replica has samples where any of its series has: from the first to the last of those of which no two neighbours
/// are further apart than five times the usual (median) distance in that series.
#[derive(Debug, Clone)]
pub struct Coverage {
    window: TimeWindow,
    replicas: Vec<Covered>,
}

/// One replica's.
#[derive(Debug, Clone, Default)]
struct Covered {
    /// Inclusive, sorted, apart.
    intervals: Vec<(i64, i64)>,
    /// The smallest usual distance of samples of any series.
    usual: Option<i64>,
}

impl Coverage {
    /// Of so many replicas, nothing yet.
    pub fn new(window: TimeWindow, replicas: usize) -> Self {
        Self { window, replicas: vec![Covered::default(); replicas] }
    }

    /// Adds what a replica has of one series.
    pub fn add(&mut self, replica: usize, samples: &Samples) {
        let Some(covered) = self.replicas.get_mut(replica) else { return };
        let is_here = |time: i64| self.window.from <= time && time <= self.window.to;
        let here =
            samples.times.iter().zip(&samples.values).filter(|(time, value)| is_here(**time) && !is_absent(**value));
        let times: Vec<i64> = here.map(|(time, _)| *time).collect();
        let usual = usual(&times);
        if let Some(usual) = usual {
            covered.usual = Some(covered.usual.map_or(usual, |known| known.min(usual)));
        }
        let is_together =
            |a: &i64, b: &i64| usual.is_none_or(|usual| b.saturating_sub(*a) <= usual.saturating_mul(GAP));
        for run in times.chunk_by(is_together) {
            if let ([from, ..], [.., to]) = (run, run) {
                covered.join(*from, *to);
            }
        }
    }

    /// Adds what replicas gave of one series, from the first to the last sample of each stretch.
    pub fn add_stretches(&mut self, stretches: &[Stretch]) {
        for stretch in stretches {
            let (from, to) = (stretch.from.max(self.window.from), stretch.to.min(self.window.to));
            if let Some(covered) = self.replicas.get_mut(stretch.replica)
                && from <= to
            {
                covered.join(from, to);
            }
        }
    }

    /// Where a replica had samples: at most 64 intervals, Unix milliseconds, inclusive, sorted.
    pub fn intervals(&self, replica: usize) -> Vec<(i64, i64)> {
        let Some(covered) = self.replicas.get(replica) else { return Vec::new() };
        let closed = covered.usual.unwrap_or(0).saturating_mul(GAP);
        let mut intervals: Vec<(i64, i64)> = Vec::new();
        for (from, to) in &covered.intervals {
            match intervals.last_mut() {
                Some(last) if from.saturating_sub(last.1) <= closed => last.1 = *to,
                _ => intervals.push((*from, *to)),
            }
        }
        close_smallest(&mut intervals, MOST);
        intervals
    }
}

impl Covered {
    /// Adds an interval.
    fn join(&mut self, from: i64, to: i64) {
        let begin = self.intervals.partition_point(|(_, end)| *end < from);
        let end = self.intervals.partition_point(|(start, _)| *start <= to);
        if let Some([(start, end)]) = self.intervals.get(begin..end)
            && *start <= from
            && to <= *end
        {
            return;
        }
        let touched = self.intervals[begin..end].iter().copied().chain([(from, to)]);
        let joined = touched.reduce(|(a, b), (c, d)| (a.min(c), b.max(d))).unwrap_or((from, to));
        self.intervals.splice(begin..end, [joined]);
        if self.intervals.len() > MOST_HELD {
            close_smallest(&mut self.intervals, MOST_HELD / 2);
        }
    }
}

/// The median distance; `None` of fewer than two.
fn usual(times: &[i64]) -> Option<i64> {
    let mut distances: Vec<i64> = times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    let middle = distances.len().saturating_sub(1) / 2;
    (!distances.is_empty()).then(|| *distances.select_nth_unstable(middle).1)
}

/// Leaves at most so many intervals; the smallest gaps between them go.
fn close_smallest(intervals: &mut Vec<(i64, i64)>, most: usize) {
    let Some(too_many) = intervals.len().checked_sub(most).filter(|many| *many > 0) else { return };
    let mut gaps: Vec<(i64, usize)> =
        intervals.windows(2).enumerate().map(|(at, pair)| (pair[1].0.saturating_sub(pair[0].1), at + 1)).collect();
    gaps.sort_unstable();
    let mut is_closed = vec![false; intervals.len()];
    gaps.iter().take(too_many).for_each(|(_, at)| is_closed[*at] = true);
    let mut left: Vec<(i64, i64)> = Vec::with_capacity(most);
    for (interval, is_closed) in intervals.iter().zip(is_closed) {
        match left.last_mut() {
            Some(last) if is_closed => last.1 = interval.1,
            _ => left.push(*interval),
        }
    }
    *intervals = left;
}
