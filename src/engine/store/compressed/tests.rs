//! What comes out of chunks is what plain columns hold, whatever went in and in whatever pieces.

use std::collections::BTreeMap;

use super::*;
use crate::engine::column::{ABSENT, HISTOGRAM};

/// The definition: what is known of each time.
type Plain = BTreeMap<i64, (u64, Option<Rc<NativeHistogram>>, i64)>;

/// Knuth's MMIX generator.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn value(&mut self) -> f64 {
        match self.below(8) {
            0 => ABSENT,
            1 => f64::from_bits(0x7ff8_0000_0000_0000 | self.below(1 << 30)),
            2 => f64::NEG_INFINITY,
            3 => self.below(1000) as f64 / 7.0,
            _ => self.below(50) as f64,
        }
    }

    /// Samples from a time on, some with histograms, some with start timestamps, regular or not.
    fn samples(&mut self, mut time: i64) -> Samples {
        let (count, kind) = (self.below(400), self.below(6));
        let mut samples = Samples::default();
        let mut repeated = Rc::default();
        for _ in 0..count {
            let is_histogram = kind == 1 || (kind == 2 && self.below(9) == 0);
            if self.below(150) == 0 {
                repeated = Rc::new(NativeHistogram { count: time as f64, ..NativeHistogram::default() });
            }
            let histogram = || Rc::clone(&repeated);
            samples.times.push(time);
            samples.values.push(if is_histogram { HISTOGRAM } else { self.value() });
            if kind == 1 || kind == 2 {
                samples.histograms.push(is_histogram.then(histogram));
            }
            if kind == 3 {
                samples.starts.push(time / 5000 * 5000);
            }
            time += if kind == 4 { 1 + self.below(100_000) as i64 } else { 15_000 };
        }
        samples
    }
}

fn rows(samples: &Samples) -> Plain {
    let row = |at: usize| {
        let histogram = samples.histograms.get(at).cloned().flatten();
        (samples.times[at], (samples.values[at].to_bits(), histogram, samples.starts.get(at).copied().unwrap_or(0)))
    };
    (0..samples.len()).map(row).collect()
}

fn read(series: &Rc<Compressed>, window: TimeWindow) -> Samples {
    let mut reader = SampleReader::new(Rc::clone(series), window);
    let mut scratch = Samples::default();
    while reader.advance(&mut scratch).expect("valid chunks") > 0 {}
    reader.finish()
}

#[track_caller]
fn check(series: &Rc<Compressed>, plain: &Plain, window: TimeWindow) {
    let samples = read(series, window);
    let expected: Plain =
        plain.range(window.from..=window.to.max(window.from)).map(|(at, row)| (*at, row.clone())).collect();
    assert_eq!(rows(&samples), expected, "{window:?}");
    assert!(samples.times.is_sorted_by(|a, b| a < b));
    assert!(samples.histograms.is_empty() || samples.histograms.len() == samples.len());
    assert!(samples.starts.is_empty() || samples.starts.len() == samples.len());
    assert!(expected.is_empty() || series.overlaps(window));
}

#[test]
fn chunks_hold_what_plain_columns_hold() {
    for seed in 0..60 {
        let mut random = Random(seed);
        let (mut series, mut plain) = (Rc::new(Compressed::default()), Plain::new());
        for _ in 0..=random.below(6) {
            let begin = random.below(12_000_000) as i64 - 6_000_000;
            let samples = random.samples(begin);
            let before = series.memory().cast_signed();
            let more = Rc::make_mut(&mut series).add(&samples);
            assert_eq!(before + more, series.memory().cast_signed(), "{seed}");
            plain.extend(rows(&samples));
        }
        let all = TimeWindow { from: i64::MIN, to: i64::MAX };
        check(&series, &plain, all);
        assert_eq!(rows(&series.samples().expect("valid chunks")), plain);
        assert_eq!(series.len(), plain.len());
        for _ in 0..20 {
            let from = random.below(14_000_000) as i64 - 7_000_000;
            check(&series, &plain, TimeWindow { from, to: from + random.below(9_000_000) as i64 });
        }
    }
}

#[test]
fn samples_all_over_the_time_leave_chunks_between_as_they_are() {
    let mut random = Random(7);
    let samples =
        |times: Vec<i64>, value: f64| Samples { values: vec![value; times.len()], times, ..Samples::default() };
    let first = samples((0..12_000).map(|at| at * 10).collect(), 0.0);
    let (mut series, mut plain) = (Compressed::default(), rows(&first));
    series.add(&first);
    for round in 0..40 {
        let begin = random.below(10) as i64;
        let times = (0..12).map(|at| begin + at * 11_000 + 1 - 10_000 * i64::from(at == 0)).collect();
        let more = samples(times, f64::from(round));
        let bytes: Vec<_> = series.chunks.iter().map(|chunk| chunk.bytes.as_ptr()).collect();
        let before = series.memory().cast_signed();
        let grown = series.add(&more);
        assert_eq!(before + grown, series.memory().cast_signed());
        let kept = series.chunks.iter().filter(|chunk| bytes.contains(&chunk.bytes.as_ptr())).count();
        assert!(kept + 3 * more.len() >= bytes.len(), "{kept} of {}", bytes.len());
        plain.extend(rows(&more));
        assert_eq!(rows(&series.samples().expect("valid chunks")), plain);
        assert!(series.chunks.iter().zip(series.chunks.iter().skip(1)).all(|(one, next)| one.to < next.from));
    }
}

#[test]
fn samples_that_come_one_by_one_fill_chunks() {
    let orders: [fn(i64) -> i64; 3] = [|at| at, |at| -at, |at| at * 7919 % 1000];
    for order in orders {
        let mut series = Compressed::default();
        for at in 0..1000 {
            series.add(&Samples { times: vec![order(at)], values: vec![at as f64], ..Samples::default() });
        }
        assert_eq!(series.len(), 1000);
        assert!(series.chunks.len() <= 20, "{}", series.chunks.len());
        assert!(series.chunks.iter().all(|chunk| usize::from(chunk.samples) <= CHUNK));
    }
}

#[test]
fn what_lies_before_and_behind_a_window_is_not_decoded() {
    let times: Vec<i64> = (0..1440).map(|at| at * 15_000).collect();
    let mut series = Compressed::default();
    series.add(&Samples { values: times.iter().map(|time| *time as f64).collect(), times, ..Samples::default() });
    let series = Rc::new(series);
    for first in 0..1420 {
        let window = TimeWindow { from: first * 15_000, to: (first + 19) * 15_000 };
        let mut reader = SampleReader::new(Rc::clone(&series), window);
        let mut decoded = 0;
        while let read @ 1.. = reader.advance(&mut Samples::default()).expect("valid chunks") {
            decoded += read;
        }
        assert_eq!(reader.finish().len(), 20);
        assert!(decoded <= 2 * SEEK_DISTANCE, "{decoded} from {first} on");
    }
}

#[test]
fn memory_is_allocated_for_what_is_in_the_window() {
    let times: Vec<i64> = (0..1440).map(|at| at * 15_000).collect();
    let mut series = Compressed::default();
    series.add(&Samples { values: vec![1.0; times.len()], times, ..Samples::default() });
    let series = Rc::new(series);
    for (from, to) in [(0, 21_600_000), (1_000_000, 1_300_000), (1_799_000, 1_801_000), (5_000_000, 9_000_000)] {
        let samples = read(&series, TimeWindow { from, to });
        assert!(
            samples.times.capacity() <= samples.len() + samples.len() / 60 + 4,
            "{from}: {}",
            samples.times.capacity()
        );
    }
}
