//! The words of the language. Their letters may be large or small, and most may also be names.

use crate::promql::ast::{AggregateOp, BinaryOp};

/// A word of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is its own text")]
pub enum Keyword {
    Operator(BinaryOp),
    Aggregate(AggregateOp),
    /// `inf` or `nan`.
    Number,
    Offset,
    Anchored,
    Smoothed,
    By,
    Without,
    On,
    Ignoring,
    GroupLeft,
    GroupRight,
    Fill,
    FillLeft,
    FillRight,
    Bool,
    Start,
    End,
    Step,
    Range,
    MinOf,
    MaxOf,
}

impl Keyword {
    /// The word of the language that a text is, in letters of either size.
    pub fn of(text: &str) -> Option<Self> {
        const LONGEST: usize = 12;
        let mut lower = [0; LONGEST];
        let lower = lower.get_mut(..text.len())?;
        lower.copy_from_slice(text.as_bytes());
        lower.make_ascii_lowercase();
        Some(match &*lower {
            b"and" => Self::Operator(BinaryOp::And),
            b"or" => Self::Operator(BinaryOp::Or),
            b"unless" => Self::Operator(BinaryOp::Unless),
            b"atan2" => Self::Operator(BinaryOp::Atan2),
            b"inf" | b"nan" => Self::Number,
            b"offset" => Self::Offset,
            b"anchored" => Self::Anchored,
            b"smoothed" => Self::Smoothed,
            b"by" => Self::By,
            b"without" => Self::Without,
            b"on" => Self::On,
            b"ignoring" => Self::Ignoring,
            b"group_left" => Self::GroupLeft,
            b"group_right" => Self::GroupRight,
            b"fill" => Self::Fill,
            b"fill_left" => Self::FillLeft,
            b"fill_right" => Self::FillRight,
            b"bool" => Self::Bool,
            b"start" => Self::Start,
            b"end" => Self::End,
            b"step" => Self::Step,
            b"range" => Self::Range,
            b"min_of" => Self::MinOf,
            b"max_of" => Self::MaxOf,
            word => Self::Aggregate(AggregateOp::ALL.into_iter().find(|op| op.text().as_bytes() == word)?),
        })
    }

    /// Whether it may be a metric's name where an expression begins.
    pub fn may_be_metric(self) -> bool {
        !matches!(
            self,
            Self::Operator(BinaryOp::Atan2)
                | Self::Number
                | Self::On
                | Self::Ignoring
                | Self::GroupLeft
                | Self::GroupRight
                | Self::Bool
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_words_of_either_size_and_no_other() {
        assert_eq!(Keyword::of("SUM"), Some(Keyword::Aggregate(AggregateOp::Sum)));
        assert_eq!(Keyword::of("count_values"), Some(Keyword::Aggregate(AggregateOp::CountValues)));
        assert_eq!(Keyword::of("Group_Left"), Some(Keyword::GroupLeft));
        assert_eq!(Keyword::of("iNf"), Some(Keyword::Number));
        for name in ["", "summ", "rate", "count_valuess", "été"] {
            assert_eq!(Keyword::of(name), None, "{name}");
        }
    }
}
