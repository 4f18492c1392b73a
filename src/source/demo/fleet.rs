//! The made-up fleet: two zones, each with its targets and two collectors that scrape them.
//!
//! Invariant: what a target is and does depends on its zone alone; of the collector are when it looks, its replica
//! label, its gaps and its clock.

use super::faults::{self, Lifetime, Presence};
use super::signal::Seed;
use crate::model::node::DemoCollector;
use crate::model::time::{seconds, whole_ms};

/// Milliseconds between two scrapes of a target.
pub(super) const SCRAPE_MS: i64 = 15_000;

/// One of the collectors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Collector {
    /// Which.
    pub(super) which: DemoCollector,
    /// The external label of its zone.
    pub(super) zone: &'static str,
    /// The external label that tells it from its replica.
    pub(super) replica: &'static str,
    /// By how many milliseconds its clock is ahead.
    pub(super) skew_ms: i64,
    /// Milliseconds that it lets wait for an answer.
    pub(super) latency_ms: u32,
    /// The seed of all that is the zone's.
    pub(super) seed: Seed,
    /// The seed of all that is its own.
    own: Seed,
}

/// When something is looked at: every so many milliseconds from an offset on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Schedule {
    /// Milliseconds between two looks.
    pub(super) interval: i64,
    offset: i64,
}

impl Schedule {
    /// The first look that is not before a time.
    pub(super) fn from(&self, time: i64) -> i64 {
        time + (self.offset - time).rem_euclid(self.interval)
    }

    /// The last look that is not after a time.
    pub(super) fn until(&self, time: i64) -> i64 {
        time - (time - self.offset).rem_euclid(self.interval)
    }
}

impl Collector {
    /// The collector of this name.
    pub(super) fn new(which: DemoCollector) -> Self {
        let (zone, replica) = match which {
            DemoCollector::B => ("eu-1", "a"),
            DemoCollector::BPrime => ("eu-1", "b"),
            DemoCollector::C => ("eu-2", "a"),
            DemoCollector::CPrime => ("eu-2", "b"),
        };
        let seed = Seed::new(zone);
        Self {
            which,
            zone,
            replica,
            skew_ms: if which == DemoCollector::BPrime { 6_200 } else { 0 },
            latency_ms: if which == DemoCollector::C { 450 } else { 0 },
            seed,
            own: seed.of(replica),
        }
    }

    /// When it does something of this name, on its own clock.
    pub(super) fn schedule(&self, name: &str, interval: i64) -> Schedule {
        let offset = self.own.of(name).at(0) * seconds(interval) * 1000.0;
        Schedule { interval, offset: whole_ms(offset) }
    }

    /// Whether it scrapes and evaluates at this time.
    pub(super) fn works(&self, time: i64) -> bool {
        self.which != DemoCollector::BPrime || !faults::gaps(self.own).is_on(time)
    }

    /// For how many seconds it answers nobody who asks at this time.
    pub(super) fn failing_for(&self, now: i64) -> Option<u32> {
        (self.which == DemoCollector::CPrime).then(|| faults::failing_for(self.own, now)).flatten()
    }

    /// What it scrapes.
    pub(super) fn targets(&self) -> Vec<Target> {
        let zone = self.zone;
        let target = |role: Role, name: &str, port: u16, presence: Presence, hours: i64| {
            let seed = self.seed.of(role.job()).of(name);
            let instance = if role == Role::Collector { name.to_owned() } else { format!("{name}.{zone}:{port}") };
            Target { role, name: name.to_owned(), instance, seed, lifetime: Lifetime::new(seed, presence, hours) }
        };
        let machine = |name, hours| target(Role::Machine, name, 9100, Presence::Always, hours);
        let api = |name, presence| target(Role::Api, name, 8080, presence, 9);
        let mut targets = vec![machine("web-1", 200), machine("web-2", 250), machine("db-1", 0)];
        if zone == "eu-1" {
            targets.push(target(Role::Machine, "cache-1", 9100, Presence::Dead, 0));
        }
        targets.extend([
            api("api-1", Presence::Always),
            api("api-2", Presence::Always),
            api("api-3", Presence::Daily),
            target(Role::Collector, "localhost:9090", 0, Presence::Always, 0),
        ]);
        targets
    }
}

/// What a target is, of which follows what it exposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A machine with `node_exporter`.
    Machine,
    /// An instance of the service.
    Api,
    /// The collector itself.
    Collector,
}

impl Role {
    /// Its job.
    pub(super) const fn job(self) -> &'static str {
        match self {
            Self::Machine => "node",
            Self::Api => "api",
            Self::Collector => "prometheus",
        }
    }
}

/// One target.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// What it is.
    pub(super) role: Role,
    /// Its host.
    pub(super) name: String,
    /// Its label `instance`.
    pub(super) instance: String,
    /// Its seed.
    pub(super) seed: Seed,
    /// When it runs.
    pub(super) lifetime: Lifetime,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::demo::signal::EPOCH;

    #[test]
    fn looks_are_as_far_apart_as_they_should_be() {
        let schedule = Collector::new(DemoCollector::B).schedule("web-1", SCRAPE_MS);
        let first = schedule.from(EPOCH);
        assert!((EPOCH..EPOCH + SCRAPE_MS).contains(&first));
        assert_eq!([schedule.from(first), schedule.from(first + 1)], [first, first + SCRAPE_MS]);
        assert_eq!([schedule.until(first), schedule.until(first - 1)], [first, first - SCRAPE_MS]);
        assert_ne!(schedule, Collector::new(DemoCollector::BPrime).schedule("web-1", SCRAPE_MS));
    }
}
