//! What code that computes one series needs to annotate it: the annotations so far, the metric's labels and the spans.

use super::Annotations;
use crate::engine::labels::Labels;
use crate::promql::span::Span;

/// The annotations so far, and what a new one may name.
#[derive(Debug)]
pub struct Annotator<'a> {
    /// All annotations.
    pub annotations: &'a mut Annotations,
    /// The series' labels.
    pub labels: &'a Labels,
    /// The span of the first argument.
    pub argument: Span,
    /// The span of the whole call.
    pub call: Span,
    /// The function's name.
    pub function: &'static str,
}

impl<'a> Annotator<'a> {
    /// The metric's name.
    pub fn metric(&self) -> &'a str {
        self.labels.metric()
    }
}
