//! The start, end and step of a query, from a panel's options: the automatic step from range and width, alignment to a
//! file's own grid, and the limit of points per series.

use super::panel::{Panel, Step, Tab};
use crate::model::notice::PanelProblem;
use crate::model::query::At;
use crate::model::time::{DAY, StepGrid};

/// Points a series that a graph asks for at most by itself: every server gives as many.
pub const MAX_STEPS: i64 = 11_000;

/// Steps of a file's own grid that a graph asks for at most: more than any server answers at once.
const MAX_OWN_STEPS: i64 = 50_000;

/// Steps that read well and fall on calendar marks, in milliseconds.
const NICE: [i64; 31] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 300_000,
    600_000, 900_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 14_400_000, 21_600_000, 28_800_000,
    43_200_000, DAY,
];

/// Ranges shorter than this are worth points closer than a second: no scrape is quicker than that.
const SUBSECOND_RANGE: i64 = 30_000;

/// The step, in milliseconds, of a graph of this range (milliseconds) and width (CSS pixels): a point about every
/// second pixel, rounded up to a step that reads well; at least a second but for very short ranges, and never over
/// [`MAX_STEPS`].
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
    match panel.options.step {
        Step::Auto => auto(panel.options.range_ms, panel.width),
        Step::Fixed(ms) => ms.max(1),
    }
}

/// What is known of the points that a node gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Points {
    /// Points a series that it gives at most, where that is known.
    pub most: Option<u64>,
    /// The grid on which its samples stand; none where they were scraped.
    pub grid: Option<StepGrid>,
}

/// The times that a panel asks for on a tab when run at `now`, Unix milliseconds, of a node that gives these points.
/// Fails where a graph would have more steps than the node gives.
pub fn at(panel: &Panel, tab: Tab, now: i64, points: Points) -> Result<At, PanelProblem> {
    match tab {
        Tab::Table => Ok(At::Instant { time: panel.options.time.unwrap_or(now) }),
        Tab::Graph | Tab::Each => {
            let end = panel.options.end.unwrap_or(now);
            let grid = StepGrid { start: end.saturating_sub(panel.options.range_ms), end, step: of(panel) };
            let grid = match (panel.options.step, points.grid) {
                (Step::Auto, Some(own)) => aligned(grid, own),
                _ => grid,
            };
            let steps = grid.len();
            match points.most {
                Some(limit) if steps > limit => Err(PanelProblem::TooManySteps { steps, limit }),
                _ => Ok(grid.into()),
            }
        }
    }
}

/// The places of a grid that lie within the times of another; every so many of them, where they are too many.
fn aligned(asked: StepGrid, own: StepGrid) -> StepGrid {
    let span = asked.end.saturating_sub(asked.start);
    let step = own.step.saturating_mul(span / own.step.saturating_mul(MAX_OWN_STEPS).max(1) + 1);
    // Of the first place at or after the start, and of the last at or before the end.
    let after = own.start.saturating_sub(asked.start).rem_euclid(step);
    let before = asked.end.saturating_sub(own.start).rem_euclid(step);
    let (start, end) = (asked.start.saturating_add(after), asked.end.saturating_sub(before));
    if start <= end { StepGrid { start, end, step } } else { asked }
}

#[cfg(test)]
mod tests {
    use super::super::nodes::PROMETHEUS_POINTS;
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
        panel.options.step = Step::Fixed(100);
        let problem = PanelProblem::TooManySteps { steps: 36_001, limit: 11_001 };
        assert_eq!(at(&panel, Tab::Graph, 0, points(most)), Err(problem));
        assert!(at(&panel, Tab::Graph, 0, points(None)).is_ok(), "another product may give them");
        panel.options.range_ms = 11_000 * 100;
        assert!(at(&panel, Tab::Graph, 0, points(most)).is_ok(), "11,000 steps are 11,001 points");
        panel.options.step = Step::Fixed(0);
        panel.options.range_ms = 5;
        assert_eq!(at(&panel, Tab::Graph, 10, points(most)), Ok(At::Range { start: 5, end: 10, step: 1 }));
        assert_eq!(at(&panel, Tab::Table, 10, points(most)), Ok(At::Instant { time: 10 }));
    }

    fn points(most: Option<u64>) -> Points {
        Points { most, grid: None }
    }

    #[test]
    fn what_stands_on_a_grid_is_asked_for_on_it() {
        let mut panel = Panel::new(PanelId(1), "file:a".to_owned());
        let own = |start, end, step| Some(StepGrid { start, end, step });
        let mut check = |range_ms, end, own, expected: (i64, i64, i64)| {
            (panel.options.range_ms, panel.options.end) = (range_ms, Some(end));
            let (start, end, step) = expected;
            assert_eq!(
                at(&panel, Tab::Graph, 0, Points { most: None, grid: own }),
                Ok(At::Range { start, end, step }),
                "{range_ms} {own:?}"
            );
        };
        // All of it, though the range was rounded up to seconds.
        check(7_001, 7_007, own(7, 7_007, 3500), (7, 7_007, 3500));
        check(3_450_500, 3_450_100, own(100, 3_450_100, 345_000), (100, 3_450_100, 345_000));
        // A part of it, and where it goes on.
        check(10_000, 15_500, own(1_000, 9_000, 4_000), (9_000, 13_000, 4_000));
        // Before it began.
        check(10_000, 0, own(1_000, 9_000, 4_000), (-7_000, -3_000, 4_000));
        // Between two places there is none.
        check(100, 3_000, own(0, 9_000, 4_000), (2_900, 3_000, 1));
        // As many as a server gave.
        check(11_000_000, 11_000_000, own(0, 11_000_000, 1_000), (0, 11_000_000, 1_000));
        // Too many of them.
        check(100_000_000, 100_000_000, own(0, 100_000_000, 1_000), (0, 99_999_000, 3_000));
        panel.options.step = Step::Fixed(2_000);
        (panel.options.range_ms, panel.options.end) = (4_000, Some(9_000));
        let fixed = At::Range { start: 5_000, end: 9_000, step: 2_000 };
        assert_eq!(
            at(&panel, Tab::Graph, 0, Points { most: None, grid: own(0, 9_000, 4_000) }),
            Ok(fixed),
            "a person knows better"
        );
    }
}
