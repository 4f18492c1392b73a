//! What the checker finds wrong in a tree that is otherwise whole.

use crate::promql::ast::{AggregateOp, BinaryOp, Extension};
use crate::promql::regex::PatternErrorKind;
use crate::promql::value_type::ValueType;

/// An expression that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// No function has this name.
    UnknownFunction {
        /// As written.
        name: String,
        /// The function or aggregator that was likely meant.
        meant: Option<&'static str>,
    },
    /// A function by the name that it had before Prometheus 3.
    Renamed {
        /// As written.
        name: &'static str,
        /// Its name now.
        now: &'static str,
    },
    /// What may be `MetricsQL`.
    NotUnderstood,
    /// Too few or too many arguments of a function.
    Arguments {
        /// The function.
        function: &'static str,
        /// How many it takes, nearest to those given.
        arity: Arity,
        /// How many there are.
        given: usize,
    },
    /// Too few or too many arguments of an aggregator.
    AggregateArguments {
        /// Which.
        op: AggregateOp,
        /// How many there are.
        given: usize,
    },
    /// Something of another type than its context wants.
    Type {
        /// The context.
        context: TypeContext,
        /// What it wants.
        expected: ValueType,
        /// What stands there.
        given: ValueType,
        /// What would likely make it right.
        hint: Option<Hint>,
    },
    /// Two arguments that would be right the other way round.
    Swapped(TypeContext),
    /// A text or a range vector beside a binary operator.
    Operand(ValueType),
    /// A sign before a text or a range vector.
    SignedOperand(ValueType),
    /// A subquery of something other than an instant vector.
    SubqueryOperand(ValueType),
    /// `bool` after an operator that does not compare.
    BoolWithoutComparison,
    /// Two scalars compared without `bool`.
    ScalarComparison,
    /// `and`, `or`, `unless` with a scalar.
    SetOfScalar(BinaryOp),
    /// `</` or `>/` between two scalars.
    TrimOfScalar(BinaryOp),
    /// `on` or `ignoring` with a scalar.
    MatchingOfScalar,
    /// `fill` with a scalar.
    FillOfScalar,
    /// `fill` with `and`, `or`, `unless`.
    FillOfSet(BinaryOp),
    /// `group_left` or `group_right` with `and`, `or`, `unless`.
    GroupOfSet(BinaryOp),
    /// A label both in `on (…)` and in `group_left (…)` or `group_right (…)`.
    LabelInOnAndGroup(String),
    /// A label without a name in `by (…)`, `on (…)` and the like.
    EmptyLabel,
    /// A selector that would choose every series there is.
    NoMatcher,
    /// A metric's name before the braces and another inside.
    NameTwice {
        /// Before the braces.
        name: String,
        /// Inside.
        matcher: String,
    },
    /// A regular expression that is none.
    Regex {
        /// Why.
        kind: PatternErrorKind,
        /// The piece concerned.
        piece: String,
    },
    /// The name of a label that is written, where it cannot be one.
    LabelName {
        /// The function or aggregator that would write it.
        function: &'static str,
        /// The name, in quotes as it is written.
        literal: String,
    },
    /// The second argument of `info` is no selector.
    InfoSelector,
    /// The second argument of `info` begins with a metric's name.
    InfoName,
    /// `anchored` or `smoothed` under a function that does not know it.
    Extension {
        /// Which modifier.
        extension: Extension,
        /// Under which function.
        function: &'static str,
    },
}

/// A bound on the number of arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// Just so many.
    Exactly(usize),
    /// So many or more.
    AtLeast(usize),
    /// So many or fewer.
    AtMost(usize),
}

/// A context that wants a certain type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeContext {
    /// An argument of a function.
    Argument(&'static str),
    /// What an aggregator aggregates.
    Aggregation,
    /// What stands before that.
    AggregationParameter,
}

/// What likely makes a type right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// `[5m]` behind the selector.
    Range,
    /// A subquery, or the function on what is inside.
    Subquery,
    /// A function of ranges around it.
    RangeFunction,
    /// `vector(…)` around it.
    Vector,
    /// `scalar(…)` around it.
    Scalar,
    /// Quotes around it.
    Quotes,
}
