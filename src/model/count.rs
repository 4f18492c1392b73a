//! Counts and numbers of items from one type to another, on machines of 32 and of 64 bits alike.
//!
//! What is counted before it is there (steps of a grid, bytes that something would take) is a `u64`, as a `usize` has
//! 32 bits in the browser. What is there in memory has numbers that fit a `usize`, and where columns hold numbers of
//! series, samples or texts, a `u32`.
//!
//! Invariant: nothing wraps: what does not fit becomes the greatest that does.

/// A number as columns hold it; the greatest there is where it does not fit. The limits of decoders and of evaluations
/// keep it far below.
pub fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A count of what can be in memory; the greatest there is where it does not fit.
pub fn to_usize(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// A number among signed ones, as indices of buckets are; the greatest there is where it does not fit.
pub fn to_i32(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A number among signed ones; the greatest there is where it does not fit.
pub fn to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count as samples and shares have it: exact below 2⁵³, which nothing that is counted reaches.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "what is in memory has fewer parts than 2⁵³")]
pub fn to_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_becomes_the_greatest_that_does() {
        assert_eq!((to_u32(7), to_usize(7), to_i64(7)), (7, 7, 7));
        assert_eq!((to_u32(usize::MAX), to_i32(usize::MAX)), (u32::MAX, i32::MAX));
        assert_eq!(to_usize(u64::MAX), usize::MAX);
        assert_eq!((to_f64(0), to_f64(3)), (0.0, 3.0));
        assert_eq!(to_i64(usize::MAX), i64::try_from(usize::MAX).unwrap_or(i64::MAX));
    }
}
