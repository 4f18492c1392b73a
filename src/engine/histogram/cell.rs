//! The number that a bucket of an accumulator holds: plain, or compensated.

use crate::engine::kahan::Sum;

/// A number under summation.
pub(super) trait Cell: Copy + Default {
    /// Begins with a value.
    fn of(value: f64) -> Self;
    /// Adds another.
    #[must_use]
    fn join(self, other: Self) -> Self;
    /// Multiplied by a factor.
    #[must_use]
    fn times(self, factor: f64) -> Self;
    /// Divided.
    #[must_use]
    fn over(self, divisor: f64) -> Self;
    /// The rounded sum.
    fn rounded(self) -> f64;
    /// The sum with its compensation.
    fn value(self) -> f64;
}

impl Cell for f64 {
    fn of(value: f64) -> Self {
        value
    }

    fn join(self, other: Self) -> Self {
        self + other
    }

    fn times(self, factor: f64) -> Self {
        self * factor
    }

    fn over(self, divisor: f64) -> Self {
        self / divisor
    }

    fn rounded(self) -> f64 {
        self
    }

    fn value(self) -> f64 {
        self
    }
}

impl Cell for Sum {
    fn of(value: f64) -> Self {
        Self::of(value)
    }

    fn join(mut self, other: Self) -> Self {
        self.add(other.sum);
        if other.compensation != 0.0 {
            self.add(other.compensation);
        }
        self
    }

    fn times(self, factor: f64) -> Self {
        Self { sum: self.sum * factor, compensation: self.compensation * factor }
    }

    fn over(self, divisor: f64) -> Self {
        Self { sum: self.sum / divisor, compensation: self.compensation / divisor }
    }

    fn rounded(self) -> f64 {
        self.sum
    }

    fn value(self) -> f64 {
        self.total()
    }
}
