//! The comments of a text, taken in order by the offsets where lines end.
//!
//! Invariant: each is taken once, in order.

use std::ops::Range;

use crate::model::count::to_u32;
use crate::promql::ast::Comment;
use crate::promql::span::Span;

/// Comments that stand together where a line ends, by their numbers.
pub(super) type Gap = Range<usize>;

#[derive(Clone, Copy)]
pub(super) struct Comments<'a> {
    text: &'a str,
    all: &'a [Comment],
    /// How many were taken.
    taken: usize,
}

impl<'a> Comments<'a> {
    pub(super) fn new(text: &'a str, all: &'a [Comment]) -> Self {
        Self { text, all, taken: 0 }
    }

    /// Takes those that begin before a byte and were not taken yet.
    pub(super) fn take(&mut self, until: u32) -> Gap {
        let start = self.taken;
        let follow = self.all[start..].iter().take_while(|comment| comment.span.start < until).count();
        self.taken += follow;
        start..self.taken
    }

    /// Whether one stands in a span.
    pub(super) fn stand_in(&self, span: Span) -> bool {
        let first = self.all.partition_point(|comment| comment.span.start < span.start);
        self.all.get(first).is_some_and(|comment| comment.span.start < span.end)
    }

    /// From the first such letter of a span to the span's end; letters in comments do not count.
    pub(super) fn starting_with(&self, letter: char, span: Span) -> Option<Span> {
        let mut start = span.start;
        let first = self.all.partition_point(|comment| comment.span.start < start);
        let within = self.all[first..].iter().map(|comment| comment.span).take_while(|it| it.start < span.end);
        for end in within.chain([span.after()]) {
            let piece = Span { start, end: end.start }.of(self.text);
            if let Some(at) = piece.find(letter) {
                return Some(Span { start: start + to_u32(at), end: span.end });
            }
            start = end.end;
        }
        None
    }

    /// A comment's text without blanks at its end.
    pub(super) fn text(&self, number: usize) -> &'a str {
        self.all[number].span.of(self.text).trim_end()
    }

    /// Whether something stands before it on its line.
    pub(super) fn is_behind(&self, number: usize) -> bool {
        let before = self.before(number).trim_end_matches([' ', '\t']);
        !before.is_empty() && !before.ends_with(['\n', '\r'])
    }

    /// Whether there is an empty line, and nothing else, between it and the comment before it.
    pub(super) fn is_apart(&self, number: usize) -> bool {
        let Some(previous) = number.checked_sub(1) else { return false };
        let between = Span { start: self.all[previous].span.end, end: self.all[number].span.start }.of(self.text);
        between.trim().is_empty() && between.matches('\n').count() > 1
    }

    fn before(&self, number: usize) -> &'a str {
        self.text.get(..self.all[number].span.start as usize).unwrap_or_default()
    }
}
