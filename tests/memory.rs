//! Decoding an answer takes less than twice its size, wherever its memory peaks.
//!
//! The answer is generated piece by piece, so that what is counted is the decoder's.

#[path = "support/answers.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod answers;

use answers::{Matrix, Values};
use narthex::wire::prometheus::query::decoder::Decoder;
use narthex::wire::transport::Head;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Peak memory as a multiple of the answer's size.
#[track_caller]
fn check(pieces: impl Iterator<Item = Vec<u8>>, samples: u64, bound: f64) {
    let head = Head { status: 200, content_type: String::new() };
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut decoder = Decoder::new(&head, u64::MAX);
    for piece in pieces {
        assert_eq!(decoder.feed(piece), Ok(()));
    }
    let progress = decoder.progress();
    let reply = decoder.finish();
    let peak = (MEMORY.peak_usage() - before) as f64 / progress.bytes as f64;
    assert!(reply.is_ok_and(|reply| reply.value.block().is_some_and(|block| block.samples() as u64 == samples)));
    assert_eq!(progress.samples, samples);
    assert!(progress.bytes > 20_000_000, "{}", progress.bytes);
    assert!(peak < bound, "peak memory is {peak:.2} times the answer");
}

/// One test, for other threads' memory would count too. Sizes stand just behind a power of two, where
/// a growing column has its worst moment.
#[test]
fn decoding_takes_less_than_twice_the_answer() {
    let size = Matrix { series: 1025, points: 1024, values: Values::Load };
    check(answers::matrix(size), 1025 * 1024, 1.0);
    check(answers::raw(size), 1025 * 1024, 1.5);
    check(answers::vector(132_000), 132_000, 2.0);
    check(answers::histograms(Matrix { series: 27, points: 1000, ..size }), 27_000, 1.75);
}
