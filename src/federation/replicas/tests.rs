//! Single cases; what holds of any samples is held in `tests/federation/replicas.rs`.

use std::rc::Rc;

use super::*;
use crate::engine::column::{ABSENT, HISTOGRAM, Point};
use crate::engine::counter::ChangeOf::{self, Counter, Gauge};
use crate::engine::store::TimeWindow;
use crate::model::native_histogram::NativeHistogram;

/// Samples at these seconds; NaN of the marker where `STALE` stands.
fn samples(pairs: &[(i64, f64)]) -> Samples {
    Samples {
        times: pairs.iter().map(|(time, _)| time * 1000).collect(),
        values: pairs.iter().map(|(_, value)| *value).collect(),
        ..Samples::default()
    }
}

/// Seconds and values; a marker as -1.
fn pairs(samples: &Samples) -> Vec<(i64, f64)> {
    let value = |value: &f64| if crate::engine::column::is_absent(*value) { -1.0 } else { *value };
    samples.times.iter().zip(&samples.values).map(|(time, own)| (time / 1000, value(own))).collect()
}

fn stretches(merged: &Merged) -> Vec<(usize, i64, i64)> {
    merged.stretches.iter().map(|one| (one.replica, one.from / 1000, one.to / 1000)).collect()
}

#[track_caller]
fn check_penalty(replicas: &[&[(i64, f64)]], of: ChangeOf, expected: &[(i64, f64)], by: &[(usize, i64, i64)]) {
    let replicas: Vec<Samples> = replicas.iter().map(|own| samples(own)).collect();
    let merged = penalty(&replicas, of);
    assert_eq!((pairs(&merged.samples), stretches(&merged)), (expected.to_vec(), by.to_vec()), "{replicas:?}");
}

#[test]
fn one_replica_is_followed_until_it_has_a_gap() {
    let a = [(0, 1.0), (15, 2.0), (30, 3.0), (150, 9.0)];
    let b = [(4, 1.5), (19, 2.5), (34, 3.5), (49, 4.5), (64, 5.5), (79, 6.5)];
    // After 30 the other one may go on after 60; then the first one after 132.
    let expected = [(0, 1.0), (15, 2.0), (30, 3.0), (64, 5.5), (79, 6.5), (150, 9.0)];
    check_penalty(&[&a, &b], Gauge, &expected, &[(0, 0, 30), (1, 64, 79), (0, 150, 150)]);
    check_penalty(&[&[], &b], Gauge, &b, &[(1, 4, 79)]);
    check_penalty(&[], Gauge, &[], &[]);
    // Whichever is first is followed; the other one waits 5 s at first.
    check_penalty(&[&[(3, 1.0)], &[(0, 0.0), (4, 2.0)]], Gauge, &[(0, 0.0), (4, 2.0)], &[(1, 0, 4)]);
    check_penalty(&[&[(6, 1.0)], &[(0, 0.0)]], Gauge, &[(0, 0.0), (6, 1.0)], &[(1, 0, 0), (0, 6, 6)]);
}

#[test]
fn of_three_replicas_the_first_by_time_goes_on() {
    let a = [(0, 1.0), (10, 2.0)];
    let b = [(2, 1.0), (12, 2.0), (42, 5.0), (52, 6.0), (62, 7.0)];
    let c = [(4, 1.0), (34, 4.0), (44, 5.0)];
    let expected = [(0, 1.0), (10, 2.0), (34, 4.0), (44, 5.0)];
    check_penalty(&[&a, &b, &c], Gauge, &expected, &[(0, 0, 10), (2, 34, 44)]);
}

#[test]
fn replicas_on_one_grid_fill_gaps_at_once() {
    let (a, b) = ([(0, 1.0), (30, 3.0), (60, 5.0)], [(0, 1.0), (15, 2.0), (30, 3.0), (45, 4.0), (60, 5.0)]);
    check_penalty(&[&a, &b], Gauge, &b, &[(0, 0, 0), (1, 15, 60)]);
    check_penalty(&[&b, &a], Gauge, &b, &[(0, 0, 60)]);
}

#[test]
fn markers_are_samples_as_any_other() {
    let expected = [(0, 1.0), (10, -1.0), (40, 4.0)];
    check_penalty(
        &[&[(0, 1.0), (10, ABSENT)], &[(5, 1.0), (15, 2.0), (40, 4.0)]],
        Counter,
        &expected,
        &[(0, 0, 10), (1, 40, 40)],
    );
}

#[test]
fn counters_never_fall_by_a_switch() {
    // The second replica is behind: it is lifted by 1, and its reset is one of the result.
    let (a, b) = ([(0, 1.0), (10, 8.0)], [(40, 7.0), (50, 9.0), (60, 2.0), (70, 3.0)]);
    let expected = [(0, 1.0), (10, 8.0), (40, 8.0), (50, 10.0), (60, 2.0), (70, 3.0)];
    check_penalty(&[&a, &b], Counter, &expected, &[(0, 0, 10), (1, 40, 70)]);
    let as_they_are = [(0, 1.0), (10, 8.0), (40, 7.0), (50, 9.0), (60, 2.0), (70, 3.0)];
    check_penalty(&[&a, &b], Gauge, &as_they_are, &[(0, 0, 10), (1, 40, 70)]);
    // What it had before the switch was of another process: it is ahead by what it saw then.
    let (a, b) = ([(0, 1.0), (10, 2.0)], [(4, 9.0), (12, 1.0), (40, 4.0)]);
    check_penalty(&[&a, &b], Counter, &[(0, 1.0), (10, 2.0), (40, 13.0)], &[(0, 0, 10), (1, 40, 40)]);
}

#[test]
fn a_reset_that_is_seen_by_the_next_replica_alone_is_kept() {
    let (a, b) = ([(0, 90.0), (10, 100.0)], [(5, 95.0), (25, 3.0), (35, 4.0), (45, 6.0)]);
    // It had reached 95 and is at 4: as much as after the 100 if that was lifted by 5 before.
    check_penalty(&[&a, &b], Counter, &[(0, 90.0), (10, 100.0), (35, 100.0), (45, 102.0)], &[(0, 0, 10), (1, 35, 45)]);
    let b = [(10, 100.0), (25, 3.0), (35, 4.0), (45, 6.0)];
    check_penalty(
        &[&a, &b],
        Counter,
        &[(0, 90.0), (10, 100.0), (25, 3.0), (35, 4.0), (45, 6.0)],
        &[(0, 0, 10), (1, 25, 45)],
    );
}

#[test]
fn start_timestamps_say_that_a_counter_began_anew() {
    let a = Samples { starts: vec![1, 1], ..samples(&[(1, 5.0), (10, 8.0)]) };
    let b = Samples { starts: vec![20_000, 20_000], ..samples(&[(40, 7.0), (50, 9.0)]) };
    let merged = penalty(&[a, b], Counter).samples;
    assert_eq!(pairs(&merged), [(1, 5.0), (10, 8.0), (40, 7.0), (50, 9.0)]);
    assert_eq!(merged.starts, [1, 1, 20_000, 20_000]);
}

#[test]
fn histograms_are_taken_as_they_are() {
    let histogram = |count: f64| Some(Rc::new(NativeHistogram { count, ..NativeHistogram::default() }));
    let a = samples(&[(0, 1.0), (10, 9.0)]);
    let mut b = samples(&[(40, HISTOGRAM), (50, 3.0)]);
    b.histograms = vec![histogram(4.0), None];
    let merged = penalty(&[a, b], Counter).samples;
    assert!(matches!(merged.point(2), Point::Histogram(own) if own.count == 4.0));
    assert_eq!((merged.times, merged.values[3]), (vec![0, 10_000, 40_000, 50_000], 9.0));
}

#[test]
fn interleaved_has_all_and_one_of_two() {
    let (a, b) = ([(0, 1.0), (10, 2.0), (20, 3.0)], [(0, 9.0), (5, 8.0), (20, 7.0), (25, ABSENT)]);
    let merged = interleaved(&[samples(&a), samples(&b)]);
    assert_eq!(pairs(&merged.samples), [(0, 1.0), (5, 8.0), (10, 2.0), (20, 3.0), (25, -1.0)]);
    assert_eq!(stretches(&merged), [(0, 0, 20), (1, 5, 25)]);
    let late: Vec<(i64, f64)> = (0..20).map(|at| (at, 0.0)).collect();
    let merged = interleaved(&[samples(&late), samples(&[(-1, 5.0), (21, 5.0)])]);
    assert_eq!(stretches(&merged), [(1, -1, -1), (0, 0, 19), (1, 21, 21)]);
}

#[test]
fn per_step_takes_the_first_that_has_a_sample() {
    let (a, b) = ([(0, 1.0), (10, ABSENT), (20, ABSENT), (40, 5.0)], [(10, 8.0), (20, ABSENT), (30, 7.0), (40, 6.0)]);
    let merged = per_step(&[samples(&a), samples(&b)]);
    assert_eq!(pairs(&merged.samples), [(0, 1.0), (10, 8.0), (20, -1.0), (30, 7.0), (40, 5.0)]);
    assert_eq!(stretches(&merged), [(0, 0, 0), (1, 10, 10), (0, 20, 20), (1, 30, 30), (0, 40, 40)]);
}

#[test]
fn coverage_is_of_all_series_of_a_replica() {
    let every = |from: i64, to: i64| samples(&(from..=to).step_by(10).map(|time| (time, 1.0)).collect::<Vec<_>>());
    let mut coverage = Coverage::new(TimeWindow { from: 0, to: 1_000_000 }, 3);
    coverage.add(0, &every(-50, 100));
    coverage.add(0, &samples(&[(100, 1.0), (110, 1.0), (160, 1.0), (170, 1.0), (230, 1.0), (240, ABSENT)]));
    coverage.add(0, &every(900, 2000));
    coverage.add(1, &samples(&[(500, 1.0)]));
    coverage.add(7, &every(0, 10));
    let seconds = |replica| coverage.intervals(replica).iter().map(|(a, b)| (a / 1000, b / 1000)).collect::<Vec<_>>();
    assert_eq!(seconds(0), [(0, 170), (230, 230), (900, 1000)]);
    assert_eq!((seconds(1), seconds(2)), (vec![(500, 500)], vec![]));
}

#[test]
fn coverage_has_few_intervals_and_leaves_out_the_smallest_gaps() {
    let mut coverage = Coverage::new(TimeWindow { from: 0, to: i64::MAX }, 1);
    // Two of every 1,000 s; one gap is longer.
    for at in (0..5_000).rev() {
        let from = at * 1_000_000 + if at >= 2_500 { 7_000 } else { 0 };
        coverage.add_stretches(&[Stretch { replica: 0, from, to: from + 2_000 }]);
    }
    let intervals = coverage.intervals(0);
    assert_eq!(intervals.len(), 64);
    assert!(intervals.is_sorted_by(|a, b| a.1 < b.0) && intervals.iter().any(|(_, to)| *to == 2_499_002_000));
}
