//! Quantiles, from the range's values kept in order: a step puts in what is new and takes out what is gone.

use super::Shift;
use crate::engine::quantile::{nan_first, of_sorted};

/// Where more than one in so many of the values is new, all are sorted anew.
const MOST_NEW: usize = 8;

/// How many values are moved in the time in which a sample is looked at.
const MOVED: usize = 64;

/// The quantile `phi` of the range. `sorted` are the values of the range before.
pub(super) fn quantile(sorted: &mut Vec<f64>, shift: &mut Shift<'_>, phi: f64) -> f64 {
    let values = shift.values;
    let arrived = shift.arrived();
    if shift.is_anew() || arrived.len() > shift.range.len() / MOST_NEW {
        sorted.clear();
        sorted.extend_from_slice(shift.again());
        sorted.sort_unstable_by(nan_first);
        return of_sorted(phi, sorted);
    }
    for value in &values[shift.left()] {
        let at = sorted.partition_point(|other| nan_first(other, value).is_lt());
        sorted.remove(at);
    }
    for value in &values[arrived.clone()] {
        let at = sorted.partition_point(|other| nan_first(other, value).is_lt());
        sorted.insert(at, *value);
    }
    shift.again += (arrived.len() + shift.left().len()) * sorted.len() / MOVED;
    of_sorted(phi, sorted)
}
