//! Native histograms of one layout: what all have in common first, then the numbers of each.
//!
//! Source: `tsdb/chunkenc/histogram.go`, `float_histogram.go`, `histogram_meta.go` of Prometheus. Whole numbers are
//! differences of differences, floats are XOR their predecessors. A stale marker is a sum, without buckets.

use std::rc::Rc;

use super::starts::Starts;
use crate::model::count::to_usize;
use crate::model::memory::MemoryBudget;
use crate::model::native_histogram::{BucketSpan, CUSTOM_SCHEMA, NativeHistogram, ResetHint};
use crate::model::read_fault::ReadFaultKind;
use crate::model::sample;
use crate::model::xor::Broken;
use crate::model::xor::bits::Bits;
use crate::wire::remote_read::SampleColumns;
use crate::wire::remote_read::fault::Fault;
use crate::wire::remote_read::histogram::{Layout, Numbers, buckets};

mod floats;
mod wholes;

use floats::Floats;
use wholes::Wholes;

/// Of the first two bytes, where the first two bits say what is known of resets: the number of samples.
pub(super) const COUNT: u16 = 0x3fff;

/// The bits of the head that say what is known of resets.
const RESET: u8 = 0b1100_0000;

/// What counts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    Whole,
    Float,
}

/// Whether a chunk has start timestamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HasStarts {
    Yes,
    No,
}

/// The numbers of one histogram after the other, of one kind of counts.
trait State {
    /// The numbers of the first histogram; there are so many buckets.
    fn first(bits: &mut Bits<'_>, buckets: usize) -> Result<Self, Broken>
    where
        Self: Sized;

    /// Those of the next; of buckets nothing where it is a stale marker.
    fn next(&mut self, bits: &mut Bits<'_>) -> Result<(), Broken>;

    /// The sum of observations.
    fn sum(&self) -> f64;

    /// Zero count and count.
    fn counts(&self) -> (f64, f64);

    /// The counts of buckets: the first so many, and the others.
    fn buckets(&self, positive: usize) -> (Vec<f64>, Vec<f64>);
}

/// Adds a chunk's samples to columns.
pub(super) fn decode(
    (counts, has_starts): (Counts, HasStarts),
    chunk: &[u8],
    columns: &mut SampleColumns,
    memory: &mut MemoryBudget,
    broken: &impl Fn(Broken) -> Fault,
) -> Result<(), Fault> {
    match counts {
        Counts::Whole => samples::<Wholes>(has_starts, chunk, columns, memory, broken),
        Counts::Float => samples::<Floats>(has_starts, chunk, columns, memory, broken),
    }
}

fn samples<S: State>(
    has_starts: HasStarts,
    chunk: &[u8],
    columns: &mut SampleColumns,
    memory: &mut MemoryBudget,
    broken: &impl Fn(Broken) -> Fault,
) -> Result<(), Fault> {
    let ([high, low, third], rest) = chunk.split_first_chunk().ok_or_else(|| broken(Broken))?;
    let count = u16::from_be_bytes([*high, *low]);
    let (count, reset, mut starts) = match has_starts {
        HasStarts::No => (count, third & RESET, None),
        HasStarts::Yes => (count & COUNT, high & RESET, Some(Starts::new(*third))),
    };
    if count == 0 {
        return Ok(());
    }
    let mut bits = Bits::new(rest, 0);
    let layout = layout(&mut bits, memory, broken)?;
    let size = layout.memory();
    let positive = to_usize(buckets(&layout.positive));
    let all = to_usize(buckets(&layout.positive) + buckets(&layout.negative));
    let mut time = bits.varbit_signed();
    let mut state = S::first(&mut bits, all).map_err(broken)?;
    let (mut distance, mut before) = (0_i64, 0_i64);
    let mut last: Option<Rc<NativeHistogram>> = None;
    for number in 0..count {
        if number > 0 {
            before = time;
            distance = distance.wrapping_add(bits.varbit_signed());
            time = time.wrapping_add(distance);
            state.next(&mut bits).map_err(broken)?;
        }
        let sum = state.sum();
        if sample::is_stale(sum) {
            columns.push(time, sample::STALE);
        } else {
            let hint = match (reset, number) {
                (RESET, _) => ResetHint::Gauge,
                // Whether the chunk before is the one that it followed is not known.
                (_, 0) => ResetHint::Unknown,
                _ => ResetHint::NotReset,
            };
            memory.reserve(1, size)?;
            let ((zero_count, count), (positive, negative)) = (state.counts(), state.buckets(positive));
            let numbers = Numbers { hint, zero_count, count, sum };
            let histogram = layout.histogram(numbers, positive, negative);
            // What is repeated is there once.
            let histogram = last.take().filter(|last| **last == histogram).unwrap_or_else(|| Rc::new(histogram));
            last = Some(Rc::clone(&histogram));
            columns.push_histogram(time, histogram);
        }
        if let Some(starts) = &mut starts {
            columns.start(starts.next(&mut bits, number, time, before).map_err(broken)?);
        }
    }
    bits.end().map_err(broken)
}

/// What all histograms of a chunk have in common. Its lists are as long as there are bits for, at most.
fn layout(bits: &mut Bits<'_>, memory: &mut MemoryBudget, broken: &impl Fn(Broken) -> Fault) -> Result<Layout, Fault> {
    let zero_threshold = match bits.long(8) {
        0 => 0.0,
        255 => f64::from_bits(bits.long(64)),
        // A power of two: 1 stands for 2^-243.
        exponent => f64::from_bits((exponent + 1023 - 244) << 52),
    };
    let schema = bits.varbit_signed();
    let spans = [spans(bits, memory, broken)?, spans(bits, memory, broken)?];
    let mut custom_values = Vec::new();
    if schema == i64::from(CUSTOM_SCHEMA) {
        let count = list(bits, memory, size_of::<[f64; 2]>(), broken)?;
        custom_values.reserve_exact(count);
        custom_values.extend((0..count).map(|_| bound(bits)));
    }
    bits.end().map_err(broken)?;
    let count = spans.iter().map(|spans| buckets(spans)).fold(0, u64::saturating_add);
    if count > bits.left() as u64 {
        return Err(broken(Broken));
    }
    // The state of each bucket while the chunk is read.
    memory.reserve(to_usize(count), 2 * size_of::<u64>())?;
    Layout::new(schema, zero_threshold, spans, custom_values.into()).ok_or(ReadFaultKind::Histogram.into())
}

/// The length of a list of items that take at least a bit each, for which memory is reserved.
fn list(
    bits: &mut Bits<'_>,
    memory: &mut MemoryBudget,
    bytes: usize,
    broken: &impl Fn(Broken) -> Fault,
) -> Result<usize, Fault> {
    let count = bits.varbit_unsigned();
    if count > bits.left() as u64 {
        return Err(broken(Broken));
    }
    memory.reserve(to_usize(count), bytes)?;
    Ok(to_usize(count))
}

fn spans(
    bits: &mut Bits<'_>,
    memory: &mut MemoryBudget,
    broken: &impl Fn(Broken) -> Fault,
) -> Result<Vec<BucketSpan>, Fault> {
    let count = list(bits, memory, size_of::<BucketSpan>(), broken)?;
    let mut spans = Vec::with_capacity(count);
    for _ in 0..count {
        let length = u32::try_from(bits.varbit_unsigned()).map_err(|_| broken(Broken))?;
        let offset = i32::try_from(bits.varbit_signed()).map_err(|_| broken(Broken))?;
        spans.push(BucketSpan { offset, length });
    }
    Ok(spans)
}

/// A bound of custom buckets: thousandths and 1, or 0 and a float.
#[expect(clippy::cast_precision_loss, reason = "thousandths are below 2⁵³ where they were written as such")]
fn bound(bits: &mut Bits<'_>) -> f64 {
    match bits.varbit_unsigned() {
        0 => f64::from_bits(bits.long(64)),
        thousandths => (thousandths - 1) as f64 / 1000.0,
    }
}
