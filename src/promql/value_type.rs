//! The four types of an expression.

use std::fmt;

/// What an expression evaluates to, as far as its text decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// One number a step.
    Scalar,
    /// At most one sample of each series a step.
    Vector,
    /// Any number of samples of each series: `x[5m]`.
    Matrix,
    /// A text.
    String,
}

impl ValueType {
    /// The field's own words, as Prometheus' messages have them.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Vector => "instant vector",
            Self::Matrix => "range vector",
            Self::String => "string",
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.words())
    }
}
