//! What goes wrong in the made-up fleet: targets restart, come and go; a collector has gaps, another one fails now and
//! then.
//!
//! Invariant: all of it is a function of the time of the sample, but [`failing_for`], which is one of the time of
//! asking.

use super::signal::{EPOCH, Incident, Seed};
use crate::model::time::{DAY, HOUR, MINUTE, whole_ms};

/// When a target is there to be scraped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// Always.
    Always,
    /// In the hours of every day (UTC) in which there is much to do.
    Daily,
    /// Always listed, and never there.
    Dead,
}

/// When a target runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lifetime {
    presence: Presence,
    /// Once in each slot it is down for `length`, and then begins anew; `None`: never.
    restarts: Option<Incident>,
}

impl Lifetime {
    /// One that restarts once in so many hours, and is down for some seconds before; 0: never.
    pub(super) fn new(seed: Seed, presence: Presence, hours: i64) -> Self {
        let length = whole_ms(seed.of("down").between(20_000.0, 75_000.0));
        let restarts = (hours > 0).then(|| Incident { seed: seed.of("restart"), slot: hours * HOUR, length });
        Self { presence, restarts }
    }

    /// Whether it is known to collectors.
    pub(super) fn is_listed(&self, time: i64) -> bool {
        self.presence != Presence::Daily || (6 * HOUR..22 * HOUR).contains(&(time - EPOCH).rem_euclid(DAY))
    }

    /// Whether it answers a scrape.
    pub(super) fn is_up(&self, time: i64) -> bool {
        self.presence != Presence::Dead
            && self.is_listed(time)
            && !self.restarts.is_some_and(|restarts| restarts.is_on(time))
    }

    /// Whether it never is up.
    pub(super) fn is_dead(&self) -> bool {
        self.presence == Presence::Dead
    }

    /// When it was started last, so that its counters begin there.
    pub(super) fn started(&self, time: i64) -> i64 {
        let restarted = self.restarts.and_then(|restarts| restarts.last_end(time)).unwrap_or(EPOCH);
        match self.presence {
            Presence::Daily => restarted.max(time - (time - EPOCH - 6 * HOUR).rem_euclid(DAY)),
            Presence::Always | Presence::Dead => restarted,
        }
    }
}

/// The gaps in which a collector scrapes nothing.
pub(super) fn gaps(seed: Seed) -> Incident {
    Incident { seed: seed.of("gaps"), slot: 110 * MINUTE, length: 9 * MINUTE }
}

/// In which more requests fail.
pub(super) fn errors(zone: Seed) -> Incident {
    Incident { seed: zone.of("errors"), slot: 4 * HOUR, length: 22 * MINUTE }
}

/// In which more requests are slow.
pub(super) fn slowness(zone: Seed) -> Incident {
    Incident { seed: zone.of("slowness"), slot: 5 * HOUR, length: 25 * MINUTE }
}

/// In which a machine has too much to do.
pub(super) fn overload(machine: Seed) -> Incident {
    Incident { seed: machine.of("overload"), slot: 7 * HOUR, length: 35 * MINUTE }
}

/// For how many seconds more a collector that fails now and then fails to answer who asks it at this time; `None` where
/// it answers. It fails one minute in four.
pub(super) fn failing_for(seed: Seed, now: i64) -> Option<u32> {
    let failing = seed.of("failing").at(now.div_euclid(MINUTE)) < 0.25;
    let left = MINUTE - now.rem_euclid(MINUTE);
    failing.then(|| u32::try_from((left + 999) / 1000).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_down_before_it_was_started() {
        let lifetime = Lifetime::new(Seed::new("test"), Presence::Always, 9);
        let mut starts = Vec::new();
        for second in 0..3 * 86_400 {
            let time = EPOCH + second * 1000;
            let started = lifetime.started(time);
            assert!(started <= time);
            if starts.last() != Some(&started) {
                assert!(starts.is_empty() || !lifetime.is_up(started - 1), "it was down before {started}");
                assert!(lifetime.is_up(started), "it is up from {started} on");
                starts.push(started);
            }
        }
        assert_eq!(starts.len(), 1 + 3 * 24 / 9, "{starts:?}");
    }

    #[test]
    fn one_that_is_needed_by_day_begins_anew_each_morning() {
        let lifetime = Lifetime::new(Seed::new("test"), Presence::Daily, 0);
        let morning = EPOCH + DAY + 6 * HOUR;
        assert!(!lifetime.is_up(morning - 1) && lifetime.is_up(morning) && !lifetime.is_up(morning + 16 * HOUR));
        assert_eq!(lifetime.started(morning + HOUR), morning);
    }

    #[test]
    fn a_collector_fails_now_and_then_and_says_until_when() {
        let seed = Seed::new("test");
        let failing: Vec<i64> = (0..4000).filter(|at| failing_for(seed, at * MINUTE).is_some()).collect();
        assert!((800..1200).contains(&failing.len()), "{}", failing.len());
        let at = failing[0] * MINUTE;
        assert_eq!([at, at + 59_999].map(|now| failing_for(seed, now)), [Some(60), Some(1)]);
    }
}
