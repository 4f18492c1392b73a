//! The account of what an evaluation has read and holds, against its limits.

use std::rc::Rc;

use crate::engine::error::{Error, Limit};
use crate::engine::histogram;
use crate::engine::options::Limits;
use crate::engine::plan::NodeId;
use crate::engine::samples::Samples;
use crate::engine::sliding::Read;
use crate::engine::value::{Value, Vector};
use crate::promql::span::Span;

/// Bytes of a sample in a column: its time and its value.
const SAMPLE: u64 = 16;

/// The work of taking one series, in values.
const SERIES: u64 = 16;

/// What an evaluation has read and holds.
#[derive(Debug)]
pub(super) struct Account {
    limits: Limits,
    /// Series that selectors selected.
    series: u64,
    /// Samples that steps looked at.
    samples: u64,
    /// Values computed, and samples read, since the beginning.
    work: u64,
    /// Samples held: results and those of subqueries.
    held: u64,
    /// Bytes of the series that selectors hold, and of what is known of them.
    fetched: u64,
}

impl Account {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, series: 0, samples: 0, work: 0, held: 0, fetched: 0 }
    }

    pub(super) fn work(&self) -> u64 {
        self.work
    }

    pub(super) fn series(&self) -> u64 {
        self.series
    }

    pub(super) fn samples(&self) -> u64 {
        self.samples
    }

    /// Counts samples that steps looked at.
    pub(super) fn read(&mut self, read: Read, span: Span) -> Result<(), Error> {
        self.work += read.touched;
        self.samples += read.all;
        bound(Limit::Samples, self.held.saturating_add(read.most), self.limits.samples, span)
    }

    /// Counts samples that were decoded, for a series that takes so many bytes so far.
    pub(super) fn decode(&mut self, samples: u64, memory: u64, span: Span) -> Result<(), Error> {
        self.work += samples;
        self.memory(memory, span)
    }

    /// Counts a series that was read, the last of so many.
    pub(super) fn fetch(&mut self, samples: &Samples, series: usize, span: Span) -> Result<(), Error> {
        self.work += SERIES;
        self.fetched = self.fetched.saturating_add(samples.memory());
        bound(Limit::Series, series as u64, self.limits.series as u64, span)?;
        self.memory(0, span)
    }

    /// Counts the series of a selector.
    pub(super) fn select(&mut self, series: usize, span: Span) -> Result<(), Error> {
        self.series += series as u64;
        self.work += series as u64;
        bound(Limit::Series, series as u64, self.limits.series as u64, span)
    }

    /// Counts bytes that are kept until the end.
    pub(super) fn keep(&mut self, bytes: u64, span: Span) -> Result<(), Error> {
        self.fetched = self.fetched.saturating_add(bytes);
        self.memory(0, span)
    }

    /// Counts samples that are kept until the end, or no longer.
    pub(super) fn hold(&mut self, more: u64, fewer: u64, span: Span) -> Result<(), Error> {
        self.held = self.held.saturating_add(more).saturating_sub(fewer);
        bound(Limit::Samples, self.held, self.limits.samples, span)?;
        self.memory(0, span)
    }

    /// Counts the values of a node and the bytes of its histograms.
    fn value(&mut self, series: usize, steps: usize, histograms: u64, span: Span) -> Result<(), Error> {
        let values = (series as u64).saturating_mul(steps as u64);
        self.work += values;
        bound(Limit::Series, series as u64, self.limits.series as u64, span)?;
        self.memory(values.saturating_mul(SAMPLE).saturating_add(histograms), span)
    }

    fn memory(&self, more: u64, span: Span) -> Result<(), Error> {
        let used = self.held.saturating_mul(SAMPLE).saturating_add(self.fetched).saturating_add(more);
        bound(Limit::Memory, used, self.limits.memory, span)
    }
}

fn bound(limit: Limit, used: u64, most: u64, span: Span) -> Result<(), Error> {
    if used > most { Err(Error::Limit { limit, most, span }) } else { Ok(()) }
}

impl super::Evaluation<'_> {
    /// Counts a node's value over a tile.
    pub(super) fn check_size(&mut self, id: NodeId, value: &Value, steps: usize) -> Result<(), Error> {
        let (series, columns, histograms) = match value {
            Value::Scalar(_) | Value::String(_) => (1, 1, 0),
            Value::Vector(vector) => (vector.columns.len(), vector.columns.len(), own_histograms(vector)),
            // Their samples are counted where they are fetched; what is new is the bounds, which all series share.
            Value::Ranges(ranges) => (ranges.samples.len(), 1, 0),
        };
        self.note_series(id, series);
        self.account.value(columns, steps, histograms, self.plan.node(id).span)
    }
}

/// The bytes of a vector's histograms that are nobody else's: stored ones are counted where they are fetched.
fn own_histograms(vector: &Vector) -> u64 {
    let histograms = vector.columns.iter().flat_map(|column| column.histograms.iter().flatten());
    histograms.filter(|one| Rc::strong_count(one) == 1).map(|one| histogram::memory(one)).sum()
}
