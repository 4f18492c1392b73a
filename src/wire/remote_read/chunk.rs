//! Chunks as Prometheus stores them, of every encoding that it has.
//!
//! Source: `tsdb/chunkenc` of Prometheus. A chunk begins with the number of its samples.

mod histogram;
mod starts;
mod xor2;

use super::SampleColumns;
use super::fault::Fault;
use crate::model::memory::MemoryBudget;
use crate::model::read_fault::ReadFaultKind;
use crate::model::{sample, xor};

use histogram::{Counts, HasStarts};

/// How samples are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Xor,
    Histogram(Counts, HasStarts),
    Xor2,
}

impl Encoding {
    fn of(number: u64) -> Result<Self, ReadFaultKind> {
        Ok(match number {
            1 => Self::Xor,
            2 => Self::Histogram(Counts::Whole, HasStarts::No),
            3 => Self::Histogram(Counts::Float, HasStarts::No),
            4 => Self::Xor2,
            5 => Self::Histogram(Counts::Whole, HasStarts::Yes),
            6 => Self::Histogram(Counts::Float, HasStarts::Yes),
            encoding => return Err(ReadFaultKind::UnknownChunk { encoding }),
        })
    }

    /// The most samples that a byte holds.
    const fn most_a_byte(self) -> usize {
        match self {
            Self::Xor => 4,
            Self::Histogram(..) => 2,
            Self::Xor2 => 8,
        }
    }
}

/// How many samples are in a chunk.
pub(super) fn count(number: u64, bytes: &[u8]) -> Result<usize, Fault> {
    let encoding = Encoding::of(number)?;
    let count = bytes.first_chunk().map_or(0, |count| u16::from_be_bytes(*count));
    let count = usize::from(if let Encoding::Histogram(_, HasStarts::Yes) = encoding {
        count & histogram::COUNT
    } else {
        count
    });
    // What claims more than there is room for is not believed.
    let is_possible = bytes.len() >= 2 && count <= bytes.len().saturating_mul(encoding.most_a_byte());
    if is_possible { Ok(count) } else { Err(ReadFaultKind::Chunk { encoding: number }.into()) }
}

/// Adds a chunk's samples to those of its series; for times and values the memory is reserved.
pub(super) fn decode(
    number: u64,
    bytes: &[u8],
    columns: &mut SampleColumns,
    memory: &mut MemoryBudget,
) -> Result<(), Fault> {
    let broken = Fault::of_chunk(number);
    match Encoding::of(number)? {
        Encoding::Xor => {
            let known = columns.len();
            xor::decode(bytes, &mut columns.times, &mut columns.values).map_err(broken)?;
            columns.values[known..].iter_mut().for_each(|value| *value = sample::float(*value));
            Ok(())
        }
        Encoding::Xor2 => xor2::decode(bytes, columns).map_err(broken),
        Encoding::Histogram(counts, starts) => histogram::decode((counts, starts), bytes, columns, memory, &broken),
    }
}
