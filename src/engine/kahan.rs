//! Sums and means that lose no small addends beside large ones.
//!
//! Source: Kahan's compensated summation in Neumaier's improved form, and the mean that overflows only where it must;
//! both in Prometheus' order of operations, so that results are equal to the last bit.

/// A running sum with what rounding took from it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sum {
    /// The rounded sum.
    pub sum: f64,
    /// What is to be added to it. Zero as soon as the sum is infinite.
    pub compensation: f64,
}

impl Sum {
    /// A sum of one addend.
    pub fn of(first: f64) -> Self {
        Self { sum: first, compensation: 0.0 }
    }

    /// Adds a value.
    #[inline]
    pub fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.compensation = if sum.is_infinite() {
            0.0
        } else if self.sum.abs() >= value.abs() {
            self.compensation + ((self.sum - sum) + value)
        } else {
            self.compensation + ((value - sum) + self.sum)
        };
        self.sum = sum;
    }

    /// The compensated sum.
    pub fn total(self) -> f64 {
        self.sum + self.compensation
    }
}

/// A running mean: the sum divided by the count as long as the sum does not overflow, from then on the mean itself is
/// carried.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The sum of the values, or their mean.
    carried: Sum,
    count: f64,
    overflowed: bool,
}

impl Mean {
    /// The mean of one value.
    pub fn of(first: f64) -> Self {
        Self { carried: Sum::of(first), count: 1.0, overflowed: false }
    }

    /// Takes one more value in.
    #[inline]
    pub fn add(&mut self, value: f64) {
        let before = self.count;
        self.count += 1.0;
        if !self.overflowed {
            let mut sum = self.carried;
            sum.add(value);
            if !sum.sum.is_infinite() {
                self.carried = sum;
                return;
            }
            self.overflowed = true;
            self.carried = Sum { sum: self.carried.sum / before, compensation: self.carried.compensation / before };
        }
        let share = before / self.count;
        self.carried.sum *= share;
        self.carried.compensation *= share;
        self.carried.add(value / self.count);
    }

    /// The mean.
    pub fn value(self) -> f64 {
        if self.overflowed {
            self.carried.total()
        } else {
            self.carried.sum / self.count + self.carried.compensation / self.count
        }
    }
}

/// The sum; 0 of nothing.
pub fn sum(values: &[f64]) -> f64 {
    let mut sum = Sum::default();
    for value in values {
        sum.add(*value);
    }
    sum.total()
}

/// The mean; NaN of nothing.
pub fn mean(values: &[f64]) -> f64 {
    let Some((first, rest)) = values.split_first() else { return f64::NAN };
    let mut mean = Mean::of(*first);
    for value in rest {
        mean.add(*value);
    }
    mean.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[f64], sum: f64, mean: f64) {
        let (first, rest) = values.split_first().expect("values");
        let (mut sums, mut means) = (Sum::of(*first), Mean::of(*first));
        for value in rest {
            sums.add(*value);
            means.add(*value);
        }
        let same = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan();
        assert!(same(sums.total(), sum), "sum of {values:?}: {}", sums.total());
        assert!(same(means.value(), mean), "mean of {values:?}: {}", means.value());
    }

    #[test]
    fn small_addends_survive_large_ones() {
        check(&[2.0, 8.0, 1e100, -1e100], 10.0, 2.5);
        check(&[1.0, 1e100, 1.0, -1e100], 2.0, 0.5);
        check(&[52.0; 12], 624.0, 52.0);
    }

    #[test]
    fn means_do_not_overflow_where_sums_do() {
        let big = 9.988e307;
        check(&[big; 4], f64::INFINITY, big);
        check(&[-big; 4], f64::NEG_INFINITY, -big);
        check(&[-big, -big, big, big], f64::NEG_INFINITY, 0.0);
    }

    #[test]
    fn infinity_and_nan_spread() {
        let inf = f64::INFINITY;
        check(&[0.0, inf, inf, 0.0], inf, inf);
        check(&[inf, 0.0], inf, inf);
        check(&[-inf, 5.0, -inf], -inf, -inf);
        check(&[inf, -inf], f64::NAN, f64::NAN);
        check(&[f64::NAN, 1.0], f64::NAN, f64::NAN);
    }
}
