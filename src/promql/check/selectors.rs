//! Checks selectors: names, matchers, regular expressions.

use super::Checker;
use crate::model::labels::METRIC_NAME;
use crate::promql::ast::{MatchOp, Matcher, NameForm, Selector, StringLiteral};
use crate::promql::diagnostic::Check;
use crate::promql::regex;
use crate::promql::span::Span;

impl Checker<'_> {
    pub(super) fn selector(&mut self, selector: &Selector) {
        let before = self.found.len();
        let narrows = self.matchers(selector);
        if !narrows && self.found.len() == before {
            self.error(selector.span, Check::NoMatcher);
        }
    }

    /// Checks the matchers; whether anything keeps the selector from choosing every series.
    pub(super) fn matchers(&mut self, selector: &Selector) -> bool {
        let mut narrows = selector.name.as_ref().is_some_and(|name| !name.text.is_empty());
        let bare = selector.name.as_ref().filter(|name| name.form == NameForm::Bare);
        let again = selector.matchers.iter().find(|matcher| matcher.name.text == METRIC_NAME);
        if let Some((name, matcher)) = bare.zip(again) {
            let value = matcher.value.value.clone();
            self.error(matcher.span, Check::NameTwice { name: name.text.clone(), matcher: value });
        }
        for matcher in &selector.matchers {
            narrows |= self.matcher(matcher);
        }
        narrows
    }

    /// Whether a series without the label is left out by it; a broken one is taken to do so.
    fn matcher(&mut self, matcher: &Matcher) -> bool {
        match matcher.op {
            MatchOp::Equal => !matcher.value.value.is_empty(),
            MatchOp::NotEqual => matcher.value.value.is_empty(),
            MatchOp::Regex => !self.regex(&matcher.value).unwrap_or(false),
            MatchOp::NotRegex => self.regex(&matcher.value).unwrap_or(true),
        }
    }

    /// Whether a pattern matches the empty text; `None` where it is not valid.
    pub(super) fn regex(&mut self, pattern: &StringLiteral) -> Option<bool> {
        match regex::read(&pattern.value) {
            Ok(found) => Some(found.matches_empty),
            Err(mistake) => {
                let piece = pattern.value.get(mistake.start..mistake.end).unwrap_or_default().to_owned();
                // Without escapes the pattern's bytes are the text's.
                let plain = pattern.bytes.is_none() && pattern.span.len() == pattern.value.len() + 2;
                let first = pattern.span.start as usize + 1;
                let span = if plain { Span::new(first + mistake.start, first + mistake.end) } else { pattern.span };
                self.error(span, Check::Regex { kind: mistake.kind, piece });
                None
            }
        }
    }
}
