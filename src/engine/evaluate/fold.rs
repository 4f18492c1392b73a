//! Evaluation of aggregations whose input is streamed: the operand's series are computed and added one at a time.
//!
//! The state is kept between two calls, so that evaluation can pause among the series of one node.
//!
//! Invariant: results, annotations and errors are those of the operand evaluated by itself and aggregated then. Where
//! histograms are among the samples, or two series become one, that is what is done.

use std::rc::Rc;

use super::call::Arguments;
use super::instant::Lookup;
use super::names::is_one_metric;
use super::over::OverRanges;
use super::{Evaluation, PAUSE};
use crate::engine::aggregate::{Fold, Groups};
use crate::engine::error::Error;
use crate::engine::functions::Implementation;
use crate::engine::labels::SCHEMA_NAMES;
use crate::engine::options::NameRemoval;
use crate::engine::plan::{PlanNodeId, PlanNodeKind};
use crate::engine::rolling::Read;
use crate::engine::samples::Samples;
use crate::engine::value::{SeriesSet, TileValue, Vector};

/// An aggregation over a tile, under way.
#[derive(Debug)]
pub(super) struct Folding {
    groups: Rc<Groups>,
    fold: Fold,
    /// Of a function of ranges: its arguments' values.
    arguments: Option<Arguments>,
    /// Which series is next.
    next: usize,
}

/// Whether a fold can begin.
enum Begun<T> {
    /// With this.
    Yes(T),
    /// Not before more is found out.
    NotYet,
    /// The samples do not allow it.
    Never,
}

impl Evaluation<'_> {
    /// The value of an aggregation whose input is streamed series by series; `None` where there is more to do.
    pub(super) fn fold(
        &mut self,
        id: PlanNodeId,
        operand: PlanNodeId,
        steps: &Rc<[i64]>,
    ) -> Result<Option<TileValue>, Error> {
        if self.values.look(operand).is_some() {
            return self.aggregate(id, steps.len());
        }
        let mut folding = match self.states[id.0 as usize].folding.take() {
            Some(folding) => *folding,
            None => match self.begin(id, operand, steps)? {
                Begun::Yes(folding) => folding,
                Begun::NotYet => return Ok(None),
                Begun::Never => return self.unfolded(id, operand, steps),
            },
        };
        let read = match folding.arguments {
            Some(_) => self.fold_ranges(operand, &mut folding, steps),
            None => self.fold_samples(operand, &mut folding, steps),
        };
        self.account.read(read, self.plan.node(operand).span)?;
        let series = folding.groups.of_series.len();
        if folding.next < series {
            self.states[id.0 as usize].folding = Some(Box::new(folding));
            return Ok(None);
        }
        self.note_series(operand, series);
        let series_set = Rc::clone(&folding.groups.series_set);
        Ok(Some(TileValue::Vector(Vector { series_set, columns: folding.fold.columns() })))
    }

    /// Takes in the next series of a function of ranges.
    fn fold_ranges(&mut self, operand: PlanNodeId, folding: &mut Folding, steps: &[i64]) -> Read {
        let Folding { groups, fold, arguments: Some(arguments), next } = folding else { return Read::default() };
        let PlanNodeKind::Call { implementation: Implementation::OfRange(of), .. } = &self.plan.node(operand).kind
        else {
            return Read::default();
        };
        let Some(over) = OverRanges::of(&self.plan, operand, arguments, steps, &self.options) else {
            return Read::default();
        };
        let work = &mut self.states[operand.0 as usize].over().work;
        while let Some(column) = over.next(of, work, PAUSE, &mut self.annotations) {
            fold.take(groups.of_series[*next], &column.values);
            *next += 1;
            work.take_back(column);
        }
        std::mem::take(&mut work.read)
    }

    /// Takes in the next series of a selector.
    fn fold_samples(&mut self, operand: PlanNodeId, folding: &mut Folding, steps: &[i64]) -> Read {
        let PlanNodeKind::Instant(selector) = &self.plan.node(operand).kind else { return Read::default() };
        let (mut values, mut read, mut touched) = (Vec::new(), 0, 0);
        let mut lookup = Lookup::new(steps, selector.timing, &self.options);
        let selected = &mut self.states[operand.0 as usize].selected;
        while folding.next < folding.groups.of_series.len() && touched < PAUSE {
            touched += steps.len() as u64;
            let (samples, cursor) = (&selected.samples[folding.next], &mut selected.cursors[folding.next]);
            read += lookup.floats(samples, cursor, &mut values);
            folding.fold.take(folding.groups.of_series[folding.next], &values);
            folding.next += 1;
        }
        Read { all: read, most: 0, touched }
    }

    /// A fold of no series yet.
    fn begin(&mut self, id: PlanNodeId, operand: PlanNodeId, steps: &[i64]) -> Result<Begun<Folding>, Error> {
        let span = self.plan.node(operand).span;
        // While the groups of series are found, those are looked at once.
        let series_set = match self.states[id.0 as usize].folded.take() {
            Some(series_set) => series_set,
            None => match self.folded_series_set(operand).map_err(|error| error.at(span))? {
                Begun::Yes(series_set) => series_set,
                Begun::NotYet => return Ok(Begun::NotYet),
                Begun::Never => return Ok(Begun::Never),
            },
        };
        let Some(groups) = self.groups(id, &series_set)? else {
            self.states[id.0 as usize].folded = Some(series_set);
            return Ok(Begun::NotYet);
        };
        let PlanNodeKind::Aggregate { op, .. } = self.plan.node(id).kind else { return Ok(Begun::Never) };
        let arguments = match &self.plan.node(operand).kind {
            PlanNodeKind::Call { .. } => Some(self.begin_ranges(operand, steps).map_err(|error| error.at(span))?),
            _ => None,
        };
        // Beside what is known of ranges by now.
        let mut budget = self.account.budget(self.plan.node(id).span);
        budget.reserve(self.states[id.0 as usize].uncounted(&groups))?;
        let Some(fold) = Fold::new(op, groups.len(), steps.len(), budget)? else { return Ok(Begun::Never) };
        Ok(Begun::Yes(Folding { groups, fold, arguments, next: 0 }))
    }

    /// The series of an operand, with the labels of its results, if each stays by itself and has floats only.
    fn folded_series_set(&mut self, operand: PlanNodeId) -> Result<Begun<Rc<SeriesSet>>, Error> {
        let is_floats = |all: &[Rc<Samples>]| all.iter().all(|samples| samples.histograms.is_empty());
        let PlanNodeKind::Call { function, implementation: Implementation::OfRange(_), args, .. } =
            &self.plan.node(operand).kind
        else {
            let selected = &self.states[operand.0 as usize].selected;
            let is_fit = is_floats(&selected.samples);
            return Ok(if is_fit { Begun::Yes(Rc::clone(&selected.series_set)) } else { Begun::Never });
        };
        let ranges = args.iter().find_map(|arg| match self.values.look(*arg) {
            Some(TileValue::Ranges(ranges)) => Some(ranges),
            _ => None,
        });
        let Some(ranges) = ranges.filter(|ranges| is_floats(&ranges.samples)) else { return Ok(Begun::Never) };
        let (series_set, removal) = (&ranges.series_set, self.options.name_removal);
        let projection = self.plan.projection(operand);
        let is_nameless = SCHEMA_NAMES.iter().all(|name| !projection.has(name));
        if removal == NameRemoval::AtOnce && is_nameless && is_one_metric(series_set) {
            // Nobody looks at the names that go.
            return Ok(Begun::Yes(Rc::clone(series_set)));
        }
        let series_set = Rc::clone(series_set);
        let Some(renamed) = self.renamed(operand, &series_set, function.metric_name)? else { return Ok(Begun::NotYet) };
        Ok(if renamed.keeps_apart() { Begun::Yes(Rc::clone(&renamed.series_set)) } else { Begun::Never })
    }

    /// The operand by itself, and then the aggregation.
    fn unfolded(&mut self, id: PlanNodeId, operand: PlanNodeId, steps: &Rc<[i64]>) -> Result<Option<TileValue>, Error> {
        let value = match (self.states[operand.0 as usize].labelling.take(), &self.plan.node(operand).kind) {
            (Some(labelling), _) => self.label(operand, labelling),
            (None, PlanNodeKind::Instant(_)) => self.instant(operand, steps).map(Some),
            (None, _) => match self.call(operand, steps) {
                Ok(Some(value)) => self.labelled(operand, value),
                other => other,
            },
        };
        let span = self.plan.node(operand).span;
        let Some(value) = value.map_err(|error| error.at(span))? else { return Ok(None) };
        self.put(operand, value, steps.len())?;
        self.aggregate(id, steps.len())
    }
}
