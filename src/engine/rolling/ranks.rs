//! Quantiles, from the range's values kept in order: a step puts in what is new and takes out what is gone.

use super::WindowDelta;
use crate::engine::quantile::{nan_first, of_sorted};

/// Where more than one in so many of the values is new, all are sorted anew.
const MOST_NEW: usize = 8;

/// How many values are moved in the time in which a sample is looked at.
const MOVED: usize = 64;

/// The quantile `phi` of the range. `sorted` are the values of the range before.
pub(super) fn quantile(sorted: &mut Vec<f64>, delta: &mut WindowDelta<'_>, phi: f64) -> f64 {
    let values = delta.values;
    let arrived = delta.arrived();
    if delta.is_anew() || arrived.len() > delta.range.len() / MOST_NEW {
        sorted.clear();
        sorted.extend_from_slice(delta.again());
        sorted.sort_unstable_by(nan_first);
        return of_sorted(phi, sorted);
    }
    for value in &values[delta.left()] {
        let at = sorted.partition_point(|other| nan_first(other, value).is_lt());
        sorted.remove(at);
    }
    for value in &values[arrived.clone()] {
        let at = sorted.partition_point(|other| nan_first(other, value).is_lt());
        sorted.insert(at, *value);
    }
    delta.again += (arrived.len() + delta.left().len()) * sorted.len() / MOVED;
    of_sorted(phi, sorted)
}
