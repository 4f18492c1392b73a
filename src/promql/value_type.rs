//! The four types of an expression.

use std::fmt;

use crate::model::lang::Lang;

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
    /// The field's own words, in English as Prometheus' messages have them.
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Scalar => lang.pick("scalar", "标量"),
            Self::Vector => lang.pick("instant vector", "瞬时向量"),
            Self::Matrix => lang.pick("range vector", "区间向量"),
            Self::String => lang.pick("string", "字符串"),
        }
    }
}

/// In English, which is the language of signatures.
impl fmt::Display for ValueType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.words(Lang::En))
    }
}
