//! Splits highlighted tokens where diagnostics begin and end, so that a mistake can be underlined whatever its words
//! are.
//!
//! Invariant: the parts cover the text as the tokens did; only marks of nothing add parts, which are empty.

use super::{Class, HighlightToken};
use crate::promql::span::Span;

/// A token or a part of one, under a mark or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The token; empty where the mark's span is: something is missing here.
    pub token: HighlightToken,
    /// Whether it is under a mark.
    pub is_marked: bool,
}

/// The tokens of a text under marks, which are in the order of their starts and may overlap.
pub fn marked(tokens: &[HighlightToken], marks: &[Span]) -> Vec<Part> {
    let mut marks = marks.iter().copied().peekable();
    let mut parts = Vec::with_capacity(tokens.len() + 2 * marks.len());
    // Everything from `at` up to here is marked.
    let mut reach = 0;
    for HighlightToken { span, class } in tokens {
        let mut at = span.start;
        while at < span.end {
            let mut is_missing = false;
            while let Some(mark) = marks.next_if(|mark| mark.start <= at) {
                reach = mark.end.max(reach);
                is_missing |= mark == Span { start: at, end: at };
            }
            if is_missing && reach <= at {
                parts.push(gap(at));
            }
            let is_marked = reach > at;
            let bound = if is_marked { reach } else { marks.peek().map_or(u32::MAX, |mark| mark.start) };
            let end = span.end.min(bound);
            parts.push(Part { token: HighlightToken { span: Span { start: at, end }, class: *class }, is_marked });
            at = end;
        }
    }
    let end = tokens.last().map_or(0, |token| token.span.end);
    parts.extend(marks.next().map(|_| gap(end)));
    parts
}

fn gap(at: u32) -> Part {
    Part { token: HighlightToken { span: Span { start: at, end: at }, class: Class::Plain }, is_marked: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::highlight::highlight;

    /// Parts between bars, marked ones in `<>`.
    #[track_caller]
    fn check(text: &str, marks: &[(usize, usize)], expected: &str) {
        let marks: Vec<Span> = marks.iter().map(|(start, end)| Span::new(*start, *end)).collect();
        let parts = marked(&highlight(text), &marks);
        let show = |part: &Part| match part.token.span.of(text) {
            token if part.is_marked => format!("<{token}>"),
            token => token.to_owned(),
        };
        assert_eq!(parts.iter().map(show).collect::<Vec<_>>().join("|"), expected, "{text} {marks:?}");
    }

    #[test]
    fn marks_cut_tokens() {
        check("ab + cd", &[], "ab| |+| |cd");
        check("ab + cd", &[(5, 7)], "ab| |+| |<cd>");
        check("ab + cd", &[(1, 6)], "a|<b>|< >|<+>|< >|<c>|d");
        check("ab + cd", &[(0, 2), (1, 2), (1, 4)], "<ab>|< >|<+>| |cd");
    }

    #[test]
    fn a_mark_of_nothing_is_an_empty_part() {
        check("ab +", &[(4, 4)], "ab| |+|<>");
        check("ab", &[(1, 1), (1, 1), (2, 2), (2, 2)], "a|<>|b|<>");
        check("abc", &[(0, 2), (1, 1), (2, 2)], "<ab>|<>|c");
        check("", &[(0, 0)], "<>");
        check("ab", &[(0, 2), (1, 1), (9, 9)], "<ab>|<>");
    }
}
