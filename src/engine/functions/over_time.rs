//! Functions of all samples in a range: `…_over_time`.
//!
//! Each is a kernel of plain slices, which defines the result; faster ways to it are held against it.

mod spread;

use std::borrow::Cow;

pub(in crate::engine) use spread::annotate_invalid_quantile;

use super::{Implementation, OverRange, RangeFunction};
use crate::engine::annotation::{Annotator, text};
use crate::engine::column::{Point, is_histogram};
use crate::engine::histogram::range;
use crate::engine::kahan::{mean, sum};
use crate::engine::rolling::RollingFunction;
use crate::engine::window::Window;
use crate::model::count::to_f64;
use crate::model::time::seconds;
use crate::promql::functions::FunctionId;

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    let (function, rolling): (RangeFunction, RollingFunction) = match id {
        FunctionId::AvgOverTime => {
            (|window, _, annotator| alike(window, annotator, mean, range::avg_over_time), RollingFunction::Mean)
        }
        FunctionId::CountOverTime => (|window, _, _| if_any(window, to_f64(window.len())), RollingFunction::Count),
        FunctionId::FirstOverTime => (|window, _, _| sample(window, 0), RollingFunction::First),
        FunctionId::LastOverTime => {
            (|window, _, _| sample(window, window.len().wrapping_sub(1)), RollingFunction::Last)
        }
        FunctionId::MaxOverTime => {
            (|window, _, annotator| of_floats(window, annotator, greatest), RollingFunction::Max)
        }
        FunctionId::MinOverTime => (|window, _, annotator| of_floats(window, annotator, least), RollingFunction::Min),
        FunctionId::PresentOverTime => (|window, _, _| if_any(window, 1.0), RollingFunction::Present),
        FunctionId::SumOverTime => {
            (|window, _, annotator| alike(window, annotator, sum, range::sum_over_time), RollingFunction::Sum)
        }
        FunctionId::TsOfFirstOverTime => (|window, _, _| time(window.times.first()), RollingFunction::FirstTime),
        FunctionId::TsOfLastOverTime => (|window, _, _| time(window.times.last()), RollingFunction::LastTime),
        FunctionId::TsOfMaxOverTime => {
            (|window, _, annotator| of_floats(window, annotator, time_of_greatest), RollingFunction::MaxTime)
        }
        FunctionId::TsOfMinOverTime => {
            (|window, _, annotator| of_floats(window, annotator, time_of_least), RollingFunction::MinTime)
        }
        _ => return spread::implementation(id),
    };
    Some(Implementation::OfRange(OverRange::rolling(function, rolling)))
}

/// What a kernel makes of the floats of a window; nothing where there is none. Histograms are left out, with an info.
pub(super) fn of_floats(
    window: &Window<'_>,
    annotator: &mut Annotator<'_>,
    kernel: impl FnOnce(&[i64], &[f64]) -> Option<f64>,
) -> Point {
    let (times, values) = floats(window);
    if values.is_empty() {
        return Point::Absent;
    }
    if values.len() < window.len() {
        annotator.annotations.inform_of(text::histograms_ignored_in_range, annotator.metric(), annotator.argument);
    }
    kernel(&times, &values).map_or(Point::Absent, Point::Float)
}

/// The times and values of the floats of a window.
fn floats<'a>(window: &Window<'a>) -> (Cow<'a, [i64]>, Cow<'a, [f64]>) {
    if window.is_all_floats() {
        return (Cow::Borrowed(window.times), Cow::Borrowed(window.values));
    }
    let samples = window.times.iter().zip(window.values);
    let (times, values): (Vec<_>, Vec<_>) = samples.filter(|(_, value)| !is_histogram(**value)).unzip();
    (Cow::Owned(times), Cow::Owned(values))
}

/// What a kernel makes of a window of floats, another of one of histograms; nothing, and a warning, where there are
/// both.
fn alike(
    window: &Window<'_>,
    annotator: &mut Annotator<'_>,
    of_floats: fn(&[f64]) -> f64,
    of_histograms: fn(&Window<'_>, &mut Annotator<'_>) -> Point,
) -> Point {
    if window.is_empty() {
        Point::Absent
    } else if window.is_all_floats() {
        Point::Float(of_floats(window.values))
    } else if window.is_all_histograms() {
        of_histograms(window, annotator)
    } else {
        annotator.annotations.warn_of(text::mixed_samples, annotator.metric(), annotator.argument);
        Point::Absent
    }
}

fn if_any(window: &Window<'_>, value: f64) -> Point {
    if window.is_empty() { Point::Absent } else { Point::Float(value) }
}

/// A sample as it is.
fn sample(window: &Window<'_>, at: usize) -> Point {
    match window.values.get(at) {
        None => Point::Absent,
        Some(value) if is_histogram(*value) => {
            window.histograms.get(at).cloned().flatten().map_or(Point::Absent, Point::Histogram)
        }
        Some(value) => Point::Float(*value),
    }
}

fn time(time: Option<&i64>) -> Point {
    time.map_or(Point::Absent, |time| Point::Float(seconds(*time)))
}

/// Any other value wins over NaN.
fn greatest(_: &[i64], values: &[f64]) -> Option<f64> {
    values.iter().copied().reduce(|best, value| if value > best || best.is_nan() { value } else { best })
}

/// Any other value wins over NaN.
fn least(_: &[i64], values: &[f64]) -> Option<f64> {
    values.iter().copied().reduce(|best, value| if value < best || best.is_nan() { value } else { best })
}

/// Of equal values the last.
fn time_of_greatest(times: &[i64], values: &[f64]) -> Option<f64> {
    time_of(times, values, |value, best| value >= best)
}

/// Of equal values the last.
fn time_of_least(times: &[i64], values: &[f64]) -> Option<f64> {
    time_of(times, values, |value, best| value <= best)
}

fn time_of(times: &[i64], values: &[f64], is_as_good: impl Fn(f64, f64) -> bool) -> Option<f64> {
    let samples = times.iter().zip(values);
    let best = samples.reduce(|best, one| if is_as_good(*one.1, *best.1) || best.1.is_nan() { one } else { best });
    best.map(|(time, _)| seconds(*time))
}

#[cfg(test)]
mod tests {
    use super::super::window_tests::check;

    const NAN: f64 = f64::NAN;
    const INF: f64 = f64::INFINITY;

    #[test]
    fn folds_all_samples() {
        let samples = [Some(1.0), Some(4.0), Some(4.0), Some(-1.0), None];
        for (name, expected) in [
            ("avg_over_time", 2.0),
            ("count_over_time", 4.0),
            ("first_over_time", 1.0),
            ("last_over_time", -1.0),
            ("max_over_time", 4.0),
            ("min_over_time", -1.0),
            ("present_over_time", 1.0),
            ("sum_over_time", 8.0),
            ("ts_of_first_over_time", 0.0),
            ("ts_of_last_over_time", 30.0),
            ("ts_of_max_over_time", 20.0),
            ("ts_of_min_over_time", 30.0),
        ] {
            check(name, &[], &samples, Some(expected), &[]);
            check(name, &[], &[None, None], None, &[]);
        }
    }

    #[test]
    fn nan_is_replaced_in_extremes_only() {
        for (name, expected) in [
            ("max_over_time", 2.0),
            ("min_over_time", 1.0),
            ("ts_of_max_over_time", 30.0),
            ("ts_of_min_over_time", 10.0),
            ("sum_over_time", NAN),
            ("avg_over_time", NAN),
            ("last_over_time", NAN),
        ] {
            check(name, &[], &[Some(NAN), Some(1.0), Some(NAN), Some(2.0), Some(NAN)], Some(expected), &[]);
        }
        check("max_over_time", &[], &[Some(NAN), Some(NAN)], Some(NAN), &[]);
    }

    #[test]
    fn sums_and_means_are_compensated() {
        check("sum_over_time", &[], &[Some(1.0), Some(1e100), Some(1.0), Some(-1e100)], Some(2.0), &[]);
        check("avg_over_time", &[], &[Some(f64::MAX), Some(f64::MAX)], Some(f64::MAX), &[]);
        check("sum_over_time", &[], &[Some(INF), Some(1.0)], Some(INF), &[]);
        check("sum_over_time", &[], &[Some(INF), Some(-INF)], Some(NAN), &[]);
    }
}
