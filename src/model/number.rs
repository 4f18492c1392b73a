//! The text of sample values, as Prometheus writes and reads it.

/// A value as the HTTP API writes it (Go's `FormatFloat(v, 'f', -1, 64)`): the shortest decimal
/// text that reads back as the same number, without exponent; `NaN`, `+Inf`, `-Inf`.
pub fn format(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned()
    } else {
        value.to_string()
    }
}

/// Reads a value as the API writes it, in any of Go's decimal forms; `None` if it is no number.
pub fn parse(text: &str) -> Option<f64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_prometheus_writes_and_reads_it_back() {
        let cases = [
            (0.1, "0.1"),
            (1e21, "1000000000000000000000"),
            (1.5e-7, "0.00000015"),
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
