//! Warnings and infos of an evaluation, with the texts and places that Prometheus gives them.
//!
//! The texts stand here and not in `i18n`: they are Prometheus' own, a server's answers carry the very same, and
//! people search for them.
//!
//! Invariant: each text at each place is kept once, in the order of first appearance; at most [`MAX`] of them.

pub mod monotonicity;
pub mod text;

use monotonicity::Falls;

use crate::promql::span::Span;

/// The most annotations that are kept.
pub const MAX: usize = 1_000;

/// How much an annotation matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The result may not be what was meant.
    Warning,
    /// Something worth knowing.
    Info,
}

/// One remark on an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// How much it matters.
    pub severity: Severity,
    /// Prometheus' text, without the leading `PromQL warning: ` or `PromQL info: ` and without the place.
    pub text: String,
    /// The part of the expression that it is about.
    pub span: Span,
}

/// The remarks on an evaluation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Annotations {
    all: Vec<Annotation>,
    /// Those that grow with what they are about: which one, of which metric, and what.
    growing: Vec<(usize, String, Falls)>,
}

impl Annotations {
    /// Adds a remark, unless it is there already.
    pub fn add(&mut self, severity: Severity, text: impl Into<String>, span: Span) {
        let annotation = Annotation { severity, text: text.into(), span };
        if self.all.len() < MAX && !self.all.contains(&annotation) {
            self.all.push(annotation);
        }
    }

    /// Adds a warning.
    pub fn warn(&mut self, text: impl Into<String>, span: Span) {
        self.add(Severity::Warning, text, span);
    }

    /// Adds an info.
    pub fn inform(&mut self, text: impl Into<String>, span: Span) {
        self.add(Severity::Info, text, span);
    }

    /// Adds that counts of buckets of a metric fell; what is known of that place and metric grows by it.
    pub fn inform_falls(&mut self, metric: &str, falls: &Falls, span: Span) {
        let mut growing = self.growing.iter_mut();
        let all = &mut self.all;
        let Some((at, _, known)) = growing.find(|(at, known, _)| known == metric && all[*at].span == span) else {
            if all.len() < MAX {
                self.growing.push((all.len(), metric.to_owned(), *falls));
                all.push(Annotation { severity: Severity::Info, text: falls.text(metric), span });
            }
            return;
        };
        known.merge(falls);
        all[*at].text = known.text(metric);
    }

    /// All of them.
    pub fn all(&self) -> &[Annotation] {
        &self.all
    }
}

impl Annotation {
    /// As a server writes it: `PromQL warning: … (1:7)`, line and column from 1, the column in bytes.
    pub fn line(&self, expression: &str) -> String {
        let before = expression.get(..self.span.start as usize).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1;
        let prefix = match self.severity {
            Severity::Warning => "PromQL warning: ",
            Severity::Info => "PromQL info: ",
        };
        format!("{prefix}{} ({line}:{column})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_once() {
        let mut annotations = Annotations::default();
        for _ in 0..2 {
            annotations.warn("w", Span::new(4, 5));
            annotations.inform("i", Span::new(0, 5));
        }
        let lines: Vec<_> = annotations.all().iter().map(|one| one.line("ab\nc")).collect();
        assert_eq!(lines, ["PromQL warning: w (2:2)", "PromQL info: i (1:1)"]);
    }
}
