//! Time as Unix milliseconds, its calendar text, and the grid of steps of a range query.
//!
//! Not here: the clock. `now` and the local zone are arguments (`web` knows them).

use super::number;

/// The milliseconds of a second.
pub const SECOND: i64 = 1000;

/// The milliseconds of a minute.
pub const MINUTE: i64 = 60 * SECOND;

/// The milliseconds of an hour.
pub const HOUR: i64 = 60 * MINUTE;

/// The milliseconds of a day of 24 hours.
pub const DAY: i64 = 24 * HOUR;

/// The milliseconds of a week.
pub const WEEK: i64 = 7 * DAY;

/// The steps of a range query: `start`, `start + step`, … up to and including `end` where it falls on the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepGrid {
    /// First step, Unix milliseconds.
    pub start: i64,
    /// Last time that may be a step, Unix milliseconds.
    pub end: i64,
    /// Distance of two steps in milliseconds, at least 1.
    pub step: i64,
}

impl StepGrid {
    /// The number of steps; 0 where the end lies before the start. At the most 2^64 - 1, whatever machine counts.
    pub fn len(&self) -> u64 {
        if self.end < self.start {
            return 0;
        }
        (self.end.abs_diff(self.start) / self.step.max(1).unsigned_abs()).saturating_add(1)
    }

    /// The time of a step, Unix milliseconds. Steps are numbered from 0, and may lie behind the grid's end.
    pub fn time(&self, step: u64) -> i64 {
        self.start.saturating_add_unsigned(step.saturating_mul(self.step.max(1).unsigned_abs()))
    }

    /// The last step's time, Unix milliseconds; the start where there is no step.
    pub fn last(&self) -> i64 {
        self.time(self.len().saturating_sub(1))
    }

    /// How many of its steps are not after a time, in Unix milliseconds.
    pub fn until(&self, last: i64) -> u64 {
        Self { end: last.min(self.end), ..*self }.len()
    }

    /// Whether it has no step.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A time zone over the span of time that is shown: pieces of constant offset from UTC.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Zone {
    /// (from Unix milliseconds, minutes east of UTC), ascending; before the first, the first's offset
    /// holds. Empty: UTC.
    pub pieces: Vec<(i64, i32)>,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self { pieces: Vec::new() };

    /// The zone between two times, found by asking for the offset (minutes east of UTC) at single times:
    /// weekly, or at 2,000 times where the span is longer; where it changed, to the second when it did.
    pub fn sampled(from: i64, to: i64, offset_at: impl Fn(i64) -> i32) -> Self {
        let step = (to.saturating_sub(from) / 2000).max(7 * DAY);
        let mut pieces = vec![(from, offset_at(from))];
        let mut at = from;
        while at < to {
            let next = at.saturating_add(step).min(to);
            let (before, after) = (offset_at(at), offset_at(next));
            if before != after {
                let (mut lo, mut hi) = (at, next);
                while hi - lo > 1000 {
                    let mid = lo + (hi - lo) / 2;
                    if offset_at(mid) == before { lo = mid } else { hi = mid }
                }
                // Zones change on whole seconds, of which `hi` is less than one after.
                pieces.push((hi - hi.rem_euclid(1000), after));
            }
            at = next;
        }
        Self { pieces }
    }

    /// Minutes east of UTC at a time in Unix milliseconds.
    pub fn offset_minutes(&self, ms: i64) -> i32 {
        let after = self.pieces.partition_point(|&(from, _)| from <= ms);
        self.pieces.get(after.saturating_sub(1)).map_or(0, |&(_, minutes)| minutes)
    }

    /// The calendar date and clock time in this zone of a time in Unix milliseconds.
    pub fn civil(&self, ms: i64) -> Civil {
        Civil::from_utc(ms + i64::from(self.offset_minutes(ms)) * 60_000)
    }
}

/// A calendar date and clock time, without zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// Year of the proleptic Gregorian calendar.
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
    /// 0 to 999.
    pub milli: u32,
}

impl Civil {
    /// From Unix milliseconds, read as UTC. The date's formula: H. Hinnant, "chrono-compatible low-level
    /// date algorithms", `civil_from_days`.
    pub fn from_utc(ms: i64) -> Self {
        let (days, in_day) = (ms.div_euclid(DAY), ms.rem_euclid(DAY));
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        Self {
            year: yoe + era * 400 + i64::from(month <= 2),
            month: small(month),
            day: small(doy - (153 * mp + 2) / 5 + 1),
            hour: small(in_day / HOUR),
            minute: small(in_day / MINUTE % 60),
            second: small(in_day / SECOND % 60),
            milli: small(in_day % SECOND),
        }
    }

    /// Unix milliseconds of this date and time read as UTC (`days_from_civil` of the same source);
    /// `None` where the date does not exist or lies beyond the years 0 to 9999.
    pub fn to_utc(self) -> Option<i64> {
        if !(0..=9999).contains(&self.year) || !(1..=12).contains(&self.month) || self.day == 0 {
            return None;
        }
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let yoe = year.rem_euclid(400);
        let mp = (i64::from(self.month) + 9) % 12;
        let doy = (153 * mp + 2) / 5 + i64::from(self.day) - 1;
        let days = era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468;
        let (h, m, s) = (i64::from(self.hour), i64::from(self.minute), i64::from(self.second));
        let ms = days * DAY + ((h * 60 + m) * 60 + s) * 1000 + i64::from(self.milli);
        (Self::from_utc(ms) == self).then_some(ms)
    }

    /// `2026-11-22`.
    pub fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `18:48:05`, with milliseconds where there are any.
    pub fn clock(&self) -> String {
        let ms = if self.milli == 0 { String::new() } else { format!(".{:03}", self.milli) };
        format!("{:02}:{:02}:{:02}{ms}", self.hour, self.minute, self.second)
    }
}

/// Unix milliseconds, or a span of them, as the API's seconds: the nearest float.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "exact within 285,000 years of 1970, and the nearest beyond")]
pub fn seconds(ms: i64) -> f64 {
    ms as f64 / 1000.0
}

/// The whole milliseconds nearest to this many; NaN is 0, and what is too far away the last time there is.
#[expect(clippy::cast_possible_truncation, reason = "the cast of a float stops at both ends")]
pub fn whole_ms(ms: f64) -> i64 {
    ms.round() as i64
}

/// Milliseconds cut to whole ones; NaN and what is below 0 are 0, and what is too large the largest there is.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast of a float stops at both ends")]
pub fn to_u32_ms(ms: f64) -> u32 {
    ms as u32
}

/// A part of a date or of a day, which is small and not negative.
fn small(part: i64) -> u32 {
    u32::try_from(part).unwrap_or(0)
}

/// Reads a time as servers and people write it: RFC 3339 (`2026-11-22T18:48:05.5Z`, `…+02:00`), the same
/// with a space or without seconds or zone (then in `zone`), or Unix seconds. `None` where it is none of these.
pub fn parse(text: &str, zone: &Zone) -> Option<i64> {
    let text = text.trim();
    if let Some(seconds) = number::decimal(text) {
        return (seconds.abs() < 3e11).then_some(whole_ms(seconds * 1000.0));
    }
    let (date, rest) = text.split_once(['T', 't', ' ']).unwrap_or((text, "00:00"));
    let mut ymd = date.splitn(3, '-');
    let mut civil = Civil {
        year: digits(ymd.next()?, 4)?.into(),
        month: digits(ymd.next()?, 2)?,
        day: digits(ymd.next()?, 2)?,
        hour: 0,
        minute: 0,
        second: 0,
        milli: 0,
    };
    let cut = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, offset) = rest.split_at(cut);
    let mut hms = clock.trim().splitn(3, ':');
    civil.hour = digits(hms.next()?, 2)?;
    civil.minute = digits(hms.next()?, 2)?;
    if let Some(seconds) = hms.next() {
        let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
        civil.second = digits(whole, 2)?;
        let valid = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
        let thousandths: String = fraction.chars().chain("00".chars()).take(3).collect();
        civil.milli = valid.then(|| thousandths.parse().ok())??;
    }
    let utc = civil.to_utc()?;
    let minutes = match offset.as_bytes() {
        [] => zone.offset_minutes(utc - i64::from(zone.offset_minutes(utc)) * 60_000),
        [b'Z' | b'z'] => 0,
        [sign, rest @ ..] => {
            let (h, m) = std::str::from_utf8(rest).ok()?.split_once(':')?;
            let minutes = i32::try_from(digits(h, 2)? * 60 + digits(m, 2)?).ok()?;
            if *sign == b'-' { -minutes } else { minutes }
        }
    };
    Some(utc - i64::from(minutes) * 60_000)
}

/// As [`parse`], in the zone that `zone_between` gives for the days around the time, however far away that is.
pub fn parse_in(text: &str, zone_between: impl FnOnce(i64, i64) -> Zone) -> Option<i64> {
    // What it is as a time of UTC is less than a day from what it is as one of the zone.
    let near = parse(text, &Zone::UTC)?;
    parse(text, &zone_between(near.saturating_sub(DAY), near.saturating_add(DAY)))
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_round_trips_over_centuries() {
        for ms in (-60_000_000_000_000..200_000_000_000_000_i64).step_by(3_876_543_211) {
            assert_eq!(Civil::from_utc(ms).to_utc(), Some(ms));
        }
        let civil = Civil::from_utc(951_782_400_123);
        assert_eq!((civil.date(), civil.clock()), ("2000-02-29".to_owned(), "00:00:00.123".to_owned()));
    }

    #[test]
    fn a_time_is_read_in_its_zone_however_far_away_it_is() {
        // Summer time from April to September, in every year.
        let offset_at = |ms: i64| if (4..=9).contains(&Civil::from_utc(ms).month) { 120 } else { 60 };
        let zone_between = |from, to| Zone::sampled(from, to, offset_at);
        for (text, utc) in [
            ("2024-01-15 12:00:00", "2024-01-15 11:00:00"),
            ("1999-07-15 00:30", "1999-07-14 22:30"),
            ("2090-12-31 23:59", "2090-12-31 22:59"),
            ("2024-07-15T12:00:00Z", "2024-07-15 12:00"),
        ] {
            assert_eq!(parse_in(text, zone_between), parse(utc, &Zone::UTC), "{text}");
        }
        assert_eq!(parse_in("soon", zone_between), None);
    }

    #[test]
    fn reads_times() {
        let berlin = Zone { pieces: vec![(0, 60), (1_774_746_000_000, 120)] };
        for (text, ms) in [
            ("2026-11-22T18:48:05Z", 1_795_373_285_000),
            ("2026-11-22T18:48:05.123456789Z", 1_795_373_285_123),
            ("2026-11-22T20:48:05.1+02:00", 1_795_373_285_100),
            ("2026-11-22 20:48", 1_795_373_280_000),
            ("1795373285.5", 1_795_373_285_500),
            ("1970-01-01", -3_600_000),
        ] {
            assert_eq!(parse(text, &berlin), Some(ms), "{text}");
        }
        for bad in [
            "",
            "2026-02-30T00:00:00Z",
            "2026-1-1",
            "now",
            "2026-11-22T25:00:00Z",
            "2026-11-22T1:00:00Z",
            "1e99",
            "2026-11-22T10:00:00.Z",
            "é-é-é",
        ] {
            assert_eq!(parse(bad, &Zone::UTC), None, "{bad}");
        }
    }

    #[test]
    fn a_sampled_zone_finds_its_changes_to_the_second() {
        // Central Europe's in 2026, and a pair a month apart, as Morocco's.
        for changes in [[1_774_746_000_000, 1_792_890_000_000], [1_771_120_800_000, 1_774_144_800_000]] {
            let offset_at = |ms: i64| if (changes[0]..changes[1]).contains(&ms) { 120 } else { 60 };
            let (from, to) = (1_767_225_600_123, 1_798_761_600_000);
            let zone = Zone::sampled(from, to, offset_at);
            assert_eq!(zone.pieces, [(from, 60), (changes[0], 120), (changes[1], 60)]);
            for ms in [from - 1, changes[0] - 1, changes[0], changes[1] - 1, changes[1], to] {
                assert_eq!(zone.offset_minutes(ms), offset_at(ms), "{ms}");
            }
        }
        assert_eq!(Zone::sampled(5, 5, |_| 330).pieces, [(5, 330)]);
        assert!(Zone::sampled(i64::MIN, i64::MAX, |ms| i32::from(ms > 0)).pieces.len() <= 3);
    }

    #[test]
    fn a_grid_counts_its_end() {
        assert_eq!(StepGrid { start: 0, end: 10, step: 5 }.len(), 3);
        assert_eq!(StepGrid { start: 0, end: 9, step: 5 }.len(), 2);
        assert!(StepGrid { start: 1, end: 0, step: 5 }.is_empty());
    }

    #[test]
    fn a_grid_counts_more_steps_than_a_machine_addresses() {
        let whole = StepGrid { start: 0, end: i64::MAX, step: 1 };
        assert_eq!((whole.len(), whole.last()), (1 << 63, i64::MAX));
        assert_eq!(whole.until(u32::MAX.into()), 1 << 32);
        let all = StepGrid { start: i64::MIN, end: i64::MAX, step: 1 };
        assert_eq!((all.len(), all.until(-1), all.time(1 << 63)), (u64::MAX, 1 << 63, 0));
        let days = StepGrid { start: -DAY, end: DAY, step: DAY };
        assert_eq!((days.until(-DAY - 1), days.until(-1), days.until(0), days.until(i64::MAX)), (0, 1, 2, 3));
    }
}
