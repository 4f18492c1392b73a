//! The messages of remote read, by hand.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of a test are small")]

use narthex::engine::samples::Samples;
use narthex::model::native_histogram::{Buckets, NativeHistogram, ResetHint};

use super::chunks::Chunk;
use super::histograms::is_whole;

/// A whole number in bytes of seven bits.
pub(crate) fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// A field that is a whole number.
pub(crate) fn number(field: u64, number: u64) -> Vec<u8> {
    [varint(field << 3), varint(number)].concat()
}

/// A field that is a text or a message.
pub(crate) fn bytes(field: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

/// A field that is a float.
pub(crate) fn float(field: u64, value: f64) -> Vec<u8> {
    [varint(field << 3 | 1), value.to_le_bytes().to_vec()].concat()
}

fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63).cast_unsigned()
}

fn label((name, value): &(&str, &str)) -> Vec<u8> {
    bytes(1, &[bytes(1, name.as_bytes()), bytes(2, value.as_bytes())].concat())
}

fn labels(pairs: &[(&str, &str)]) -> Vec<u8> {
    pairs.iter().flat_map(label).collect()
}

/// A sample.
pub(crate) fn sample(time: i64, value: f64) -> Vec<u8> {
    [float(1, value), number(2, time.cast_unsigned())].concat()
}

/// A series with its samples.
pub(crate) fn time_series(pairs: &[(&str, &str)], samples: &Samples) -> Vec<u8> {
    let mut message = labels(pairs);
    for (at, (time, value)) in samples.times.iter().zip(&samples.values).enumerate() {
        match samples.histograms.get(at) {
            Some(Some(own)) => message.extend(bytes(4, &histogram(*time, own))),
            _ => message.extend(bytes(2, &sample(*time, *value))),
        }
    }
    message
}

/// A native histogram.
pub(crate) fn histogram(time: i64, own: &NativeHistogram) -> Vec<u8> {
    let is_whole = is_whole(own);
    let side = |buckets: &Buckets, field: u64| {
        let span = |offset: i32, length: u32| [number(1, zigzag(offset.into())), number(2, length.into())].concat();
        let spans = buckets.spans.iter().flat_map(|one| bytes(field, &span(one.offset, one.length)));
        let mut before = 0;
        let delta = |count: &f64| {
            let count = *count as i64;
            varint(zigzag(count - std::mem::replace(&mut before, count)))
        };
        let counts = if is_whole {
            bytes(field + 1, &buckets.counts.iter().flat_map(delta).collect::<Vec<_>>())
        } else {
            bytes(field + 2, &buckets.counts.iter().flat_map(|count| count.to_le_bytes()).collect::<Vec<_>>())
        };
        [spans.collect(), counts].concat()
    };
    let count = |value: f64, field: u64| if is_whole { number(field, value as u64) } else { float(field + 1, value) };
    let hint = match own.hint {
        ResetHint::Unknown => 0,
        ResetHint::Reset => 1,
        ResetHint::NotReset => 2,
        ResetHint::Gauge => 3,
    };
    [
        count(own.count, 1),
        float(3, own.sum),
        number(4, zigzag(own.schema.into())),
        float(5, own.zero_threshold),
        count(own.zero_count, 6),
        side(&own.negative, 8),
        side(&own.positive, 11),
        number(14, hint),
        number(15, time.cast_unsigned()),
        bytes(16, &own.custom_values.iter().flat_map(|bound| bound.to_le_bytes()).collect::<Vec<_>>()),
    ]
    .concat()
}

/// A message with the series of each query.
pub(crate) fn read_response(results: &[Vec<Vec<u8>>]) -> Vec<u8> {
    results.iter().flat_map(|all| bytes(1, &all.iter().flat_map(|one| bytes(1, one)).collect::<Vec<_>>())).collect()
}

/// A snappy block.
pub(crate) fn packed(message: &[u8]) -> Vec<u8> {
    snap::raw::Encoder::new().compress_vec(message).expect("a block")
}

/// A series with its chunks.
pub(crate) fn chunked_series(pairs: &[(&str, &str)], chunks: &[Chunk]) -> Vec<u8> {
    let chunk = |one: &Chunk| {
        let parts = [number(1, 0), number(2, 0), number(3, one.encoding), bytes(4, &one.bytes)];
        bytes(2, &parts.concat())
    };
    [labels(pairs), chunks.iter().flat_map(chunk).collect()].concat()
}

/// Series of a query.
pub(crate) fn chunked_response(series: &[Vec<u8>], query: u64) -> Vec<u8> {
    let all: Vec<u8> = series.iter().flat_map(|one| bytes(1, one)).collect();
    if query == 0 { all } else { [all, number(2, query)].concat() }
}

/// A frame around a message.
pub(crate) fn frame(message: &[u8]) -> Vec<u8> {
    [varint(message.len() as u64), crc32c(message).to_be_bytes().to_vec(), message.to_vec()].concat()
}

/// Bit by bit, as the standard describes it.
pub(crate) fn crc32c(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0x82f6_3b78 } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

/// The value of a field, as requests have them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    pub(crate) fn bytes(self) -> &'a [u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Number(number) => panic!("no bytes: {number}"),
        }
    }
}

/// The fields of a message.
pub(crate) fn fields(mut rest: &[u8]) -> Vec<(u64, Field<'_>)> {
    fn next(rest: &mut &[u8]) -> u64 {
        let length = rest.iter().position(|byte| *byte < 0x80).expect("a number's end") + 1;
        let (own, others) = rest.split_at(length);
        *rest = others;
        own.iter().rev().fold(0, |number, byte| number << 7 | u64::from(byte & 0x7f))
    }
    let mut all = Vec::new();
    while !rest.is_empty() {
        let tag = next(&mut rest);
        let number = next(&mut rest);
        let field = if tag.is_multiple_of(8) {
            Field::Number(number)
        } else {
            let (own, others) = rest.split_at(usize::try_from(number).expect("a length"));
            rest = others;
            Field::Bytes(own)
        };
        all.push((tag >> 3, field));
    }
    all
}
