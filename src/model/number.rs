//! The text of sample values, as Prometheus writes and reads it.

/// A value as the HTTP API writes it (Prometheus' `jsonutil.MarshalFloat`): the shortest decimal text
/// that reads back as the same number, with an exponent of at least two digits below 1e-6 and from
/// 1e21 on; `NaN`, `+Inf`, `-Inf`.
pub fn format(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned()
    } else if value == 0.0 || (1e-6..1e21).contains(&value.abs()) {
        value.to_string()
    } else {
        with_exponent(value)
    }
}

/// A value as Go's `%g` and `%v` write it, which Prometheus' messages are made with: as [`format`], but with an
/// exponent below 1e-4 and from 1e6 on.
pub fn general(value: f64) -> String {
    let is_plain = value == 0.0 || !value.is_finite() || (1e-4..1e6).contains(&value.abs());
    if is_plain { format(value) } else { with_exponent(value) }
}

/// A value as the format of `OpenMetrics` has it in the labels `le` and `quantile`: as [`general`], but always with a
/// point or an exponent.
pub fn open_metrics(value: f64) -> String {
    let text = if value == 0.0 { "0".to_owned() } else { general(value) };
    if value.is_finite() && !text.contains(['.', 'e']) { text + ".0" } else { text }
}

fn with_exponent(value: f64) -> String {
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, digits) = exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
    format!("{mantissa}e{sign}{digits:0>2}")
}

/// Reads a plain decimal number, as a person types it: an optional sign, digits, an optional fraction. `None` for
/// anything else that [`parse`] reads (exponents, infinities, NaN), and for what is too large to be finite.
pub fn decimal(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-'));
    if is_plain { parse(text).filter(|value| value.is_finite()) } else { None }
}

/// Reads a value as the API writes it, in any of Go's decimal forms; `None` if it is no number.
pub fn parse(text: &str) -> Option<f64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_open_metrics_have_a_point() {
        let cases =
            [(1.0, "1.0"), (-0.0, "0.0"), (0.25, "0.25"), (1e21, "1e+21"), (f64::INFINITY, "+Inf"), (f64::NAN, "NaN")];
        for (value, text) in cases {
            assert_eq!(open_metrics(value), text);
        }
    }

    #[test]
    fn reads_texts_to_the_last_bit() {
        let mut random = 88_172_645_463_325_252_u64;
        for _ in 0..20_000 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let value = f64::from_bits(random);
            let short = (random % 1_000_000_007) as f64 / 7.0;
            for text in [value.to_string(), format!("{value:e}"), short.to_string(), format!("{short:.3}")] {
                let exact: f64 = text.parse().expect("a number");
                assert!(parse(&text).is_some_and(|own| own == exact || own.is_nan() && exact.is_nan()), "{text}");
            }
        }
        for (text, value) in
            [("2.5e-324", 5e-324), ("1e400", f64::INFINITY), (".5", 0.5), ("5.", 5.0), ("+inf", f64::INFINITY)]
        {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        for bad in ["", "-", ".", "1e", "e1", " 1", "1 ", "1_0", "0x1"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn reads_plain_decimals() {
        for (text, value) in
            [("0", 0.0), ("-1.5", -1.5), ("+2", 2.0), ("1795373285.123", 1_795_373_285.123), ("7.", 7.0), (".5", 0.5)]
        {
            assert_eq!(decimal(text), Some(value), "{text}");
        }
        for bad in ["", "-", ".", "1e3", "inf", "NaN", "1.2.3", "0x1", "1 ", "--1", &format!("1{}", "0".repeat(400))] {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }

    #[test]
    fn writes_what_go_writes() {
        let cases = [
            (1.1, "1.1"),
            (-0.0, "-0"),
            (999_999.5, "999999.5"),
            (1e6, "1e+06"),
            (123_456_789.0, "1.23456789e+08"),
            (0.0001, "0.0001"),
            (0.000_05, "5e-05"),
            (f64::INFINITY, "+Inf"),
            (9.3e18, "9.3e+18"),
        ];
        for (value, text) in cases {
            assert_eq!(general(value), text);
        }
        assert_eq!(general(f64::NAN), "NaN");
    }

    #[test]
    fn writes_what_prometheus_writes_and_reads_it_back() {
        let cases = [
            (0.1, "0.1"),
            (1e21, "1e+21"),
            (123_456_789e12, "123456789000000000000"),
            (1e-6, "0.000001"),
            (-2.5e-300, "-2.5e-300"),
            (f64::MAX, "1.7976931348623157e+308"),
            (1.5e-7, "1.5e-07"),
            (-0.0, "-0"),
            (f64::INFINITY, "+Inf"),
            (f64::NEG_INFINITY, "-Inf"),
            (3.0, "3"),
        ];
        for (value, text) in cases {
            assert_eq!(format(value), text);
            assert_eq!(parse(text), Some(value), "{text}");
        }
        assert_eq!(format(f64::NAN), "NaN");
        assert!(parse("NaN").is_some_and(f64::is_nan));
        assert_eq!(parse("1e+00"), Some(1.0));
        assert_eq!(parse("one"), None);
    }
}
