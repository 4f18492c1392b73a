//! An operator between two samples, of which either may be a histogram.
//!
//! Source: `vectorElemBinop` in `promql/engine.go` of Prometheus.

use super::kernel::Floats;
use crate::engine::annotation::Annotations;
use crate::engine::column::Point;
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
    /// The place of the whole expression.
    pub(super) span: Span,
}

impl Element {
    /// The result of one pair; [`Point::Absent`] where there is none.
    pub(super) fn of(self, pair: Pair<'_>, annotations: &mut Annotations) -> Point {
        match (pair.left, pair.right) {
            (Point::Float(left), Point::Float(right)) if !self.floats.op.is_trim() => {
                let value = self.floats.one(*left, *right);
                if crate::engine::column::is_absent(value) { Point::Absent } else { Point::Float(value) }
            }
            _ => self.incompatible(pair, annotations),
        }
    }

    /// Between kinds of samples for which the operator has no meaning.
    fn incompatible(self, pair: Pair<'_>, annotations: &mut Annotations) -> Point {
        let kind = |point: &Point| if matches!(point, Point::Histogram(_)) { "histogram" } else { "float" };
        let op = self.floats.op.text();
        let text = format!(
            "incompatible sample types encountered for binary operator \"{op}\": {} {op} {}",
            kind(pair.left),
            kind(pair.right)
        );
        annotations.inform(text, self.span);
        Point::Absent
    }
}
