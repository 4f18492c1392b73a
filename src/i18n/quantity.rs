//! Quantities as short text, the same in every language: bytes, spans of time, counts.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "quantities are rounded for people"
)]

/// Bytes in powers of 1000: `512 B`, `1.2 kB`, `256 MB`.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    // 999.5 would be rounded to a fourth digit.
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{} {}", three_digits(value), UNITS[unit])
}

/// A measured span of time: `0.4 ms`, `12 ms`, `1.25 s`, `3 min 20 s`, `2 h 5 min`.
pub fn span(ms: f64) -> String {
    if !ms.is_finite() {
        "–".to_owned()
    } else if ms < 999.5 {
        if ms < 10.0 { format!("{} ms", three_digits((ms * 10.0).round() / 10.0)) } else { format!("{ms:.0} ms") }
    } else if ms < 59_950.0 {
        format!("{} s", three_digits(ms / 1000.0))
    } else if ms >= 3_599_500.0 {
        age((ms / 1000.0).round() as i64 * 1000)
    } else {
        let seconds = (ms / 1000.0).round() as u64;
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// How long something is past, in its two greatest units: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`.
pub fn age(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, ..) => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} d {} h", hours % 24),
    }
}

/// A count with its thousands apart: `10,000`.
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// At most three significant digits below 1000, without needless zeros.
fn three_digits(value: f64) -> String {
    let decimals = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_keep_three_digits() {
        for (value, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1 kB"),
            (1234, "1.23 kB"),
            (999_499, "999 kB"),
            (999_500, "1 MB"),
            (256_000_000, "256 MB"),
            (u64::MAX, "18447 PB"),
        ] {
            assert_eq!(bytes(value), text);
        }
    }

    #[test]
    fn spans_take_the_unit_that_fits() {
        for (ms, text) in [
            (0.0, "0 ms"),
            (0.44, "0.4 ms"),
            (12.3, "12 ms"),
            (999.6, "1 s"),
            (1250.0, "1.25 s"),
            (30_000.0, "30 s"),
            (200_000.0, "3 min 20 s"),
            (3_599_400.0, "59 min 59 s"),
            (3_599_600.0, "1 h 0 min"),
            (90_000_000.0, "1 d 1 h"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(span(ms), text);
        }
    }

    #[test]
    fn ages_have_two_units() {
        let texts = [-5, 45_000, 12 * 60_000, 12_000_000, 187_200_000].map(age);
        assert_eq!(texts, ["0 s", "45 s", "12 min", "3 h 20 min", "2 d 4 h"]);
    }

    #[test]
    fn counts_have_their_thousands_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }
}
