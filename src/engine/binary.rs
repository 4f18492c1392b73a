//! Binary operators over the steps of a tile.
//!
//! Which series of both sides belong together, and what the results' labels are, follows from the series sets alone:
//! [`Matches`] holds it and is computed once. A step then only looks which of them have a sample.
//!
//! Source: `VectorBinop`, `VectorscalarBinop` and `resultMetric` in `promql/engine.go` of Prometheus.
//!
//! Invariant: operands keep their order whichever side is the "many" one.

mod element;
mod kernel;
mod matches;
mod pairs;
mod scalar;
mod sets;
mod signature;
#[cfg(test)]
mod tests;
mod union;

pub use matches::Matches;
pub use scalar::{beside_scalar, scalars};

use std::rc::Rc;

use super::annotation::Annotations;
use super::functions::FunctionResult;
use super::label_names::LabelNames;
use super::labels::Labels;
use super::options::{Dialect, NameRemoval};
use super::value::{TileValue, Vector};
use crate::promql::ast::{Binary, BinaryOp, MatchingKind, Side};
use crate::promql::functions::MetricName;
use crate::promql::span::Span;

/// What a comparison gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The samples for which it holds.
    Filter,
    /// 1 or 0 (`bool`).
    Bool,
}

/// An operator with all that is written beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct BinaryOperation {
    /// The operator.
    pub op: BinaryOp,
    /// What it gives, if it compares.
    pub comparison: Comparison,
    /// Whether `labels` are those that count or those that do not.
    pub matching: MatchingKind,
    /// The labels of `on` or `ignoring`; of neither, none are ignored.
    pub labels: LabelNames,
    /// The side of which many series may match one of the other; `None`: one to one.
    pub many: Option<Side>,
    /// The labels that results take from the "one" side, as written; none of one to one.
    pub include: Vec<String>,
    /// What stands in for a series that the left side lacks; `None`: what has no match has no result.
    pub fill_left: Option<f64>,
    /// What stands in for a series that the right side lacks; `None` as for the left.
    pub fill_right: Option<f64>,
    /// The span of the whole expression.
    pub span: Span,
    /// Whose rules.
    pub dialect: Dialect,
}

impl BinaryOperation {
    /// Of a node of the tree.
    pub fn of(binary: &Binary, span: Span, dialect: Dialect) -> Self {
        let names = |names: &[crate::promql::ast::Name]| names.iter().map(|name| name.text.clone()).collect::<Vec<_>>();
        let matching = binary.matching.as_ref();
        let group = matching.and_then(|it| it.group.as_ref());
        let fill = binary.fill.as_ref();
        Self {
            op: binary.op,
            comparison: if binary.bool_span.is_some() { Comparison::Bool } else { Comparison::Filter },
            matching: matching.map_or(MatchingKind::Ignoring, |it| it.kind),
            labels: LabelNames::new(matching.map(|it| names(&it.labels)).unwrap_or_default()),
            many: group.map(|it| it.side),
            include: group.map(|it| names(&it.labels)).unwrap_or_default(),
            fill_left: fill.and_then(|it| it.left).map(|it| it.value),
            fill_right: fill.and_then(|it| it.right).map(|it| it.value),
            span,
            dialect,
        }
    }

    /// Whether results measure something else than their operands did, so that the metric's name goes. Version 2 lets
    /// `atan2` keep it.
    fn changes_meaning(&self) -> bool {
        let keeps_name = self.op == BinaryOp::Atan2 && self.dialect == Dialect::V2;
        !self.op.is_comparison() && !self.op.is_set() && !self.op.is_trim() && !keeps_name
    }

    /// What becomes of the series' name beside a scalar.
    pub fn name(&self) -> MetricName {
        if self.changes_meaning() || self.gives_bool() { MetricName::Dropped } else { MetricName::Kept }
    }

    /// Whether results are the 1 and 0 of `bool`.
    fn gives_bool(&self) -> bool {
        self.op.is_comparison() && self.comparison == Comparison::Bool
    }

    /// Whether series match only if they agree in this label.
    pub fn counts(&self, label: &str) -> bool {
        signature::counts(self.matching, &self.labels, label)
    }

    /// The labels by which a series is matched.
    fn match_labels(&self, labels: &Labels) -> Labels {
        labels.filtered(|label| self.counts(label))
    }
}

/// A vector by a vector, series by series as `matches` says, which must be of these very series sets. Annotations are
/// added to those so far.
pub async fn vectors(
    operation: BinaryOperation,
    matches: Rc<Matches>,
    (left, right): (Rc<TileValue>, Rc<TileValue>),
    steps: usize,
    mut annotations: Annotations,
) -> FunctionResult {
    let vector = match (&*left, &*right, &*matches) {
        (TileValue::Vector(left), TileValue::Vector(right), Matches::Pairs(pairs)) => {
            pairs::evaluate(&operation, pairs, left, right, steps, &mut annotations).await?
        }
        (TileValue::Vector(left), TileValue::Vector(right), Matches::Sets(sets)) => {
            sets::evaluate(operation.op, sets, left, right, steps).await?
        }
        _ => Vector::default(),
    };
    Ok((TileValue::Vector(vector), annotations))
}

/// The labels and the pending removal of the name of a result that keeps its series.
fn renamed(labels: &Labels, drops_name: bool, removal: NameRemoval) -> (Labels, bool) {
    match removal {
        NameRemoval::Delayed => (labels.clone(), drops_name),
        NameRemoval::AtOnce if drops_name => (labels.without_schema(), false),
        NameRemoval::AtOnce => (labels.clone(), false),
    }
}

/// A vector of these columns.
fn vector(series_set: &Rc<super::value::SeriesSet>, columns: Vec<super::column::ValueColumn>) -> Vector {
    Vector { series_set: Rc::clone(series_set), columns }
}
