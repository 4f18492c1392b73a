//! What the functions of the language compute: by the name in the table of functions, one implementation each.
//!
//! Invariant: an implementation is pure; what it needs of the query stands in its arguments.
//! Invariant: every function of `promql::functions` has one; a test looks.

use super::annotation::Annotations;
use super::column::Point;
use super::error::Error;
use super::options::{NameRemoval, Options};
use super::value::Value;
use super::window::Window;
use crate::model::time::StepGrid;
use crate::promql::span::Span;

/// How a function is computed.
#[derive(Debug, Clone, Copy)]
pub enum Implementation {
    /// From the samples of one series in one range, and the scalar arguments of the step. Whether the name goes is
    /// the second field.
    OfRange(fn(&Window<'_>, &[f64], &mut Notes<'_>) -> Point, Name),
    /// From each float on its own, and the scalar arguments of the step; histograms are left out. The name goes.
    OfFloat(fn(f64, &[f64]) -> f64),
    /// From each sample on its own, and the scalar arguments of the step. The name goes.
    OfSample(fn(&Point, &[f64], &mut Notes<'_>) -> Point),
    /// From whole values over all steps of a tile.
    OfValues(fn(&mut Call<'_>) -> Result<Value, Error>),
}

/// Whether a function keeps the series' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// It gives a sample as it is.
    Kept,
    /// What it gives is something else.
    Dropped,
}

/// Where an implementation leaves its remarks, and what they are about.
#[derive(Debug)]
pub struct Notes<'a> {
    /// All remarks.
    pub annotations: &'a mut Annotations,
    /// The name of the series' metric; empty where it has none.
    pub metric: &'a str,
    /// The value of the series' `__type__` label; empty where it has none.
    pub metric_type: &'a str,
    /// The place of the first argument.
    pub argument: Span,
    /// The place of the whole call.
    pub call: Span,
    /// The function's name.
    pub function: &'static str,
}

/// A call over the steps of a tile.
#[derive(Debug)]
pub struct Call<'a> {
    /// The function's name.
    pub function: &'static str,
    /// The arguments' values, in order.
    pub args: Vec<Value>,
    /// The arguments' places.
    pub spans: &'a [Span],
    /// The place of the whole call.
    pub span: Span,
    /// The steps of the tile.
    pub steps: &'a [i64],
    /// The whole query's steps; of an instant query one.
    pub query: StepGrid,
    /// The parameters of the evaluation.
    pub options: &'a Options,
    /// All remarks.
    pub annotations: &'a mut Annotations,
}

impl Call<'_> {
    /// Whether dropped names go only at the end.
    pub fn delays_names(&self) -> bool {
        self.options.name_removal == NameRemoval::Delayed
    }
}

/// The implementation of a function of the table; `None` where there is none yet.
pub fn implementation(_name: &str) -> Option<Implementation> {
    None
}
