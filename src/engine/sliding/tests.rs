//! Each measure beside its definition, range by range, over values of every kind.

use std::ops::Range;

use super::{Measure, Sliding};
use crate::engine::column::{ABSENT, is_absent};
use crate::engine::kahan::{Mean, Sum};
use crate::engine::quantile::quantile;

/// What the measure is of one range.
fn definition(measure: Measure, values: &[f64]) -> f64 {
    let Some(first) = values.first() else { return ABSENT };
    let best = |beats: fn(f64, f64) -> bool| {
        values.iter().fold(f64::NAN, |best, value| if best.is_nan() || beats(*value, best) { *value } else { best })
    };
    let events =
        |happens: fn(f64, f64) -> bool| values.windows(2).filter(|pair| happens(pair[0], pair[1])).count() as f64;
    match measure {
        Measure::Max => best(|new, old| new > old),
        Measure::Min => best(|new, old| new < old),
        Measure::Sum => {
            let mut sum = Sum::default();
            for value in values {
                sum.add(*value);
            }
            sum.total()
        }
        Measure::Mean => {
            let mut mean = Mean::of(*first);
            for value in &values[1..] {
                mean.add(*value);
            }
            mean.value()
        }
        Measure::Count => values.len() as f64,
        Measure::Changes => events(|a, b| a != b && !(a.is_nan() && b.is_nan())),
        Measure::Resets => events(|a, b| b < a),
        Measure::Quantile(phi) => quantile(phi, &mut values.to_vec()),
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    /// Ranges that go forward, some empty, some disjoint.
    fn ranges(&mut self, samples: usize) -> Vec<Range<usize>> {
        let (mut start, mut end) = (0, 0);
        (0..60)
            .map(|_| {
                start = (start + self.below(4)).min(samples);
                end = (end + self.below(6)).min(samples).max(start);
                start..end
            })
            .collect()
    }
}

/// Values of a kind: small whole numbers, fractions, or with everything that is strange.
fn values(random: &mut Random, kind: usize) -> Vec<f64> {
    let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 1e-300, 0.0, -0.0, f64::MAX];
    let value = |random: &mut Random| match kind {
        0 => random.below(5) as f64,
        1 => random.below(100_000) as f64 / 7.0 - 5000.0,
        2 => 10_f64.powi(random.below(24) as i32 - 12) * (random.below(3) as f64 - 1.0),
        _ => strange[random.below(strange.len())],
    };
    (0..100).map(|_| value(random)).collect()
}

#[test]
fn every_measure_is_what_its_definition_gives() {
    let measures = [
        Measure::Max,
        Measure::Min,
        Measure::Sum,
        Measure::Mean,
        Measure::Count,
        Measure::Changes,
        Measure::Resets,
        Measure::Quantile(0.9),
        Measure::Quantile(0.0),
        Measure::Quantile(7.0),
        Measure::Quantile(f64::NAN),
    ];
    for seed in 0..400 {
        let mut random = Random(seed);
        let values = values(&mut random, seed as usize % 4);
        let ranges = random.ranges(values.len());
        let sliding = Sliding { values: &values, ranges: &ranges };
        for measure in measures {
            let given = sliding.measure(measure);
            assert_eq!(given.len(), ranges.len());
            for (range, given) in ranges.iter().zip(given) {
                let wanted = definition(measure, &values[range.clone()]);
                let tolerance =
                    if matches!(measure, Measure::Sum | Measure::Mean) { 1e-12 * wanted.abs() } else { 0.0 };
                let is_same = is_absent(wanted) && is_absent(given)
                    || wanted.is_nan() && given.is_nan() && !is_absent(given)
                    || wanted == given
                    || (wanted - given).abs() <= tolerance;
                assert!(is_same, "{measure:?} of {:?}: {given}, not {wanted}", &values[range.clone()]);
            }
        }
    }
}

#[test]
fn nothing_is_borne() {
    let sliding = Sliding { values: &[], ranges: &[0..0, 0..0] };
    for measure in [Measure::Max, Measure::Sum, Measure::Changes, Measure::Quantile(0.5)] {
        assert!(sliding.measure(measure).into_iter().all(is_absent));
    }
}
