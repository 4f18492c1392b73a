//! Changes of counters and gauges, from the first and the last sample and the resets between them.

use std::collections::VecDeque;

use super::WindowDelta;
use crate::engine::column::ABSENT;
use crate::engine::counter::{self, ChangeOf, ChangePer, Moment};
use crate::engine::options::Dialect;
use crate::engine::window::Window;
use crate::model::count::to_u32;

/// The change over the range. `falls` are the samples of the range that are less than the one before; of a counter,
/// what it had reached then is added in their order, as the definition does.
#[inline]
pub(super) fn change(
    falls: &mut VecDeque<u32>,
    of: ChangeOf,
    per: ChangePer,
    dialect: Dialect,
    delta: &mut WindowDelta<'_>,
) -> f64 {
    let (values, range) = (delta.values, delta.range.clone());
    let mut change = values[range.end - 1] - values[range.start];
    if of == ChangeOf::Counter {
        if delta.is_anew() {
            falls.clear();
        }
        while falls.front().is_some_and(|at| *at as usize <= range.start) {
            falls.pop_front();
        }
        let arrived = delta.arrived();
        let first = arrived.start.max(range.start + 1);
        falls.extend((first..arrived.end).filter(|at| values[*at] < values[*at - 1]).map(to_u32));
        for at in &*falls {
            change += values[*at as usize - 1];
        }
        delta.again += falls.len();
    }
    let window = Window {
        times: &delta.times[range.clone()],
        values: &values[range],
        histograms: &[],
        starts: &[],
        from: delta.bounds.0,
        to: delta.bounds.1,
        at: delta.bounds.1,
        extension: None,
        dialect,
    };
    counter::extrapolated(&window, of, per, change).unwrap_or(ABSENT)
}

/// The change between the last two samples.
#[inline]
pub(super) fn last(of: ChangeOf, per: ChangePer, delta: &WindowDelta<'_>) -> f64 {
    let range = delta.range.clone();
    let ([.., before, last], [.., then, now]) = (&delta.values[range.clone()], &delta.times[range]) else {
        return ABSENT;
    };
    let moments = [then, now].map(|time| Moment { time: *time, start: 0 });
    counter::between(of, per, moments, [*before, *last])
}
