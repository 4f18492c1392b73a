//! What the functions of the language compute: one implementation for each row of the table of functions.
//!
//! The functions of the calendar have an argument here always: `hour()` stands for `hour(vector(time()))`.
//!
//! Invariant: an implementation is pure; what it needs of the query stands in its arguments.
//! Invariant: every function of `promql::functions` but `info` has one; a test looks.
//! Not here: `timestamp` and `start_timestamp` of a selector, `absent_over_time`: they need more than the
//! values of their arguments, and the planner makes nodes of their own of them.

pub mod absent;
mod calendar;
mod changes;
pub mod histograms;
pub mod info;
mod labels;
mod math;
pub(super) mod over_time;
pub(super) mod rates;
mod scalars;
mod sort;
mod trend;
#[cfg(test)]
mod value_tests;
#[cfg(test)]
mod window_tests;

use std::cell::RefCell;
use std::rc::Rc;

use self::histograms::HistogramGroups;
use super::annotation::{Annotations, Annotator};
use super::column::{Point, ValueColumn};
use super::error::Error;
use super::labels::Labels;
use super::memo::Memo;
use super::options::Options;
use super::query_budget::QueryBudget;
use super::rolling::RollingFunction;
use super::task::Task;
use super::value::{SeriesSet, TileValue};
use super::window::Window;
use crate::model::time::StepGrid;
use crate::promql::functions::FunctionId;
use crate::promql::span::Span;

/// What is computed from the samples of one series in one range, and the scalar arguments of the step, in their order;
/// absent where there is no result.
pub type RangeFunction = fn(&Window<'_>, &[f64], &mut Annotator<'_>) -> Point;

/// What is computed from the labels of series and from texts. Fails where a text is not allowed, and where there is no
/// memory.
pub type LabelFunction = fn(Rc<SeriesSet>, Vec<String>, Options, QueryBudget) -> Task<Result<SeriesSet, Error>>;

/// How a function is computed.
#[derive(Debug, Clone, Copy)]
pub enum Implementation {
    /// From the samples of one series in one range, and the scalar arguments of the step.
    OfRange(OverRange),
    /// From each float on its own, and the scalar arguments of the step; histograms are left out. What it gives may be
    /// [`super::column::ABSENT`].
    OfFloat(fn(f64, &[f64]) -> f64),
    /// From each sample on its own, and the scalar arguments of the step.
    OfSample(fn(&Point, &[f64], &mut Annotator<'_>) -> Point),
    /// From where each series has samples, and the times of the steps, Unix milliseconds: floats, which stay where the
    /// samples were.
    OfTimes(fn(&mut ValueColumn, &[i64])),
    /// From the labels of a vector's series alone, and the texts of the other arguments: the labels that they have
    /// then, series by series. Values stay; series that become equal are to be merged. Texts may grow: only as far as
    /// there is memory.
    OfLabels(LabelFunction),
    /// From whole values over all steps of a tile. Series stay as different as they are.
    OfValues(fn(&mut FunctionCall) -> Result<TileValue, Error>),
    /// The same where a series takes so long that evaluation has to pause among them: the annotations come back with
    /// the value.
    OfManyValues(fn(FunctionCall) -> Task<FunctionResult>),
}

/// How a function of ranges is computed.
#[derive(Debug, Clone, Copy)]
pub struct OverRange {
    /// From one range; this defines the result.
    pub function: RangeFunction,
    /// The same in time that does not grow with the range, where there is such a way.
    pub rolling: Option<RollingFunction>,
    /// Whether the scalar arguments of a step are allowed, in Prometheus' words where they are not; asked at each step
    /// at which there is any series.
    pub check: fn(&[f64]) -> Result<(), Error>,
}

impl OverRange {
    fn new(function: RangeFunction) -> Self {
        Self { function, rolling: None, check: |_| Ok(()) }
    }

    fn rolling(function: RangeFunction, rolling: RollingFunction) -> Self {
        Self { rolling: Some(rolling), ..Self::new(function) }
    }
}

/// The value of a node with the annotations so far, or why there is none.
pub type FunctionResult = Result<(TileValue, Annotations), Error>;

/// A call over the steps of a tile.
#[derive(Debug)]
pub struct FunctionCall {
    /// The function's name.
    pub function: &'static str,
    /// The arguments' values over the tile, in their order.
    pub args: Vec<TileValue>,
    /// The arguments' spans, one an argument.
    pub spans: Vec<Span>,
    /// The span of the whole call.
    pub span: Span,
    /// The labels that the first argument fixes by equality, where it is a selector ([`absent::fixed_labels`]).
    pub fixed: Labels,
    /// The steps of the tile, Unix milliseconds, growing.
    pub steps: Rc<[i64]>,
    /// The whole query's steps; of an instant query one.
    pub query: StepGrid,
    /// The parameters of the evaluation.
    pub options: Options,
    /// All annotations.
    pub annotations: Annotations,
    /// The memory that there is.
    pub budget: QueryBudget,
    /// What a function of histograms found out about its series.
    pub grouping: Rc<RefCell<Memo<HistogramGroups>>>,
}

/// The implementation of a function; `None` of `info`, which is a node of the plan.
pub fn implementation(id: FunctionId) -> Option<Implementation> {
    let families = [
        absent::implementation,
        calendar::implementation,
        changes::implementation,
        histograms::implementation,
        labels::implementation,
        math::implementation,
        over_time::implementation,
        rates::implementation,
        scalars::implementation,
        sort::implementation,
        trend::implementation,
    ];
    families.into_iter().find_map(|family| family(id))
}

/// The implementation of the function of a name.
#[cfg(test)]
pub(in crate::engine) fn named(name: &str) -> Option<Implementation> {
    FunctionId::of(name).and_then(implementation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::functions::FUNCTIONS;

    #[test]
    fn every_function_of_the_table_is_there() {
        for function in &FUNCTIONS {
            let is_there = implementation(function.id).is_some();
            assert_eq!(is_there, function.id != FunctionId::Info, "{}", function.name);
        }
    }
}
