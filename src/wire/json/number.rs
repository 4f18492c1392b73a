//! Numbers: JSON's own, times in seconds, and sample values, which the API writes as texts.
//!
//! Invariant: every value is the nearest f64 to its text. The quick ways are taken only where they are
//! exact: a mantissa below 2^53 divided by a power of ten up to 10^22 is rounded once (source: W. Clinger, "How to read
//! floating point numbers accurately", 1990); one of up to 19 digits is divided in integers, and what is left over
//! decides.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "numbers are made of digits and bits here, by ways that show why nothing is lost"
)]

use super::Stop;
use super::scanner::Scanner;
use crate::model::count::to_u32;

/// Powers of ten that an f64 holds exactly, as far as the quick way needs them.
const POWERS: [f64; 20] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19];

/// Below this an integer is an exact f64.
const EXACT: u64 = 1 << 53;

/// Reads a JSON number. Stops for more bytes where the window ends with it, as it may go on; bad where it is none.
pub fn float(scanner: &mut Scanner) -> Result<f64, Stop> {
    scanner.peek()?;
    let bytes = scanner.rest();
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = digits(at);
    let leading_zero = bytes.get(at) == Some(&b'0') && whole > 1;
    at += if leading_zero { 1 } else { whole };
    let mut missing = whole == 0 || leading_zero;
    if !missing && bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        at += 1 + fraction;
        missing = fraction == 0;
    }
    if !missing && matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = bytes.get(at..).map_or(0, |_| digits(at));
        at += exponent;
        missing = exponent == 0;
    }
    if at >= bytes.len() {
        return Err(Stop::More);
    }
    scanner.advance(at);
    let text = if missing { None } else { std::str::from_utf8(&bytes[..at]).ok() };
    text.and_then(crate::model::number::parse).map_or_else(|| scanner.bad("a number"), Ok)
}

/// Reads a time, a JSON number of seconds, as the nearest Unix millisecond. Stops as [`float`] does; bad too where it
/// is so far away that milliseconds are not told apart.
#[inline]
pub fn time(scanner: &mut Scanner) -> Result<i64, Stop> {
    let first = scanner.peek()?;
    let bytes = scanner.rest();
    let mut at = usize::from(first == b'-');
    let start = at;
    let mut whole = 0_i64;
    while let Some(digit) = digit(bytes, at) {
        whole = whole.wrapping_mul(10).wrapping_add(digit.cast_signed());
        at += 1;
    }
    let digits = at - start;
    let mut milli = 0;
    if bytes.get(at) == Some(&b'.') {
        let mut unit = 100;
        at += 1;
        while let (Some(digit), 1..) = (digit(bytes, at), unit) {
            milli += unit * digit.cast_signed();
            unit /= 10;
            at += 1;
        }
        // "1." is no number; `float` says so.
        if unit == 100 {
            return slow_time(scanner);
        }
    }
    match bytes.get(at) {
        Some(b',' | b']' | b' ') if (1..=15).contains(&digits) && (bytes[start] != b'0' || digits == 1) => {
            scanner.advance(at);
            let time = whole * 1000 + milli;
            Ok(if first == b'-' { -time } else { time })
        }
        None => Err(Stop::More),
        Some(_) => slow_time(scanner),
    }
}

#[cold]
fn slow_time(scanner: &mut Scanner) -> Result<i64, Stop> {
    let before = scanner.clone();
    let ms = (float(scanner)? * 1000.0).round();
    // Beyond this a millisecond is no longer distinguished from the next.
    if ms.abs() < EXACT as f64 { Ok(ms as i64) } else { before.bad("a time in seconds") }
}

/// Reads a sample value: a number in quotes, `NaN`, `+Inf` or `-Inf`. Stops for more bytes where its closing quote is
/// not there yet; bad where it is none.
#[inline]
pub fn value(scanner: &mut Scanner) -> Result<f64, Stop> {
    scanner.peek()?;
    let bytes = scanner.rest();
    let negative = bytes.get(1) == Some(&b'-');
    let mut at = 1 + usize::from(negative);
    let start = at;
    let mut mantissa = 0_u64;
    while let Some(digit) = digit(bytes, at) {
        mantissa = mantissa.wrapping_mul(10).wrapping_add(digit);
        at += 1;
    }
    let mut digits = at - start;
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        let start = at;
        while let Some(digit) = digit(bytes, at) {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(digit);
            at += 1;
        }
        fraction = at - start;
        digits += fraction;
    }
    // With at most 19 digits the mantissa has not wrapped.
    if (1..=19).contains(&digits) && bytes.get(at) == Some(&b'"') && bytes[0] == b'"' {
        scanner.advance(at + 1);
        let value = if mantissa < EXACT {
            mantissa.cast_signed() as f64 / POWERS[fraction]
        } else {
            divided(mantissa, fraction)
        };
        return Ok(if negative { -value } else { value });
    }
    slow_value(scanner)
}

/// The f64 that is nearest to a mantissa of at least 2^53 divided by ten to the power of `fraction`, up to 19.
fn divided(mantissa: u64, fraction: usize) -> f64 {
    let divisor = 10_u128.pow(to_u32(fraction));
    let zeros = mantissa.leading_zeros();
    // As many bits as there is place for: of the quotient then at least 64.
    let dividend = u128::from(mantissa) << (64 + zeros);
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    let shift = (u128::BITS - quotient.leading_zeros()) - 53;
    let (kept, half) = ((quotient >> shift) as u64, 1_u128 << (shift - 1));
    let cut = quotient & (2 * half - 1);
    let is_up = cut > half || cut == half && (rest > 0 || kept % 2 == 1);
    let exponent = i64::from(shift) - i64::from(64 + zeros);
    (kept + u64::from(is_up)) as f64 * f64::from_bits((1023 + exponent).cast_unsigned() << 52)
}

/// All other values: longer ones, those with an exponent, NaN and infinities, and what is no value.
#[inline(never)]
fn slow_value(scanner: &mut Scanner) -> Result<f64, Stop> {
    let before = scanner.clone();
    if scanner.peek()? != b'"' {
        return before.bad("a sample value in quotes");
    }
    let text = scanner.text()?;
    crate::model::number::parse(&text).map_or_else(|| before.bad("a sample value"), Ok)
}

#[inline]
fn digit(bytes: &[u8], at: usize) -> Option<u64> {
    let digit = bytes.get(at)?.wrapping_sub(b'0');
    (digit < 10).then_some(digit.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_milliseconds() {
        for (text, ms) in [
            ("1700000000,", 1_700_000_000_000),
            ("1700000000.5,", 1_700_000_000_500),
            (" 1700000000.123 ,", 1_700_000_000_123),
            ("1700000000.1236,", 1_700_000_000_124),
            ("-1.5,", -1500),
            ("-0.001,", -1),
            ("0,", 0),
            ("1.7e9,", 1_700_000_000_000),
            ("1.700000000123E9,", 1_700_000_000_123),
        ] {
            assert_eq!(time(&mut Scanner::new(text.as_bytes())), Ok(ms), "{text}");
        }
        for bad in ["\"1\",", "x,", "1.,", "-,", "1e,", "1e99,", "99999999999999999999,", "null,", "01,", "01.5,"] {
            assert!(matches!(time(&mut Scanner::new(bad.as_bytes())), Err(Stop::Bad { .. })), "{bad}");
        }
        for cut in ["", "-", "1", "170.", "170.12", "1.7e", "1.7e9"] {
            assert_eq!(time(&mut Scanner::new(cut.as_bytes())), Err(Stop::More), "{cut}");
        }
    }

    #[test]
    fn long_mantissas_are_the_nearest_float() {
        let mut random = 88_172_645_463_325_252_u64;
        for _ in 0..50_000 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            // Also such as lie in the middle between two floats, or next to it.
            for mantissa in [random, random & !0x3ff | 0x400, random & !0x7ff | 0x401, random >> (random % 11)] {
                let mantissa = mantissa % 10_000_000_000_000_000_000;
                if mantissa >= EXACT {
                    let fraction = (random >> 40) as usize % 20;
                    let wanted: f64 = format!("{mantissa}e-{fraction}").parse().expect("a number");
                    assert_eq!(divided(mantissa, fraction).to_bits(), wanted.to_bits(), "{mantissa}e-{fraction}");
                }
            }
        }
    }

    #[test]
    fn values_are_the_nearest_float() {
        for text in [
            "0",
            "-0",
            "1",
            "1.15",
            "0.1",
            "0.00000015",
            "9007199254740991",
            "9007199254740993",
            "18446744073709551616",
            "123456789012345678901234567890",
            "0.0033333333333333335",
            "1e-300",
            "1.5e+21",
            "-2.5E3",
            "NaN",
            "+Inf",
            "-Inf",
            "+1.5",
            "0.1234567890123456789",
            "1.7976931348623157e308",
            "5e-324",
            "99999999999999999999.5",
            ".5",
            "5.",
        ] {
            let json = format!("\"{text}\"");
            let read = value(&mut Scanner::new(json.as_bytes()));
            let wanted: f64 = text.parse().unwrap_or(f64::MAX);
            assert_eq!(read.map(f64::to_bits), Ok(wanted.to_bits()), "{text}");
        }
        for bad in ["\"\"", "\"-\"", "\"one\"", "1.5 ", "null", "\".\"", "\"1 \""] {
            assert!(matches!(value(&mut Scanner::new(bad.as_bytes())), Err(Stop::Bad { .. })), "{bad}");
        }
        for cut in ["", "\"", "\"1", "\"1.", "\"1.5", "\"Na"] {
            assert_eq!(value(&mut Scanner::new(cut.as_bytes())), Err(Stop::More), "{cut}");
        }
    }
}
