//! Generated cases, each made of bytes: where one fails, `proptest` looks for the fewest and smallest bytes that still do.
//!
//! Invariant: the cases of a test are the same in every run.

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Holds a property to so many cases of at most so many bytes: few, so that all tests together stay quick, or as many
/// times as `NARTHEX_CASES` says.
#[track_caller]
pub(crate) fn check(cases: u32, bytes: usize, property: impl Fn(&[u8])) {
    let times = std::env::var("NARTHEX_CASES").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let config =
        Config { cases: cases * times, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&vec(any::<u8>(), 0..=bytes), |bytes| {
        property(&bytes);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
