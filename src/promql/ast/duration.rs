//! Durations in brackets and after `offset`: literals and arithmetic over them.
//!
//! Not here: their evaluation where it needs the query's step or range (`engine`).

use super::{Number, UnaryOp};
use crate::model::time::whole_ms;
use crate::promql::span::Span;

/// A duration expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Duration {
    /// Its text.
    pub span: Span,
    /// What it is.
    pub kind: DurationKind,
}

/// What a duration expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum DurationKind {
    /// Text that is no duration, or where one is missing.
    Error,
    /// `5m`, `300`, `-5m`: seconds.
    Literal(Number),
    /// `step()`: the distance of two steps of the query.
    Step,
    /// `range()`: from the query's start to its end.
    Range,
    /// `min_of(left, right)`.
    Min(Box<[Duration; 2]>),
    /// `max_of(left, right)`.
    Max(Box<[Duration; 2]>),
    /// `-duration`; never of a bare literal, whose sign is part of it.
    Unary(UnaryOp, Box<Duration>),
    /// `left + right`.
    Binary(DurationOp, Box<[Duration; 2]>),
    /// `(duration)`.
    Paren(Box<Duration>),
}

/// An operator between durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Mod,
    /// `^`
    Pow,
}

impl DurationOp {
    /// Its text.
    pub fn text(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Mod => "%",
            Self::Pow => "^",
        }
    }
}

impl Duration {
    /// The milliseconds of a literal; `None` for anything computed, and for what is no duration.
    pub fn literal_ms(&self) -> Option<i64> {
        match &self.kind {
            DurationKind::Literal(number) => {
                let ms = number.value * 1000.0;
                (ms.abs() < 9e15).then(|| whole_ms(ms))
            }
            _ => None,
        }
    }
}
