//! A graph summed up in numbers, for its text alternative: series shown, minimum, maximum.
//!
//! Not here: the words (`i18n`).

use super::statistics::Statistics;

/// A graph in numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Series in the block.
    pub series: usize,
    /// Series shown.
    pub shown: usize,
    /// The time shown, Unix milliseconds.
    pub window: (i64, i64),
    /// The shown series with the least finite value, and that value.
    pub min: Option<(usize, f64)>,
    /// The shown series with the greatest finite value, and that value.
    pub max: Option<(usize, f64)>,
}

/// Sums up what is shown; of equal extremes the first series has it.
pub fn summary(statistics: &Statistics, shown: &[bool], window: (i64, i64)) -> Summary {
    let is_shown = |series: &usize| shown.get(*series).copied().unwrap_or(true);
    let visible = || (0..statistics.series.len()).filter(is_shown);
    let with_values = || visible().filter(|&series| statistics.series[series].finite > 0);
    let min = with_values().map(|series| (series, statistics.series[series].min));
    let max = with_values().map(|series| (series, statistics.series[series].max));
    Summary {
        series: statistics.series.len(),
        shown: visible().count(),
        window,
        min: min.reduce(|best, next| if next.1 < best.1 { next } else { best }),
        max: max.reduce(|best, next| if next.1 > best.1 { next } else { best }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::statistics::SeriesStats;
    use super::*;

    #[test]
    fn extremes_name_their_series() {
        let values: [&[f64]; 4] = [&[2.0, 3.0], &[f64::NAN], &[-1.0, 9.0], &[-5.0, 9.0]];
        let statistics =
            Statistics { series: values.iter().map(|v| SeriesStats::of(v)).collect(), ..Statistics::default() };
        let summary_of = |shown: &[bool]| summary(&statistics, shown, (0, 1));
        let all = summary_of(&[true; 4]);
        assert_eq!((all.series, all.shown, all.min, all.max), (4, 4, Some((3, -5.0)), Some((2, 9.0))));
        let some = summary_of(&[true, true, false, false]);
        assert_eq!((some.shown, some.min, some.max), (2, Some((0, 2.0)), Some((0, 3.0))));
        assert_eq!(summary_of(&[false, true, false, false]).min, None);
    }
}
