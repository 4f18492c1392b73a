//! From what a person chose to the times that are asked for.

use super::panel::{Panel, Step, Tab};
use crate::model::notice::PanelProblem;
use crate::model::time::{DAY, StepGrid};
use crate::protocol::ask::At;

/// Points a series that a graph asks for at most by itself: every server gives as many.
pub const MAX_STEPS: i64 = 11_000;

/// Points a series that Prometheus gives at most: 11,000 steps after the first point. Other products have other bounds.
pub const PROMETHEUS_POINTS: u64 = 11_001;

/// Steps that read well and fall on calendar marks, in milliseconds.
const NICE: [i64; 31] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 300_000,
    600_000, 900_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 14_400_000, 21_600_000, 28_800_000,
    43_200_000, DAY,
];

/// Ranges shorter than this are worth points closer than a second: no scrape is quicker than that.
const SUBSECOND_RANGE: i64 = 30_000;

/// The step of a graph of this range and width: a point about every second pixel, rounded up to a
/// step that reads well; at least a second but for very short ranges, and never over [`MAX_STEPS`].
pub fn auto(range_ms: i64, width: u32) -> i64 {
    let points = i64::from(width / 2).clamp(100, MAX_STEPS - 1);
    let least = if range_ms < SUBSECOND_RANGE { 1 } else { 1000 };
    let wanted = (range_ms.max(0) / points + i64::from(range_ms % points != 0)).max(least);
    match NICE.iter().find(|&&step| step >= wanted) {
        Some(&step) => step,
        None => (wanted + DAY - 1) / DAY * DAY,
    }
}

/// The step that a panel's graph takes now, in milliseconds.
pub fn of(panel: &Panel) -> i64 {
    match panel.step {
        Step::Auto => auto(panel.range_ms, panel.width),
        Step::Fixed(ms) => ms.max(1),
    }
}

/// The times that a panel asks for on a tab when run at `now`, of a node that gives so many points a series at most, where
/// that is known.
pub fn at(panel: &Panel, tab: Tab, now: i64, most: Option<u64>) -> Result<At, PanelProblem> {
    match tab {
        Tab::Table => Ok(At::Instant { time: panel.time.unwrap_or(now) }),
        Tab::Graph => {
            let end = panel.end.unwrap_or(now);
            let grid = StepGrid { start: end.saturating_sub(panel.range_ms), end, step: of(panel) };
            let steps = grid.len();
            match most {
                Some(limit) if steps > limit => Err(PanelProblem::TooManySteps { steps, limit }),
                _ => Ok(grid.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::panel::PanelId;
    use super::*;

    #[test]
    fn steps_read_well_and_fit_the_width() {
        for (range, width, step) in [
            (3_600_000, 1000, 10_000),
            (3_600_000, 2000, 5000),
            (60_000, 1000, 1000),
            (10_000, 1000, 20),
            (0, 1000, 1),
            (DAY, 1000, 300_000),
            (30 * DAY, 1000, 7_200_000),
            (3650 * DAY, 1000, 8 * DAY),
            (3_600_000, 0, 60_000),
        ] {
            assert_eq!(auto(range, width), step, "{range} {width}");
        }
        for width in [0, 1, 300, 4000, u32::MAX] {
            for range in [1, 999, 100_000, 3_600_000, 400 * DAY] {
                assert!(range / auto(range, width) < MAX_STEPS, "{range} {width}");
            }
        }
    }

    #[test]
    fn a_fixed_step_that_asks_too_much_is_told() {
        let mut panel = Panel::new(PanelId(1), "A".to_owned());
        let most = Some(PROMETHEUS_POINTS);
        panel.step = Step::Fixed(100);
        let problem = PanelProblem::TooManySteps { steps: 36_001, limit: 11_001 };
        assert_eq!(at(&panel, Tab::Graph, 0, most), Err(problem));
        assert!(at(&panel, Tab::Graph, 0, None).is_ok(), "another product may give them");
        panel.range_ms = 11_000 * 100;
        assert!(at(&panel, Tab::Graph, 0, most).is_ok(), "11,000 steps are 11,001 points");
        panel.step = Step::Fixed(0);
        panel.range_ms = 5;
        assert_eq!(at(&panel, Tab::Graph, 10, most), Ok(At::Range { start: 5, end: 10, step: 1 }));
        assert_eq!(at(&panel, Tab::Table, 10, most), Ok(At::Instant { time: 10 }));
    }
}
