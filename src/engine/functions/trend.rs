//! Trends of gauges: the line through the samples of a range, and their smoothing.

use super::over_time::of_floats;
use super::{Implementation, OverRange};
use crate::engine::annotation::Annotator;
use crate::engine::column::Point;
use crate::engine::error::Error;
use crate::engine::kahan::Sum;
use crate::engine::window::Window;
use crate::model::count::to_f64;
use crate::model::time::seconds;
use crate::promql::functions::FunctionId;

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    Some(Implementation::OfRange(match id {
        FunctionId::Deriv => OverRange::new(deriv),
        FunctionId::DoubleExponentialSmoothing => OverRange { check: check_factors, ..OverRange::new(smoothing) },
        FunctionId::PredictLinear => OverRange::new(predict),
        _ => return None,
    }))
}

/// The slope per second. Times count from the first sample, so that they are small.
fn deriv(window: &Window<'_>, _: &[f64], annotator: &mut Annotator<'_>) -> Point {
    of_floats(window, annotator, |times, values| Some(line(times, values, *times.first()?)?.slope))
}

/// The line's value so many seconds after the step.
fn predict(window: &Window<'_>, scalars: &[f64], annotator: &mut Annotator<'_>) -> Point {
    let ahead = scalars.first().copied().unwrap_or(f64::NAN);
    of_floats(window, annotator, |times, values| {
        let line = line(times, values, window.at)?;
        Some(line.slope * ahead + line.intercept)
    })
}

/// A line: value = intercept + slope · seconds.
struct Line {
    slope: f64,
    intercept: f64,
}

/// The line of least squares through at least two samples; its seconds count from `zero` (Unix milliseconds).
fn line(times: &[i64], values: &[f64], zero: i64) -> Option<Line> {
    let (first, rest) = values.split_first()?;
    if rest.is_empty() {
        return None;
    }
    if rest.iter().all(|value| value == first) {
        let is_finite = first.is_finite();
        return Some(Line {
            slope: if is_finite { 0.0 } else { f64::NAN },
            intercept: if is_finite { *first } else { f64::NAN },
        });
    }
    let (mut x_sum, mut y_sum, mut xy_sum, mut xx_sum) =
        (Sum::default(), Sum::default(), Sum::default(), Sum::default());
    for (time, y) in times.iter().zip(values) {
        let x = seconds(time - zero);
        x_sum.add(x);
        y_sum.add(*y);
        xy_sum.add(x * y);
        xx_sum.add(x * x);
    }
    let count = to_f64(values.len());
    let (x, y) = (x_sum.total(), y_sum.total());
    let covariance = xy_sum.total() - x * y / count;
    let variance = xx_sum.total() - x * x / count;
    let slope = covariance / variance;
    Some(Line { slope, intercept: y / count - slope * x / count })
}

/// Both factors of the smoothing lie between 0 and 1.
fn check_factors(scalars: &[f64]) -> Result<(), Error> {
    for (factor, name) in scalars.iter().zip(["smoothing", "trend"]) {
        if *factor <= 0.0 || *factor >= 1.0 {
            let letter = &name[..1];
            let text = format!("invalid {name} factor. Expected: 0 < {letter}f < 1, got: {factor:.6}");
            return Err(Error::evaluation(text));
        }
    }
    Ok(())
}

/// Holt's double exponential smoothing: a level and a trend, each following the samples by its own factor.
fn smoothing(window: &Window<'_>, scalars: &[f64], annotator: &mut Annotator<'_>) -> Point {
    let &[level_factor, trend_factor] = scalars else { return Point::Absent };
    of_floats(window, annotator, |_, values| {
        let [first, second, ..] = values else { return None };
        let (mut before, mut level, mut trend) = (0.0, *first, second - first);
        for (at, value) in values.iter().enumerate().skip(1) {
            if at > 1 {
                trend = trend_factor * (level - before) + (1.0 - trend_factor) * trend;
            }
            before = level;
            level = level_factor * value + (1.0 - level_factor) * (level + trend);
        }
        Some(level)
    })
}

#[cfg(test)]
mod tests {
    use super::super::window_tests::check;
    use super::*;

    const NAN: f64 = f64::NAN;
    const INF: f64 = f64::INFINITY;

    // Samples are 10 s apart, from 0 s on; the step is that of the last.

    #[test]
    fn lines_run_through_the_samples() {
        check("deriv", &[], &[0.0, 10.0, 20.0].map(Some), Some(1.0), &[]);
        check("deriv", &[], &[Some(0.0), None, Some(0.0), Some(6.0)], Some(12.0 / 70.0), &[]);
        check("predict_linear", &[60.0], &[0.0, 10.0, 20.0].map(Some), Some(80.0), &[]);
        check("predict_linear", &[-20.0], &[0.0, 10.0, 20.0].map(Some), Some(0.0), &[]);
    }

    #[test]
    fn a_constant_has_no_slope() {
        check("deriv", &[], &[1.493_712_766_43e9; 3].map(Some), Some(0.0), &[]);
        check("predict_linear", &[60.0], &[7.1, 7.1].map(Some), Some(7.1), &[]);
        check("deriv", &[], &[INF, INF].map(Some), Some(NAN), &[]);
        check("deriv", &[], &[NAN, NAN].map(Some), Some(NAN), &[]);
    }

    #[test]
    fn one_sample_has_no_trend() {
        for (name, scalars) in
            [("deriv", &[][..]), ("predict_linear", &[1.0]), ("double_exponential_smoothing", &[0.5, 0.5])]
        {
            check(name, scalars, &[Some(1.0)], None, &[]);
            check(name, scalars, &[None, None], None, &[]);
        }
    }

    #[test]
    fn smoothing_follows_level_and_trend() {
        let factors = [0.5, 0.1];
        check("double_exponential_smoothing", &factors, &[0.0, 10.0, 20.0, 30.0].map(Some), Some(30.0), &[]);
        // level 1, trend 1; 0.5·2 + 0.5·(1+1) = 2; trend 0.1·1 + 0.9·1 = 1; 0.5·8 + 0.5·(2+1) = 5.5
        check("double_exponential_smoothing", &factors, &[1.0, 2.0, 8.0].map(Some), Some(5.5), &[]);
        assert_eq!(check_factors(&factors), Ok(()));
        let error = check_factors(&[0.5, 1.0]).map_err(|error| error.to_string());
        assert_eq!(error, Err("invalid trend factor. Expected: 0 < tf < 1, got: 1.000000".to_owned()));
    }
}
