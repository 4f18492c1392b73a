//! What single literals mean: numbers, durations, strings.
//!
//! Not here: where they begin and end (the lexer).

pub mod number;
pub mod string;
