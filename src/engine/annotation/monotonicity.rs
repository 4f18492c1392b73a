//! The info that bucket counts of classic histograms fell where they must grow, and were corrected: one annotation for
//! all steps and histograms of a metric.
//!
//! Source: `histogramQuantileForcedMonotonicityErr` of `util/annotations` of Prometheus.

use super::text::of_metric;
use crate::model::number;
use crate::model::time::Civil;

/// Where counts fell from one bucket to the next, which they cannot in one histogram at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fall {
    /// The lowest bound where they did.
    pub lowest: f64,
    /// The highest bound where they did.
    pub highest: f64,
    /// The most that they fell by.
    pub most: f64,
}

/// Where and when counts fell from one bucket to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Falls {
    /// The first and the last step, Unix milliseconds.
    steps: (i64, i64),
    fall: Fall,
    /// How many histograms, each step by itself.
    samples: u64,
}

impl Falls {
    /// Of one histogram at one step.
    pub fn one(step: i64, fall: &Fall) -> Self {
        Self { steps: (step, step), fall: *fall, samples: 1 }
    }

    /// Adds others.
    pub fn merge(&mut self, other: &Self) {
        self.steps = (self.steps.0.min(other.steps.0), self.steps.1.max(other.steps.1));
        self.fall.lowest = self.fall.lowest.min(other.fall.lowest);
        self.fall.highest = self.fall.highest.max(other.fall.highest);
        self.fall.most = self.fall.most.max(other.fall.most);
        self.samples += other.samples;
    }

    /// Prometheus' text.
    pub fn text(&self, metric: &str) -> String {
        let base = "input to histogram_quantile needed to be fixed for monotonicity \
            (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)";
        let Fall { lowest, highest, most } = self.fall;
        format!(
            "{}, from buckets {} to {}, with a max diff of {}, over {} samples from {} to {}",
            of_metric(base.to_owned(), metric),
            number::general(lowest),
            number::general(highest),
            number::general(two_digits(most)),
            self.samples,
            time(self.steps.0),
            time(self.steps.1)
        )
    }
}

/// The number rounded to two digits.
fn two_digits(value: f64) -> f64 {
    number::parse(&format!("{value:.1e}")).unwrap_or(value)
}

/// The time in whole seconds.
fn time(ms: i64) -> String {
    let civil = Civil::from_utc(ms / 1000 * 1000);
    format!("{}T{}Z", civil.date(), civil.clock())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_extent_of_all() {
        let mut falls = Falls::one(60_000, &Fall { lowest: 1.0, highest: 100.0, most: 1.234 });
        falls.merge(&Falls::one(0, &Fall { lowest: 0.5, highest: f64::INFINITY, most: 0.1 }));
        let text = falls.text("m");
        let (_, extent) = text.split_once("#histogram_quantile) ").expect("the address");
        assert_eq!(
            extent,
            "for metric name \"m\", from buckets 0.5 to +Inf, with a max diff of 1.2, \
             over 2 samples from 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z"
        );
    }
}
