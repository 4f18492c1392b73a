//! Start timestamps in a chunk: when the counter began that a sample belongs to.
//!
//! Source: `tsdb/chunkenc/st.go` of Prometheus. A byte of the chunk's head says whether the first sample has one, and
//! from which sample on they change; until then all have the first one's.

use crate::model::xor::Broken;
use crate::model::xor::bits::Bits;

/// Reads them, one a sample, behind what the sample has besides.
#[derive(Debug, Default)]
pub(super) struct Starts {
    has_first: bool,
    /// The number of the sample, 0: none.
    changes_at: u16,
    start: i64,
    /// The time of the sample before, less the start.
    distance: i64,
}

impl Starts {
    /// By the byte of the chunk's head.
    pub(super) fn new(head: u8) -> Self {
        Self { has_first: head & 0x80 != 0, changes_at: u16::from(head & 0x7f), ..Self::default() }
    }

    /// That of the sample of this number, from 0, of its time and of the time of the one before; 0 where it is not
    /// known.
    #[inline]
    pub(super) fn next(&mut self, bits: &mut Bits<'_>, number: u16, time: i64, before: i64) -> Result<i64, Broken> {
        if number == 0 {
            if self.has_first {
                self.start = time.wrapping_sub(bits.signed()?);
            }
        } else if self.changes_at > 0 && number >= self.changes_at {
            let change = bits.varbit_signed();
            self.distance = if number == self.changes_at { change } else { self.distance.wrapping_add(change) };
            self.start = before.wrapping_sub(self.distance);
        }
        Ok(self.start)
    }
}
