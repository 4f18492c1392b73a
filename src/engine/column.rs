//! The values of one series over the steps of a tile.
//!
//! A value's bits say whether it is there at all: [`ABSENT`] and [`HISTOGRAM`] are signalling NaNs, which no
//! arithmetic gives, so they cost no second column and no branch beside the value itself.
//!
//! Invariant: `histograms` is empty, or as long as `values` and filled exactly where a value is [`HISTOGRAM`].
//! Invariant: neither is ever an operand of arithmetic: look before computing.

use std::rc::Rc;

use super::query_budget::{ALLOCATION, bytes_of};
use crate::model::native_histogram::NativeHistogram;
use crate::model::sample;

/// No sample here. The bits of Prometheus' stale marker, which never is a result.
pub const ABSENT: f64 = sample::STALE;

/// A histogram stands here, in the other column.
pub const HISTOGRAM: f64 = sample::HISTOGRAM;

/// Whether a value is [`ABSENT`].
#[inline]
pub fn is_absent(value: f64) -> bool {
    value.to_bits() == ABSENT.to_bits()
}

/// Whether a value is [`HISTOGRAM`].
#[inline]
pub fn is_histogram(value: f64) -> bool {
    value.to_bits() == HISTOGRAM.to_bits()
}

/// Whether a value is a float, be it NaN.
#[inline]
pub fn is_float(value: f64) -> bool {
    !is_absent(value) && !is_histogram(value)
}

/// One value taken out of its column.
#[derive(Debug, Clone, PartialEq)]
pub enum Point {
    /// None.
    Absent,
    /// A float.
    Float(f64),
    /// A histogram.
    Histogram(Rc<NativeHistogram>),
}

/// The values of one series over steps.
#[derive(Debug, Clone, Default)]
pub struct ValueColumn {
    /// One a step: a float, [`ABSENT`] or [`HISTOGRAM`].
    pub values: Vec<f64>,
    /// Empty where the series has no histogram; else one entry a step.
    pub histograms: Vec<Option<Rc<NativeHistogram>>>,
}

impl ValueColumn {
    /// A column of nothing, so many steps long.
    pub fn absent(steps: usize) -> Self {
        Self { values: vec![ABSENT; steps], histograms: Vec::new() }
    }

    /// A column of floats.
    pub fn floats(values: Vec<f64>) -> Self {
        Self { values, histograms: Vec::new() }
    }

    /// The bytes that it takes, without the histograms that it names.
    pub fn memory(&self) -> u64 {
        let columns = bytes_of::<f64>(self.values.capacity()) + bytes_of::<usize>(self.histograms.capacity());
        bytes_of::<Self>(1) + ALLOCATION + columns
    }

    /// The number of steps.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether it has no step.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether it has no sample.
    pub fn is_all_absent(&self) -> bool {
        self.values.iter().all(|value| is_absent(*value))
    }

    /// The value of a step.
    pub fn point(&self, step: usize) -> Point {
        let value = self.values[step];
        if is_absent(value) {
            Point::Absent
        } else if is_histogram(value) {
            self.histograms.get(step).cloned().flatten().map_or(Point::Absent, Point::Histogram)
        } else {
            Point::Float(value)
        }
    }

    /// The histogram of a step; `None` for a float or nothing.
    pub fn histogram(&self, step: usize) -> Option<&Rc<NativeHistogram>> {
        self.histograms.get(step)?.as_ref()
    }

    /// Puts a value at a step, which is one of the column's.
    pub fn put(&mut self, step: usize, point: Point) {
        if let Some(place) = self.histograms.get_mut(step) {
            *place = None;
        }
        self.values[step] = match point {
            Point::Absent => ABSENT,
            Point::Float(value) => value,
            Point::Histogram(histogram) => {
                if self.histograms.is_empty() {
                    self.histograms = vec![None; self.values.len()];
                }
                self.histograms[step] = Some(histogram);
                HISTOGRAM
            }
        };
    }

    /// Adds a value behind the last step.
    pub fn push(&mut self, point: Point) {
        self.values.push(ABSENT);
        if !self.histograms.is_empty() {
            self.histograms.push(None);
        }
        self.put(self.values.len() - 1, point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_floats_histograms_and_nothing() {
        let mut column = ValueColumn::absent(3);
        column.put(0, Point::Float(f64::NAN));
        let histogram = Rc::new(NativeHistogram { count: 3.0, ..NativeHistogram::default() });
        column.put(1, Point::Histogram(Rc::clone(&histogram)));
        column.push(Point::Float(1.0));
        assert!(matches!(column.point(0), Point::Float(value) if value.is_nan()));
        assert_eq!([column.point(1), column.point(2)], [Point::Histogram(histogram), Point::Absent]);
        assert_eq!(column.point(3), Point::Float(1.0));
        column.put(1, Point::Float(2.0));
        assert_eq!((column.point(1), column.histogram(1)), (Point::Float(2.0), None));
        assert_eq!(column.histograms.len(), 4);
    }

    #[test]
    fn no_arithmetic_gives_the_marks() {
        for mark in [ABSENT, HISTOGRAM] {
            for value in [mark + 1.0, mark * mark, -mark - 0.0, f64::NAN, f64::INFINITY - f64::INFINITY] {
                assert!(is_float(value), "{:x}", value.to_bits());
            }
        }
    }
}
