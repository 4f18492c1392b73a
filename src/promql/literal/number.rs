//! Numbers in all forms that Prometheus reads, and durations as seconds.

use crate::model::duration;
use crate::model::number;

/// The longest duration in seconds, either way: 2⁶³ nanoseconds.
pub const MAX_SECONDS: f64 = 9_223_372_036.854_776;

/// Reads a number: decimal, `0x1F`, octal with a leading zero (`0755`; `08` is 8), `_` between digits, exponents,
/// `Inf`, `NaN` in letters of either size. `None` where it is none or does not fit.
pub fn parse(text: &str) -> Option<f64> {
    if text.eq_ignore_ascii_case("inf") {
        return Some(f64::INFINITY);
    }
    if text.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    let digits = without_separators(text)?;
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return integer(hex, 16);
    }
    let octal = digits.strip_prefix('0').filter(|rest| !rest.is_empty());
    octal.and_then(|rest| integer(rest, 8)).or_else(|| float(&digits))
}

/// Reads a duration, such as `1h30m`, in seconds; `None` where it is none or does not fit.
pub fn parse_duration(text: &str) -> Option<f64> {
    let ms = duration::parse(text)?;
    let seconds = ms as f64 / 1000.0;
    (seconds <= MAX_SECONDS).then_some(seconds)
}

/// Without `_`, each of which must stand between digits or after `0x`.
fn without_separators(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_sound = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let is_prefix = at == 2 && matches!(&bytes[..2], b"0x" | b"0X");
        (is_prefix || before.is_some_and(u8::is_ascii_hexdigit)) && bytes.get(at + 1).is_some_and(u8::is_ascii_hexdigit)
    };
    let sound = (0..bytes.len()).all(|at| bytes[at] != b'_' || is_sound(at));
    sound.then(|| text.replace('_', ""))
}

fn integer(digits: &str, radix: u32) -> Option<f64> {
    // `from_str_radix` would also take a sign.
    let is_digits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digits.then(|| i64::from_str_radix(digits, radix).ok()).flatten().map(|value| value as f64)
}

fn float(text: &str) -> Option<f64> {
    let is_number = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    is_number.then(|| number::parse(text)).flatten().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form() {
        for (text, value) in [
            ("0", 0.0),
            ("5.", 5.0),
            (".5", 0.5),
            ("1e3", 1000.0),
            ("1E-2", 0.01),
            ("0x1F", 31.0),
            ("0X_ff", 255.0),
            ("0755", 493.0),
            ("08", 8.0),
            ("1_000_000", 1e6),
            ("1_0.5", 10.5),
            ("Inf", f64::INFINITY),
            ("9223372036854775808", 9_223_372_036_854_775_808.0),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        assert!(parse("nAn").is_some_and(f64::is_nan));
        for bad in ["", ".", "1..2", "0x", "0xg", "1_", "_1", "1__2", "1e", "1e+", "0b1", "1e999", "0x-1", "infinity"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn reads_durations() {
        assert_eq!(parse_duration("1h30m"), Some(5400.0));
        assert_eq!(parse_duration("1ms"), Some(0.001));
        for bad in ["1m1h", "5x", "1.5h", "300y", "1mm"] {
            assert_eq!(parse_duration(bad), None, "{bad}");
        }
    }
}
