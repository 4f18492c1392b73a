//! Classic histograms turned into native ones with custom buckets.
//!
//! Source: `util/convertnhcb` of Prometheus and `load_with_nhcb` of its test language.
//!
//! Invariant: bounded by the input: one histogram a time at which some series of its name has a sample.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{compact, stored};
use crate::engine::column::{HISTOGRAM, is_float};
use crate::engine::labels::{Labels, METRIC_NAME};
use crate::engine::samples::Samples;
use crate::model::count::to_u32;
use crate::model::native_histogram::{BucketSpan, Buckets, CUSTOM_SCHEMA, NativeHistogram};
use crate::model::number;

/// What the series of one classic histogram say at one time.
#[derive(Debug, Clone, Default)]
struct Classic {
    /// Bounds and cumulative counts, by growing bound, each bound once.
    buckets: Vec<(f64, f64)>,
    count: Option<f64>,
    sum: f64,
}

/// Which part of a histogram a series is.
#[derive(Debug, Clone, Copy)]
enum Part {
    Bucket(f64),
    Count,
    Sum,
}

/// The native histograms of all classic ones among series, under their name without `_bucket`, `_count` or `_sum`.
/// Buckets without a bound, or with one that is no number, are left out. Fails where counts fall from bucket to bucket.
pub fn custom_from_classic(series: &[(Labels, Samples)]) -> Result<Vec<(Labels, Samples)>, String> {
    let mut all: BTreeMap<Labels, BTreeMap<i64, Classic>> = BTreeMap::new();
    for (labels, samples) in series {
        let Some((base, part)) = part(labels) else { continue };
        let by_time = all.entry(base).or_default();
        let floats = samples.times.iter().zip(&samples.values).filter(|(_, value)| is_float(**value));
        for (time, value) in floats {
            by_time.entry(*time).or_default().set(part, *value);
        }
    }
    let mut made = Vec::new();
    for (labels, by_time) in all {
        let mut samples = Samples::default();
        for (time, classic) in by_time {
            let histogram = classic.native().map_err(|why| format!("{}: {why}", labels.metric()))?;
            samples.times.push(time);
            samples.values.push(HISTOGRAM);
            samples.histograms.push(Some(Rc::new(histogram)));
        }
        samples.histograms = stored::read_back(&samples.histograms);
        if !samples.is_empty() {
            made.push((labels, samples));
        }
    }
    Ok(made)
}

/// The labels of the histogram that a series is part of, and which part.
fn part(labels: &Labels) -> Option<(Labels, Part)> {
    let name = labels.metric();
    let (base, part) = if let Some(base) = name.strip_suffix("_bucket") {
        let bound = number::parse(labels.get("le")).filter(|bound| !bound.is_nan())?;
        (base, Part::Bucket(bound))
    } else if let Some(base) = name.strip_suffix("_count") {
        (base, Part::Count)
    } else {
        (name.strip_suffix("_sum")?, Part::Sum)
    };
    Some((labels.with("le", "").with(METRIC_NAME, base), part))
}

impl Classic {
    fn set(&mut self, part: Part, value: f64) {
        match part {
            Part::Count => self.count = Some(value),
            Part::Sum => self.sum = value,
            Part::Bucket(bound) => {
                let at = self.buckets.partition_point(|(known, _)| *known < bound);
                if self.buckets.get(at).is_none_or(|(known, _)| *known != bound) {
                    self.buckets.insert(at, (bound, value));
                }
            }
        }
    }

    fn native(mut self) -> Result<NativeHistogram, &'static str> {
        let count = self.count.or(self.buckets.last().map(|(_, count)| *count)).unwrap_or(0.0);
        if self.buckets.last().is_none_or(|(bound, _)| *bound != f64::INFINITY) {
            self.buckets.push((f64::INFINITY, count));
        }
        let mut below = 0.0;
        let counts = self.buckets.iter().map(|(_, cumulative)| {
            let own = cumulative - below;
            below = *cumulative;
            own
        });
        let counts: Vec<f64> = counts.collect();
        if counts.iter().any(|count| *count < 0.0) {
            return Err("counts of buckets fall");
        }
        let bounds = self.buckets.iter().map(|(bound, _)| *bound).filter(|bound| *bound != f64::INFINITY);
        let spans = vec![BucketSpan { offset: 0, length: to_u32(counts.len()) }];
        Ok(compact(NativeHistogram {
            schema: CUSTOM_SCHEMA,
            count,
            sum: self.sum,
            positive: Buckets { spans, counts },
            custom_values: bounds.collect(),
            ..NativeHistogram::default()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::histogram::text::text;
    use crate::engine::load;

    #[track_caller]
    fn check(series: &[&str], expected: Result<&[&str], &str>) {
        let series = load::load(series.iter().copied(), 1).expect("valid lines");
        let made = custom_from_classic(&series).map(|made| {
            let shown = made.iter().map(|(labels, samples)| {
                let histograms: Vec<_> = samples.histograms.iter().flatten().map(|it| text(it)).collect();
                format!("{}{:?} {}", labels.metric(), samples.times, histograms.join(" "))
            });
            shown.collect::<Vec<_>>()
        });
        assert_eq!(
            made,
            expected.map(|lines| lines.iter().map(|line| (*line).to_owned()).collect()).map_err(str::to_owned)
        );
    }

    #[test]
    fn collates_by_labels_and_time() {
        check(
            &["h_bucket{le=\"1\"} 1 2", "h_bucket{le=\"+Inf\"} 3 5", "h_sum 7 9", "h_count 3 5", "g_total 4"],
            Ok(&["h[0, 1] {count:3, sum:7, [-Inf,1]:1, (1,+Inf]:2} {count:5, sum:9, [-Inf,1]:2, (1,+Inf]:3}"]),
        );
        check(
            &["h_bucket{a=\"1\", le=\"2\"} 4", "h_bucket{a=\"2\", le=\"2\"} _ 5", "h_count{a=\"2\"} _ 6"],
            Ok(&["h[0] {count:4, sum:0, [-Inf,2]:4}", "h[1] {count:6, sum:0, [-Inf,2]:5, (2,+Inf]:1}"]),
        );
    }

    #[test]
    fn leaves_out_what_is_no_bound() {
        check(&["h_bucket{le=\"NaN\"} 1", "h_bucket{le=\"x\"} 1", "h_bucket 1"], Ok(&[]));
        check(
            &["h_bucket{le=\"0.5\"} 1", "h_bucket{le=\"5e-1\"} 1", "h_bucket{le=\"1\"} 1"],
            Ok(&["h[0] {count:1, sum:0, [-Inf,0.5]:1}"]),
        );
    }

    #[test]
    fn refuses_counts_that_fall() {
        check(&["h_bucket{le=\"1\"} 3", "h_bucket{le=\"2\"} 2"], Err("h: counts of buckets fall"));
    }
}
