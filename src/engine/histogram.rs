//! Native histograms as operands: what the language computes of them, exactly as Prometheus does.
//!
//! The functions here are those of the operators; each gives a new histogram and leaves its operands alone. What else
//! is to be said of a result ([`Annotations`]) is data, which becomes annotations in one place.
//!
//! Invariant: exponential and custom buckets never meet in one result ([`Incompatible`]).
//! Invariant: the results of operators are compact: no empty bucket, no two spans that touch.
//! Not here: functions by name (`functions::histograms`), matching and labels.

pub mod accumulate;
mod accumulator;
pub mod api;
mod bounds;
pub mod buckets;
mod cell;
mod cells;
pub mod classic;
mod combination;
mod compare;
pub mod fraction;
mod layout;
pub mod nhcb;
pub mod quantile;
pub mod range;
pub mod shown;
pub mod stats;
pub mod stored;
#[cfg(test)]
mod tests;
pub mod text;
mod trim;
mod zero;

pub use combination::{CombineFlags, HistogramOperation, Incompatible};
pub use compare::{equal, is_reset};
pub use layout::compact;

use crate::model::native_histogram::{Buckets, NativeHistogram, ResetHint};

use accumulator::{Accumulator, Sign};

/// A histogram that was made of several, and what is to be said of that.
#[derive(Debug, Clone, PartialEq)]
pub struct Combined {
    /// The result.
    pub histogram: NativeHistogram,
    /// What is worth knowing of it.
    pub flags: CombineFlags,
}

/// The sum: bucket by bucket, at the coarser of both resolutions, with a zero bucket that covers both. Fails where one
/// has custom buckets and the other has not.
pub fn add(left: &NativeHistogram, right: &NativeHistogram) -> Result<Combined, Incompatible> {
    combine(left, right, Sign::Plus)
}

/// The difference, as [`add`], and fails as that does. It is a gauge, even where nothing of it is negative.
pub fn subtract(left: &NativeHistogram, right: &NativeHistogram) -> Result<Combined, Incompatible> {
    let mut difference = combine(left, right, Sign::Minus)?;
    difference.histogram.hint = ResetHint::Gauge;
    Ok(difference)
}

fn combine(left: &NativeHistogram, right: &NativeHistogram, sign: Sign) -> Result<Combined, Incompatible> {
    let mut sum = Accumulator::<f64>::of(left);
    let flags = sum.add(right, sign)?;
    Ok(Combined { histogram: compact(sum.histogram()), flags })
}

/// All counts and the sum multiplied. A negative factor makes a gauge of it.
pub fn multiply(histogram: &NativeHistogram, factor: f64) -> NativeHistogram {
    compact(scaled(histogram, factor))
}

/// As [`multiply`], buckets that became empty included.
fn scaled(histogram: &NativeHistogram, factor: f64) -> NativeHistogram {
    let mut product = mapped(histogram, |count| count * factor);
    if factor < 0.0 {
        product.hint = ResetHint::Gauge;
    }
    product
}

/// All counts and the sum divided. A negative divisor makes a gauge of it; a division by zero leaves no buckets but
/// that of zero.
pub fn divide(histogram: &NativeHistogram, divisor: f64) -> NativeHistogram {
    compact(divided(histogram, divisor))
}

/// As [`divide`], buckets that became empty included.
fn divided(histogram: &NativeHistogram, divisor: f64) -> NativeHistogram {
    let mut quotient = mapped(histogram, |count| count / divisor);
    if divisor == 0.0 {
        quotient.positive = Buckets::default();
        quotient.negative = Buckets::default();
    } else if divisor < 0.0 {
        quotient.hint = ResetHint::Gauge;
    }
    quotient
}

/// With another sign; a gauge.
pub fn negate(histogram: &NativeHistogram) -> NativeHistogram {
    multiply(histogram, -1.0)
}

/// Only what was observed at or below a bound (`</`), estimated where the bound falls into a bucket.
pub fn trim_upper(histogram: &NativeHistogram, bound: f64) -> NativeHistogram {
    trim::trim(histogram, bound, trim::TrimSide::Below)
}

/// Only what was observed above a bound (`>/`), estimated where the bound falls into a bucket.
pub fn trim_lower(histogram: &NativeHistogram, bound: f64) -> NativeHistogram {
    trim::trim(histogram, bound, trim::TrimSide::Above)
}

fn mapped(histogram: &NativeHistogram, with: impl Fn(f64) -> f64) -> NativeHistogram {
    let side = |buckets: &Buckets| Buckets {
        spans: buckets.spans.clone(),
        counts: buckets.counts.iter().map(|count| with(*count)).collect(),
    };
    NativeHistogram {
        zero_count: with(histogram.zero_count),
        count: with(histogram.count),
        sum: with(histogram.sum),
        positive: side(&histogram.positive),
        negative: side(&histogram.negative),
        ..header(histogram)
    }
}

/// All but the observations.
fn header(histogram: &NativeHistogram) -> NativeHistogram {
    NativeHistogram {
        schema: histogram.schema,
        hint: histogram.hint,
        zero_threshold: histogram.zero_threshold,
        custom_values: histogram.custom_values.clone(),
        ..NativeHistogram::default()
    }
}
