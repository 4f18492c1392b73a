//! Linear scales between data and pixels.
//!
//! Invariant: a scale maps every number, also NaN, ±Inf and numbers far outside, to a finite pixel.

#![allow(clippy::cast_possible_truncation, reason = "pixels are floats of 32 bits")]

/// Beyond this a domain's span would not be finite.
const FARTHEST: f64 = 8e307;

/// A range of values that is shown, `lo < hi`, both finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Domain {
    /// The least value shown, in the unit of what is shown.
    pub lo: f64,
    /// The greatest value shown.
    pub hi: f64,
}

impl Domain {
    /// The domain that shows values from `min` to `max` with some air. Zero is included where it is near
    /// (within a third of the span that would be shown anyway), so that heights can be compared; a constant
    /// gets room on both sides. Without finite values: 0 to 1.
    pub fn around(min: f64, max: f64) -> Self {
        if !min.is_finite() || !max.is_finite() || min > max {
            return Self { lo: 0.0, hi: 1.0 };
        }
        let (min, max) = (min.clamp(-FARTHEST, FARTHEST), max.clamp(-FARTHEST, FARTHEST));
        let resolution = min.abs().max(max.abs()) * 1e-13;
        if max - min <= resolution {
            let room = if max == 0.0 { 1.0 } else { (max.abs() * 0.1).max(f64::MIN_POSITIVE) };
            let lo = if min > 0.0 { (min - room).max(0.0) } else { min - room };
            return Self { lo, hi: max + room };
        }
        let span = max - min;
        let air = span * 0.05;
        let near = span / 3.0;
        let lo = if min >= 0.0 && min <= near { 0.0 } else { min - air };
        let hi = if max <= 0.0 && -max <= near { 0.0 } else { max + air };
        Self { lo, hi }
    }

    /// `hi - lo`.
    pub fn span(&self) -> f64 {
        self.hi - self.lo
    }
}

/// Maps a domain to a run of pixels; `from` may lie beyond `to` (the y axis grows upwards).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The values shown.
    pub domain: Domain,
    /// The pixel of `domain.lo`.
    pub from: f32,
    /// The pixel of `domain.hi`.
    pub to: f32,
}

impl Scale {
    /// The pixel of a value, never farther than one run of pixels beyond the ends. NaN goes to `from`.
    pub fn pixel(&self, value: f64) -> f32 {
        let part = ((value - self.domain.lo) / self.domain.span()).clamp(-1.0, 2.0);
        let run = f64::from(self.to) - f64::from(self.from);
        if part.is_nan() { self.from } else { (f64::from(self.from) + run * part) as f32 }
    }

    /// The scale made ready for very many values.
    pub fn ready(self) -> Ready {
        let (from, to) = (f64::from(self.from), f64::from(self.to));
        let factor = (to - from) / self.domain.span();
        Ready { scale: self, from, factor, low: from.min(to), high: from.max(to) }
    }

    /// The value at a pixel, within the domain or beyond it.
    pub fn value(&self, pixel: f32) -> f64 {
        let run = f64::from(self.to - self.from);
        let part = if run == 0.0 { 0.0 } else { f64::from(pixel - self.from) / run };
        self.domain.lo + part * self.domain.span()
    }
}

/// A [`Scale`] with its division done: one multiplication a value.
#[derive(Debug, Clone, Copy)]
pub struct Ready {
    scale: Scale,
    from: f64,
    factor: f64,
    low: f64,
    high: f64,
}

impl Ready {
    /// As [`Scale::pixel`].
    #[inline]
    pub fn pixel(&self, value: f64) -> f32 {
        let pixel = self.from + (value - self.scale.domain.lo) * self.factor;
        // Also false where a tiny span made the factor infinite.
        if pixel >= self.low && pixel <= self.high { pixel as f32 } else { self.scale.pixel(value) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_hold_their_values() {
        for (min, max) in [
            (0.0, 1.0),
            (-5.0, 7.0),
            (100.0, 101.0),
            (3.0, 3.0),
            (0.0, 0.0),
            (-2.0, -2.0),
            (1e-320, 2e-320),
            (f64::MIN, f64::MAX),
            (1e300, 1e300),
            (1e15, 1e15 + 0.125),
            (f64::INFINITY, f64::NEG_INFINITY),
        ] {
            let domain = Domain::around(min, max);
            assert!(domain.lo < domain.hi, "{min} {max}: {domain:?}");
            assert!(domain.span().is_finite() && domain.span() > 0.0, "{domain:?}");
            if min <= max && max < FARTHEST {
                assert!(domain.lo <= min && max <= domain.hi, "{min} {max}: {domain:?}");
            }
        }
    }

    #[test]
    fn zero_is_shown_where_it_is_near() {
        assert_eq!(Domain::around(0.1, 1.0).lo, 0.0);
        assert_eq!(Domain::around(-1.0, -0.1).hi, 0.0);
        assert!(Domain::around(0.9, 1.0).lo > 0.8);
    }

    #[test]
    fn every_number_has_a_finite_pixel() {
        let scale = Scale { domain: Domain { lo: -1.0, hi: 1.0 }, from: 100.0, to: 0.0 };
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 0.0] {
            assert!(scale.pixel(value).is_finite(), "{value}");
            assert_eq!(scale.ready().pixel(value), scale.pixel(value), "{value}");
        }
        assert_eq!(scale.pixel(0.5), 25.0);
        assert_eq!(scale.ready().pixel(0.5), 25.0);
        let tiny = Scale { domain: Domain { lo: 0.0, hi: 1e-320 }, ..scale };
        assert_eq!(tiny.ready().pixel(0.0), 100.0);
        assert_eq!(tiny.ready().pixel(1e-320), 0.0);
        assert_eq!(scale.value(25.0), 0.5);
    }
}
