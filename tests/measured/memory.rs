//! Decoding an answer takes less than twice its size, wherever its memory peaks; a store of series takes few bytes a
//! sample.
//!
//! What goes in is generated piece by piece, so that what is counted is the decoder's and the store's.

#![allow(clippy::cast_precision_loss, reason = "bytes are compared as shares")]

use narthex::engine::labels::Labels;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::wire::prometheus::query::decoder::Decoder;
use narthex::wire::transport::Head;

use crate::answers::{Matrix, Values};
use crate::{answers, measured};

/// Peak memory as a multiple of the answer's size.
#[track_caller]
fn check(pieces: impl Iterator<Item = Vec<u8>>, samples: u64, bound: f64) {
    let head = Head { status: 200, ..Head::default() };
    let ((progress, reply), memory) = measured(|| {
        let mut decoder = Decoder::new(&head, u64::MAX);
        for piece in pieces {
            assert_eq!(decoder.feed(piece), Ok(()));
        }
        (decoder.progress(), decoder.finish())
    });
    let peak = memory.bytes_max as f64 / progress.bytes as f64;
    assert!(reply.is_ok_and(|reply| reply.value.block().is_some_and(|block| block.samples() as u64 == samples)));
    assert_eq!(progress.samples, samples);
    assert!(progress.bytes > 5_000_000, "{}", progress.bytes);
    assert!(peak < bound, "peak memory is {peak:.2} times the answer");
}

/// Memory of a store with three hundred series, a sample every 15 s for six hours, in bytes a sample.
#[track_caller]
fn check_store(next: fn(f64, u64) -> f64, bound: f64) {
    let (store, memory) = measured(|| filled(next));
    let taken = memory.bytes_current as f64 / 432_000.0;
    assert_eq!(store.series().len(), 300);
    assert!(taken < bound, "{taken:.2} bytes a sample");
}

fn filled(next: fn(f64, u64) -> f64) -> MemoryStore {
    let mut store = MemoryStore::default();
    let mut random = 7_u64;
    for series in 0..300 {
        let mut value = 0.0;
        let mut values = Vec::new();
        for _ in 0..1440 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            value = next(value, random >> 33);
            values.push(value);
        }
        let times = (0..1440).map(|at| 1_700_000_000_000 + at * 15_000).collect();
        let labels = Labels::new([("__name__", "m".to_owned()), ("instance", format!("host-{series}"))]);
        store.append(labels, Samples { times, values, ..Samples::default() });
    }
    store
}

/// Counters take 2.5 bytes a sample in Prometheus' encoding; decimal fractions, in which all bits of a float change,
/// take 7.2. The store adds half a byte, and two thirds of one for the marks at which its chunks can be entered.
#[test]
fn a_store_takes_few_bytes_a_sample() {
    check_store(|value, random| value + (random % 300) as f64, 3.7);
    check_store(|value, random| ((value * 100.0).round() + (random % 41) as f64 - 20.0).abs() / 100.0, 8.7);
}

/// Sizes stand just behind a power of two, where a growing column has its worst moment.
#[test]
fn decoding_takes_less_than_twice_the_answer() {
    let size = Matrix { series: 257, points: 1024, values: Values::Load };
    check(answers::matrix(size), 257 * 1024, 1.0);
    check(answers::raw(size), 257 * 1024, 1.5);
    check(answers::vector(33_000), 33_000, 2.0);
    check(answers::histograms(Matrix { series: 7, points: 1000, ..size }), 7_000, 1.75);
}
