//! Chunks of samples.

use narthex::engine::column::{is_absent, is_histogram};
use narthex::engine::samples::Samples;
use narthex::model::native_histogram::{NativeHistogram, ResetHint};
use narthex::model::xor::Encoder;

use super::FloatEncoding;
use super::bits::{BitWriter, StartWriter, Window};
use super::histograms::{self, Joined};

/// A chunk: the number of its encoding, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) encoding: u64,
    pub(crate) bytes: Vec<u8>,
}

/// The most floats of a chunk, as Prometheus has it.
const MOST: usize = 120;

/// The chunks of a series: floats and stale markers in some, histograms in others.
pub(crate) fn of(samples: &Samples, encoding: FloatEncoding) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let mut begin = 0;
    while begin < samples.len() {
        let end = run(samples, begin);
        let which = begin..end;
        let starts = if encoding == FloatEncoding::Xor2 { samples.starts.get(which.clone()) } else { None };
        let times = &samples.times[which.clone()];
        if is_histogram(samples.values[begin]) {
            let all: Vec<_> = samples.histograms[which].iter().flatten().map(|one| &**one).collect();
            chunks.push(histograms::chunk(times, &all, starts));
        } else {
            let floats: Vec<_> = times.iter().copied().zip(samples.values[which].iter().copied()).collect();
            chunks.push(match encoding {
                FloatEncoding::Xor => xor(&floats),
                FloatEncoding::Xor2 => xor2(&floats, starts.unwrap_or_default()),
            });
        }
        begin = end;
    }
    chunks
}

/// The end of the samples that go into one chunk with the first of them.
fn run(samples: &Samples, begin: usize) -> usize {
    let is_histogram = |at: usize| is_histogram(samples.values[at]);
    if !is_histogram(begin) {
        let end = (begin..samples.len()).find(|at| is_histogram(*at)).unwrap_or(samples.len());
        return end.min(begin + MOST);
    }
    let histogram = |at: usize| samples.histograms[at].as_deref().expect("a histogram");
    let goes_on = |at: &usize| {
        let (before, own) = (histogram(at - 1), histogram(*at));
        match own.hint {
            ResetHint::Gauge => before.hint == ResetHint::Gauge && Joined::has_same_layout(before, own),
            ResetHint::NotReset => before.hint != ResetHint::Gauge && Joined::has_same_layout(before, own),
            ResetHint::Unknown | ResetHint::Reset => false,
        }
    };
    (begin + 1..samples.len())
        .take_while(|at| is_histogram(*at))
        .find(|at| !goes_on(at))
        .unwrap_or_else(|| (begin + 1..samples.len()).find(|at| !is_histogram(*at)).unwrap_or(samples.len()))
}

/// Whether two are kept in one chunk, whatever their buckets are.
impl Joined {
    pub(crate) fn has_same_layout(one: &NativeHistogram, other: &NativeHistogram) -> bool {
        one.schema == other.schema
            && one.zero_threshold.to_bits() == other.zero_threshold.to_bits()
            && one.custom_values == other.custom_values
            && histograms::is_whole(one) == histograms::is_whole(other)
    }
}

/// Floats as all versions write them.
pub(crate) fn xor(samples: &[(i64, f64)]) -> Chunk {
    let mut encoder = Encoder::default();
    for (time, value) in samples {
        encoder.push(*time, *value);
    }
    Chunk { encoding: 1, bytes: encoder.finish() }
}

/// Floats as versions from 3.14 on write them, with start timestamps or none.
pub(crate) fn xor2(samples: &[(i64, f64)], starts: &[i64]) -> Chunk {
    let (mut bits, mut start_writer) = (BitWriter::default(), StartWriter::default());
    let (mut window, mut base): (Window, u64) = (None, 0);
    let (mut before, mut distance) = (0_i64, 0_i64);
    for (number, (time, value)) in samples.iter().enumerate() {
        let value_bits = value.to_bits();
        let own = time.wrapping_sub(before);
        match number {
            0 => {
                bits.varint(*time);
                bits.put(value_bits, 64);
            }
            1 => {
                bits.uvarint(own.cast_unsigned());
                behind_time(&mut bits, *value, base, &mut window);
            }
            _ => match own.wrapping_sub(distance) {
                0 if is_absent(*value) => bits.put(0b11111, 5),
                0 => bits.changed(base ^ value_bits, &mut window, [(0b100, 3), (0b101, 3)], |bits| bits.put(0, 1)),
                change => {
                    match change {
                        -4096..=4095 => bits.put(0b110 << 13 | change.cast_unsigned() & 0x1fff, 16),
                        -524_288..=524_287 => bits.put(0b1110 << 20 | change.cast_unsigned() & 0xf_ffff, 24),
                        _ => {
                            bits.put(0b11110, 5);
                            bits.put(change.cast_unsigned(), 64);
                        }
                    }
                    behind_time(&mut bits, *value, base, &mut window);
                }
            },
        }
        start_writer.put(&mut bits, number, (*time, before), starts.get(number).copied().unwrap_or(0));
        if !is_absent(*value) {
            base = value_bits;
        }
        if number > 0 {
            distance = own;
        }
        before = *time;
    }
    let count = u16::try_from(samples.len()).expect("a chunk's samples");
    let head = [&count.to_be_bytes()[..], &[start_writer.head]].concat();
    Chunk { encoding: 4, bytes: [head, bits.finish()].concat() }
}

fn behind_time(bits: &mut BitWriter, value: f64, base: u64, window: &mut Window) {
    if is_absent(value) {
        bits.put(0b111, 3);
    } else {
        bits.changed(base ^ value.to_bits(), window, [(0b10, 2), (0b110, 3)], |bits| bits.put(0, 1));
    }
}
