//! The account of what an evaluation has read and holds, against its limits.

use std::rc::Rc;

use super::gathered::Kept;
use crate::engine::error::{Error, Limit};
use crate::engine::histogram;
use crate::engine::options::Limits;
use crate::engine::plan::NodeId;
use crate::engine::room::Room;
use crate::engine::samples::Samples;
use crate::engine::sliding::Read;
use crate::engine::value::{Value, Vector};
use crate::promql::span::Span;

/// Bytes of a sample in a column: its time and its value.
pub(super) const SAMPLE: u64 = 16;

/// Bytes of a series in a vector besides its values: its column, and its places in the tables of groups, partners and
/// results that are made of it.
const COLUMN: u64 = 128;

/// The work that one series is besides its values, in values: its labels are looked at, its column is made.
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
    /// Bytes of what is kept from tile to tile: series that were read, and what is known of them; results; labels.
    kept: u64,
}

impl Account {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, series: 0, samples: 0, work: 0, held: 0, kept: 0 }
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
        self.kept = self.kept.saturating_add(samples.memory());
        bound(Limit::Series, series as u64, self.limits.series as u64, span)?;
        self.memory(0, span)
    }

    /// Counts the work of looking at the labels of so many series.
    pub(super) fn look(&mut self, series: usize) {
        self.work += series as u64 * SERIES;
    }

    /// Counts the series of a selector.
    pub(super) fn select(&mut self, series: usize, span: Span) -> Result<(), Error> {
        self.series += series as u64;
        self.work += series as u64;
        bound(Limit::Series, series as u64, self.limits.series as u64, span)
    }

    /// Counts bytes that are kept until the end.
    pub(super) fn keep(&mut self, bytes: u64, span: Span) -> Result<(), Error> {
        self.kept = self.kept.saturating_add(bytes);
        self.memory(0, span)
    }

    /// Counts what is not kept any more.
    pub(super) fn release(&mut self, fewer: Kept) {
        self.held = self.held.saturating_sub(fewer.samples);
        self.kept = self.kept.saturating_sub(fewer.bytes);
    }

    /// Counts what became of a tile where tiles are put together, which has so many series by now.
    pub(super) fn gather(&mut self, more: Kept, series: usize, span: Span) -> Result<(), Error> {
        self.look(series);
        self.held = self.held.saturating_add(more.samples);
        bound(Limit::Samples, self.held, self.limits.samples, span)?;
        bound(Limit::Series, series as u64, self.limits.series as u64, span)?;
        self.keep(more.bytes, span)
    }

    /// The memory that is left.
    pub(super) fn room(&self, span: Span) -> Room {
        let most = self.limits.memory;
        Room { left: most.saturating_sub(self.kept), most, span }
    }

    /// Counts the values of a node and the bytes of its histograms, beside those of other nodes. Gives their bytes.
    fn value(
        &mut self,
        (series, steps): (usize, usize),
        histograms: u64,
        beside: u64,
        span: Span,
    ) -> Result<u64, Error> {
        self.work += (series as u64).saturating_mul(steps as u64 + SERIES);
        bound(Limit::Series, series as u64, self.limits.series as u64, span)?;
        let bytes = columns(series, steps).saturating_add(histograms);
        self.memory(beside.saturating_add(bytes), span)?;
        Ok(bytes)
    }

    /// Whether a node may have so many series, before they are made.
    pub(super) fn fits(&self, series: usize, steps: usize, span: Span) -> Result<(), Error> {
        self.memory(columns(series, steps), span)
    }

    /// Whether a node's value may be made of those that are kept, which take so many bytes: with tables about their
    /// series it takes as much again.
    pub(super) fn begin(&self, bytes: u64, span: Span) -> Result<(), Error> {
        self.memory(bytes.saturating_mul(2), span)
    }

    fn memory(&self, more: u64, span: Span) -> Result<(), Error> {
        bound(Limit::Memory, self.kept.saturating_add(more), self.limits.memory, span)
    }
}

/// The bytes of so many columns.
fn columns(series: usize, steps: usize) -> u64 {
    (series as u64).saturating_mul((steps as u64).saturating_mul(SAMPLE).saturating_add(COLUMN))
}

fn bound(limit: Limit, used: u64, most: u64, span: Span) -> Result<(), Error> {
    if used > most { Err(Error::Limit { limit, most, span }) } else { Ok(()) }
}

impl super::Evaluation<'_> {
    /// Keeps a node's value over a tile until it is taken, and counts it.
    pub(super) fn put(&mut self, id: NodeId, value: Value, steps: usize) -> Result<(), Error> {
        let (series, columns, histograms) = match &value {
            Value::Scalar(_) | Value::String(_) => (1, 1, 0),
            Value::Vector(vector) => (vector.columns.len(), vector.columns.len(), own_histograms(vector)),
            // Their samples are counted where they are fetched; what is new is the bounds, which all series share.
            Value::Ranges(ranges) => (ranges.samples.len(), 1, 0),
        };
        self.note_series(id, series);
        let node = self.plan.node(id);
        let span = node.span;
        // The labels of a selector's series are the store's.
        if let (Value::Vector(vector), None) = (&value, node.kind.selector()) {
            let known = &mut self.states[id.0 as usize].labelled;
            if !Rc::ptr_eq(&known.0, &vector.shape) {
                self.account.release(Kept { samples: 0, bytes: known.1 });
                *known = (Rc::clone(&vector.shape), vector.shape.memory());
                self.account.keep(known.1, span)?;
            }
        }
        let bytes = self.account.value((columns, steps), histograms, self.values.bytes(), span)?;
        self.values.put(id, value, bytes);
        Ok(())
    }
}

/// The bytes of a vector's histograms that are nobody else's: stored ones are counted where they are fetched.
fn own_histograms(vector: &Vector) -> u64 {
    let histograms = vector.columns.iter().flat_map(|column| column.histograms.iter().flatten());
    histograms.filter(|one| Rc::strong_count(one) == 1).map(|one| histogram::memory(one)).sum()
}
