//! Whether histograms are equal, and whether a counter was reset between two.
//!
//! Source: `Equals` and `DetectReset` of `model/histogram/float_histogram.go` of Prometheus.

use super::accumulator::{common_bounds, place};
use super::bounds;
use super::cells::coarse;
use super::zero::Zero;
use crate::model::native_histogram::{Buckets, NativeHistogram, ResetHint};

/// Whether all numbers and buckets are the same to the last bit, NaN included, empty buckets too. What is known of
/// resets does not count.
pub fn equal(left: &NativeHistogram, right: &NativeHistogram) -> bool {
    let same = |a: f64, b: f64| a.to_bits() == b.to_bits();
    let same_buckets = |a: &Buckets, b: &Buckets| {
        a.counts.len() == b.counts.len() && a.iter().zip(b.iter()).all(|((i, a), (j, b))| i == j && same(a, b))
    };
    left.schema == right.schema
        && same(left.count, right.count)
        && same(left.sum, right.sum)
        && same(left.zero_count, right.zero_count)
        && left.zero_threshold == right.zero_threshold
        && left.custom_values == right.custom_values
        && same_buckets(&left.positive, &right.positive)
        && same_buckets(&left.negative, &right.negative)
}

/// Whether a counter was reset between two histograms: by what is known of it, else because something decreased, or
/// the resolution grew, which a running counter's never does.
pub fn is_reset(previous: &NativeHistogram, current: &NativeHistogram) -> bool {
    match current.hint {
        ResetHint::Reset => return true,
        ResetHint::NotReset => return false,
        ResetHint::Unknown | ResetHint::Gauge => {}
    }
    if current.count < previous.count || current.has_custom_buckets() != previous.has_custom_buckets() {
        return true;
    }
    if current.has_custom_buckets() {
        return if current.custom_values == previous.custom_values {
            is_any_lower(current.positive.iter(), previous.positive.iter())
        } else {
            is_custom_lower(previous, current)
        };
    }
    if current.schema > previous.schema || current.zero_threshold < previous.zero_threshold {
        return true;
    }
    let zero = Zero { count: previous.zero_count, threshold: previous.zero_threshold }.widened(
        || previous.positive.iter(),
        || previous.negative.iter(),
        previous.schema,
        current.zero_threshold,
    );
    // A larger threshold means that it fell into a populated bucket of the previous one.
    if zero.threshold != current.zero_threshold || current.zero_count < zero.count {
        return true;
    }
    let lower = |current_side: &Buckets, previous_side: &Buckets| {
        let is_within = |index: i32| bounds::exponential(index, previous.schema) <= current.zero_threshold;
        let outside = previous_side.iter().skip_while(|(index, _)| is_within(*index));
        is_any_lower(current_side.iter(), coarse(outside, previous.schema, current.schema).into_iter())
    };
    lower(&current.positive, &previous.positive) || lower(&current.negative, &previous.negative)
}

/// Whether a bucket has less than before, or one that was populated is not there.
fn is_any_lower(current: impl Iterator<Item = (i32, f64)>, previous: impl Iterator<Item = (i32, f64)>) -> bool {
    let mut current = current.peekable();
    for (index, before) in previous {
        while current.next_if(|(other, _)| *other < index).is_some() {}
        let is_lower = match current.peek() {
            Some((other, now)) if *other == index => *now < before,
            _ => before != 0.0,
        };
        if is_lower {
            return true;
        }
    }
    false
}

/// As [`is_any_lower`], by the bounds that both have.
fn is_custom_lower(previous: &NativeHistogram, current: &NativeHistogram) -> bool {
    let common = common_bounds(&previous.custom_values, &current.custom_values);
    let counts = |histogram: &NativeHistogram| {
        let mut counts = vec![0.0; common.len() + 1];
        for (index, count) in histogram.positive.iter() {
            counts[place(&histogram.custom_values, index, &common)] += count;
        }
        counts
    };
    counts(current).iter().zip(counts(previous)).any(|(now, before)| *now < before)
}
