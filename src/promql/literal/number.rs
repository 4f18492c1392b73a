//! Numbers in all forms that Prometheus reads, and durations as seconds.

use crate::model::duration;
use crate::model::number;
use crate::model::time;

/// The longest duration in seconds, either way: 2⁶³ nanoseconds.
pub const MAX_SECONDS: f64 = 9_223_372_036.854_776;

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberError {
    /// It is not written as one.
    Syntax,
    /// It is too large to be held.
    OutOfRange,
}

/// Reads a number: decimal, `0x1F`, octal with a leading zero (`0755`; `08` is 8), `_` between digits, exponents,
/// `Inf`, `NaN` in letters of either size. Fails where it is not written as one, or is too large for a float.
pub fn parse(text: &str) -> Result<f64, NumberError> {
    if text.eq_ignore_ascii_case("inf") {
        return Ok(f64::INFINITY);
    }
    if text.eq_ignore_ascii_case("nan") {
        return Ok(f64::NAN);
    }
    let digits = without_separators(text).ok_or(NumberError::Syntax)?;
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return integer(hex, 16);
    }
    let octal = digits.strip_prefix('0').filter(|rest| !rest.is_empty());
    octal.and_then(|rest| integer(rest, 8).ok()).map_or_else(|| float(&digits), Ok)
}

/// Reads a duration, such as `1h30m`, in seconds; `None` where it is none or does not fit.
pub fn parse_duration(text: &str) -> Option<f64> {
    let ms = duration::parse(text)?;
    let seconds = time::seconds(ms);
    (seconds <= MAX_SECONDS).then_some(seconds)
}

/// Without `_`, each of which must stand between digits or after `0x`.
fn without_separators(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_hex = matches!(bytes, [b'0', b'x' | b'X', ..]);
    // Else the `e` of an exponent would pass for a digit.
    let is_digit = |byte: &u8| if is_hex { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() };
    let is_valid = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let is_prefix = is_hex && at == 2;
        (is_prefix || before.is_some_and(is_digit)) && bytes.get(at + 1).is_some_and(is_digit)
    };
    let valid = (0..bytes.len()).all(|at| bytes[at] != b'_' || is_valid(at));
    valid.then(|| text.replace('_', ""))
}

fn integer(digits: &str, radix: u32) -> Result<f64, NumberError> {
    // `from_str_radix` would also take a sign.
    if digits.is_empty() || !digits.bytes().all(|byte| char::from(byte).is_digit(radix)) {
        return Err(NumberError::Syntax);
    }
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what a literal means")]
    i64::from_str_radix(digits, radix).map(|value| value as f64).map_err(|_| NumberError::OutOfRange)
}

fn float(text: &str) -> Result<f64, NumberError> {
    let is_number = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    let value = is_number.then(|| number::parse(text)).flatten().ok_or(NumberError::Syntax)?;
    if value.is_finite() { Ok(value) } else { Err(NumberError::OutOfRange) }
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
            assert_eq!(parse(text), Ok(value), "{text}");
        }
        assert!(parse("nAn").is_ok_and(f64::is_nan));
        for bad in ["", ".", "1..2", "0x", "0xg", "1_", "_1", "1__2", "1e", "1e+", "0b1", "0x-1", "infinity"] {
            assert_eq!(parse(bad), Err(NumberError::Syntax), "{bad}");
        }
    }

    #[test]
    fn separators_stand_between_digits_only() {
        for (text, value) in [("1e1_0", 1e10), ("0x_e_1", 225.0), ("0_17", 15.0), ("1_2.3_4e-0_1", 1.234)] {
            assert_eq!(parse(text), Ok(value), "{text}");
        }
        for bad in ["1_e2", "1e_2", "1.5_e3", "1E+_2", "1_.5", "1._5", "1e2_", "0_x1", "0x1_"] {
            assert_eq!(parse(bad), Err(NumberError::Syntax), "{bad}");
        }
    }

    #[test]
    fn what_does_not_fit_is_a_number_all_the_same() {
        for large in ["9e999", "1e309", "0x8000000000000000", "0xFFFFFFFFFFFFFFFFF"] {
            assert_eq!(parse(large), Err(NumberError::OutOfRange), "{large}");
        }
        assert_eq!(parse("1e-999"), Ok(0.0));
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
