//! Each rolling function beside its definition, range by range: samples of every kind, at irregular times.

use super::{FloatSeries, Reach, Read, RollingFunction, RollingState};
use crate::engine::annotation::{Annotations, Annotator};
use crate::engine::column::{ABSENT, Point, is_absent};
use crate::engine::functions::{Implementation, OverRange, named};
use crate::engine::labels::Labels;
use crate::engine::options::{Dialect, Options};
use crate::engine::window::Window;
use crate::promql::functions::FUNCTIONS;
use crate::promql::span::Span;

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// A series with its ranges.
struct Case {
    times: Vec<i64>,
    values: Vec<f64>,
    bounds: Vec<(i64, i64)>,
    reach: Reach,
}

impl Case {
    fn random(seed: u64) -> Self {
        let mut random = Random(seed);
        let mut time = 0;
        // Mostly an even distance, sometimes a little more, sometimes a long gap.
        let times = (0..100).map(|_| {
            time += [10, 10, 10, 10, 11, 13, 200][random.below(7)];
            time
        });
        let times: Vec<i64> = times.collect();
        let values = values(&mut random, seed as usize % 5);
        let step = 1 + random.below(60) as i64;
        let range = 1 + random.below(if seed.is_multiple_of(3) { 2000 } else { 150 }) as i64;
        let first = random.below(400) as i64 - 300;
        let bounds = (0..70).map(|at| (first + at * step - range, first + at * step)).collect();
        let dialect = if seed.is_multiple_of(2) { Dialect::V2 } else { Dialect::V3 };
        let reach = Reach::of(None, &Options { dialect, ..Options::default() });
        Self { times, values, bounds, reach }
    }

    /// What the definition makes of each range.
    fn defined(&self, name: &str, scalars: &[f64]) -> Vec<f64> {
        let Some(Implementation::OfRange(OverRange { function, .. })) = named(name) else { panic!("{name}") };
        let (labels, mut annotations) = (Labels::default(), Annotations::default());
        let span = Span::default();
        let mut annotator =
            Annotator { annotations: &mut annotations, labels: &labels, argument: span, call: span, function: "" };
        let value = |(from, to): &(i64, i64)| {
            let is_inside =
                |time: i64| time <= *to && (time > *from || time == *from && self.reach.dialect == Dialect::V2);
            let inside: Vec<usize> = (0..self.times.len()).filter(|at| is_inside(self.times[*at])).collect();
            let inside = match inside[..] {
                [] => return ABSENT,
                [first, .., last] => first..last + 1,
                [only] => only..only + 1,
            };
            let window = Window {
                times: &self.times[inside.clone()],
                values: &self.values[inside],
                histograms: &[],
                starts: &[],
                from: *from,
                to: *to,
                at: *to,
                extension: None,
                dialect: self.reach.dialect,
            };
            match function(&window, scalars, &mut annotator) {
                Point::Float(value) => value,
                Point::Absent => ABSENT,
                Point::Histogram(_) => panic!("{name} gives a histogram"),
            }
        };
        self.bounds.iter().map(value).collect()
    }

    /// The measure at each step, interrupted wherever so many samples were touched.
    fn measured(&self, rolling: RollingFunction, state: &mut RollingState, piece: u64) -> Vec<f64> {
        let series = FloatSeries { times: &self.times, values: &self.values, reach: self.reach };
        let mut read = Read::default();
        let mut values = Vec::new();
        while values.len() < self.bounds.len() {
            let until = read.touched + piece;
            state.go(rolling, series, &self.bounds, (&mut read, until), &mut values);
        }
        values
    }
}

/// Values of a kind: small whole numbers, fractions, many magnitudes, everything that is strange, and a counter that
/// is reset now and then.
fn values(random: &mut Random, kind: usize) -> Vec<f64> {
    let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 1e-300, 0.0, -0.0, f64::MAX];
    let mut counter = 0.0;
    let mut value = |random: &mut Random| match kind {
        0 => random.below(5) as f64,
        1 => random.below(100_000) as f64 / 7.0 - 5000.0,
        2 => 10_f64.powi(random.below(24) as i32 - 12) * (random.below(3) as f64 - 1.0),
        3 => strange[random.below(strange.len())],
        _ => {
            counter = if random.below(12) == 0 { 0.1 } else { counter + random.below(1000) as f64 / 3.0 };
            counter
        }
    };
    (0..100).map(|_| value(random)).collect()
}

/// The functions that roll, with their scalars.
fn functions() -> Vec<(&'static str, Vec<f64>, RollingFunction)> {
    let quantiles = [0.9, 0.0, 1.0, 7.0, -1.0, f64::NAN];
    let mut all = Vec::new();
    for function in &FUNCTIONS {
        let Some(Implementation::OfRange(OverRange { rolling, .. })) = named(function.name) else { continue };
        for quantile in quantiles {
            match rolling.map(|rolling| rolling.with_quantile(quantile)) {
                Some(rolling @ RollingFunction::Quantile(_)) => all.push((function.name, vec![quantile], rolling)),
                Some(rolling) if quantile == 0.0 => all.push((function.name, vec![], rolling)),
                _ => {}
            }
        }
    }
    all
}

#[test]
fn every_rolling_function_is_what_its_definition_gives() {
    let functions = functions();
    assert_eq!(functions.len(), 19 + 6, "{functions:?}");
    // What is known of one series says nothing of the next.
    let mut state = RollingState::default();
    for seed in 0..150 {
        let case = Case::random(seed);
        for (name, scalars, rolling) in &functions {
            state.restart();
            let wanted = case.defined(name, scalars);
            let given = case.measured(*rolling, &mut state, 1 + seed % 40);
            for (step, (wanted, given)) in wanted.into_iter().zip(given).enumerate() {
                let is_summed = matches!(rolling, RollingFunction::Sum | RollingFunction::Mean);
                let tolerance = if is_summed { 1e-12 * wanted.abs() } else { 0.0 };
                let is_same = wanted.to_bits() == given.to_bits()
                    || wanted.is_nan() && given.is_nan() && !is_absent(wanted) && !is_absent(given)
                    || wanted == given && is_summed
                    || (wanted - given).abs() <= tolerance;
                assert!(is_same, "{name} of series {seed} at step {step}: {given}, not {wanted}");
            }
        }
    }
}

/// What is touched from the second step on.
fn touched(rolling: RollingFunction, values: &[f64], range: i64) -> u64 {
    let times: Vec<i64> = (0..values.len() as i64).map(|at| at * 10).collect();
    let series = FloatSeries { times: &times, values, reach: Reach::of(None, &Options::default()) };
    let bounds: Vec<(i64, i64)> = (0..500).map(|at| (5000 + at * 10 - range, 5000 + at * 10)).collect();
    let (mut read, mut state, mut out) = (Read::default(), RollingState::default(), Vec::new());
    state.go(rolling, series, &bounds[..1], (&mut read, u64::MAX), &mut out);
    let first = read.touched;
    state.go(rolling, series, &bounds, (&mut read, u64::MAX), &mut out);
    assert_eq!((out.len(), read.most), (500, range as u64 / 10));
    read.touched - first
}

#[test]
fn a_step_does_not_cost_the_more_the_longer_the_range() {
    // With 1,000 samples two resets.
    let counter: Vec<f64> = (0..1000).map(|at| f64::from(at % 490)).collect();
    for (name, _, rolling) in functions() {
        let (short, long) = (touched(rolling, &counter, 50), touched(rolling, &counter, 4000));
        assert!(short >= 499 && long < short * 4, "{name}: {short} samples, {long} of ranges 80 times as long");
    }
}

#[test]
fn nothing_is_borne() {
    let series = FloatSeries { times: &[], values: &[], reach: Reach::of(None, &Options::default()) };
    for (name, _, rolling) in functions() {
        let mut out = Vec::new();
        RollingState::default().go(rolling, series, &[(0, 10), (10, 20)], (&mut Read::default(), u64::MAX), &mut out);
        assert!(out.len() == 2 && out.into_iter().all(is_absent), "{name}");
    }
}
