//! Floats as Prometheus encodes them from 3.14 on: time and value share the bits that say what changed.
//!
//! Source: `tsdb/chunkenc/xor2.go` of Prometheus. A stale marker has bits of its own, and values behind it differ from
//! the last one before it.

use super::starts::Starts;
use crate::model::sample;
use crate::model::xor::bits::Bits;
use crate::model::xor::{Broken, XorWindow};
use crate::wire::remote_read::SampleColumns;

/// The last value that is no stale marker, and which of its bits changed last time.
#[derive(Debug)]
struct Base {
    value: u64,
    window: XorWindow,
}

/// Adds a chunk's samples to columns.
pub(super) fn decode(chunk: &[u8], columns: &mut SampleColumns) -> Result<(), Broken> {
    let Some(([high, low, starts], rest)) = chunk.split_first_chunk() else { return Err(Broken) };
    let count = u16::from_be_bytes([*high, *low]);
    let mut starts = Starts::new(*starts);
    let mut bits = Bits::new(rest, 0);
    let mut base = Base { value: 0, window: XorWindow::NONE };
    let (mut time, mut distance) = (0_i64, 0_i64);
    for number in 0..count {
        let before = time;
        let value = match number {
            0 => {
                time = bits.signed()?;
                base.first(bits.long(64))
            }
            1 => {
                distance = bits.unsigned()?.cast_signed();
                time = time.wrapping_add(distance);
                base.behind_time(&mut bits)?
            }
            _ => {
                let word = bits.word();
                let changed = |bits: &mut Bits<'_>, prefix: u32, size: u32| {
                    bits.skip(prefix);
                    // Two's complement: the sign is the highest bit.
                    let unused = 64 - size;
                    (bits.long(size) << unused).cast_signed() >> unused
                };
                let change = match word.leading_ones() {
                    0 | 1 | 5.. => 0,
                    2 => changed(&mut bits, 3, 13),
                    3 => changed(&mut bits, 4, 20),
                    4 => changed(&mut bits, 5, 64),
                };
                distance = distance.wrapping_add(change);
                time = time.wrapping_add(distance);
                match word.leading_ones() {
                    0 => {
                        bits.skip(1);
                        f64::from_bits(base.value)
                    }
                    1 => {
                        bits.skip(3);
                        base.changed(&mut bits, word >> 61 & 1 == 1)?
                    }
                    2..=4 => base.behind_time(&mut bits)?,
                    _ => {
                        bits.skip(5);
                        sample::STALE
                    }
                }
            }
        };
        columns.push(time, sample::float(value));
        columns.start(starts.next(&mut bits, number, time, before)?);
    }
    bits.end()
}

impl Base {
    fn first(&mut self, value: u64) -> f64 {
        if value != sample::STALE.to_bits() {
            self.value = value;
        }
        f64::from_bits(value)
    }

    /// A value behind a time of its own: 0 unchanged, 10 and 110 changed, 111 stale.
    fn behind_time(&mut self, bits: &mut Bits<'_>) -> Result<f64, Broken> {
        match bits.word().leading_ones() {
            0 => {
                bits.skip(1);
                Ok(f64::from_bits(self.value))
            }
            ones @ (1 | 2) => {
                bits.skip(ones + 1);
                self.changed(bits, ones == 2)
            }
            _ => {
                bits.skip(3);
                Ok(sample::STALE)
            }
        }
    }

    fn changed(&mut self, bits: &mut Bits<'_>, is_new: bool) -> Result<f64, Broken> {
        self.value ^= bits.difference(is_new, &mut self.window)?;
        Ok(f64::from_bits(self.value))
    }
}
