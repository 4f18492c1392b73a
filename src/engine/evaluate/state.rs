//! The state that a node keeps from tile to tile.

use std::cell::RefCell;
use std::rc::Rc;

use super::collected::CollectedSeries;
use super::fold::Folding;
use super::limits::Labelling;
use super::names::Renamed;
use super::ranges::Over;
use super::select::Selected;
use crate::engine::aggregate::Groups;
use crate::engine::annotation::Annotations;
use crate::engine::binary::Matches;
use crate::engine::functions::FunctionResult;
use crate::engine::functions::histograms::HistogramGroups;
use crate::engine::memo::Memo;
use crate::engine::query_budget::bytes_of;
use crate::engine::task::Task;
use crate::engine::value::{SeriesSet, TileValue};

/// What a node keeps from tile to tile; of each kind of node only a part is used.
#[derive(Debug)]
pub(super) struct State {
    /// A selector's series.
    pub(super) selected: Selected,
    /// A subquery's results so far.
    pub(super) subquery: Subquery,
    /// The series of a vector, and how many bytes their labels count.
    pub(super) labelled: (Rc<SeriesSet>, u64),
    /// The value at one step of what is evaluated once.
    pub(super) step_invariant: Option<TileValue>,
    /// The annotations of a node that stands for several spans.
    pub(super) annotations: Annotations,
    /// How far a function of ranges has come.
    pub(super) over: Option<Box<Over>>,
    /// The labels of what a function, a sign or an operator beside a scalar gives.
    pub(super) renamed: Memo<Renamed>,
    /// What a function of histograms found out about its series.
    pub(super) grouping: Option<Rc<RefCell<Memo<HistogramGroups>>>>,
    /// An aggregation whose input is streamed series by series, under way.
    pub(super) folding: Option<Box<Folding>>,
    /// The series of its operand, while their groups are found.
    pub(super) folded: Option<Rc<SeriesSet>>,
    /// The groups of an aggregation.
    pub(super) groups: Memo<Groups>,
    /// The matching series of a binary operator.
    pub(super) matches: Memo<Matches>,
    /// The value over a tile, under way.
    pub(super) working: Option<Task<FunctionResult>>,
    /// That value, while its labels are counted.
    pub(super) labelling: Option<Labelling>,
}

impl State {
    /// Nothing is known yet. The series set of no series is shared by all that may get one.
    pub(super) fn new(none: &Rc<SeriesSet>) -> Self {
        Self {
            selected: Selected::new(none),
            subquery: Subquery { done: 0, results: CollectedSeries::new(none) },
            labelled: (Rc::clone(none), 0),
            step_invariant: None,
            annotations: Annotations::default(),
            over: None,
            renamed: Memo::default(),
            grouping: None,
            folding: None,
            folded: None,
            groups: Memo::default(),
            matches: Memo::default(),
            working: None,
            labelling: None,
        }
    }

    /// How far a function of ranges has come. Most nodes are none.
    pub(super) fn over(&mut self) -> &mut Over {
        self.over.get_or_insert_default()
    }

    /// The series of a function of ranges whose tile is under way.
    pub(super) fn over_series_set(&self) -> Option<Rc<SeriesSet>> {
        self.over.as_ref()?.series_set()
    }

    /// The bytes of the labels of groups, and of what is known about the operands' series, as long as no value was
    /// kept with which they are counted.
    pub(super) fn uncounted(&self, groups: &Groups) -> u64 {
        if self.labelled.1 == 0 { groups.labels + self.tables() } else { 0 }
    }

    /// The bytes of what is known about the operands' series, without labels.
    pub(super) fn tables(&self) -> u64 {
        let groups = self.groups.last().map_or(0, |groups| bytes_of::<[u32; 4]>(groups.of_series.len()));
        let grouping =
            self.grouping.as_ref().map_or(0, |known| known.borrow().last().map_or(0, HistogramGroups::memory));
        groups + grouping + self.matches.last().map_or(0, Matches::memory)
    }
}

/// A subquery's results so far.
#[derive(Debug)]
pub(super) struct Subquery {
    /// How many of its steps are done.
    pub(super) done: u64,
    pub(super) results: CollectedSeries,
}
