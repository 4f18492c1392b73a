//! Whether a result is the expected one.

#![allow(clippy::cast_possible_wrap, reason = "numbers of a test are small")]

use std::collections::BTreeMap;

use narthex::engine::column::{Point, is_absent};
use narthex::engine::labels::Labels;
use narthex::engine::load::Item;
use narthex::model::native_histogram::{Buckets, NativeHistogram, ResetHint};

/// Of a series its labels and its samples: times and values.
pub(crate) type Series = (Labels, Vec<(i64, Point)>);

/// The share by which two numbers may differ.
const TOLERANCE: f64 = 1e-6;

/// Compares an instant vector.
pub(crate) fn vector(expected: &[(Labels, Vec<Item>)], given: &[Series], is_ordered: bool) -> Result<(), String> {
    let expected: Vec<(Labels, Vec<(i64, Item)>)> = expected
        .iter()
        .map(|(labels, items)| (labels.clone(), items.first().map(|it| (0, it.clone())).into_iter().collect()))
        .collect();
    let given: Vec<Series> = given
        .iter()
        .map(|(labels, samples)| (labels.clone(), samples.iter().map(|(_, point)| (0, point.clone())).collect()))
        .collect();
    if is_ordered {
        let order = |names: Vec<&Labels>| names.into_iter().map(show).collect::<Vec<_>>().join(" ");
        let (wanted, found) =
            (order(expected.iter().map(|it| &it.0).collect()), order(given.iter().map(|it| &it.0).collect()));
        if wanted != found {
            return Err(format!("expected the order {wanted}, got {found}"));
        }
    }
    series(&expected, &given)
}

/// Compares series with their samples at times `start`, `start + step`, ….
pub(crate) fn matrix(expected: &[(Labels, Vec<Item>)], start: i64, step: i64, given: &[Series]) -> Result<(), String> {
    let timed = |items: &[Item]| {
        items.iter().enumerate().map(|(at, item)| (start + at as i64 * step, item.clone())).collect::<Vec<_>>()
    };
    let expected: Vec<_> = expected.iter().map(|(labels, items)| (labels.clone(), timed(items))).collect();
    series(&expected, given)
}

fn series(expected: &[(Labels, Vec<(i64, Item)>)], given: &[Series]) -> Result<(), String> {
    let mut rest: BTreeMap<&Labels, &Vec<(i64, Point)>> = BTreeMap::new();
    for (labels, samples) in given {
        if rest.insert(labels, samples).is_some() {
            return Err(format!("{} occurs twice", show(labels)));
        }
    }
    for (labels, items) in expected {
        let Some(samples) = rest.remove(labels) else {
            return Err(format!("{} is missing in {}", show(labels), shown(given)));
        };
        let items: Vec<_> = items.iter().filter(|(_, item)| *item != Item::Blank).collect();
        let is_same = items.len() == samples.len()
            && items
                .iter()
                .zip(samples)
                .all(|((wanted, item), (time, point))| wanted == time && is_expected(item, point));
        if !is_same {
            return Err(format!("{}: expected {items:?}, got {samples:?}", show(labels)));
        }
    }
    match rest.first_key_value() {
        Some((labels, samples)) => Err(format!("unexpected {} {samples:?}", show(labels))),
        None => Ok(()),
    }
}

fn shown(given: &[Series]) -> String {
    given.iter().map(|(labels, _)| show(labels)).collect::<Vec<_>>().join(" ")
}

fn show(labels: &Labels) -> String {
    narthex::model::labels::display(labels.iter())
}

fn is_expected(item: &Item, point: &Point) -> bool {
    match (item, point) {
        (Item::Float(a), Point::Float(b)) => almost(*a, *b),
        (Item::Stale, Point::Float(value)) => is_absent(*value),
        (Item::Histogram(a), Point::Histogram(b)) => same_histogram(a, b),
        _ => false,
    }
}

/// Whether two numbers are the same but for rounding.
pub(crate) fn almost(a: f64, b: f64) -> bool {
    if is_absent(a) || is_absent(b) {
        return is_absent(a) && is_absent(b);
    }
    if a.is_nan() && b.is_nan() || a == b {
        return true;
    }
    let (sum, difference) = (a.abs() + b.abs(), (a - b).abs());
    if a == 0.0 || b == 0.0 || sum < f64::MIN_POSITIVE {
        return difference < TOLERANCE * f64::MIN_POSITIVE;
    }
    difference / sum.min(f64::MAX) < TOLERANCE
}

fn same_histogram(a: &NativeHistogram, b: &NativeHistogram) -> bool {
    a.schema == b.schema
        && (a.hint == ResetHint::Unknown || a.hint == b.hint)
        && almost(a.count, b.count)
        && almost(a.sum, b.sum)
        && a.zero_threshold == b.zero_threshold
        && almost(a.zero_count, b.zero_count)
        && a.custom_values == b.custom_values
        && same_buckets(&a.positive, &b.positive)
        && same_buckets(&a.negative, &b.negative)
}

/// Empty buckets do not count, wherever they are.
fn same_buckets(a: &Buckets, b: &Buckets) -> bool {
    let filled = |buckets: &Buckets| buckets.iter().filter(|(_, count)| *count != 0.0).collect::<Vec<_>>();
    let (a, b) = (filled(a), filled(b));
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.0 == b.0 && almost(a.1, b.1))
}
