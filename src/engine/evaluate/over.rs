//! Functions over the ranges of every series, one series after another.
//!
//! A function of plain floats is computed from the step before (`rolling`), where that is possible; else each range is
//! read by itself. The work can stop after any step and go on there.
//!
//! Invariant: results and annotations are the definition's, wherever the work stopped.

use super::call::Arguments;
use super::ranges::selector;
use crate::engine::annotation::{Annotations, Annotator};
use crate::engine::column::{Point, ValueColumn};
use crate::engine::counter::ChangeOf;
use crate::engine::functions::{OverRange, RangeFunction, over_time, rates};
use crate::engine::options::Options;
use crate::engine::plan::{Plan, PlanNodeId, PlanNodeKind};
use crate::engine::query_budget::bytes_of;
use crate::engine::rolling::{FloatSeries, Reach, Read, RollingFunction, RollingState};
use crate::engine::samples::Samples;
use crate::engine::value::{Ranges, TileValue};
use crate::engine::window::Window;
use crate::promql::ast::Extension;
use crate::promql::span::Span;

/// As many floats as a histogram takes to look at.
const HISTOGRAM: usize = 64;

/// A function over the ranges of every series.
pub(super) struct OverRanges<'a> {
    pub(super) ranges: &'a Ranges,
    /// Whether a selector gives the ranges, so that the series' samples are the same in every tile.
    pub(super) is_selected: bool,
    steps: &'a [i64],
    extension: Option<Extension>,
    options: &'a Options,
    /// The function's other arguments, each over the steps.
    scalars: &'a [Vec<f64>],
    pub(super) function: &'static str,
    call: Span,
    argument: Span,
}

/// How far a function has come along the series.
#[derive(Debug, Default)]
pub(super) struct SeriesProgress {
    /// What was read and is not yet accounted for.
    pub(super) read: Read,
    /// The series that is next or under way.
    series: usize,
    /// What there is of its column.
    column: ValueColumn,
    /// One a series, where its samples are the same in the next tile.
    kept: Vec<Known>,
    /// Of the series under way, else.
    own: Known,
    /// The other arguments at one step.
    scalars: Vec<f64>,
}

/// What is known of a series.
#[derive(Debug, Clone, Default)]
struct Known {
    state: RollingState,
    /// Whether all was said that there is to say.
    is_annotated: bool,
}

impl SeriesProgress {
    /// The bytes more that it takes to keep what is known of so many series.
    pub(super) fn wanted(&self, kept: usize) -> u64 {
        bytes_of::<Known>(kept.saturating_sub(self.kept.len()))
    }

    /// Begins a tile. What is known of so many series, which have the very same samples in the next, is kept for it.
    pub(super) fn begin(&mut self, kept: usize) {
        self.series = 0;
        self.kept.resize_with(self.kept.len().max(kept), Known::default);
    }

    /// Takes back a column that is not needed any more, for reuse.
    pub(super) fn take_back(&mut self, mut column: ValueColumn) {
        column.values.clear();
        column.histograms.clear();
        self.column = column;
    }

    /// Takes out what is known of the series that is next or under way.
    fn known(&mut self) -> Known {
        if let Some(kept) = self.kept.get_mut(self.series) {
            return std::mem::take(kept);
        }
        if self.column.is_empty() {
            self.own.state.restart();
            self.own.is_annotated = false;
        }
        std::mem::take(&mut self.own)
    }

    fn put_back(&mut self, known: Known) {
        *self.kept.get_mut(self.series).unwrap_or(&mut self.own) = known;
    }
}

impl<'a> OverRanges<'a> {
    /// A call's function over the ranges among its arguments' values; `None` where none are.
    pub(super) fn of(
        plan: &Plan,
        id: PlanNodeId,
        arguments: &'a Arguments,
        steps: &'a [i64],
        options: &'a Options,
    ) -> Option<Self> {
        let node = plan.node(id);
        let (PlanNodeKind::Call { function, args, spans, .. }, Some((at, TileValue::Ranges(ranges)))) =
            (&node.kind, &arguments.series)
        else {
            return None;
        };
        let selector = selector(plan, args[*at]);
        Some(Self {
            ranges,
            is_selected: selector.is_some(),
            steps,
            extension: selector.and_then(|selector| selector.extension),
            options,
            scalars: &arguments.scalars,
            function: function.name,
            call: node.span,
            argument: spans.first().copied().unwrap_or_default(),
        })
    }

    /// The values of the next series at every step. `None` where no series is left, and where what was touched has
    /// come to `until`: then it goes on when asked again.
    pub(super) fn next(
        &self,
        of: &OverRange,
        work: &mut SeriesProgress,
        until: u64,
        annotations: &mut Annotations,
    ) -> Option<ValueColumn> {
        if work.read.touched >= until {
            return None;
        }
        let samples = self.ranges.samples.get(work.series)?;
        let mut known = work.known();
        let values = &mut work.column.values;
        values.reserve_exact(self.steps.len() - values.len());
        let labels = &self.ranges.series_set.labels[work.series];
        let mut annotator =
            Annotator { annotations, labels, argument: self.argument, call: self.call, function: self.function };
        // A step alone takes nothing over and leaves nothing behind.
        let is_alone = self.steps.len() == 1 && work.series >= work.kept.len();
        if let Some(rolling) = self.rolling(of, samples).filter(|rolling| !is_alone || !rolling.is_slower_alone()) {
            let reach = Reach::of(None, self.options);
            let series = FloatSeries { times: &samples.times, values: &samples.values, reach };
            known.state.go(rolling, series, &self.ranges.bounds, (&mut work.read, until), values);
            if !known.is_annotated && !work.column.is_all_absent() {
                known.is_annotated = true;
                annotate(rolling, &mut annotator);
            }
        } else {
            self.define(samples, of.function, &mut known.state, (work, until), &mut annotator);
        }
        work.put_back(known);
        if work.column.len() < self.steps.len() {
            return None;
        }
        work.series += 1;
        Some(std::mem::take(&mut work.column))
    }

    /// What the function is where one step's result helps with the next one's: of plain floats only.
    fn rolling(&self, of: &OverRange, samples: &Samples) -> Option<RollingFunction> {
        if self.extension.is_some() || !samples.histograms.is_empty() || !samples.starts.is_empty() {
            return None;
        }
        let quantiles = self.scalars.first().map_or(&[][..], Vec::as_slice);
        let quantile = quantiles.first().copied().unwrap_or(f64::NAN);
        // One quantile for all steps.
        let is_one = quantiles.iter().all(|other| other.to_bits() == quantile.to_bits());
        let rolling = of.rolling?.with_quantile(quantile);
        Some(rolling).filter(|rolling| is_one || !matches!(rolling, RollingFunction::Quantile(_)))
    }

    /// Each range by itself.
    fn define(
        &self,
        samples: &Samples,
        of: RangeFunction,
        state: &mut RollingState,
        (work, until): (&mut SeriesProgress, u64),
        annotator: &mut Annotator<'_>,
    ) {
        let reach = Reach::of(self.extension, self.options);
        let cost = if samples.histograms.is_empty() { 1 } else { HISTOGRAM };
        for step in work.column.len()..self.steps.len() {
            let bounds = self.ranges.bounds[step];
            let inside = state.samples(&samples.times, reach, bounds);
            work.read.count(inside.len(), 1 + inside.len() * cost);
            let window = Window {
                times: &samples.times[inside.clone()],
                values: &samples.values[inside.clone()],
                histograms: samples.histograms.get(inside.clone()).unwrap_or_default(),
                starts: samples.starts.get(inside.clone()).unwrap_or_default(),
                from: bounds.0,
                to: bounds.1,
                at: self.steps[step],
                extension: self.extension,
                dialect: self.options.dialect,
            };
            work.scalars.clear();
            work.scalars.extend(self.scalars.iter().map(|all| all.get(step).copied().unwrap_or(f64::NAN)));
            work.column.push(if inside.is_empty() { Point::Absent } else { of(&window, &work.scalars, annotator) });
            if work.read.touched >= until {
                return;
            }
        }
    }
}

/// Says what the definition says wherever there is a result.
fn annotate(rolling: RollingFunction, annotator: &mut Annotator<'_>) {
    match rolling {
        RollingFunction::Change(ChangeOf::Counter, _) => rates::annotate_unlikely_counter(annotator),
        RollingFunction::Quantile(phi) => over_time::annotate_invalid_quantile(phi, annotator),
        _ => {}
    }
}
