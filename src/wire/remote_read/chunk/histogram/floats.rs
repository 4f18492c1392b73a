//! Histograms whose counts are floats: each XOR the one before.

use super::State;
use crate::model::sample::is_stale;
use crate::model::xor::bits::Bits;
use crate::model::xor::{Broken, XorWindow};

/// A float's bits, and which of them changed last time.
#[derive(Debug, Clone, Copy)]
struct Float {
    value: u64,
    window: XorWindow,
}

impl Float {
    fn first(bits: &mut Bits<'_>) -> Self {
        Self { value: bits.long(64), window: XorWindow::NONE }
    }

    fn next(&mut self, bits: &mut Bits<'_>) -> Result<(), Broken> {
        self.value ^= bits.changed(bits.word(), &mut self.window)?;
        Ok(())
    }

    fn get(self) -> f64 {
        f64::from_bits(self.value)
    }
}

/// The numbers of a histogram.
#[derive(Debug)]
pub(super) struct Floats {
    count: Float,
    zero_count: Float,
    sum: Float,
    buckets: Vec<Float>,
}

impl State for Floats {
    fn first(bits: &mut Bits<'_>, buckets: usize) -> Result<Self, Broken> {
        let (count, zero_count, sum) = (Float::first(bits), Float::first(bits), Float::first(bits));
        // Each takes eight bytes: what claims more than there is room for is not believed.
        if buckets > bits.left() / 64 {
            return Err(Broken);
        }
        let buckets = (0..buckets).map(|_| Float::first(bits)).collect();
        Ok(Self { count, zero_count, sum, buckets })
    }

    fn next(&mut self, bits: &mut Bits<'_>) -> Result<(), Broken> {
        self.count.next(bits)?;
        self.zero_count.next(bits)?;
        self.sum.next(bits)?;
        if is_stale(self.sum()) {
            return Ok(());
        }
        self.buckets.iter_mut().try_for_each(|bucket| bucket.next(bits))
    }

    fn sum(&self) -> f64 {
        self.sum.get()
    }

    fn counts(&self) -> (f64, f64) {
        (self.zero_count.get(), self.count.get())
    }

    fn buckets(&self, positive: usize) -> (Vec<f64>, Vec<f64>) {
        let counts = |buckets: &[Float]| buckets.iter().map(|bucket| bucket.get()).collect();
        let (positive, negative) = self.buckets.split_at(positive);
        (counts(positive), counts(negative))
    }
}
