//! Any query over any series in several zones, parts evaluated in each, all made of the bytes.

#![no_main]

#[path = "../../tests/support/evaluation.rs"]
#[allow(dead_code, reason = "shared with tests of the engine")]
mod evaluation;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    evaluation::hold_federated(bytes);
});
