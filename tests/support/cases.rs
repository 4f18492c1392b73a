//! How many generated cases a test tries: few, so that all tests together stay quick, or as many times as
//! `NARTHEX_CASES` says.

/// So many cases, times `NARTHEX_CASES` where that is set.
pub(crate) fn count(few: usize) -> usize {
    let times = std::env::var("NARTHEX_CASES").ok().and_then(|times| times.parse().ok());
    few * times.unwrap_or(1)
}
