//! Samples on the steps of a grid: what a query API gives of a selector, and what the engine makes of raw samples.

use crate::engine::column::{ABSENT, is_absent};
use crate::engine::options::{Dialect, Options};
use crate::engine::samples::Samples;
use crate::model::time::StepGrid;

/// Samples of which some steps have one, each at the time of its step, so that none is found from a later step: behind
/// the last one of each run stands a stale marker at the step that has none.
pub(super) fn with_stale_markers(samples: &Samples, grid: StepGrid) -> Samples {
    let mut all = Samples::default();
    let last = grid.last();
    let mut begin = 0;
    for at in 0..samples.len() {
        let next = samples.times[at].saturating_add(grid.step);
        let follows = samples.times.get(at + 1).is_some_and(|time| *time <= next);
        if !follows {
            all.extend(samples, begin..at + 1);
            begin = at + 1;
            if next <= last {
                push_absent(&mut all, next);
            }
        }
    }
    all
}

/// The latest of raw samples at each step of a grid, at the time of the step, with stale markers where there is none
/// any more: what [`with_stale_markers`] gives of an answer for the same steps.
pub(super) fn on_steps(samples: &Samples, grid: StepGrid, options: &Options) -> Samples {
    let mut all = Samples::default();
    let (mut next, mut was_there) = (0, false);
    for time in (0..grid.len()).map(|step| grid.time(step)) {
        while samples.times.get(next).is_some_and(|sample| *sample <= time) {
            next += 1;
        }
        let latest = next.checked_sub(1).filter(|at| {
            let age = time.saturating_sub(samples.times[*at]);
            let is_young = match options.dialect {
                Dialect::V2 => age <= options.lookback_ms,
                Dialect::V3 => age < options.lookback_ms,
            };
            is_young && !is_absent(samples.values[*at])
        });
        match latest {
            Some(at) => {
                all.extend(samples, at..at + 1);
                if let Some(last) = all.times.last_mut() {
                    *last = time;
                }
            }
            None if was_there => push_absent(&mut all, time),
            None => {}
        }
        was_there = latest.is_some();
    }
    all
}

/// Samples without stale markers.
pub(super) fn without_stale_markers(samples: &Samples) -> Samples {
    let mut all = Samples::default();
    let mut begin = 0;
    for at in (0..samples.len()).filter(|at| is_absent(samples.values[*at])) {
        all.extend(samples, begin..at);
        begin = at + 1;
    }
    all.extend(samples, begin..samples.len());
    all
}

/// A grid in parts of so many steps at the most, the oldest first.
pub(super) fn parts(grid: StepGrid, most: u64) -> impl Iterator<Item = StepGrid> {
    let len = grid.len();
    (0..len.div_ceil(most)).map(move |part| {
        let first = part * most;
        StepGrid { start: grid.time(first), end: grid.time((first + most).min(len) - 1), step: grid.step }
    })
}

fn push_absent(samples: &mut Samples, time: i64) {
    samples.times.push(time);
    samples.values.push(ABSENT);
    if !samples.histograms.is_empty() {
        samples.histograms.push(None);
    }
    if !samples.starts.is_empty() {
        samples.starts.push(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(times: &[i64]) -> Samples {
        let values = times.iter().map(|time| crate::model::time::seconds(*time)).collect();
        Samples { times: times.to_vec(), values, ..Samples::default() }
    }

    fn shown(samples: &Samples) -> Vec<(i64, Option<f64>)> {
        let value = |value: &f64| (!is_absent(*value)).then_some(*value);
        samples.times.iter().copied().zip(samples.values.iter().map(value)).collect()
    }

    #[test]
    fn a_long_grid_is_asked_in_parts_that_meet() {
        let grid = StepGrid { start: 5, end: 5 + 9 * 10, step: 10 };
        let found: Vec<_> = parts(grid, 4).map(|part| (part.start, part.end, part.len())).collect();
        assert_eq!(found, [(5, 35, 4), (45, 75, 4), (85, 95, 2)]);
        assert_eq!(parts(grid, 10).count(), 1);
        assert_eq!(parts(StepGrid { start: 7, end: 7, step: 1 }, 10).map(|part| part.len()).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn samples_are_those_between_stale_markers() {
        let marked = with_stale_markers(&of(&[1_000, 2_000, 4_000]), GRID);
        assert_eq!(without_stale_markers(&marked).times, [1_000, 2_000, 4_000]);
    }

    const GRID: StepGrid = StepGrid { start: 0, end: 5_000, step: 1_000 };

    #[test]
    fn a_stale_marker_stands_where_a_step_has_none_any_more() {
        let marked = |times: &[i64]| shown(&with_stale_markers(&of(times), GRID));
        assert_eq!(
            marked(&[1_000, 2_000, 4_000]),
            [(1_000, Some(1.0)), (2_000, Some(2.0)), (3_000, None), (4_000, Some(4.0)), (5_000, None)]
        );
        assert_eq!(marked(&[5_000]), [(5_000, Some(5.0))]);
        assert_eq!(marked(&[]), []);
    }

    #[test]
    fn raw_samples_are_looked_up_at_each_step() {
        let mut samples = of(&[-500, 900, 2_500, 2_700]);
        samples.values[3] = ABSENT;
        let options = Options { lookback_ms: 1_000, ..Options::default() };
        let found = shown(&on_steps(&samples, GRID, &options));
        assert_eq!(found, [(0, Some(-0.5)), (1_000, Some(0.9)), (2_000, None)]);
        let old = Options { lookback_ms: 1_100, dialect: Dialect::V3, ..options };
        assert_eq!(shown(&on_steps(&of(&[900]), GRID, &old)), [(1_000, Some(0.9)), (2_000, None)]);
        let inclusive = Options { dialect: Dialect::V2, ..old };
        let found = shown(&on_steps(&of(&[900]), GRID, &inclusive));
        assert_eq!(found, [(1_000, Some(0.9)), (2_000, Some(0.9)), (3_000, None)]);
    }
}
