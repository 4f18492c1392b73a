//! Instant selectors: at each step the latest sample of each series, if it is young enough and no stale marker.

use std::rc::Rc;

use super::Evaluation;
use super::smooth;
use crate::engine::column::{ABSENT, Column, is_absent};
use crate::engine::error::Error;
use crate::engine::options::{Dialect, Options};
use crate::engine::plan::{Kind, NodeId, SampleTime, Timing};
use crate::engine::samples::Samples;
use crate::engine::sliding::Read;
use crate::engine::value::{Value, Vector};
use crate::promql::ast::Extension;

impl Evaluation<'_> {
    pub(super) fn instant(&mut self, id: NodeId, steps: &[i64]) -> Result<Value, Error> {
        let node = self.plan.node(id);
        let (selected, Some(selector)) = (&mut self.states[id.0 as usize].selected, node.kind.selector()) else {
            return Ok(Value::Vector(Vector::default()));
        };
        let lookup = Lookup::new(steps, selector.timing, &self.options);
        let mut read = 0;
        let mut columns = Vec::with_capacity(selected.samples.len());
        for (at, samples) in selected.samples.iter().enumerate() {
            if selector.extension == Some(Extension::Smoothed) {
                let place = smooth::Place { metric: selected.shape.labels[at].metric(), span: node.span };
                let notes = &mut self.annotations;
                columns.push(smooth::column(samples, steps, selector.timing, &self.options, place, notes));
                continue;
            }
            let (column, own) = lookup.column(samples, &mut selected.cursors[at]);
            read += own;
            columns.push(column);
        }
        let vector = Vector { shape: selected.shape.clone(), columns };
        self.account.read(Read { all: read, most: 0, touched: read }, node.span)?;
        Ok(Value::Vector(vector))
    }

    pub(super) fn sample_time(&mut self, id: NodeId, steps: &[i64]) -> Result<Value, Error> {
        let node = self.plan.node(id);
        let (selected, Kind::SampleTime { selector, which }) = (&mut self.states[id.0 as usize].selected, &node.kind)
        else {
            return Ok(Value::Vector(Vector::default()));
        };
        let lookup = Lookup::new(steps, selector.timing, &self.options);
        let columns = selected.samples.iter().zip(&mut selected.cursors).map(|(samples, cursor)| {
            let mut values = vec![ABSENT; steps.len()];
            lookup.each(samples, cursor, |step, at| {
                let time = match which {
                    SampleTime::Taken => samples.times[at],
                    SampleTime::Start => samples.starts.get(at).copied().unwrap_or(0),
                };
                values[step] = time as f64 / 1000.0;
            });
            Column::floats(values)
        });
        let columns = columns.collect();
        let Some(renamed) = &selected.renamed else { return Ok(Value::Vector(Vector::default())) };
        Ok(Value::Vector(Vector { shape: Rc::clone(&renamed.shape), columns: renamed.columns(columns)? }))
    }
}

/// Where the steps of a tile look for samples.
pub(super) struct Lookup {
    /// Of each step the oldest and the newest time.
    bounds: Vec<(i64, i64)>,
}

impl Lookup {
    pub(super) fn new(steps: &[i64], timing: Timing, options: &Options) -> Self {
        let open = i64::from(options.dialect == Dialect::V3);
        let bounds = steps.iter().map(|step| {
            let newest = timing.reference(*step);
            (newest.saturating_sub(options.lookback_ms).saturating_add(open), newest)
        });
        Self { bounds: bounds.collect() }
    }

    /// The value of each step, and how many of them there are.
    fn column(&self, samples: &Samples, cursor: &mut usize) -> (Column, u64) {
        if samples.histograms.is_empty() {
            let mut values = Vec::new();
            let read = self.floats(samples, cursor, &mut values);
            return (Column::floats(values), read);
        }
        let (mut column, mut read) = (Column::absent(self.bounds.len()), 0);
        self.each(samples, cursor, |step, at| {
            column.put(step, samples.point(at));
            read += 1;
        });
        (column, read)
    }

    /// Puts the value of each step into a column that is cleared before, and says how many of them there are. Of
    /// samples without histograms.
    pub(super) fn floats(&self, samples: &Samples, cursor: &mut usize, values: &mut Vec<f64>) -> u64 {
        values.clear();
        values.reserve_exact(self.bounds.len());
        let mut read = 0;
        self.each(samples, cursor, |step, at| {
            values.resize(step, ABSENT);
            values.push(samples.values[at]);
            read += 1;
        });
        values.resize(self.bounds.len(), ABSENT);
        read
    }

    /// Calls `found` with each step that has a sample, and which that is. The cursor says how many samples lie before
    /// the steps, as far as that is known.
    pub(super) fn each(&self, samples: &Samples, cursor: &mut usize, mut found: impl FnMut(usize, usize)) {
        let times = &*samples.times;
        let Some((_, first)) = self.bounds.first() else { return };
        let mut next = *cursor;
        // Not known yet, or those of a later tile: a selector may be read several times in each.
        if times.get(next.wrapping_sub(1)).is_none_or(|time| time > first) {
            next = times.partition_point(|time| time <= first);
        }
        for (step, (oldest, newest)) in self.bounds.iter().enumerate() {
            while times.get(next).is_some_and(|time| time <= newest) {
                next += 1;
            }
            let Some(at) = next.checked_sub(1) else { continue };
            if times[at] >= *oldest && !is_absent(samples.values[at]) {
                found(step, at);
            }
        }
        *cursor = next;
    }
}
