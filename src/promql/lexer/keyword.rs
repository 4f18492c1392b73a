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

/// All words but the aggregators. A table, as comparing by code is four times as large in wasm.
const WORDS: [(&str, Keyword); 25] = [
    ("and", Keyword::Operator(BinaryOp::And)),
    ("or", Keyword::Operator(BinaryOp::Or)),
    ("unless", Keyword::Operator(BinaryOp::Unless)),
    ("atan2", Keyword::Operator(BinaryOp::Atan2)),
    ("inf", Keyword::Number),
    ("nan", Keyword::Number),
    ("offset", Keyword::Offset),
    ("anchored", Keyword::Anchored),
    ("smoothed", Keyword::Smoothed),
    ("by", Keyword::By),
    ("without", Keyword::Without),
    ("on", Keyword::On),
    ("ignoring", Keyword::Ignoring),
    ("group_left", Keyword::GroupLeft),
    ("group_right", Keyword::GroupRight),
    ("fill", Keyword::Fill),
    ("fill_left", Keyword::FillLeft),
    ("fill_right", Keyword::FillRight),
    ("bool", Keyword::Bool),
    ("start", Keyword::Start),
    ("end", Keyword::End),
    ("step", Keyword::Step),
    ("range", Keyword::Range),
    ("min_of", Keyword::MinOf),
    ("max_of", Keyword::MaxOf),
];

impl Keyword {
    /// The word of the language that a text is, in letters of either size; `None` where it is none.
    pub fn of(text: &str) -> Option<Self> {
        const LONGEST: usize = 12;
        let mut lower = [0; LONGEST];
        let lower = lower.get_mut(..text.len())?;
        lower.copy_from_slice(text.as_bytes());
        lower.make_ascii_lowercase();
        let aggregator = || AggregateOp::ALL.into_iter().find(|op| op.text().as_bytes() == lower).map(Self::Aggregate);
        WORDS.iter().find(|(word, _)| word.as_bytes() == lower).map(|(_, keyword)| *keyword).or_else(aggregator)
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
