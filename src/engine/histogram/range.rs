//! What functions of ranges compute where all samples of a range are histograms.
//!
//! Source: `histogramRate`, `extrapolatedRate`, `instantValue` and the `_over_time` functions of
//! `promql/functions.go` of Prometheus.
//!
//! Not here: ranges of floats, or of both, which have no rate and no sum (`functions::rates`, `functions::over_time`).

mod extended;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use super::accumulate::{HistogramMean, HistogramSum};
use super::accumulator::{Accumulator, Sign};
use super::{CombineFlags, Combined, HistogramOperation, Incompatible, compact, divided, header, is_reset, scaled};
use crate::engine::annotation::Annotator;
use crate::engine::annotation::text::{quoted, start_time_overlap};
use crate::engine::column::Point;
use crate::engine::counter::{ChangeOf, ChangePer, Moment, beginning, extrapolation};
use crate::engine::window::Window;
use crate::model::native_histogram::{NativeHistogram, ResetHint};
use crate::model::time::seconds;

pub use extended::interpolate;

/// `rate`, `increase` or `delta` of a range of histograms.
pub fn rate(window: &Window<'_>, of: ChangeOf, per: ChangePer, annotator: &mut Annotator<'_>) -> Point {
    let change = if window.extension.is_some() { extended::change } else { extrapolated };
    let Some(mut change) = change(window, of, per, annotator) else { return Point::Absent };
    change.hint = ResetHint::Gauge;
    Point::Histogram(Rc::new(compact(change)))
}

/// `irate` or `idelta`: the change between the last two samples, both histograms.
pub fn instant(window: &Window<'_>, of: ChangeOf, per: ChangePer, annotator: &mut Annotator<'_>) -> Point {
    let Some(before) = window.len().checked_sub(2) else { return Point::Absent };
    let (Some(first), Some(last)) = (at(window, before), at(window, before + 1)) else { return Point::Absent };
    let moments = [before, before + 1].map(|at| Moment::of(window, at));
    let milliseconds = moments[1].time - moments[0].time;
    if milliseconds == 0 {
        return Point::Absent;
    }
    annotate_metric_kind(of, [first, last].into_iter(), annotator);
    let starts_anew = of == ChangeOf::Counter && (moments[1].is_reset_since(moments[0]) || is_reset(first, last));
    let mut change = last.clone();
    if !starts_anew {
        let Some(difference) = combine(last, first, Sign::Minus, annotator) else { return Point::Absent };
        change = difference;
    }
    if per == ChangePer::Second {
        change = divided(&change, seconds(milliseconds));
    }
    change.hint = ResetHint::Gauge;
    Point::Histogram(Rc::new(compact(change)))
}

/// `sum_over_time` of histograms.
pub fn sum_over_time(window: &Window<'_>, annotator: &mut Annotator<'_>) -> Point {
    let mut histograms = histograms(window);
    let Some(mut sum) = histograms.next().map(HistogramSum::of) else { return Point::Absent };
    let added = histograms.try_for_each(|histogram| sum.add(histogram));
    aggregated(added.map(|()| sum.finish()), annotator)
}

/// `avg_over_time` of histograms.
pub fn avg_over_time(window: &Window<'_>, annotator: &mut Annotator<'_>) -> Point {
    let mut histograms = histograms(window);
    let Some(mut mean) = histograms.next().map(HistogramMean::of) else { return Point::Absent };
    let added = histograms.try_for_each(|histogram| mean.add(histogram));
    aggregated(added.map(|()| mean.finish()), annotator)
}

fn aggregated(result: Result<Combined, Incompatible>, annotator: &mut Annotator<'_>) -> Point {
    let Ok(Combined { histogram, flags }) = result else {
        annotate_mixed_schemas(annotator);
        return Point::Absent;
    };
    flags.annotate(HistogramOperation::Aggregation, annotator.argument, annotator.annotations);
    Point::Histogram(Rc::new(histogram))
}

/// The change between the first and the last sample, extrapolated to the whole range.
fn extrapolated(
    window: &Window<'_>,
    of: ChangeOf,
    per: ChangePer,
    annotator: &mut Annotator<'_>,
) -> Option<NativeHistogram> {
    let first = at(window, 0)?;
    let mut sum = if window.len() > 1 { Some(sampled(window, of, annotator)?) } else { None };
    let beginning = if of == ChangeOf::Counter { beginning(window) } else { None };
    let mut to_zero = f64::INFINITY;
    if beginning.is_some() {
        // The counter was zero within the range: all of the first sample is increase.
        sum = match sum {
            None => Some(first.clone()),
            Some(sum) => Some(combine(&sum, first, Sign::Plus, annotator)?),
        };
    } else if let Some(sum) = &sum
        && of == ChangeOf::Counter
        && sum.count > 0.0
        && first.count >= 0.0
    {
        to_zero = first.count / sum.count;
    }
    let mut factor = extrapolation(window, beginning, to_zero);
    if per == ChangePer::Second {
        factor /= window.seconds();
    }
    sum.map(|sum| scaled(&sum, factor))
}

/// The change between the first and the last sample of at least two; of a counter with what resets took from it.
fn sampled(window: &Window<'_>, of: ChangeOf, annotator: &mut Annotator<'_>) -> Option<NativeHistogram> {
    let (first, second, last) = (at(window, 0)?, at(window, 1)?, at(window, window.len() - 1)?);
    let mut before = first.clone();
    if of == ChangeOf::Counter {
        let starts_anew = Moment::of(window, 1).is_reset_since(Moment::of(window, 0)) || is_reset(first, second);
        if starts_anew {
            // Nothing of the first sample matters then, its layout neither.
            before = NativeHistogram { hint: ResetHint::Unknown, zero_threshold: 0.0, ..header(second) };
        }
        annotate_metric_kind(of, histograms(window), annotator);
        let is_custom = before.has_custom_buckets();
        if histograms(window).skip(1).any(|histogram| histogram.has_custom_buckets() != is_custom) {
            annotate_mixed_schemas(annotator);
            return None;
        }
    }
    let mut sum = Accumulator::<f64>::of(last);
    if of == ChangeOf::Counter {
        sum.reduce(histograms(window).skip(1).map(|histogram| histogram.schema).min().unwrap_or(last.schema));
    }
    take(sum.add(&before, Sign::Minus), HistogramOperation::Subtraction, annotator)?;
    if of == ChangeOf::Gauge {
        annotate_metric_kind(of, [first, last].into_iter(), annotator);
        return Some(compact(sum.histogram()));
    }
    let mut has_overlap = false;
    let mut before = &before;
    for index in 1..window.len() {
        let current = at(window, index)?;
        let (now, then) = (Moment::of(window, index), Moment::of(window, index - 1));
        has_overlap |= now.overlaps(then);
        if now.is_reset_since(then) || is_reset(before, current) {
            take(sum.add(before, Sign::Plus), HistogramOperation::Addition, annotator)?;
        }
        before = current;
    }
    if has_overlap {
        annotator.annotations.warn_of(start_time_overlap, annotator.metric(), annotator.argument);
    }
    Some(compact(sum.histogram()))
}

/// The histogram of a sample.
fn at<'a>(window: &Window<'a>, index: usize) -> Option<&'a NativeHistogram> {
    window.histograms.get(index)?.as_deref()
}

fn histograms<'a>(window: &Window<'a>) -> impl Iterator<Item = &'a NativeHistogram> {
    window.histograms.iter().filter_map(Option::as_deref)
}

/// Sum or difference, annotated; `None` where they are incompatible. Resets are treated by the caller,
/// so nothing is said of what is known of them.
fn combine(
    left: &NativeHistogram,
    right: &NativeHistogram,
    sign: Sign,
    annotator: &mut Annotator<'_>,
) -> Option<NativeHistogram> {
    let operation = if sign == Sign::Plus { HistogramOperation::Addition } else { HistogramOperation::Subtraction };
    let mut sum = Accumulator::<f64>::of(left);
    take(sum.add(right, sign), operation, annotator)?;
    Some(sum.histogram())
}

fn take(
    flags: Result<CombineFlags, Incompatible>,
    operation: HistogramOperation,
    annotator: &mut Annotator<'_>,
) -> Option<()> {
    let Ok(flags) = flags else {
        annotate_mixed_schemas(annotator);
        return None;
    };
    CombineFlags { resets_collide: false, ..flags }.annotate(operation, annotator.argument, annotator.annotations);
    Some(())
}

fn annotate_metric_kind<'a>(
    of: ChangeOf,
    mut histograms: impl Iterator<Item = &'a NativeHistogram>,
    annotator: &mut Annotator<'_>,
) {
    let (metric, span) = (annotator.metric(), annotator.argument);
    match of {
        ChangeOf::Counter if histograms.any(|histogram| histogram.hint == ResetHint::Gauge) => {
            annotator.annotations.warn_of(|metric| not_a("counter", metric), metric, span);
        }
        ChangeOf::Gauge if histograms.any(|histogram| histogram.hint != ResetHint::Gauge) => {
            annotator.annotations.warn_of(|metric| not_a("gauge", metric), metric, span);
        }
        _ => {}
    }
}

/// A warning: the histograms are of another kind than the function takes.
fn not_a(kind: &str, metric: &str) -> String {
    format!("this native histogram metric is not a {kind}: {}", quoted(metric))
}

/// A warning: the histograms of a range have exponential and custom buckets.
fn annotate_mixed_schemas(annotator: &mut Annotator<'_>) {
    annotator.annotations.warn_of(mixed_schemas, annotator.metric(), annotator.argument);
}

/// A warning: histograms of exponential and of custom buckets met.
pub fn mixed_schemas(metric: &str) -> String {
    let metric = quoted(metric);
    format!("vector contains a mix of histograms with exponential and custom buckets schemas for metric name {metric}")
}
