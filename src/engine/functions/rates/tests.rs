//! Rates of small ranges. Samples are 10 s apart, from 0 s on.

use super::super::window_tests::{check, check_range, run};
use crate::engine::annotation::Annotator;
use crate::engine::column::Point;
use crate::engine::options::Dialect;
use crate::engine::window::Window;
use crate::promql::ast::Extension;

const NAN: f64 = f64::NAN;

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

#[track_caller]
fn check_between(name: &str, values: &[f64], seconds: (i64, i64), expected: Option<f64>) {
    let range = (seconds.0 * 1000, seconds.1 * 1000);
    check_range(name, &[], &some(values), range, None, expected, &[]);
}

#[test]
fn changes_are_extrapolated_to_the_edges() {
    // 30 over 30 s of samples; edges 5 s away: 40 s.
    check_between("increase", &[100.0, 110.0, 120.0, 130.0], (-5, 35), Some(40.0));
    check_between("rate", &[100.0, 110.0, 120.0, 130.0], (-5, 35), Some(1.0));
    check_between("delta", &[100.0, 110.0, 120.0, 130.0], (-5, 35), Some(40.0));
    // An edge a gap and a tenth away, or further, is taken to be half a gap away.
    check_between("increase", &[100.0, 110.0, 120.0, 130.0], (-11, 41), Some(40.0));
    check_between("increase", &[100.0, 110.0, 120.0, 130.0], (-500, 500), Some(40.0));
}

#[test]
fn counters_are_not_extrapolated_below_zero() {
    // From 2 up by 10 a gap: zero was 2 s before the first sample.
    check_between("increase", &[2.0, 12.0, 22.0], (-10, 20), Some(22.0));
    check_between("delta", &[2.0, 12.0, 22.0], (-10, 20), Some(30.0));
    // Of a counter that does not grow, or of a gauge below zero, nothing is known.
    check_between("increase", &[0.0, 0.0], (-10, 10), Some(0.0));
    check_between("increase", &[-10.0, 0.0], (-10, 10), Some(20.0));
}

#[test]
fn version_2_looks_for_zero_before_it_cuts_the_edge() {
    // Up by 10 a gap from 8, far from the edge: zero was 8 s before, less than a gap and more than half of one.
    for (dialect, expected) in [(Dialect::V3, 25.0), (Dialect::V2, 28.0)] {
        let window = Window {
            times: &[70_000, 80_000, 90_000],
            values: &[8.0, 18.0, 28.0],
            histograms: &[],
            starts: &[],
            from: 0,
            to: 90_000,
            at: 90_000,
            extension: None,
            dialect,
        };
        assert_eq!(run("increase", &[], &window), (Point::Float(expected), vec![]), "{dialect:?}");
    }
}

#[test]
fn resets_are_made_up_for_in_counters_only() {
    check_between("increase", &[100.0, 110.0, 5.0, 15.0], (0, 30), Some(25.0));
    check_between("delta", &[100.0, 110.0, 5.0, 15.0], (0, 30), Some(-85.0));
    check_between("increase", &[1.0, NAN, 3.0], (0, 20), Some(2.0));
}

#[test]
fn one_sample_is_no_change() {
    for name in ["rate", "increase", "delta", "irate", "idelta"] {
        check(name, &[], &[Some(1.0)], None, &[]);
        check(name, &[], &[None], None, &[]);
    }
}

#[test]
fn last_changes_are_between_the_last_two() {
    check_between("irate", &[0.0, 100.0, 150.0], (0, 20), Some(5.0));
    check_between("irate", &[0.0, 100.0, 40.0], (0, 20), Some(4.0));
    check_between("idelta", &[0.0, 100.0, 150.0], (0, 20), Some(50.0));
    check_between("idelta", &[0.0, 100.0, 40.0], (0, 20), Some(-60.0));
    check("idelta", &[], &[Some(1.0), None, None, Some(4.0)], Some(3.0), &[]);
}

#[test]
fn edges_are_extended() {
    let anchored = |name, values: &[f64], range, expected| {
        check_range(name, &[], &some(values), range, Some(Extension::Anchored), expected, &[]);
    };
    anchored("increase", &[1.0, 2.0, 3.0, 4.0], (15_000, 30_000), Some(2.0));
    anchored("increase", &[1.0, 9.0, 3.0, 4.0], (15_000, 30_000), Some(4.0));
    anchored("delta", &[1.0, 9.0, 3.0, 4.0], (15_000, 30_000), Some(-5.0));
    anchored("rate", &[1.0, 2.0, 3.0, 4.0], (15_000, 30_000), Some(2.0 / 15.0));
    anchored("increase", &[1.0, 2.0], (10_000, 30_000), None);
    let smoothed = |name, values: &[f64], range, expected| {
        check_range(name, &[], &some(values), range, Some(Extension::Smoothed), expected, &[]);
    };
    smoothed("increase", &[1.0, 2.0, 3.0, 4.0], (5_000, 25_000), Some(2.0));
    smoothed("delta", &[8.0, 4.0, 2.0, 0.0], (5_000, 25_000), Some(-5.0));
    // Reset between the first two: at 5 s the counter had grown from 0 to 1 of 2.
    smoothed("increase", &[8.0, 2.0, 3.0, 4.0], (5_000, 25_000), Some(2.5));
    smoothed("increase", &[1.0, 2.0], (20_000, 25_000), None);
}

#[test]
fn start_times_tell_of_resets_and_beginnings() {
    let rate = |values: &[f64], starts: &[i64]| {
        let times: Vec<i64> = (1..=values.len() as i64).map(|at| at * 10_000).collect();
        let to = values.len() as i64 * 10_000;
        let window = Window {
            times: &times,
            values,
            histograms: &[],
            starts,
            from: 0,
            to,
            at: to,
            extension: None,
            dialect: Dialect::V3,
        };
        run("increase", &[], &window)
    };
    // Began at 5 s: one sample is enough, and nothing is extrapolated before it.
    assert_eq!(rate(&[4.0], &[5_000]), (Point::Float(4.0), vec![]));
    assert_eq!(rate(&[4.0], &[0]), (Point::Absent, vec![]));
    // Began anew between the samples, though it did not fall.
    assert_eq!(rate(&[4.0, 6.0], &[5_000, 15_000]), (Point::Float(10.0), vec![]));
    let overlap = "sample has start time that overlaps with previous sample timestamp for metric \"metric_total\"";
    assert_eq!(rate(&[4.0, 6.0], &[5_000, 7_000]), (Point::Float(6.0), vec![overlap.to_owned()]));
}

#[test]
fn metrics_that_are_no_counters_are_annotated_on() {
    use crate::engine::annotation::Annotations;
    use crate::engine::labels::Labels;
    use crate::promql::span::Span;

    let annotate = |metric: &str, metric_type: &str| {
        let (argument, call) = (Span::default(), Span::default());
        let mut annotations = Annotations::default();
        let labels = Labels::new([("__name__", metric), ("__type__", metric_type)]);
        let mut annotator =
            Annotator { annotations: &mut annotations, labels: &labels, argument, call, function: "rate" };
        super::annotate_unlikely_counter(&mut annotator);
        annotations.all().first().map(|one| one.text.clone())
    };
    for (metric, metric_type) in
        [("a_total", ""), ("a_sum", ""), ("a_count", ""), ("a_bucket", ""), ("", ""), ("a", "counter")]
    {
        assert_eq!(annotate(metric, metric_type), None, "{metric} {metric_type}");
    }
    let by_name = "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"a\"";
    assert_eq!(annotate("a", ""), Some(by_name.to_owned()));
    assert!(annotate("a_total", "gauge").is_some_and(|text| text.ends_with("got \"gauge\": \"a_total\"")));
}
