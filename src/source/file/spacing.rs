//! The interval of a file's samples: exactly, where all stand on one grid (a saved answer), or about (scraped samples).

use crate::model::file::Spacing;

/// Gaps from which the usual one is taken, at most.
const MAX_GAPS: usize = 4096;

/// Gaps of one series that are taken: many series tell more than a long one.
const MAX_GAPS_A_SERIES: usize = 64;

/// What is known of the distances so far.
#[derive(Debug, Default)]
pub(super) struct Distances {
    /// The first time of all.
    origin: Option<i64>,
    /// The greatest step of which all times are multiples, counted from there; 0 while there is one time only.
    step: u64,
    /// The shortest gap between two samples of a series.
    shortest: Option<u64>,
    gaps: Vec<u64>,
}

impl Distances {
    /// Takes the times of a series, growing. Those at `without` count for nothing: they are no times of their own.
    pub(super) fn add(&mut self, times: &[i64], without: Option<i64>) {
        let mut before = None;
        let mut room = MAX_GAPS_A_SERIES.min(MAX_GAPS - self.gaps.len());
        for &time in times.iter().filter(|time| Some(**time) != without) {
            let origin = *self.origin.get_or_insert(time);
            let far = time.abs_diff(origin);
            if self.step == 0 || !far.is_multiple_of(self.step) {
                self.step = common(self.step, far);
            }
            if let Some(before) = before.replace(time) {
                let gap = time.abs_diff(before);
                self.shortest = Some(self.shortest.map_or(gap, |shortest| shortest.min(gap)));
                if room > 0 {
                    room -= 1;
                    self.gaps.push(gap);
                }
            }
        }
    }

    /// What came out.
    ///
    /// Scraped samples stand on a grid, too: that of the clock. It tells nothing of them. So a grid is one only if
    /// samples stand beside each other on it, or next but one.
    pub(super) fn finish(mut self) -> Option<Spacing> {
        let positive = |ms: u64| i64::try_from(ms).ok().filter(|ms| *ms > 0);
        let step = positive(self.step)?;
        let Some(shortest) = self.shortest else { return Some(Spacing::Grid(step)) };
        if shortest < self.step.saturating_mul(3) {
            return Some(Spacing::Grid(step));
        }
        self.gaps.sort_unstable();
        positive(*self.gaps.get(self.gaps.len().saturating_sub(1) / 2)?).map(Spacing::About)
    }
}

/// The greatest common divisor.
fn common(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(series: &[&[i64]], expected: Option<Spacing>) {
        let mut distances = Distances::default();
        for times in series {
            distances.add(times, None);
        }
        assert_eq!(distances.finish(), expected, "{series:?}");
    }

    #[test]
    fn a_grid_is_found_wherever_it_begins_and_whatever_is_missing() {
        check(&[], None);
        check(&[&[5]], None);
        check(&[&[5], &[5]], None);
        check(&[&[7, 3607, 7207]], Some(Spacing::Grid(3600)));
        check(&[&[345, 690, 1725], &[-690, 0]], Some(Spacing::Grid(345)));
        check(&[&[0, 30], &[45, 75]], Some(Spacing::Grid(15)));
        // Series of one sample each, at different steps.
        check(&[&[100], &[400], &[300]], Some(Spacing::Grid(100)));
        check(&[&[i64::MIN, i64::MAX]], None);
    }

    #[test]
    fn scraped_samples_have_no_grid_but_a_usual_gap() {
        check(&[&[3, 15_004, 30_001, 45_009, 99_000]], Some(Spacing::About(15_001)));
        check(&[&[0, 600_003, 1_200_001], &[300_000, 900_002]], Some(Spacing::About(600_002)));
    }

    #[test]
    fn times_that_are_none_count_for_nothing() {
        let mut distances = Distances::default();
        distances.add(&[0, 60, 61, 120], Some(61));
        assert_eq!(distances.finish(), Some(Spacing::Grid(60)));
    }
}
