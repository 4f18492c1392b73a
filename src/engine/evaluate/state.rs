//! What a node keeps from tile to tile.

use std::rc::Rc;

use super::fold::Folding;
use super::gathered::Gathered;
use super::names::Renamed;
use super::ranges::Over;
use super::select::Selected;
use crate::engine::aggregate::{Groups, SomeGroups};
use crate::engine::annotation::Annotations;
use crate::engine::binary::{Matches, SomeMatches};
use crate::engine::functions::histograms::Grouping;
use crate::engine::memo::Memo;
use crate::engine::value::{Shape, Value};

/// What a node keeps from tile to tile; of each kind of node only a part is used.
#[derive(Debug)]
pub(super) struct State {
    /// A selector's series.
    pub(super) selected: Selected,
    /// A subquery's results so far.
    pub(super) subquery: Subquery,
    /// The series of a vector, and how many bytes their labels count.
    pub(super) labelled: (Rc<Shape>, u64),
    /// The value at one step of what is evaluated once.
    pub(super) once: Option<Value>,
    /// The remarks of a node that stands for several places.
    pub(super) annotations: Annotations,
    /// How far a function of ranges has come.
    pub(super) over: Over,
    /// The labels of what a function, a sign or an operator beside a scalar gives.
    pub(super) renamed: Memo<Renamed>,
    /// What a function of histograms found out about its series.
    pub(super) grouping: Memo<Grouping>,
    /// An aggregation that is fed by series, under way.
    pub(super) folding: Option<Folding>,
    /// The groups of an aggregation.
    pub(super) groups: Memo<Groups>,
    /// Those that are found so far of so many series.
    pub(super) some_groups: Option<Box<(Rc<Shape>, SomeGroups)>>,
    /// The matching series of a binary operator.
    pub(super) matches: Memo<Matches>,
    /// Those that are found so far, where the series are many.
    pub(super) some_matches: Option<Box<SomeMatches>>,
}

impl State {
    /// Nothing is known yet. The shape of no series is shared by all that may get one.
    pub(super) fn new(none: &Rc<Shape>) -> Self {
        Self {
            selected: Selected::new(none),
            subquery: Subquery { done: 0, results: Gathered::new(none) },
            labelled: (Rc::clone(none), 0),
            once: None,
            annotations: Annotations::default(),
            over: Over::default(),
            renamed: Memo::default(),
            grouping: Memo::default(),
            folding: None,
            groups: Memo::default(),
            some_groups: None,
            matches: Memo::default(),
            some_matches: None,
        }
    }

    /// The bytes of the labels of a result, and of what is known about the operands' series, as long as no value was
    /// kept with which they are counted.
    pub(super) fn uncounted(&self, result: &Shape) -> u64 {
        if self.labelled.1 == 0 { result.memory() + self.tables() } else { 0 }
    }

    /// The bytes of what is known about the operands' series, without labels.
    pub(super) fn tables(&self) -> u64 {
        let groups = self.groups.last().map_or(0, |groups| groups.of_series.len() * 4 * size_of::<u32>());
        let grouping = self.grouping.last().map_or(0, Grouping::memory);
        (groups + grouping) as u64 + self.matches.last().map_or(0, Matches::memory)
    }
}

/// A subquery's results so far.
#[derive(Debug)]
pub(super) struct Subquery {
    /// How many of its steps are done.
    pub(super) done: usize,
    pub(super) results: Gathered,
}
