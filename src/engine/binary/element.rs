//! An operator between two samples, of which either may be a histogram.
//!
//! Source: `vectorElemBinop` in `promql/engine.go` of Prometheus.

use std::rc::Rc;

use super::Comparison;
use super::kernel::Floats;
use crate::engine::annotation::Annotations;
use crate::engine::column::Point;
use crate::engine::histogram::{self, Combined, HistogramOperation, Incompatible};
use crate::model::native_histogram::NativeHistogram;
use crate::promql::ast::BinaryOp;
use crate::promql::span::Span;

/// Two samples, neither absent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) left: &'a Point,
    pub(super) right: &'a Point,
}

/// What becomes of two samples.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element {
    pub(super) floats: Floats,
    /// The span of the whole expression.
    pub(super) span: Span,
}

impl Element {
    /// The result of one pair; [`Point::Absent`] where there is none.
    pub(super) fn of(self, pair: Pair<'_>, annotations: &mut Annotations) -> Point {
        use BinaryOp::{Add, Div, Equal, Mul, NotEqual, Sub, TrimLower, TrimUpper};
        let op = self.floats.op;
        let made = |histogram: NativeHistogram| Point::Histogram(Rc::new(histogram));
        let kept = |holds: bool| match self.floats.comparison {
            Comparison::Bool => Point::Float(f64::from(u8::from(holds))),
            Comparison::Filter if holds => pair.left.clone(),
            Comparison::Filter => Point::Absent,
        };
        match (pair.left, pair.right, op) {
            (Point::Float(left), Point::Float(right), _) if !op.is_trim() => {
                let value = self.floats.one(*left, *right);
                if crate::engine::column::is_absent(value) { Point::Absent } else { Point::Float(value) }
            }
            (Point::Histogram(left), Point::Histogram(right), Add) => {
                self.combined(histogram::add(left, right), HistogramOperation::Addition, annotations)
            }
            (Point::Histogram(left), Point::Histogram(right), Sub) => {
                self.combined(histogram::subtract(left, right), HistogramOperation::Subtraction, annotations)
            }
            (Point::Histogram(left), Point::Histogram(right), Equal) => kept(histogram::equal(left, right)),
            (Point::Histogram(left), Point::Histogram(right), NotEqual) => kept(!histogram::equal(left, right)),
            (Point::Histogram(histogram), Point::Float(factor), Mul)
            | (Point::Float(factor), Point::Histogram(histogram), Mul) => made(histogram::multiply(histogram, *factor)),
            (Point::Histogram(left), Point::Float(divisor), Div) => made(histogram::divide(left, *divisor)),
            (Point::Histogram(left), Point::Float(bound), TrimUpper) => made(histogram::trim_upper(left, *bound)),
            (Point::Histogram(left), Point::Float(bound), TrimLower) => made(histogram::trim_lower(left, *bound)),
            _ => self.incompatible(pair, annotations),
        }
    }

    fn combined(
        self,
        result: Result<Combined, Incompatible>,
        operation: HistogramOperation,
        annotations: &mut Annotations,
    ) -> Point {
        let Ok(Combined { histogram, flags }) = result else {
            let text = |op: &str| format!("incompatible bucket layout encountered for binary operator {op}");
            annotations.warn_of(text, self.floats.op.text(), self.span);
            return Point::Absent;
        };
        flags.annotate(operation, self.span, annotations);
        Point::Histogram(Rc::new(histogram))
    }

    /// Between kinds of samples for which the operator has no meaning.
    fn incompatible(self, pair: Pair<'_>, annotations: &mut Annotations) -> Point {
        let is_histogram = |point: &Point| matches!(point, Point::Histogram(_));
        let op = self.floats.op.text();
        match (is_histogram(pair.left), is_histogram(pair.right)) {
            (false, false) => annotations.inform_of(|op| incompatible("float", op, "float"), op, self.span),
            (false, true) => annotations.inform_of(|op| incompatible("float", op, "histogram"), op, self.span),
            (true, false) => annotations.inform_of(|op| incompatible("histogram", op, "float"), op, self.span),
            (true, true) => annotations.inform_of(|op| incompatible("histogram", op, "histogram"), op, self.span),
        }
        Point::Absent
    }
}

/// An info: an operator has no meaning between samples of these kinds.
fn incompatible(left: &str, op: &str, right: &str) -> String {
    format!("incompatible sample types encountered for binary operator \"{op}\": {left} {op} {right}")
}
