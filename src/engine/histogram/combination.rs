//! What a sum or difference of histograms has to say beside its result, and its annotations.

use crate::engine::annotation::Annotations;
use crate::promql::span::Span;

/// Exponential buckets met custom ones: there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incompatible;

/// What is worth knowing of a combination beside its result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CombineFlags {
    /// One operand is known to come after a counter reset, the other is known not to.
    pub resets_collide: bool,
    /// The operands had different custom bounds; the result has those that both have.
    pub bounds_reconciled: bool,
}

/// What was done with histograms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistogramOperation {
    /// `+`
    Addition,
    /// `-`
    Subtraction,
    /// `sum`, `avg` and their forms over time.
    Aggregation,
}

impl CombineFlags {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            resets_collide: self.resets_collide || other.resets_collide,
            bounds_reconciled: self.bounds_reconciled || other.bounds_reconciled,
        }
    }

    /// Adds them to the annotations on the evaluation.
    pub fn annotate(self, operation: HistogramOperation, span: Span, annotations: &mut Annotations) {
        if self.resets_collide {
            annotations.warn_of(
                |what| format!("conflicting counter resets during histogram {what}"),
                operation.text(),
                span,
            );
        }
        if self.bounds_reconciled {
            let text = |what: &str| format!("mismatched custom buckets were reconciled during {what}");
            annotations.inform_of(text, operation.text(), span);
        }
    }
}

impl HistogramOperation {
    /// Its name.
    fn text(self) -> &'static str {
        match self {
            Self::Addition => "addition",
            Self::Subtraction => "subtraction",
            Self::Aggregation => "aggregation",
        }
    }
}
