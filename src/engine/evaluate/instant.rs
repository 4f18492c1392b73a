//! Instant selectors: at each step the latest sample of each series, if it is young enough and no stale marker.

use std::rc::Rc;

use super::Evaluation;
use super::smooth;
use crate::engine::column::{ABSENT, ValueColumn, is_absent};
use crate::engine::error::Error;
use crate::engine::options::{Dialect, Options};
use crate::engine::plan::{PlanNodeId, PlanNodeKind, SampleTime, Timing};
use crate::engine::rolling::Read;
use crate::engine::samples::Samples;
use crate::engine::value::{TileValue, Vector};
use crate::model::count::to_u32;
use crate::model::time::seconds;
use crate::promql::ast::Extension;
use crate::promql::functions::MetricName;

impl Evaluation<'_> {
    pub(super) fn instant(&mut self, id: PlanNodeId, steps: &[i64]) -> Result<TileValue, Error> {
        let node = self.plan.node(id);
        let (selected, Some(selector)) = (&mut self.states[id.0 as usize].selected, node.kind.selector()) else {
            return Ok(TileValue::Vector(Vector::default()));
        };
        let mut lookup = Lookup::new(steps, selector.timing, &self.options);
        let mut read = 0;
        let mut columns = Vec::with_capacity(selected.samples.len());
        for (at, samples) in selected.samples.iter().enumerate() {
            if selector.extension == Some(Extension::Smoothed) {
                let target =
                    smooth::AnnotationTarget { metric: selected.series_set.labels[at].metric(), span: node.span };
                let annotations = &mut self.annotations;
                columns.push(smooth::column(samples, steps, selector.timing, &self.options, target, annotations));
                continue;
            }
            let (column, own) = lookup.column(samples, &mut selected.cursors[at]);
            read += own;
            columns.push(column);
        }
        let vector = Vector { series_set: selected.series_set.clone(), columns };
        self.account.read(Read { all: read, most: 0, touched: read }, node.span)?;
        Ok(TileValue::Vector(vector))
    }

    pub(super) fn sample_time(&mut self, id: PlanNodeId, steps: &[i64]) -> Result<Option<TileValue>, Error> {
        let series_set = Rc::clone(&self.states[id.0 as usize].selected.series_set);
        let Some(renamed) = self.renamed(id, &series_set, MetricName::Dropped)? else { return Ok(None) };
        let node = self.plan.node(id);
        let (selected, PlanNodeKind::SampleTime { selector, which }) =
            (&mut self.states[id.0 as usize].selected, &node.kind)
        else {
            return Ok(Some(TileValue::Vector(Vector::default())));
        };
        let lookup = Lookup::new(steps, selector.timing, &self.options);
        let columns = selected.samples.iter().zip(&mut selected.cursors).map(|(samples, cursor)| {
            let mut values = vec![ABSENT; steps.len()];
            lookup.each(samples, cursor, |step, at| {
                let time = match which {
                    SampleTime::Taken => samples.times[at],
                    SampleTime::Start => samples.starts.get(at).copied().unwrap_or(0),
                };
                values[step] = seconds(time);
            });
            ValueColumn::floats(values)
        });
        let columns = renamed.columns(columns.collect())?;
        Ok(Some(TileValue::Vector(Vector { series_set: Rc::clone(&renamed.series_set), columns })))
    }
}

/// Where the steps of a tile look for samples.
///
/// Series of one target have the same times: what was found in one holds of the next, if its times are equal there.
pub(super) struct Lookup {
    /// Of each step the oldest and the newest time.
    bounds: Vec<(i64, i64)>,
    /// The series in which samples were found last.
    known: Option<Rc<Samples>>,
    /// Of each step, the number of its sample and one more; 0 where there is none.
    found: Vec<u32>,
    /// How many samples are not later than the first step, and than the last.
    passed: (usize, usize),
}

impl Lookup {
    pub(super) fn new(steps: &[i64], timing: Timing, options: &Options) -> Self {
        let open = i64::from(options.dialect == Dialect::V3);
        let bounds = steps.iter().map(|step| {
            let newest = timing.reference(*step);
            (newest.saturating_sub(options.lookback_ms).saturating_add(open), newest)
        });
        Self { bounds: bounds.collect(), known: None, found: Vec::new(), passed: (0, 0) }
    }

    /// The value of each step, and how many of them there are.
    fn column(&mut self, samples: &Rc<Samples>, cursor: &mut usize) -> (ValueColumn, u64) {
        if samples.histograms.is_empty() {
            let mut values = Vec::new();
            let read = self.floats(samples, cursor, &mut values);
            return (ValueColumn::floats(values), read);
        }
        let (mut column, mut read) = (ValueColumn::absent(self.bounds.len()), 0);
        self.each(samples, cursor, |step, at| {
            column.put(step, samples.point(at));
            read += 1;
        });
        (column, read)
    }

    /// Puts the value of each step into a column that is cleared before, and says how many of them there are. Of
    /// samples without histograms.
    pub(super) fn floats(&mut self, samples: &Rc<Samples>, cursor: &mut usize, values: &mut Vec<f64>) -> u64 {
        if self.is_known(&samples.times) {
            *cursor = self.passed.1;
        } else {
            self.find(samples, cursor);
        }
        values.clear();
        values.reserve_exact(self.found.len());
        let value = |found: &u32| samples.values.get((*found as usize).wrapping_sub(1)).copied().unwrap_or(ABSENT);
        values.extend(self.found.iter().map(value));
        // A stale marker has the bits of what is absent.
        values.iter().filter(|value| !is_absent(**value)).count() as u64
    }

    /// Whether each step finds the sample of the same number at these times.
    fn is_known(&self, times: &[i64]) -> bool {
        let (Some(known), Some((_, newest))) = (&self.known, self.bounds.last()) else { return false };
        let inside = self.passed.0.saturating_sub(1)..self.passed.1;
        times.get(inside.clone()).is_some_and(|own| *own == known.times[inside])
            && times.get(self.passed.1).is_none_or(|time| time > newest)
    }

    fn find(&mut self, samples: &Rc<Samples>, cursor: &mut usize) {
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        found.reserve_exact(self.bounds.len());
        let mut first = None;
        self.pass(&samples.times, cursor, |oldest, passed| {
            first.get_or_insert(passed);
            let is_young = passed > 0 && samples.times[passed - 1] >= oldest;
            found.push(if is_young { to_u32(passed) } else { 0 });
        });
        (self.found, self.passed) = (found, (first.unwrap_or(0), *cursor));
        self.known = Some(Rc::clone(samples));
    }

    /// Calls `found` with each step that has a sample, and which that is. The cursor says how many samples lie before
    /// the steps, as far as that is known.
    pub(super) fn each(&self, samples: &Samples, cursor: &mut usize, mut found: impl FnMut(usize, usize)) {
        let mut step = 0;
        self.pass(&samples.times, cursor, |oldest, passed| {
            if passed > 0 && samples.times[passed - 1] >= oldest && !is_absent(samples.values[passed - 1]) {
                found(step, passed - 1);
            }
            step += 1;
        });
    }

    /// Calls `at` for each step with the oldest time of its samples, and how many samples are not later than it.
    fn pass(&self, times: &[i64], cursor: &mut usize, mut at: impl FnMut(i64, usize)) {
        let Some((_, first)) = self.bounds.first() else { return };
        let mut next = *cursor;
        // Not known yet, or those of a later tile: a selector may be read several times in each.
        if times.get(next.wrapping_sub(1)).is_none_or(|time| time > first) {
            next = times.partition_point(|time| time <= first);
        }
        for (oldest, newest) in &self.bounds {
            while times.get(next).is_some_and(|time| time <= newest) {
                next += 1;
            }
            at(*oldest, next);
        }
        *cursor = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(lookup: &mut Lookup, times: &[i64]) -> (Vec<String>, usize) {
        let values = times.iter().map(|time| *time as f64).collect();
        let samples = Rc::new(Samples { times: times.to_vec(), values, ..Samples::default() });
        let (mut cursor, mut found) = (0, Vec::new());
        let read = lookup.floats(&samples, &mut cursor, &mut found);
        assert_eq!(read as usize, found.iter().filter(|value| !is_absent(**value)).count());
        let shown = found.iter().map(|value| if is_absent(*value) { "_".to_owned() } else { value.to_string() });
        (shown.collect(), cursor)
    }

    /// Times that are equal to those before, but for one that is missing, moved, or there beside.
    #[test]
    fn what_one_series_found_holds_of_another_only_where_its_times_are_equal() {
        let base: Vec<i64> = (0..12).map(|at| at * 10).collect();
        let mut others = vec![base.clone(), Vec::new()];
        for at in 0..base.len() {
            others.push([&base[..at], &base[at + 1..]].concat());
            others.push(base.iter().map(|time| time + i64::from(*time == base[at]) * 3).collect());
            others.push([&base[..at], &[base[at] - 5], &base[at..]].concat());
            others.push(base[..at].to_vec());
        }
        let options = Options { lookback_ms: 15, ..Options::default() };
        for steps in [vec![35, 42, 50, 77], vec![0], vec![-5, 200], vec![60, 60, 60], vec![125, 126]] {
            for one in &others {
                for other in &others {
                    let mut lookup = Lookup::new(&steps, Timing::default(), &options);
                    values(&mut lookup, one);
                    let alone = values(&mut Lookup::new(&steps, Timing::default(), &options), other);
                    assert_eq!(values(&mut lookup, other), alone, "{other:?} after {one:?} at {steps:?}");
                }
            }
        }
    }
}
