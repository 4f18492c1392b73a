//! Durations in `PromQL`'s notation: `1h30m`, `15s`, `250ms`.

use super::number;
use super::time::{DAY, HOUR, MINUTE, SECOND, WEEK, whole_ms};

/// Unit and its length in milliseconds, from the longest down, as Prometheus defines them.
const UNITS: [(&str, i64); 7] =
    [("y", 365 * DAY), ("w", WEEK), ("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("ms", 1)];

/// Milliseconds as the shortest exact duration text; `0s` for zero.
pub fn format(mut ms: i64) -> String {
    if ms == 0 {
        return "0s".to_owned();
    }
    let mut out = String::from(if ms < 0 { "-" } else { "" });
    ms = ms.saturating_abs();
    for (unit, length) in UNITS {
        // Weeks and years only where nothing is left over: `90m` and `8d` read better split than as `1w1d`.
        if matches!(unit, "y" | "w") && ms % length != 0 {
            continue;
        }
        if ms >= length {
            out.push_str(&(ms / length).to_string());
            out.push_str(unit);
            ms %= length;
        }
    }
    out
}

/// Reads a duration text, units from long to short each at most once, or plain seconds (`90`, `0.5`).
/// `None` where it is neither, or longer than a span of time in milliseconds can hold.
pub fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(seconds) = number::decimal(text) {
        let ms = seconds * 1000.0;
        return (ms.is_finite() && ms.abs() < 9e15).then(|| whole_ms(ms));
    }
    let mut rest = text;
    let mut total = 0_i64;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let count: i64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let (_, length) = units.find(|(unit, _)| *unit == &rest[..letters])?;
        total = total.checked_add(count.checked_mul(*length)?)?;
        rest = &rest[letters..];
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips() {
        for (ms, text) in [
            (0, "0s"),
            (1, "1ms"),
            (15_000, "15s"),
            (90_000, "1m30s"),
            (5_400_000, "1h30m"),
            (86_400_000, "1d"),
            (604_800_000, "1w"),
            (691_200_000, "8d"),
            (31_536_000_000, "1y"),
            (1_001, "1s1ms"),
        ] {
            assert_eq!(format(ms), text);
            assert_eq!(parse(text), Some(ms), "{text}");
        }
    }

    #[test]
    fn reads_seconds_and_refuses_the_rest() {
        assert_eq!(parse("90"), Some(90_000));
        assert_eq!(parse(" 0.5 "), Some(500));
        for bad in ["", "m", "1x", "1m1h", "1m1m", "inf", "1e300", "99999999999999y", "1h 30m", "é"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
