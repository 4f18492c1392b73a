//! The bounds of buckets by schema and index.
//!
//! Source: `model/histogram/generic.go` of Prometheus. Bucket `i` of an exponential schema `s` reaches from
//! 2^((i-1)·2^-s), which is not in it, to 2^(i·2^-s), which is.

use crate::model::native_histogram::{EXPONENTIAL_SCHEMAS, NativeHistogram};

/// The upper bound of bucket `index`; the last bucket before that of +Inf ends at the largest float.
pub(super) fn exponential(index: i32, schema: i8) -> f64 {
    let schema = schema.clamp(*EXPONENTIAL_SCHEMAS.start(), *EXPONENTIAL_SCHEMAS.end());
    let (fraction, exponent) = if schema < 0 {
        (1.0, i64::from(index) << -schema)
    } else {
        let octave = 1_i32 << schema;
        let part = f64::from(index & (octave - 1)) / f64::from(octave);
        (part.exp2(), i64::from(index >> schema))
    };
    if fraction == 1.0 && exponent == 1024 {
        return f64::MAX;
    }
    scale(fraction, exponent)
}

/// `fraction` · 2^`exponent`, rounded once, for fractions from 1 up to 2.
fn scale(fraction: f64, exponent: i64) -> f64 {
    /// The exponents of normal floats.
    const NORMAL: std::ops::RangeInclusive<i64> = -1022..=1023;
    let power = |exponent: i64| f64::from_bits((exponent + 1023).unsigned_abs() << 52);
    match exponent {
        _ if NORMAL.contains(&exponent) => fraction * power(exponent),
        1024.. => f64::INFINITY,
        // Subnormal: the second product rounds.
        -1080.. => fraction * power(-1022) * power(exponent + 1022).max(f64::MIN_POSITIVE),
        _ => 0.0,
    }
}

/// The upper bound of bucket `index` of custom bounds.
pub(super) fn custom(index: i32, bounds: &[f64]) -> f64 {
    match usize::try_from(index) {
        Ok(index) => bounds.get(index).copied().unwrap_or(f64::INFINITY),
        Err(_) => f64::NEG_INFINITY,
    }
}

/// The upper bound of bucket `index` of a histogram, away from zero.
pub(super) fn upper(histogram: &NativeHistogram, index: i32) -> f64 {
    if histogram.has_custom_buckets() {
        custom(index, &histogram.custom_values)
    } else {
        exponential(index, histogram.schema)
    }
}

/// The index at a coarser exponential schema of what has `index` at schema `from`.
pub(super) fn coarser(index: i32, from: i8, to: i8) -> i32 {
    let steps = u32::from(from.saturating_sub(to).max(0).unsigned_abs()).min(31);
    (index.wrapping_sub(1) >> steps).wrapping_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_powers_of_two() {
        let cases = [
            (0, 0, 1.0),
            (3, 0, 8.0),
            (-2, 0, 0.25),
            (1, 1, std::f64::consts::SQRT_2),
            (-1, 1, std::f64::consts::FRAC_1_SQRT_2),
            (2, -1, 16.0),
            (1, -4, 65536.0),
            (1024, 0, f64::MAX),
            (1025, 0, f64::INFINITY),
            (1 << 18, 8, f64::MAX),
            (64, -4, f64::MAX),
            (65, -4, f64::INFINITY),
            (-1074, 0, f64::from_bits(1)),
            (-1075, 0, 0.0),
            (-1023, 0, f64::MIN_POSITIVE / 2.0),
            (i32::MIN, 8, 0.0),
            (i32::MAX, -4, f64::INFINITY),
        ];
        for (index, schema, bound) in cases {
            assert_eq!(exponential(index, schema), bound, "bucket {index} of schema {schema}");
        }
    }

    #[test]
    fn coarser_buckets_hold_the_finer_ones() {
        for index in -40..40 {
            let coarse = coarser(index, 3, 1);
            assert!(exponential(index, 3) <= exponential(coarse, 1));
            assert!(exponential(index - 1, 3) >= exponential(coarse - 1, 1));
        }
    }

    #[test]
    fn custom_buckets_end_in_infinity() {
        assert_eq!([-1, 0, 1, 2].map(|index| custom(index, &[1.0, 5.0])), [f64::NEG_INFINITY, 1.0, 5.0, f64::INFINITY]);
    }
}
