//! Selectors, what follows them in brackets, and the modifiers of time.

use super::Printer;
use crate::promql::ast::{AtKind, Matcher, Matrix, Modifiers, NameForm, Selector, Subquery};

impl Printer<'_> {
    /// Writes name and matchers, without modifiers.
    pub(super) fn selector(&mut self, it: &Selector) {
        let is_quoted = it.name.as_ref().is_some_and(|name| name.form == NameForm::Quoted);
        let (bare, quoted) = if is_quoted { (None, it.name.as_ref()) } else { (it.name.as_ref(), None) };
        if let Some(name) = bare {
            self.name(name);
            if it.matchers.is_empty() {
                return;
            }
        }
        self.text("{");
        if let Some(name) = quoted {
            self.name(name);
        }
        for (at, matcher) in it.matchers.iter().enumerate() {
            if at > 0 || is_quoted {
                self.text(", ");
            }
            self.matcher(matcher);
        }
        self.text("}");
    }

    /// Writes `name="value"`.
    pub(in crate::promql) fn matcher(&mut self, it: &Matcher) {
        self.name(&it.name);
        self.text(it.op.text());
        self.string(&it.value);
    }

    /// Writes a range in brackets, and the modifiers of its selector.
    pub(in crate::promql) fn matrix_suffix(&mut self, it: &Matrix) {
        self.text("[");
        self.duration(&it.range);
        self.text("]");
        self.modifiers(&it.selector.modifiers);
    }

    /// Writes range and step in brackets, and the modifiers.
    pub(in crate::promql) fn subquery_suffix(&mut self, it: &Subquery) {
        self.text("[");
        self.duration(&it.range);
        self.text(":");
        if let Some(step) = &it.step {
            self.duration(step);
        }
        self.text("]");
        self.modifiers(&it.modifiers);
    }

    /// Writes the modifiers, each with a space before it.
    pub(in crate::promql) fn modifiers(&mut self, it: &Modifiers) {
        if let Some((extension, _)) = it.extension {
            self.text(" ");
            self.text(extension.text());
        }
        if let Some(at) = it.at {
            self.text(" @ ");
            match at.kind {
                AtKind::Time(ms) => self.time(ms, at.span),
                AtKind::Start => self.text("start()"),
                AtKind::End => self.text("end()"),
            }
        }
        if let Some(offset) = &it.offset {
            self.text(" offset ");
            self.offset(offset);
        }
    }
}
