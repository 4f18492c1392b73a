//! Functions of the calendar: a value, as Unix seconds, in UTC.

#![allow(clippy::cast_precision_loss, reason = "parts of a date are small, and years within what a float tells apart")]

use super::Implementation;
use crate::model::time::Civil;
use crate::promql::functions::FunctionId;

const SECONDS_OF_DAY: i64 = 86_400;

/// After so many seconds, 400 years and whole weeks, the calendar begins anew.
const ERA: u64 = 146_097 * 86_400;

/// The year with whose first of March Go's count of seconds begins, before 1970 by [`FIRST`].
const FIRST_YEAR: i64 = -292_277_022_400;
const FIRST: u64 = (730_692_556 * 146_097 + 719_468) * 86_400;

/// 2000-03-01.
const NEAR: i64 = 951_868_800;
const NEAR_YEAR: i64 = 2000;

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    Some(Implementation::OfFloat(match id {
        FunctionId::DayOfMonth => |at, _| civil(at).day.into(),
        FunctionId::DayOfWeek => |at, _| (near(at).0 / SECONDS_OF_DAY + 4).rem_euclid(7) as f64,
        FunctionId::DayOfYear => |at, _| (near(at).0 / SECONDS_OF_DAY - days_before(civil(at).year, 1) + 1) as f64,
        FunctionId::DaysInMonth => |at, _| days_in_month(&civil(at)) as f64,
        FunctionId::Hour => |at, _| civil(at).hour.into(),
        FunctionId::Minute => |at, _| civil(at).minute.into(),
        FunctionId::Month => |at, _| civil(at).month.into(),
        FunctionId::Year => |at, _| (civil(at).year + near(at).1) as f64,
        _ => return None,
    }))
}

/// The time between 2000 and 2400 that has the same place in the calendar, and how many years lie between.
///
/// As on a server on amd64: fractions go towards zero, and what is no number or too far away is 2⁶³ seconds before
/// 1970; what lies before Go's first second wraps around to a far future.
#[expect(clippy::cast_possible_truncation, reason = "only what an i64 holds is cast")]
fn near(at: f64) -> (i64, i64) {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    let whole = if (-LIMIT..LIMIT).contains(&at) { at as i64 } else { i64::MIN };
    let seconds = whole.cast_unsigned().wrapping_add(FIRST);
    let (eras, within) = ((seconds / ERA).cast_signed(), (seconds % ERA).cast_signed());
    (NEAR + within, FIRST_YEAR - NEAR_YEAR + 400 * eras)
}

/// The date and time of [`near`].
fn civil(at: f64) -> Civil {
    Civil::from_utc(near(at).0 * 1000)
}

fn days_in_month(civil: &Civil) -> i64 {
    let (year, month) = if civil.month == 12 { (civil.year + 1, 1) } else { (civil.year, civil.month + 1) };
    days_before(year, month) - days_before(civil.year, civil.month)
}

/// Days from 1970 to the first of a month. The formula: H. Hinnant, "chrono-compatible low-level date algorithms",
/// `days_from_civil`.
fn days_before(year: i64, month: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (i64::from(month) + if month > 2 { -3 } else { 9 }) + 2) / 5;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::super::named;
    use super::*;

    const NAMES: [&str; 8] =
        ["year", "month", "day_of_month", "hour", "minute", "day_of_week", "day_of_year", "days_in_month"];

    #[track_caller]
    fn check(at: f64, expected: [f64; 8]) {
        let found = NAMES.map(|name| match named(name) {
            Some(Implementation::OfFloat(function)) => function(at, &[]),
            _ => panic!("{name}"),
        });
        assert_eq!(found, expected, "{at}");
    }

    #[test]
    fn tells_date_and_time() {
        check(0.0, [1970.0, 1.0, 1.0, 0.0, 0.0, 4.0, 1.0, 31.0]);
        check(-1.0, [1969.0, 12.0, 31.0, 23.0, 59.0, 3.0, 365.0, 31.0]);
        // 2016-02-29 12:31:00, a Monday.
        check(1_456_749_060.9, [2016.0, 2.0, 29.0, 12.0, 31.0, 1.0, 60.0, 29.0]);
        // 2100-03-01, which no leap day precedes.
        check(4_107_542_400.0, [2100.0, 3.0, 1.0, 0.0, 0.0, 1.0, 60.0, 31.0]);
        // 2000-12-31.
        check(978_220_800.0, [2000.0, 12.0, 31.0, 0.0, 0.0, 0.0, 366.0, 31.0]);
    }

    /// What Go 1.24 and later answer on amd64; `time.Unix(math.MinInt64, 0)` is the last second's neighbour.
    #[test]
    fn times_that_are_none_or_too_far_away_are_one_far_moment() {
        for at in
            [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 2e19, -9_223_372_036_854_775_808.0]
        {
            check(at, [292_277_026_596.0, 12.0, 4.0, 15.0, 30.0, 0.0, 339.0, 31.0]);
        }
    }

    #[test]
    fn far_times_have_their_own_date() {
        // 9999-12-31 23:59:59, a Friday.
        check(253_402_300_799.0, [9999.0, 12.0, 31.0, 23.0, 59.0, 5.0, 365.0, 31.0]);
        // 0000-02-29, a Tuesday.
        check(-62_162_121_600.0, [0.0, 2.0, 29.0, 0.0, 0.0, 2.0, 60.0, 29.0]);
        // A million eras of 400 years later.
        check(1_456_749_060.0 + 1e6 * ERA as f64, [400_002_016.0, 2.0, 29.0, 12.0, 31.0, 1.0, 60.0, 29.0]);
        check(1_456_749_060.0 - 1e6 * ERA as f64, [-399_997_984.0, 2.0, 29.0, 12.0, 31.0, 1.0, 60.0, 29.0]);
    }
}
