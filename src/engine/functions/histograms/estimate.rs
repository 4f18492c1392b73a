//! What is estimated from one histogram, whichever kind it is of.

use crate::engine::histogram::classic::ClassicBuckets;
use crate::engine::histogram::fraction::fraction;
use crate::engine::histogram::quantile::{Nans, quantile};
use crate::model::native_histogram::NativeHistogram;
use crate::model::number;

/// What is estimated: of each histogram at each step one number or several.
pub(super) trait Estimate {
    /// The label that tells several numbers apart.
    fn label(&self) -> Option<&str>;
    /// How many numbers there are of one histogram.
    fn len(&self) -> usize;
    /// The value of the label of one of the numbers at a step.
    fn value(&self, at: usize, step: usize) -> String;
    /// Of a native histogram; an info, if there is cause for one.
    fn of_native(&self, at: usize, step: usize, histogram: &NativeHistogram) -> (f64, Option<&'static str>);
    /// Of a classic one.
    fn of_classic(&self, at: usize, step: usize, buckets: &ClassicBuckets) -> f64;
    /// Whether counts of a classic one must grow from bucket to bucket at a step.
    fn needs_growth(&self, step: usize) -> bool;
}

/// `histogram_quantile`, `histogram_quantiles`: one or several quantiles, each with a number a step.
pub(super) struct Quantiles {
    pub(super) label: Option<String>,
    pub(super) phis: Vec<Vec<f64>>,
}

/// `histogram_fraction`: the bounds at each step.
pub(super) struct Fractions {
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

impl Estimate for Quantiles {
    fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    fn len(&self) -> usize {
        self.phis.len()
    }

    fn value(&self, at: usize, step: usize) -> String {
        number::open_metrics(self.phis[at][step])
    }

    fn of_native(&self, at: usize, step: usize, histogram: &NativeHistogram) -> (f64, Option<&'static str>) {
        let estimate = quantile(self.phis[at][step], histogram);
        let info = match estimate.nans {
            Nans::None => None,
            Nans::Skew => Some("input to histogram_quantile has NaN observations, result is skewed higher"),
            Nans::Result => Some("input to histogram_quantile has NaN observations, result is NaN"),
        };
        (estimate.value, info)
    }

    fn of_classic(&self, at: usize, step: usize, buckets: &ClassicBuckets) -> f64 {
        buckets.quantile(self.phis[at][step])
    }

    fn needs_growth(&self, step: usize) -> bool {
        self.phis.iter().any(|phis| (0.0..=1.0).contains(&phis[step]))
    }
}

impl Estimate for Fractions {
    fn label(&self) -> Option<&str> {
        None
    }

    fn len(&self) -> usize {
        1
    }

    fn value(&self, _: usize, _: usize) -> String {
        String::new()
    }

    fn of_native(&self, _: usize, step: usize, histogram: &NativeHistogram) -> (f64, Option<&'static str>) {
        let fraction = fraction(self.lower[step], self.upper[step], histogram);
        let info = "input to histogram_fraction has NaN observations, which are excluded from all fractions";
        (fraction.value, fraction.leaves_out_nans.then_some(info))
    }

    fn of_classic(&self, _: usize, step: usize, buckets: &ClassicBuckets) -> f64 {
        buckets.fraction(self.lower[step], self.upper[step])
    }

    fn needs_growth(&self, _: usize) -> bool {
        false
    }
}
