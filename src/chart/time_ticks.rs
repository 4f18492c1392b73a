//! Ticks of the time axis, in a zone's calendar.
//!
//! A tick stands at a round clock time or date of the zone, also on the days when clocks change. It has a
//! label, and a second line where the coarser part of the date changes: the day under clock times, the
//! year under days and months.
//!
//! Invariant: ticks ascend strictly and lie within the range; labels are digits only, so need no language.

use crate::model::time::{Civil, DAY, HOUR, MINUTE, Zone};

/// A tick of the time axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeTick {
    /// Unix milliseconds.
    pub at: i64,
    /// The first line.
    pub label: String,
    /// The second line; empty where nothing coarser changed since the tick before.
    pub context: String,
}

/// The distance of two ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeStep {
    /// Milliseconds within a day, a divisor of a day.
    Clock(i64),
    /// Days, counted from a Monday.
    Days(i64),
    /// Months, a divisor of twelve or a multiple of it.
    Months(i64),
}

const STEPS: [TimeStep; 40] = {
    use TimeStep::{Clock, Days, Months};
    [
        Clock(1),
        Clock(2),
        Clock(5),
        Clock(10),
        Clock(20),
        Clock(50),
        Clock(100),
        Clock(200),
        Clock(500),
        Clock(1000),
        Clock(2000),
        Clock(5000),
        Clock(10_000),
        Clock(15_000),
        Clock(30_000),
        Clock(MINUTE),
        Clock(2 * MINUTE),
        Clock(5 * MINUTE),
        Clock(10 * MINUTE),
        Clock(15 * MINUTE),
        Clock(30 * MINUTE),
        Clock(HOUR),
        Clock(2 * HOUR),
        Clock(3 * HOUR),
        Clock(4 * HOUR),
        Clock(6 * HOUR),
        Clock(12 * HOUR),
        Days(1),
        Days(2),
        Days(7),
        Days(14),
        Months(1),
        Months(2),
        Months(3),
        Months(6),
        Months(12),
        Months(24),
        Months(60),
        Months(120),
        Months(1200),
    ]
};

impl TimeStep {
    /// About how long it is, in milliseconds.
    pub fn length(self) -> i64 {
        match self {
            Self::Clock(ms) => ms,
            Self::Days(days) => days * DAY,
            Self::Months(months) => months * 30 * DAY,
        }
    }

    /// A label as wide as any of this step, for measuring.
    pub fn widest_label(self) -> &'static str {
        match self {
            Self::Clock(ms) if ms < 1000 => "00:00:00.000",
            // The date of the second line is wider than the clock time above it.
            Self::Clock(_) => "0000-00-00",
            Self::Days(_) => "00-00",
            Self::Months(_) => "0000-00",
        }
    }

    fn label(self, civil: Civil) -> String {
        match self {
            Self::Clock(ms) if ms < 1000 => {
                format!("{:02}:{:02}:{:02}.{:03}", civil.hour, civil.minute, civil.second, civil.milli)
            }
            Self::Clock(ms) if ms < MINUTE => format!("{:02}:{:02}:{:02}", civil.hour, civil.minute, civil.second),
            Self::Clock(_) => format!("{:02}:{:02}", civil.hour, civil.minute),
            Self::Days(_) => format!("{:02}-{:02}", civil.month, civil.day),
            Self::Months(months) if months < 12 => format!("{:04}-{:02}", civil.year, civil.month),
            Self::Months(_) => format!("{:04}", civil.year),
        }
    }

    fn context(self, civil: Civil) -> String {
        match self {
            Self::Clock(_) => civil.date(),
            Self::Days(_) => format!("{:04}", civil.year),
            Self::Months(_) => String::new(),
        }
    }
}

/// The least step at which ticks stand at least `least` milliseconds apart, whatever their labels' width:
/// `room` says for a step how many milliseconds its labels need.
pub fn time_step(room: impl Fn(TimeStep) -> i64) -> TimeStep {
    STEPS.into_iter().find(|&step| step.length() >= room(step)).unwrap_or(TimeStep::Months(1200))
}

/// The ticks from `start` to `end` (Unix milliseconds, both included), at most 400.
pub fn time_ticks(start: i64, end: i64, step: TimeStep, zone: &Zone) -> Vec<TimeTick> {
    let mut ticks: Vec<TimeTick> = Vec::new();
    let mut before = String::new();
    let mut at = first_at_or_after(start, step, zone);
    while let Some(time) = at.filter(|&time| time <= end && ticks.len() < 400) {
        let civil = zone.civil(time);
        let context = step.context(civil);
        let changed = if context == before { String::new() } else { context.clone() };
        before = context;
        ticks.push(TimeTick { at: time, label: step.label(civil), context: changed });
        at = first_at_or_after(time + 1, step, zone);
    }
    ticks
}

/// The first time at or after `from` that is a tick of this step.
fn first_at_or_after(from: i64, step: TimeStep, zone: &Zone) -> Option<i64> {
    let local = from.checked_add(i64::from(zone.offset_minutes(from)) * MINUTE)?;
    // The offset may change between here and the tick, so the tick of this offset, the one before and the two
    // after are tried in turn. A clock time that a change skips is no tick.
    (-1..=2).filter_map(|n| to_unix(nth_tick(local, step, n)?, from, zone)).filter(|&time| time >= from).min()
}

/// The `n`th tick after the first one at or after `local`, in the zone's clock time read as UTC.
fn nth_tick(local: i64, step: TimeStep, n: i64) -> Option<i64> {
    let up = |value: i64, by: i64| value.div_euclid(by) + i64::from(value.rem_euclid(by) != 0) + n;
    match step {
        TimeStep::Clock(ms) => Some(up(local, ms) * ms),
        TimeStep::Days(days) => {
            // 1970-01-05 was a Monday.
            let monday = 4 * DAY;
            Some(up(local - monday, days * DAY) * days * DAY + monday)
        }
        TimeStep::Months(months) => {
            let civil = Civil::from_utc(local);
            let month = civil.year * 12 + i64::from(civil.month) - 1;
            let begun = Civil { day: 1, hour: 0, minute: 0, second: 0, milli: 0, ..civil }.to_utc()? < local;
            let index = up(month + i64::from(begun), months) * months;
            let (year, month) = (index.div_euclid(12), u32::try_from(index.rem_euclid(12)).unwrap_or(0) + 1);
            Civil { year, month, day: 1, hour: 0, minute: 0, second: 0, milli: 0 }.to_utc()
        }
    }
}

/// The Unix time of a clock time of the zone, the first at or after `from` where it occurs twice; `None`
/// where a change skips it.
fn to_unix(local: i64, from: i64, zone: &Zone) -> Option<i64> {
    let guess = local - i64::from(zone.offset_minutes(from)) * MINUTE;
    [guess - DAY, guess, guess + DAY]
        .into_iter()
        .map(|near| local - i64::from(zone.offset_minutes(near)) * MINUTE)
        .filter(|&time| time >= from && time + i64::from(zone.offset_minutes(time)) * MINUTE == local)
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::parse;

    fn at(text: &str) -> i64 {
        parse(text, &Zone::UTC).unwrap_or_default()
    }

    fn labels(start: &str, end: &str, step: TimeStep, zone: &Zone) -> String {
        let write = |t: TimeTick| if t.context.is_empty() { t.label } else { format!("{}/{}", t.label, t.context) };
        time_ticks(at(start), at(end), step, zone).into_iter().map(write).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_follow_the_calendar() {
        let berlin = Zone {
            pieces: vec![(at("2025-10-26T01:00Z"), 60), (at("2026-03-29T01:00Z"), 120), (at("2026-10-25T01:00Z"), 60)],
        };
        let (clock, days, months) = (TimeStep::Clock, TimeStep::Days, TimeStep::Months);
        for (start, end, step, zone, expected) in [
            (
                "2026-11-22T23:50Z",
                "2026-11-23T00:10Z",
                clock(5 * MINUTE),
                &Zone::UTC,
                "23:50/2026-11-22 23:55 00:00/2026-11-23 00:05 00:10",
            ),
            (
                "2026-11-22T10:00:00.1Z",
                "2026-11-22T10:00:02Z",
                clock(500),
                &Zone::UTC,
                "10:00:00.500/2026-11-22 10:00:01.000 10:00:01.500 10:00:02.000",
            ),
            // 02:00 to 03:00 does not exist.
            (
                "2026-03-28T23:00Z",
                "2026-03-29T03:00Z",
                clock(HOUR),
                &berlin,
                "00:00/2026-03-29 01:00 03:00 04:00 05:00",
            ),
            (
                "2026-03-28T23:00Z",
                "2026-03-29T22:00Z",
                clock(6 * HOUR),
                &berlin,
                "00:00/2026-03-29 06:00 12:00 18:00 00:00/2026-03-30",
            ),
            // 02:00 to 03:00 happens twice.
            (
                "2026-10-24T22:00Z",
                "2026-10-25T03:00Z",
                clock(HOUR),
                &berlin,
                "00:00/2026-10-25 01:00 02:00 02:00 03:00 04:00",
            ),
            (
                "2026-10-24T22:00Z",
                "2026-10-25T23:00Z",
                clock(12 * HOUR),
                &berlin,
                "00:00/2026-10-25 12:00 00:00/2026-10-26",
            ),
            ("2026-03-27T12:00Z", "2026-03-30T22:00Z", days(1), &berlin, "03-28/2026 03-29 03-30 03-31"),
            ("2025-12-24T00:00Z", "2026-01-10T00:00Z", days(7), &Zone::UTC, "12-29/2025 01-05/2026"),
            ("2025-10-02T00:00Z", "2026-03-01T00:00Z", months(2), &Zone::UTC, "2025-11 2026-01 2026-03"),
            ("1999-01-01T00:00Z", "2026-03-01T00:00Z", months(120), &Zone::UTC, "2000 2010 2020"),
        ] {
            assert_eq!(labels(start, end, step, zone), expected, "{start} {step:?}");
        }
    }

    #[test]
    fn ticks_ascend_within_any_range() {
        let odd = Zone { pieces: vec![(0, 345), (at("2026-03-29T01:00Z"), 375), (at("2026-03-29T03:00Z"), -210)] };
        for step in STEPS {
            let start = at("2026-03-29T00:12:34Z") - step.length() * 9;
            let end = start + step.length() * 20;
            let ticks = time_ticks(start, end, step, &odd);
            assert!((10..=32).contains(&ticks.len()), "{step:?}: {}", ticks.len());
            assert!(ticks.windows(2).all(|w| w[0].at < w[1].at), "{step:?}");
            assert!(ticks.iter().all(|t| (start..=end).contains(&t.at)), "{step:?}");
        }
    }

    #[test]
    fn the_step_leaves_room_for_labels() {
        assert_eq!(time_step(|_| 4 * MINUTE), TimeStep::Clock(5 * MINUTE));
        assert_eq!(time_step(|_| i64::MAX), TimeStep::Months(1200));
        assert_eq!(time_step(|step| if step.widest_label().len() > 8 { DAY } else { 30 * DAY }), TimeStep::Months(1));
    }
}
