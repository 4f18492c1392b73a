//! `changes` and `resets`: how often samples differ from the one before, and how often counters start again.
//!
//! A histogram after a float, and a float after a histogram, is both.

use super::{Implementation, OverRange};
use crate::engine::column::{Point, is_histogram};
use crate::engine::counter::Moment;
use crate::engine::histogram;
use crate::engine::rolling::RollingFunction;
use crate::engine::window::Window;
use crate::model::count::to_f64;
use crate::model::native_histogram::NativeHistogram;
use crate::promql::ast::Extension;
use crate::promql::functions::FunctionId;

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    Some(Implementation::OfRange(match id {
        FunctionId::Changes => OverRange::rolling(|window, _, _| count(window, is_change), RollingFunction::Changes),
        FunctionId::Resets => OverRange::rolling(|window, _, _| count(window, is_reset), RollingFunction::Resets),
        _ => return None,
    }))
}

/// Of how many samples it holds, each with the one before it. An anchored range begins with the last sample before it.
fn count(window: &Window<'_>, holds: fn(&Window<'_>, usize) -> bool) -> Point {
    let mut first = 0;
    if window.extension == Some(Extension::Anchored) {
        let within = window.times.partition_point(|time| *time <= window.from);
        if within == window.len() {
            return Point::Absent;
        }
        first = within.saturating_sub(1);
    }
    if window.is_empty() {
        return Point::Absent;
    }
    let found = (first + 1..window.len()).filter(|at| holds(window, *at)).count();
    Point::Float(to_f64(found))
}

/// From NaN to NaN is no change.
fn is_change(window: &Window<'_>, at: usize) -> bool {
    compare(
        window,
        at,
        |before, value| before != value && !(before.is_nan() && value.is_nan()),
        |before, histogram| !histogram::equal(before, histogram),
    )
}

fn is_reset(window: &Window<'_>, at: usize) -> bool {
    let begins_anew = || Moment::of(window, at).is_reset_since(Moment::of(window, at - 1));
    compare(
        window,
        at,
        |before, value| value < before || begins_anew(),
        |before, histogram| begins_anew() || histogram::is_reset(before, histogram),
    )
}

/// Whether it holds of a sample and the one before, if they are of one kind; true if they are not.
fn compare(
    window: &Window<'_>,
    at: usize,
    floats: impl FnOnce(f64, f64) -> bool,
    histograms: impl FnOnce(&NativeHistogram, &NativeHistogram) -> bool,
) -> bool {
    let (before, value) = (window.values[at - 1], window.values[at]);
    let histogram = |at: usize| window.histograms.get(at)?.as_deref();
    match (is_histogram(before), is_histogram(value)) {
        (false, false) => floats(before, value),
        (true, true) => histogram(at - 1).zip(histogram(at)).is_some_and(|(before, value)| histograms(before, value)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::window_tests::{check, check_range};
    use super::*;

    const NAN: f64 = f64::NAN;

    #[test]
    fn counts_what_differs() {
        check("changes", &[], &[1.0, 1.0, 2.0, 1.0, 1.0].map(Some), Some(2.0), &[]);
        check("changes", &[], &[1.0, NAN, NAN, 1.0].map(Some), Some(2.0), &[]);
        check("changes", &[], &[Some(1.0)], Some(0.0), &[]);
        check("changes", &[], &[None], None, &[]);
        check("resets", &[], &[1.0, 1.0, 2.0, 1.0, 0.0].map(Some), Some(2.0), &[]);
        check("resets", &[], &[1.0, NAN, 0.0].map(Some), Some(0.0), &[]);
        check("resets", &[], &[None], None, &[]);
    }

    #[test]
    fn anchored_ranges_begin_before_themselves() {
        let samples = [1.0, 2.0, 1.0, 1.0].map(Some);
        for (from, expected) in [(15_000, Some(1.0)), (5_000, Some(2.0)), (-5_000, Some(2.0)), (30_000, None)] {
            check_range("changes", &[], &samples, (from, 40_000), Some(Extension::Anchored), expected, &[]);
        }
    }
}
