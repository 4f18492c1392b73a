//! The list of ranges through which the buttons "wider" and "narrower" go.

use crate::model::time::{DAY, HOUR, MINUTE, SECOND, WEEK};

/// Ranges in milliseconds, ascending.
const LADDER: [i64; 20] = [
    SECOND,
    10 * SECOND,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    4 * DAY,
    WEEK,
    2 * WEEK,
    4 * WEEK,
    12 * WEEK,
    365 * DAY,
    730 * DAY,
];

/// The next longer range of the ladder, in milliseconds; the range itself at its top.
pub fn wider(range_ms: i64) -> i64 {
    LADDER.into_iter().find(|&rung| rung > range_ms).unwrap_or(range_ms)
}

/// The next shorter range of the ladder, in milliseconds; the range itself at its bottom.
pub fn narrower(range_ms: i64) -> i64 {
    LADDER.into_iter().rev().find(|&rung| rung < range_ms).unwrap_or(range_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn climbs_and_stops_at_both_ends() {
        assert_eq!((narrower(HOUR), wider(HOUR)), (30 * MINUTE, 2 * HOUR));
        assert_eq!((narrower(61 * MINUTE), wider(61 * MINUTE)), (HOUR, 2 * HOUR));
        assert_eq!((narrower(1), wider(i64::MAX)), (1, i64::MAX));
        assert!(LADDER.is_sorted());
    }
}
