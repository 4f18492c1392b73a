//! Instant selectors: at each step the latest sample of each series, if it is young enough and no stale marker.

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
        let (selected, Some(selector)) = (&self.states[id.0 as usize].selected, node.kind.selector()) else {
            return Ok(Value::Vector(Vector::default()));
        };
        let mut read = 0;
        let mut columns = Vec::with_capacity(selected.samples.len());
        for (samples, labels) in selected.samples.iter().zip(&selected.shape.labels) {
            if selector.extension == Some(Extension::Smoothed) {
                let place = smooth::Place { metric: labels.metric(), span: node.span };
                let notes = &mut self.annotations;
                columns.push(smooth::column(samples, steps, selector.timing, &self.options, place, notes));
                continue;
            }
            let mut column = Column::absent(steps.len());
            each(samples, steps, selector.timing, &self.options, |step, at| {
                read += 1;
                column.values[step] = samples.values[at];
                if let Some(Some(histogram)) = samples.histograms.get(at) {
                    if column.histograms.is_empty() {
                        column.histograms = vec![None; steps.len()];
                    }
                    column.histograms[step] = Some(histogram.clone());
                }
            });
            columns.push(column);
        }
        let vector = Vector { shape: selected.shape.clone(), columns };
        self.account.read(Read { all: read, most: 0, touched: read }, node.span)?;
        Ok(Value::Vector(vector))
    }

    pub(super) fn sample_time(&mut self, id: NodeId, steps: &[i64]) -> Result<Value, Error> {
        let node = self.plan.node(id);
        let (selected, Kind::SampleTime { selector, which }) = (&self.states[id.0 as usize].selected, &node.kind)
        else {
            return Ok(Value::Vector(Vector::default()));
        };
        let mut columns = Vec::with_capacity(selected.samples.len());
        for samples in &selected.samples {
            let mut values = vec![ABSENT; steps.len()];
            each(samples, steps, selector.timing, &self.options, |step, at| {
                let time = match which {
                    SampleTime::Taken => samples.times[at],
                    SampleTime::Start => samples.starts.get(at).copied().unwrap_or(0),
                };
                values[step] = time as f64 / 1000.0;
            });
            columns.push(Column::floats(values));
        }
        Ok(Value::Vector(Vector { shape: selected.renamed.shape.clone(), columns: selected.renamed.columns(columns)? }))
    }
}

/// Calls `found` with each step that has a sample, and which that is.
pub(super) fn each(
    samples: &Samples,
    steps: &[i64],
    timing: Timing,
    options: &Options,
    mut found: impl FnMut(usize, usize),
) {
    let times = &samples.times;
    let Some(first) = steps.first() else { return };
    let mut next = times.partition_point(|time| *time <= timing.reference(*first));
    let open = i64::from(options.dialect == Dialect::V3);
    for (step, time) in steps.iter().enumerate() {
        let reference = timing.reference(*time);
        while times.get(next).is_some_and(|time| *time <= reference) {
            next += 1;
        }
        let Some(at) = next.checked_sub(1) else { continue };
        if times[at] >= reference.saturating_sub(options.lookback_ms).saturating_add(open)
            && !is_absent(samples.values[at])
        {
            found(step, at);
        }
    }
}
