//! A histogram under summation: other histograms are added to it, whatever their resolution, zero bucket and bounds.
//!
//! Source: `Add`, `Sub` and `KahanAdd` of `model/histogram/float_histogram.go` of Prometheus.

use std::cmp::Ordering;
use std::rc::Rc;

use super::bounds;
use super::cell::Cell;
use super::cells::{Cells, coarse};
use super::combination::{CombineFlags, Incompatible};
use super::zero::Zero;
use crate::model::count::to_i32;
use crate::model::native_histogram::{Buckets, CUSTOM_SCHEMA, NativeHistogram, ResetHint};

/// Whether counts are added or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
}

impl Sign {
    fn of(self, value: f64) -> f64 {
        match self {
            Self::Plus => value,
            Self::Minus => -value,
        }
    }
}

/// A histogram whose numbers are cells.
#[derive(Debug, Clone)]
pub(super) struct Accumulator<C> {
    schema: i8,
    hint: ResetHint,
    zero_threshold: f64,
    zero_count: C,
    count: C,
    sum: C,
    positive: Cells<C>,
    negative: Cells<C>,
    custom_values: Rc<[f64]>,
}

impl<C: Cell> Accumulator<C> {
    pub(super) fn of(histogram: &NativeHistogram) -> Self {
        Self {
            schema: histogram.schema,
            hint: histogram.hint,
            zero_threshold: histogram.zero_threshold,
            zero_count: C::of(histogram.zero_count),
            count: C::of(histogram.count),
            sum: C::of(histogram.sum),
            positive: Cells::of(&histogram.positive),
            negative: Cells::of(&histogram.negative),
            custom_values: Rc::clone(&histogram.custom_values),
        }
    }

    /// What was summed up. Buckets may be empty.
    pub(super) fn histogram(&self) -> NativeHistogram {
        NativeHistogram {
            schema: self.schema,
            hint: self.hint,
            zero_threshold: self.zero_threshold,
            zero_count: self.zero_count.value(),
            count: self.count.value(),
            sum: self.sum.value(),
            positive: self.positive.buckets(),
            negative: self.negative.buckets(),
            custom_values: Rc::clone(&self.custom_values),
        }
    }

    /// Adds a histogram, or takes it away.
    pub(super) fn add(&mut self, other: &NativeHistogram, sign: Sign) -> Result<CombineFlags, Incompatible> {
        let is_custom = other.has_custom_buckets();
        if is_custom != (self.schema == CUSTOM_SCHEMA) {
            return Err(Incompatible);
        }
        let resets_collide = self.adjust_hint(other.hint);
        let cell = |value: f64| C::of(sign.of(value));
        self.count = self.count.join(cell(other.count));
        self.sum = self.sum.join(cell(other.sum));
        let bounds_reconciled = if is_custom {
            self.add_custom(other, sign)
        } else {
            self.add_exponential(other, sign);
            false
        };
        Ok(CombineFlags { resets_collide, bounds_reconciled })
    }

    /// At a coarser schema, unless it is that coarse.
    pub(super) fn reduce(&mut self, schema: i8) {
        if schema < self.schema {
            self.positive.reduce(self.schema, schema);
            self.negative.reduce(self.schema, schema);
            self.schema = schema;
        }
    }

    /// Multiplied by a factor that is not negative.
    pub(super) fn multiply(&mut self, factor: f64) {
        self.map(|cell| cell.times(factor));
    }

    /// Divided by a positive divisor.
    pub(super) fn divide(&mut self, divisor: f64) {
        self.map(|cell| cell.over(divisor));
    }

    /// Whether anything of it is infinite.
    pub(super) fn has_overflow(&self) -> bool {
        let own = [self.zero_count, self.count, self.sum];
        let buckets = self.positive.cells().iter().chain(self.negative.cells());
        own.iter().chain(buckets).any(|cell| cell.rounded().is_infinite())
    }

    fn map(&mut self, with: impl Fn(C) -> C) {
        self.zero_count = with(self.zero_count);
        self.count = with(self.count);
        self.sum = with(self.sum);
        self.positive.map(&with);
        self.negative.map(&with);
    }

    /// What is known of the sum's counter resets. Says whether the operands contradict each other.
    fn adjust_hint(&mut self, other: ResetHint) -> bool {
        use ResetHint::{Gauge, Unknown};
        let (hint, collide) = match (self.hint, other) {
            (own, other) if own == other => (own, false),
            (Gauge, _) | (_, Gauge) => (Gauge, false),
            (Unknown, _) | (_, Unknown) => (Unknown, false),
            _ => (Unknown, true),
        };
        self.hint = hint;
        collide
    }

    fn add_exponential(&mut self, other: &NativeHistogram, sign: Sign) {
        let zero = self.reconcile_zero(other);
        self.zero_count = self.zero_count.join(match sign {
            Sign::Plus => zero,
            Sign::Minus => zero.times(-1.0),
        });
        self.reduce(other.schema);
        let (own, threshold) = (self.schema, self.zero_threshold);
        for (cells, buckets) in [(&mut self.positive, &other.positive), (&mut self.negative, &other.negative)] {
            add_side(cells, buckets, (other.schema, own), threshold, sign);
        }
    }

    /// A zero bucket that covers both, its edge in no populated bucket of either; the other's count in it.
    fn reconcile_zero(&mut self, other: &NativeHistogram) -> C {
        let original = Zero { count: C::of(other.zero_count), threshold: other.zero_threshold };
        let mut others = original;
        loop {
            if self.zero_threshold > others.threshold {
                let (positive, negative) = (|| cells(&other.positive), || cells(&other.negative));
                others = original.widened(positive, negative, other.schema, self.zero_threshold);
            }
            if others.threshold > self.zero_threshold {
                self.widen_zero(others.threshold);
            }
            // A threshold that is no number ends it too.
            if others.threshold.partial_cmp(&self.zero_threshold) != Some(Ordering::Less) {
                return others.count;
            }
        }
    }

    fn widen_zero(&mut self, threshold: f64) {
        let zero = Zero { count: self.zero_count, threshold: self.zero_threshold };
        let zero = zero.widened(|| self.positive.iter(), || self.negative.iter(), self.schema, threshold);
        (self.zero_count, self.zero_threshold) = (zero.count, zero.threshold);
        let is_outside = |index: i32| bounds::exponential(index.saturating_sub(1), self.schema) >= zero.threshold;
        self.positive.retain(is_outside);
        self.negative.retain(is_outside);
    }

    /// Says whether the bounds differed.
    fn add_custom(&mut self, other: &NativeHistogram, sign: Sign) -> bool {
        if self.custom_values == other.custom_values {
            self.positive.join(&other.positive, |count| C::of(sign.of(count)));
            return false;
        }
        let common = common_bounds(&self.custom_values, &other.custom_values);
        let mut cells = vec![C::default(); common.len() + 1];
        let mut put = |bounds: &[f64], index: i32, cell: C| {
            let at = place(bounds, index, &common);
            cells[at] = cells[at].join(cell);
        };
        for (index, cell) in self.positive.iter() {
            put(&self.custom_values, index, cell);
        }
        for (index, count) in other.positive.iter() {
            put(&other.custom_values, index, C::of(sign.of(count)));
        }
        let populated = cells.into_iter().enumerate().filter(|(_, cell)| cell.rounded() != 0.0 || cell.value() != 0.0);
        self.positive = Cells::collect(populated.map(|(index, cell)| (to_i32(index), cell)));
        self.negative.clear();
        self.custom_values = common.into();
        true
    }
}

fn cells<C: Cell>(buckets: &Buckets) -> impl Iterator<Item = (i32, C)> {
    buckets.iter().map(|(index, count)| (index, C::of(count)))
}

/// Adds the buckets of one sign, at the coarser schema of both; those within the zero bucket are in its count already.
fn add_side<C: Cell>(cells: &mut Cells<C>, buckets: &Buckets, (from, to): (i8, i8), threshold: f64, sign: Sign) {
    let cell = |count: f64| C::of(sign.of(count));
    let is_within = |index: i32| bounds::exponential(index, from) <= threshold;
    let touches_zero = buckets.spans.first().is_some_and(|span| is_within(span.offset));
    if from == to && !touches_zero {
        cells.join(buckets, cell);
    } else {
        let outside = buckets.iter().skip_while(|(index, _)| is_within(*index));
        let coarse = coarse(outside.map(|(index, count)| (index, cell(count))), from, to);
        cells.merge(coarse.into_iter());
    }
}

/// The bounds that both have.
pub(super) fn common_bounds(left: &[f64], right: &[f64]) -> Vec<f64> {
    let mut common = Vec::new();
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        if a == b {
            common.push(**a);
            right.next();
            left.next();
        } else if a < b {
            left.next();
        } else {
            right.next();
        }
    }
    common
}

/// Where a bucket goes among fewer bounds: the index of the first that is not below its own.
pub(super) fn place(bounds: &[f64], index: i32, fewer: &[f64]) -> usize {
    let own = bounds::custom(index, bounds);
    fewer.partition_point(|bound| *bound < own)
}
