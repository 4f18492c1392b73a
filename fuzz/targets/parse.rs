//! Lexer, parser, checker and printer on any bytes.

#![no_main]

#[path = "../../tests/support/properties.rs"]
#[allow(dead_code, reason = "each target holds texts to one of them")]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    properties::parse::hold(&String::from_utf8_lossy(bytes));
});
