//! Selectors of series: names, matchers and the modifiers of time.

use super::{Duration, Name, StringLiteral};
use crate::promql::span::Span;

/// A selector of series.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    /// From the name to `}`, without range and modifiers.
    pub span: Span,
    /// The metric's name: before the braces, or quoted inside them. A matcher of `__name__` is a matcher.
    pub name: Option<Name>,
    /// From `{` to `}`, where they are written.
    pub braces: Option<Span>,
    /// The matchers in order.
    pub matchers: Vec<Matcher>,
    /// `@`, `offset`, `anchored`, `smoothed`.
    pub modifiers: Modifiers,
}

/// A condition on a label: `name="value"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher {
    /// From the name to the value.
    pub span: Span,
    /// The label.
    pub name: Name,
    /// The operator.
    pub op: MatchOp,
    /// The operator's span.
    pub op_span: Span,
    /// The text or regular expression.
    pub value: StringLiteral,
}

/// An operator of a matcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`
    Regex,
    /// `!~`
    NotRegex,
}

impl MatchOp {
    /// Its text.
    pub fn text(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Regex => "=~",
            Self::NotRegex => "!~",
        }
    }

    /// Whether its value is a regular expression.
    pub fn is_regex(self) -> bool {
        matches!(self, Self::Regex | Self::NotRegex)
    }
}

/// What shifts the time of a selector or subquery. The order in which they are written has no meaning.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Modifiers {
    /// `@ …`.
    pub at: Option<AtModifier>,
    /// `offset …`: the duration, whose span does not hold the keyword.
    pub offset: Option<Duration>,
    /// `anchored` or `smoothed` and its span; never of a subquery.
    pub extension: Option<(Extension, Span)>,
}

impl Modifiers {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.at.is_none() && self.offset.is_none() && self.extension.is_none()
    }
}

/// A fixed time of evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtModifier {
    /// From `@` to the end.
    pub span: Span,
    /// Which time.
    pub kind: AtKind,
}

/// A time after `@`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtKind {
    /// Unix milliseconds.
    Time(i64),
    /// `start()`: the outermost query's start.
    Start,
    /// `end()`: the outermost query's end.
    End,
}

/// How a range selector treats its edges (experimental).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extension {
    /// `anchored`: also the last sample before the range.
    Anchored,
    /// `smoothed`: interpolated at both edges.
    Smoothed,
}

impl Extension {
    /// Its text.
    pub fn text(self) -> &'static str {
        match self {
            Self::Anchored => "anchored",
            Self::Smoothed => "smoothed",
        }
    }
}
