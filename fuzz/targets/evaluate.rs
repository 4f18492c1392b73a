//! The engine on any query over any series, both made of the bytes.

#![no_main]

#[path = "../../tests/support/evaluation.rs"]
mod evaluation;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    evaluation::hold(bytes);
});
