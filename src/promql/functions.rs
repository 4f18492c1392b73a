//! THE table of functions: all of Prometheus 3.14's, each with its signature, its meaning and what the passes ask of
//! it. Checker, lints, completion, hover, help, planner and engine read it and hold no list of functions of their own.
//!
//! A function is named in code by its [`FunctionId`]. Adding one takes its row (`functions/table.rs`) and its
//! implementation (`engine::functions`).
//!
//! Invariant: [`FUNCTIONS`] is sorted by name, each name occurs once, and a function's index is its [`FunctionId`].
//! Not here: aggregators, which are keywords (`aggregators`); evaluation.

mod table;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

pub use self::table::{FUNCTIONS, FunctionId};
use super::ast::{Call, Expr, ExprKind, Extension};
use super::doc::Doc;
use super::value_type::ValueType;

/// One argument that a function or an aggregator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in signatures: `v`, `to_nearest`.
    pub name: &'static str,
    /// What it must evaluate to.
    pub value_type: ValueType,
    /// What it is used as.
    pub role: ParameterRole,
}

/// What an argument is used as, where its type does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterRole {
    /// Nothing special: a value.
    Value,
    /// The name of a label that the result gets; some text that may be a label's name.
    TargetLabel,
    /// The name of a label that is read; some text that may be a label's name.
    SourceLabel,
    /// A regular expression.
    Pattern,
    /// A fraction from 0 to 1.
    Quantile,
    /// Matchers in braces, which choose labels rather than series: they may match everything, and are not evaluated.
    LabelMatchers,
}

/// How often a function's last parameter may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// Once, as the others.
    Once,
    /// From not at all to so many times.
    UpTo(usize),
    /// From not at all to any number of times.
    Any,
}

/// Whether Prometheus runs a word without being asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stability {
    /// Always there.
    Stable,
    /// Only with a feature flag of the server; its behaviour may still change.
    Experimental,
}

/// Whether the series of a function's result keep the metric's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricName {
    /// They keep it.
    Kept,
    /// It is dropped, as the values are no longer the metric's.
    Dropped,
}

/// Which labels the series of a function's result have, the metric's name aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultLabels {
    /// Those of the argument's series.
    OfArgument,
    /// None: a scalar, or a series made of one.
    None,
    /// Those that the argument's selector fixes by equality; the result is there where the series are not.
    OfMatchers,
    /// Those of the argument's series without `le`, by which the buckets of a classic histogram differ.
    WithoutLe,
    /// As [`Self::WithoutLe`], and one whose values are those of the scalar arguments.
    PerScalar,
    /// The function sets or adds labels.
    Changed,
}

/// What a function of a range makes of its values, where a lint has something to say of another kind of metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeUse {
    /// Lints say nothing of it.
    Other,
    /// A rate, or an increase: each fall of a value is the reset of a counter, so of a gauge it means nothing.
    Rate,
    /// A level, or a change: of a counter, which resets, it means nothing.
    Level,
}

/// What a function or an aggregator reads of its argument's samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Their values.
    Values,
    /// That they are there, or when they were taken.
    Presence,
}

/// What a function of histograms reads of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistogramUse {
    /// The count or the sum of native ones: a total, which doubles when all observations are there twice.
    Total,
    /// Count and sum of native ones, as a mean.
    Mean,
    /// The spread of the buckets of native ones.
    Spread,
    /// The distribution over the buckets, of native ones and of classic ones, which differ by `le`.
    Distribution,
}

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// What it is called in code.
    pub id: FunctionId,
    /// Its name; case counts.
    pub name: &'static str,
    /// What it takes, in order.
    pub parameters: &'static [Parameter],
    /// How often the last of them may be given.
    pub last: Last,
    /// What it gives.
    pub returns: ValueType,
    /// Whether a server needs a flag to run it.
    pub stability: Stability,
    /// Whether the metric's name is kept.
    pub metric_name: MetricName,
    /// The labels of the result's series.
    pub labels: ResultLabels,
    /// What it makes of a range's values.
    pub range_use: RangeUse,
    /// What does the same for the other kind of metric, if anything: `deriv` for `rate`.
    pub counterpart: Option<FunctionId>,
    /// Which modifiers its range may have: `anchored`, `smoothed`.
    pub extensions: &'static [Extension],
    /// What it reads of samples.
    pub reads: Reads,
    /// What it reads of histograms, where it is about these alone; `None` for all other functions.
    pub histograms: Option<HistogramUse>,
    /// How many samples a range must have at least so that there is a result; 1 also where there is no range.
    pub min_samples: usize,
    /// Whether it differs from step to step even where its arguments do not.
    pub depends_on_step: bool,
    /// What it does.
    pub doc: Doc,
}

/// A function by a name that it had before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renamed {
    /// The function, under its name before Prometheus 3; it needed no flag then.
    pub function: Function,
    /// What it is now.
    pub now: FunctionId,
}

/// The function that had this name before Prometheus 3; `None` where none had.
pub fn renamed(name: &str) -> Option<&'static Renamed> {
    table::RENAMED.iter().find(|one| one.function.name == name)
}

/// The function of this name, letter by letter; `None` where there is none.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.binary_search_by(|one| one.name.cmp(name)).ok().map(|at| &FUNCTIONS[at])
}

impl FunctionId {
    /// The function of this name, letter by letter; `None` where there is none.
    pub fn of(name: &str) -> Option<Self> {
        function(name).map(|function| function.id)
    }

    /// Its row of the table.
    pub fn function(self) -> &'static Function {
        &FUNCTIONS[self as usize]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.function().name
    }
}

impl Call {
    /// The function that is called, where there is such a one.
    pub fn function(&self) -> Option<&'static Function> {
        function(&self.name)
    }

    /// Whether this function is called.
    pub fn is_of(&self, id: FunctionId) -> bool {
        self.function().is_some_and(|function| function.id == id)
    }
}

impl Expr {
    /// The parameter that the argument at this index of a call or before an aggregation's operand is for.
    pub fn parameter(&self, at: usize) -> Option<&'static Parameter> {
        match &self.kind {
            ExprKind::Call(it) => it.function()?.parameter(at),
            ExprKind::Aggregate(it) => it.op.aggregator().parameter.as_ref().filter(|_| at == 0),
            _ => None,
        }
    }
}

impl Parameter {
    pub(super) const fn new(name: &'static str, value_type: ValueType) -> Self {
        Self { name, value_type, role: ParameterRole::Value }
    }

    pub(super) const fn as_role(self, role: ParameterRole) -> Self {
        Self { role, ..self }
    }
}

impl Function {
    /// The least number of arguments, and the greatest; `None` where it takes any number.
    pub fn arguments(&self) -> (usize, Option<usize>) {
        let all = self.parameters.len();
        match self.last {
            Last::Once => (all, Some(all)),
            Last::UpTo(times) => (all.saturating_sub(1), Some(all.saturating_sub(1) + times)),
            Last::Any => (all.saturating_sub(1), None),
        }
    }

    /// The parameter that the argument at this index, from 0, is for; `None` behind the last that it may have.
    pub fn parameter(&self, at: usize) -> Option<&'static Parameter> {
        let (_, most) = self.arguments();
        if most.is_some_and(|most| at >= most) {
            return None;
        }
        self.parameters.get(at).or(self.parameters.last())
    }

    /// What the argument at this index, from 0, is used as; `None` behind the last argument that it may have.
    pub fn role(&self, at: usize) -> Option<ParameterRole> {
        self.parameter(at).map(|parameter| parameter.role)
    }

    /// The index, from 0, of the first parameter that is a vector or a range vector; `None` where it takes none.
    pub fn series_parameter(&self) -> Option<usize> {
        self.parameters.iter().position(|one| matches!(one.value_type, ValueType::Vector | ValueType::Matrix))
    }

    /// Whether it takes its range for a counter's.
    pub fn is_rate(&self) -> bool {
        self.range_use == RangeUse::Rate
    }

    /// Whether it reads the buckets of classic histograms, which need their label `le`.
    pub fn needs_le(&self) -> bool {
        self.histograms == Some(HistogramUse::Distribution)
    }

    /// Whether it reads native histograms and nothing else.
    pub fn is_of_native_histograms(&self) -> bool {
        self.histograms.is_some() && !self.needs_le()
    }

    /// Whether its result follows from scalars and the query's own times, so that it is one number for all steps.
    pub fn is_constant(&self) -> bool {
        self.returns == ValueType::Scalar && !self.depends_on_step && self.series_parameter().is_none()
    }

    /// `round(v instant vector, to_nearest scalar?)`: `?` may be left out, `*` may be repeated or left out.
    pub fn signature(&self) -> String {
        let mut text = format!("{}(", self.name);
        for (at, parameter) in self.parameters.iter().enumerate() {
            let between = if at == 0 { "" } else { ", " };
            let last = at + 1 == self.parameters.len();
            let often = match self.last {
                Last::UpTo(1) if last => "?",
                Last::UpTo(_) | Last::Any if last => "*",
                _ => "",
            };
            // Writing to a string cannot fail.
            let _ = write!(text, "{between}{} {}{often}", parameter.name, parameter.value_type);
        }
        let _ = write!(text, ") {}", self.returns);
        text
    }
}

const VECTOR: &[Parameter] = &[Parameter::new("v", ValueType::Vector)];
const RANGE: &[Parameter] = &[Parameter::new("v", ValueType::Matrix)];

/// How rows are built.
impl Function {
    const fn new(id: FunctionId, name: &'static str, parameters: &'static [Parameter], returns: ValueType) -> Self {
        Self {
            id,
            name,
            parameters,
            last: Last::Once,
            returns,
            stability: Stability::Stable,
            metric_name: MetricName::Dropped,
            labels: if matches!(returns, ValueType::Vector) { ResultLabels::OfArgument } else { ResultLabels::None },
            range_use: RangeUse::Other,
            counterpart: None,
            extensions: &[],
            reads: Reads::Values,
            histograms: None,
            min_samples: 1,
            depends_on_step: false,
            doc: Doc { en: "", zh: "", example: "" },
        }
    }

    /// From an instant vector to an instant vector: most of mathematics.
    const fn of_vector(id: FunctionId, name: &'static str) -> Self {
        Self::new(id, name, VECTOR, ValueType::Vector)
    }

    /// From a range vector to an instant vector.
    const fn of_range(id: FunctionId, name: &'static str) -> Self {
        Self::new(id, name, RANGE, ValueType::Vector)
    }

    const fn with_last(self, last: Last) -> Self {
        Self { last, ..self }
    }

    const fn experimental(self) -> Self {
        Self { stability: Stability::Experimental, ..self }
    }

    const fn keeping_name(self) -> Self {
        Self { metric_name: MetricName::Kept, ..self }
    }

    const fn labelled(self, labels: ResultLabels) -> Self {
        Self { labels, ..self }
    }

    const fn using_range(self, range_use: RangeUse) -> Self {
        Self { range_use, ..self }
    }

    const fn counterpart(self, counterpart: FunctionId) -> Self {
        Self { counterpart: Some(counterpart), ..self }
    }

    const fn with_ranges(self, extensions: &'static [Extension]) -> Self {
        Self { extensions, ..self }
    }

    const fn reading(self, reads: Reads) -> Self {
        Self { reads, ..self }
    }

    const fn over_histograms(self, histograms: HistogramUse) -> Self {
        Self { histograms: Some(histograms), ..self }
    }

    const fn needing(self, min_samples: usize) -> Self {
        Self { min_samples, ..self }
    }

    const fn dependent_on_step(self) -> Self {
        Self { depends_on_step: true, ..self }
    }

    const fn says(self, en: &'static str, zh: &'static str, example: &'static str) -> Self {
        Self { doc: Doc { en, zh, example }, ..self }
    }
}
