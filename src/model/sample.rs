//! Values of samples whose bits say that they are no float: signalling NaNs, which no arithmetic gives.
//!
//! Not here: how columns use them (`engine::column`).

/// The series ends here: Prometheus' stale marker.
pub const STALE: f64 = f64::from_bits(0x7ff0_0000_0000_0002);

/// A native histogram stands here, beside the values.
pub const HISTOGRAM: f64 = f64::from_bits(0x7ff0_0000_0000_0003);

/// Whether a value is [`STALE`].
#[inline]
pub fn is_stale(value: f64) -> bool {
    value.to_bits() == STALE.to_bits()
}

/// A float that was read. A NaN with the bits of [`HISTOGRAM`], which only somebody else could mean, is a NaN.
#[inline]
pub fn float(value: f64) -> f64 {
    if value.to_bits() == HISTOGRAM.to_bits() { f64::NAN } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bits_of_a_histogram_are_no_float() {
        assert_eq!(float(HISTOGRAM).to_bits(), f64::NAN.to_bits());
        for value in [STALE, f64::NAN, f64::from_bits(0x7ff0_0000_0000_0004), f64::INFINITY, -0.0] {
            assert_eq!(float(value).to_bits(), value.to_bits());
        }
        assert!(is_stale(STALE) && !is_stale(f64::NAN) && !is_stale(HISTOGRAM));
    }
}
