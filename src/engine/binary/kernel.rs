//! A binary operator over columns of floats.
//!
//! Invariant: an absent operand gives an absent result; the bits that stand for "absent" and "histogram" in a column
//! are never an operand.

use super::Comparison;
use crate::engine::column::{ABSENT, is_absent};
use crate::promql::ast::{BinaryOp, Side};

/// What becomes of two floats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Floats {
    /// The operator; no set operator.
    pub(super) op: BinaryOp,
    /// What it gives, if it compares.
    pub(super) comparison: Comparison,
    /// Whose value a filtering comparison keeps.
    pub(super) keeps: Side,
}

impl Floats {
    /// The result of one pair: a float or [`ABSENT`]. Trimming is for histograms: of floats it gives nothing.
    pub(super) fn one(self, left: f64, right: f64) -> f64 {
        let mut out = [0.0];
        self.columns(&[left], &[right], &mut out);
        out[0]
    }

    /// The results of pairs of floats or [`ABSENT`], in slices of equal length.
    pub(super) fn columns(self, left: &[f64], right: &[f64], out: &mut [f64]) {
        match self.op {
            BinaryOp::Add => zip(left, right, out, |a, b| a + b),
            BinaryOp::Sub => zip(left, right, out, |a, b| a - b),
            BinaryOp::Mul => zip(left, right, out, |a, b| a * b),
            BinaryOp::Div => zip(left, right, out, |a, b| a / b),
            BinaryOp::Mod => zip(left, right, out, |a, b| a % b),
            BinaryOp::Pow => zip(left, right, out, f64::powf),
            BinaryOp::Atan2 => zip(left, right, out, f64::atan2),
            BinaryOp::Equal => self.compare(left, right, out, |a, b| a == b),
            BinaryOp::NotEqual => self.compare(left, right, out, |a, b| a != b),
            BinaryOp::Less => self.compare(left, right, out, |a, b| a < b),
            BinaryOp::LessEqual => self.compare(left, right, out, |a, b| a <= b),
            BinaryOp::Greater => self.compare(left, right, out, |a, b| a > b),
            BinaryOp::GreaterEqual => self.compare(left, right, out, |a, b| a >= b),
            BinaryOp::TrimUpper | BinaryOp::TrimLower | BinaryOp::And | BinaryOp::Or | BinaryOp::Unless => {
                out.fill(ABSENT);
            }
        }
    }

    fn compare(self, left: &[f64], right: &[f64], out: &mut [f64], holds: impl Fn(f64, f64) -> bool) {
        match (self.comparison, self.keeps) {
            (Comparison::Bool, _) => zip(left, right, out, |a, b| f64::from(u8::from(holds(a, b)))),
            (Comparison::Filter, Side::Left) => zip(left, right, out, |a, b| if holds(a, b) { a } else { ABSENT }),
            (Comparison::Filter, Side::Right) => zip(left, right, out, |a, b| if holds(a, b) { b } else { ABSENT }),
        }
    }
}

#[inline]
fn zip(left: &[f64], right: &[f64], out: &mut [f64], compute: impl Fn(f64, f64) -> f64) {
    for ((out, &a), &b) in out.iter_mut().zip(left).zip(right) {
        *out = if is_absent(a) || is_absent(b) { ABSENT } else { compute(a, b) };
    }
}
