//! Widens the zero bucket of a native histogram: buckets that come to lie within its threshold move into it.

use std::cmp::Ordering;

use super::bounds;
use super::cell::Cell;

/// A zero bucket.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zero<C> {
    pub(super) count: C,
    pub(super) threshold: f64,
}

impl<C: Cell> Zero<C> {
    /// With a larger threshold and the counts of the buckets that it then covers. Where the threshold falls into a
    /// populated bucket, it is moved to that bucket's end. `positive` and `negative` begin the buckets of their sign.
    pub(super) fn widened<I: Iterator<Item = (i32, C)>>(
        self,
        positive: impl Fn() -> I,
        negative: impl Fn() -> I,
        schema: i8,
        threshold: f64,
    ) -> Self {
        if threshold == self.threshold {
            return self;
        }
        let mut wide = Self { threshold, ..self };
        loop {
            wide.count = self.count;
            wide.cover(positive(), schema);
            let threshold = wide.threshold;
            wide.cover(negative(), schema);
            // Else a negative bucket moved it, and there may be more positive ones to cover. No number moves nothing.
            if wide.threshold.partial_cmp(&threshold) != Some(Ordering::Greater) {
                return wide;
            }
        }
    }

    fn cover(&mut self, buckets: impl Iterator<Item = (i32, C)>, schema: i8) {
        for (index, cell) in buckets {
            if bounds::exponential(index.saturating_sub(1), schema) >= self.threshold {
                return;
            }
            self.count = self.count.join(cell);
            let upper = bounds::exponential(index, schema);
            if upper > self.threshold {
                if cell.rounded() != 0.0 {
                    self.threshold = upper;
                }
                return;
            }
        }
    }
}
