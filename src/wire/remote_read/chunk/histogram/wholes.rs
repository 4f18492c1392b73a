//! Histograms whose counts are whole numbers: differences of differences.

use super::State;
use crate::model::xor::bits::Bits;
use crate::model::xor::{Broken, XorWindow};
use crate::wire::remote_read::histogram::absolute;

/// A whole number, and by how much it changed last time.
#[derive(Debug, Clone, Copy, Default)]
struct Whole {
    value: i64,
    delta: i64,
}

impl Whole {
    fn next(&mut self, bits: &mut Bits<'_>) {
        self.delta = self.delta.wrapping_add(bits.varbit_signed());
        self.value = self.value.wrapping_add(self.delta);
    }

    /// A count has no sign.
    #[expect(clippy::cast_precision_loss, reason = "a count above 2⁵³ is as near as a float is, as in Prometheus")]
    fn count(self) -> f64 {
        self.value.cast_unsigned() as f64
    }
}

/// The numbers of a histogram.
#[derive(Debug)]
pub(super) struct Wholes {
    count: Whole,
    zero_count: Whole,
    sum: u64,
    window: XorWindow,
    /// Each bucket's difference from the one before: the value, and by how much that changed last time.
    values: Vec<i64>,
    deltas: Vec<i64>,
}

impl State for Wholes {
    fn first(bits: &mut Bits<'_>, buckets: usize) -> Result<Self, Broken> {
        let mut count = || Whole { value: bits.varbit_unsigned().cast_signed(), delta: 0 };
        let (count, zero_count) = (count(), count());
        let sum = bits.long(64);
        let values = (0..buckets).map(|_| bits.varbit_signed()).collect();
        Ok(Self { count, zero_count, sum, window: XorWindow::NONE, values, deltas: vec![0; buckets] })
    }

    fn next(&mut self, bits: &mut Bits<'_>) -> Result<(), Broken> {
        self.count.next(bits);
        self.zero_count.next(bits);
        self.sum ^= bits.changed(bits.word(), &mut self.window)?;
        if !crate::model::sample::is_stale(self.sum()) {
            for (value, delta) in self.values.iter_mut().zip(&mut self.deltas) {
                *delta = delta.wrapping_add(bits.varbit_signed());
                *value = value.wrapping_add(*delta);
            }
        }
        Ok(())
    }

    fn sum(&self) -> f64 {
        f64::from_bits(self.sum)
    }

    fn counts(&self) -> (f64, f64) {
        (self.zero_count.count(), self.count.count())
    }

    fn buckets(&self, positive: usize) -> (Vec<f64>, Vec<f64>) {
        let (positive, negative) = self.values.split_at(positive);
        (absolute(positive), absolute(negative))
    }
}
