//! Answers to remote reads: snappy blocks, frames, messages and chunks of any bytes.

#![no_main]

#[path = "../../tests/support/choices.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod choices;
#[path = "../../tests/support/read_answers.rs"]
mod read_answers;
#[path = "../../tests/support/remote_read/remote_read.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod remote_read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_answers::hold(bytes);
});
