//! JSON read in one pass from bytes that arrive in pieces.
//!
//! A [`scanner::Scanner`] pulls tokens out of a window of the bytes; whoever drives it commits after
//! each element that is wholly read. Where the window ends inside an element, the [`window::ByteWindow`]
//! keeps the bytes from the last commit on, waits for more and reads that element again.
//!
//! Invariant: nothing is read twice but the element at the window's end, and that at most a
//! logarithmic number of times.
//! Invariant: strings are checked UTF-8; nesting of skipped values is bounded.
//! Not here: a tree of values. Small answers of a fixed shape go through `serde_json`.

pub mod number;
pub mod scanner;
pub mod string;
pub mod window;

/// Why the scanner stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The window ended inside an element.
    More,
    /// These bytes are not what they should be.
    Bad {
        /// Offset in the window of the first byte that does not fit.
        at: usize,
        /// What was expected there.
        expected: &'static str,
    },
}
