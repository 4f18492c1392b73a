//! Annotations (warnings and infos) of an evaluation, with the texts and spans that Prometheus gives them.
//!
//! The texts stand here and not in `i18n`: they are Prometheus' own, a server's answers carry the very same, and
//! people search for them.
//!
//! Invariant: each text with each span is kept once, in the order of first appearance; at most [`MAX`] of them.

mod annotator;
pub mod monotonicity;
pub mod text;

use std::any::TypeId;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

pub use annotator::Annotator;
use monotonicity::Falls;

use crate::promql::span::Span;

/// The most annotations that are kept.
pub const MAX: usize = 1_000;

/// How much an annotation matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnnotationLevel {
    /// The result may not be what was meant.
    Warning,
    /// Something worth knowing.
    Info,
}

/// One annotation on an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// How much it matters.
    pub level: AnnotationLevel,
    /// Prometheus' text, without the leading `PromQL warning: ` or `PromQL info: ` and without the position.
    pub text: String,
    /// The part of the expression that it is about.
    pub span: Span,
}

/// The annotations on an evaluation.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    all: Vec<Annotation>,
    /// Those that were added as they are, by what they say and where.
    known: BTreeMap<(AnnotationLevel, Span), BTreeSet<String>>,
    /// The last subject of each text with each span.
    subjects: Vec<(TypeId, Span, String)>,
    /// Those that grow with what they are about: which one, of which metric, and what.
    growing: BTreeMap<(String, Span), (usize, Falls)>,
    /// Those about a value that is out of bounds: which one, and the value.
    extremes: Vec<(usize, f64)>,
}

impl Annotations {
    /// Adds an annotation, unless it is there already.
    pub fn add(&mut self, level: AnnotationLevel, text: impl Into<String>, span: Span) {
        if self.all.len() >= MAX {
            return;
        }
        let text = text.into();
        let known = self.known.entry((level, span)).or_default();
        if !known.contains(&text) {
            known.insert(text.clone());
            self.all.push(Annotation { level, text, span });
        }
    }

    /// Adds a warning.
    pub fn warn(&mut self, text: impl Into<String>, span: Span) {
        self.add(AnnotationLevel::Warning, text, span);
    }

    /// Adds an info.
    pub fn inform(&mut self, text: impl Into<String>, span: Span) {
        self.add(AnnotationLevel::Info, text, span);
    }

    /// Adds a warning about something, unless the last one of this text with this span was about the same: then, as
    /// happens at step after step, nothing is written.
    pub fn warn_of<T: Fn(&str) -> String + 'static>(&mut self, text: T, subject: &str, span: Span) {
        if self.is_new(TypeId::of::<T>(), subject, span) {
            self.warn(text(subject), span);
        }
    }

    /// Adds an info about something, as [`Self::warn_of`] does.
    pub fn inform_of<T: Fn(&str) -> String + 'static>(&mut self, text: T, subject: &str, span: Span) {
        if self.is_new(TypeId::of::<T>(), subject, span) {
            self.inform(text(subject), span);
        }
    }

    /// Whether a text is about another subject than the last time. Every function has a type of its own, and so has
    /// every text.
    fn is_new(&mut self, text: TypeId, subject: &str, span: Span) -> bool {
        let mut known = self.subjects.iter_mut();
        match known.find(|(own, known, _)| *own == text && *known == span) {
            Some((_, _, known)) if known == subject => return false,
            Some((_, _, known)) => subject.clone_into(known),
            None => self.subjects.push((text, span, subject.to_owned())),
        }
        true
    }

    /// Warns of a value that is out of bounds, above or below; of several of one span only of that furthest out.
    pub fn warn_of_extreme(&mut self, value: f64, text: String, span: Span) {
        let all = &mut self.all;
        let is_same_side = |(at, known): &&mut (usize, f64)| all[*at].span == span && (*known < 0.0) == (value < 0.0);
        match self.extremes.iter_mut().find(is_same_side) {
            Some((at, known)) if value.abs() > known.abs() => {
                *known = value;
                all[*at].text = text;
            }
            None if all.len() < MAX => {
                self.extremes.push((all.len(), value));
                all.push(Annotation { level: AnnotationLevel::Warning, text, span });
            }
            _ => {}
        }
    }

    /// Adds that counts of buckets of a metric fell; what is known of that span and metric grows by it.
    pub fn inform_falls(&mut self, metric: &str, falls: &Falls, span: Span) {
        let all = &mut self.all;
        match self.growing.entry((metric.to_owned(), span)) {
            Entry::Occupied(mut known) => {
                let (at, known) = known.get_mut();
                known.merge(falls);
                all[*at].text = known.text(metric);
            }
            Entry::Vacant(new) if all.len() < MAX => {
                new.insert((all.len(), *falls));
                all.push(Annotation { level: AnnotationLevel::Info, text: falls.text(metric), span });
            }
            Entry::Vacant(_) => {}
        }
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
        let prefix = match self.level {
            AnnotationLevel::Warning => "PromQL warning: ",
            AnnotationLevel::Info => "PromQL info: ",
        };
        format!("{prefix}{} ({line}:{column})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::text::quoted;
    use super::*;

    #[test]
    fn tells_of_the_value_furthest_out_on_each_side() {
        let mut annotations = Annotations::default();
        for value in [2.0, -1.0, 5.0, 3.0, -7.0] {
            annotations.warn_of_extreme(value, value.to_string(), Span::new(4, 5));
        }
        annotations.warn_of_extreme(9.0, "9".to_owned(), Span::new(6, 7));
        let texts: Vec<_> = annotations.all().iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["5", "-7", "9"]);
    }

    #[test]
    fn says_once_what_a_text_is_about() {
        let mut annotations = Annotations::default();
        for subject in ["a", "a", "b", "a", "a"] {
            annotations.warn_of(quoted, subject, Span::new(0, 1));
            annotations.warn_of(|subject| format!("of {subject}"), subject, Span::new(0, 1));
            annotations.inform_of(quoted, subject, Span::new(2, 3));
        }
        let texts: Vec<_> = annotations.all().iter().map(|one| (one.text.as_str(), one.span.start)).collect();
        let expected = [("\"a\"", 0), ("of a", 0), ("\"a\"", 2), ("\"b\"", 0), ("of b", 0), ("\"b\"", 2)];
        assert_eq!(texts, expected);
        assert!(!annotations.is_new(annotations.subjects[0].0, "a", Span::new(0, 1)));
    }

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
