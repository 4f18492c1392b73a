//! What a node keeps from tile to tile.

use std::rc::Rc;

use super::gathered::Gathered;
use super::names::Renamed;
use super::select::Selected;
use crate::engine::aggregate::Groups;
use crate::engine::binary::Matches;
use crate::engine::functions::histograms::Grouping;
use crate::engine::memo::Memo;
use crate::engine::value::{Shape, Value};

/// What a node keeps from tile to tile.
#[derive(Debug, Default)]
pub(super) enum State {
    /// Nothing yet.
    #[default]
    Nothing,
    /// A selector's series.
    Selected(Selected),
    /// A subquery's results so far.
    Subquery(Subquery),
    /// The value at one step of what is evaluated once.
    Once(Value),
    /// The labels of what a sign gives.
    Renamed(Memo<Renamed>),
    /// What a function's results are.
    Called(Called),
    /// The groups of an aggregation.
    Groups(Memo<Groups>),
    /// The matching series of a binary operator.
    Matches(Memo<Matches>),
    /// The results' series of an operator between vector and scalar.
    Shape(Memo<Rc<Shape>>),
}

/// A subquery's results so far.
#[derive(Debug, Default)]
pub(super) struct Subquery {
    /// How many of its steps are done.
    pub(super) done: usize,
    pub(super) results: Gathered,
}

/// What a function's results are.
#[derive(Debug, Default)]
pub(super) struct Called {
    /// Their labels.
    pub(super) renamed: Memo<Renamed>,
    /// What a function of histograms found out about its series.
    pub(super) grouping: Memo<Grouping>,
}

impl State {
    pub(super) fn once(&self) -> Option<&Value> {
        if let Self::Once(value) = self { Some(value) } else { None }
    }
}

/// Makes a state the one that a node needs, if it is another, and gives it.
macro_rules! state {
    ($states:expr, $id:expr, $kind:ident) => {{
        let state = &mut $states[$id.0 as usize];
        if !matches!(state, State::$kind(_)) {
            *state = State::$kind(Default::default());
        }
        match state {
            State::$kind(own) => own,
            _ => unreachable!("the state was made one of its kind"),
        }
    }};
}

pub(super) use state;
