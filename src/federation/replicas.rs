//! De-duplication: the samples of one series from several replicas, made those of one.
//!
//! Replicas are collectors that scrape the same targets: of each series all have about the same samples, at slightly
//! other times, each with gaps of its own. [`penalty`] follows one and switches at gaps, as Thanos does;
//! [`interleaved`] puts all in the order of time, as a reading Prometheus does; [`per_step`] is for samples that all
//! lie on one grid. [`Coverage`] says in which stretches of time each replica had samples.
//!
//! Invariant: the times of a result grow strictly, if those of each replica do.
//! Invariant: the result takes time linear in the samples of all replicas, times the number of replicas.
//! Invariant: of one replica, and of equal ones, the result is what each has, bit for bit.
//! Not here: results of aggregations, which are never merged over replicas; which series are the same (labels).

mod counter;
mod coverage;
mod interleaved;
mod penalty;
mod per_step;

pub use coverage::Coverage;
pub use interleaved::interleaved;
pub use penalty::penalty;
pub use per_step::per_step;

use std::ops::Range;

use crate::engine::column::is_float;
use crate::engine::samples::Samples;

/// One series made of several replicas' samples.
#[derive(Debug, Clone, Default)]
pub struct Merged {
    /// The samples.
    pub samples: Samples,
    /// Which replica gave which of them, by the first time.
    pub stretches: Vec<Stretch>,
}

/// Samples that one replica gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its index among those that were merged, from 0.
    pub replica: usize,
    /// The time of the first of them, Unix milliseconds.
    pub from: i64,
    /// The time of the last of them, Unix milliseconds.
    pub to: i64,
}

/// Takes samples of replicas one after the other, and copies those that stand together at once.
struct Merging<'a> {
    replicas: &'a [Samples],
    samples: Samples,
    /// The replica and the samples of it that are still to be copied.
    run: (usize, Range<usize>),
    /// What is added to their floats.
    offset: f64,
}

impl<'a> Merging<'a> {
    fn of(replicas: &'a [Samples]) -> Self {
        let mut samples = Samples::default();
        samples.reserve(replicas.iter().map(Samples::len).max().unwrap_or(0));
        Self { replicas, samples, run: (0, 0..0), offset: 0.0 }
    }

    /// Takes a sample, which is later than all so far.
    fn take(&mut self, replica: usize, index: usize) {
        if self.run.0 == replica && self.run.1.end == index {
            self.run.1.end += 1;
        } else {
            self.copy();
            self.run = (replica, index..index + 1);
        }
    }

    /// Says what is added to the floats that are taken from now on.
    fn add_from_now_on(&mut self, offset: f64) {
        if self.offset != offset {
            self.copy();
            self.offset = offset;
        }
    }

    fn copy(&mut self) {
        let known = self.samples.len();
        let (replica, run) = self.run.clone();
        if let Some(own) = self.replicas.get(replica) {
            self.samples.extend(own, run.clone());
        }
        if self.offset != 0.0 {
            let floats = self.samples.values[known..].iter_mut().filter(|value| is_float(**value));
            floats.for_each(|value| *value += self.offset);
        }
        self.run = (replica, run.end..run.end);
    }

    fn done(mut self, stretches: Vec<Stretch>) -> Merged {
        self.copy();
        Merged { samples: self.samples, stretches }
    }
}

/// Adds a sample to stretches that follow one another.
fn extend_stretches(stretches: &mut Vec<Stretch>, replica: usize, time: i64) {
    match stretches.last_mut() {
        Some(last) if last.replica == replica => last.to = time,
        _ => stretches.push(Stretch { replica, from: time, to: time }),
    }
}

/// The earliest time among the next samples of all replicas; `None` where there is no more.
fn earliest(replicas: &[Samples], next: &[usize]) -> Option<i64> {
    replicas.iter().zip(next).filter_map(|(own, at)| own.times.get(*at)).min().copied()
}

#[cfg(test)]
mod tests;
