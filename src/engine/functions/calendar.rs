//! Functions of the calendar: a value, as Unix seconds, in UTC.

use super::Implementation;
use crate::model::time::Civil;

const SECONDS_OF_DAY: i64 = 86_400;

pub(super) fn implementation(name: &str) -> Option<Implementation> {
    Some(Implementation::OfFloat(match name {
        "day_of_month" => |at, _| civil(at).day.into(),
        "day_of_week" => |at, _| (days(at) + 4).rem_euclid(7) as f64,
        "day_of_year" => |at, _| (days(at) - days_before(civil(at).year, 1) + 1) as f64,
        "days_in_month" => |at, _| days_in_month(&civil(at)) as f64,
        "hour" => |at, _| civil(at).hour.into(),
        "minute" => |at, _| civil(at).minute.into(),
        "month" => |at, _| civil(at).month.into(),
        "year" => |at, _| civil(at).year as f64,
        _ => return None,
    }))
}

/// Whole seconds, towards zero; so far away that their calendar can still be told.
fn seconds(at: f64) -> i64 {
    (at as i64).clamp(i64::MIN / 2000, i64::MAX / 2000)
}

fn civil(at: f64) -> Civil {
    Civil::from_utc(seconds(at) * 1000)
}

/// Days since 1970.
fn days(at: f64) -> i64 {
    seconds(at).div_euclid(SECONDS_OF_DAY)
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
    use super::*;

    const NAMES: [&str; 8] =
        ["year", "month", "day_of_month", "hour", "minute", "day_of_week", "day_of_year", "days_in_month"];

    #[track_caller]
    fn check(at: f64, expected: [f64; 8]) {
        let found = NAMES.map(|name| match implementation(name) {
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

    #[test]
    fn times_that_are_none_have_some_date() {
        for at in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
            for name in NAMES {
                let Some(Implementation::OfFloat(function)) = implementation(name) else { panic!("{name}") };
                assert!(function(at, &[]).is_finite(), "{name}({at})");
            }
        }
    }
}
