//! Made-up measurements as pure functions of a seed and a time: daily waves, noise, incidents, and counters as their
//! closed-form integrals, so that the value at any time costs the same.
//!
//! Times are Unix milliseconds, rates are per second.
//!
//! Invariant: [`Signal::total`] is the integral of [`Signal::rate`], which is never below zero where `day` and `jitter`
//! together are below one: a counter never falls.
//! Not here: when a counter begins anew (`faults`).

use std::f64::consts::TAU;

use crate::model::time::{DAY, seconds, whole_ms};

/// The beginning of everything that is made up: 2025-01-01 00:00 UTC.
pub(super) const EPOCH: i64 = 1_735_689_600_000;

/// The lengths of the cells of noise: some minutes, and somewhat over half an hour.
const CELLS: [i64; 2] = [290_000, 2_220_000];

/// What makes one thing differ from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seed(u64);

impl Seed {
    /// The seed of a fleet's part of this name, which is the same in every build.
    pub(super) fn new(name: &str) -> Self {
        Self(0).of(name)
    }

    /// The seed of a part of this.
    pub(super) fn of(self, name: &str) -> Self {
        Self(name.bytes().fold(self.0, |seed, byte| mix(seed ^ u64::from(byte))))
    }

    /// A number in [0, 1) for each whole number, without any order.
    pub(super) fn at(self, number: i64) -> f64 {
        let bits = mix(self.0 ^ mix(number.cast_unsigned()));
        f64::from(u32::try_from(bits >> 32).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
    }

    /// A number between two bounds.
    pub(super) fn between(self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.at(0)
    }

    /// Value noise in [0, 1]: a number for each cell of this length, and smooth ways between.
    fn noise(self, time: i64, cell: i64) -> f64 {
        let (from, to, phase) = self.cell(time, cell);
        from + (to - from) * phase * phase * (3.0 - 2.0 * phase)
    }

    /// The slope of [`Self::noise`], in units of its greatest: in [-1, 1].
    fn slope(self, time: i64, cell: i64) -> f64 {
        let (from, to, phase) = self.cell(time, cell);
        (to - from) * 4.0 * phase * (1.0 - phase)
    }

    fn cell(self, time: i64, cell: i64) -> (f64, f64, f64) {
        let number = time.div_euclid(cell);
        (self.at(number), self.at(number + 1), seconds(time.rem_euclid(cell)) / seconds(cell))
    }
}

/// The finalizer of `SplitMix64`.
const fn mix(bits: u64) -> u64 {
    let bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Stretches of one length, one at some time in each slot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Incident {
    /// When they are.
    pub(super) seed: Seed,
    /// The length of a slot in milliseconds.
    pub(super) slot: i64,
    /// The length of a stretch in milliseconds.
    pub(super) length: i64,
}

impl Incident {
    /// Whether a time is within one.
    pub(super) fn is_on(&self, time: i64) -> bool {
        (0..self.length).contains(&(time - self.begin(time)))
    }

    /// When the last one ended before a time; `None` where none did since the beginning.
    pub(super) fn last_end(&self, time: i64) -> Option<i64> {
        let ends = [time, time - self.slot].map(|within| self.begin(within) + self.length);
        ends.into_iter().find(|end| (EPOCH..=time).contains(end))
    }

    /// Seconds within any of them since the beginning.
    fn elapsed(&self, time: i64) -> f64 {
        let before = (time - EPOCH).div_euclid(self.slot) * self.length;
        seconds(before + (time - self.begin(time)).clamp(0, self.length))
    }

    /// When that of the slot begins in which a time is.
    fn begin(&self, time: i64) -> i64 {
        let slot = (time - EPOCH).div_euclid(self.slot);
        EPOCH + slot * self.slot + whole_ms(self.seed.at(slot) * seconds(self.slot - self.length) * 1000.0)
    }
}

/// A measurement over time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signal {
    /// Its noise.
    pub(super) seed: Seed,
    /// What it is in the mean.
    pub(super) base: f64,
    /// The share of that by which it goes up and down every day.
    pub(super) day: f64,
    /// The share of that by which noise moves it.
    pub(super) jitter: f64,
    /// What comes to it in an incident.
    pub(super) extra: f64,
    /// Its incidents.
    pub(super) incident: Option<Incident>,
}

impl Signal {
    /// One that has no incidents.
    pub(super) fn new(seed: Seed, base: f64, day: f64, jitter: f64) -> Self {
        Self { seed, base, day, jitter, extra: 0.0, incident: None }
    }

    /// The same with incidents, each of which adds something.
    pub(super) fn with(self, extra: f64, incident: Incident) -> Self {
        Self { extra, incident: Some(incident), ..self }
    }

    /// Its value as a gauge, with noise of one and of several minutes.
    pub(super) fn level(&self, time: i64) -> f64 {
        let quick = self.seed.noise(time, 60_000);
        let noise = CELLS.iter().fold(quick, |sum, cell| sum + 2.0 * self.seed.noise(time, *cell)) / 5.0;
        self.base * (1.0 + self.day * angle(time).sin() + self.jitter * (2.0 * noise - 1.0)) + self.surplus(time)
    }

    /// Its value as a rate.
    pub(super) fn rate(&self, time: i64) -> f64 {
        let noise = CELLS.iter().map(|cell| self.seed.slope(time, *cell)).sum::<f64>() / 2.0;
        self.base * (1.0 + self.day * angle(time).sin() + self.jitter * noise) + self.surplus(time)
    }

    /// How much of it there was up to a time; only differences mean something.
    pub(super) fn total(&self, time: i64) -> f64 {
        let day = -angle(time).cos() * seconds(DAY) / TAU;
        // The slope of noise is in units of its greatest, 1.5 a cell.
        let noise = CELLS.iter().map(|cell| self.seed.noise(time, *cell) * seconds(*cell) / 1.5).sum::<f64>() / 2.0;
        let incidents = self.incident.map_or(0.0, |incident| self.extra * incident.elapsed(time));
        self.base * (seconds(time - EPOCH) + self.day * day + self.jitter * noise) + incidents
    }

    /// How much of it there was between two times.
    pub(super) fn between(&self, from: i64, to: i64) -> f64 {
        self.total(to) - self.total(from)
    }

    fn surplus(&self, time: i64) -> f64 {
        self.incident.filter(|incident| incident.is_on(time)).map_or(0.0, |_| self.extra)
    }
}

/// The angle of the day's wave, which is highest at 15:00 UTC.
fn angle(time: i64) -> f64 {
    seconds((time - EPOCH).rem_euclid(DAY)) / seconds(DAY) * TAU - 0.75 * TAU / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal() -> Signal {
        let seed = Seed::new("test");
        let incident = Incident { seed: seed.of("incident"), slot: 3_600_000, length: 600_000 };
        Signal::new(seed, 10.0, 0.4, 0.5).with(30.0, incident)
    }

    #[test]
    fn a_total_is_the_integral_of_its_rate_and_never_falls() {
        let signal = signal();
        let (mut sum, mut before) = (0.0, signal.total(EPOCH));
        let steps = 2 * 86_400;
        for second in 0..steps {
            let time = EPOCH + second * 1000;
            sum += signal.rate(time + 500);
            let total = signal.total(time + 1000);
            assert!(total > before, "it falls at {second}");
            before = total;
        }
        let total = signal.between(EPOCH, EPOCH + steps * 1000);
        assert!((sum / total - 1.0).abs() < 1e-4, "{sum} {total}");
    }

    #[test]
    fn each_slot_has_its_incident() {
        let incident = signal().incident.expect("an incident");
        let on = (0..24 * 3600).filter(|second| incident.is_on(EPOCH + second * 1000)).count();
        assert_eq!(on, 24 * 600);
        assert_eq!(incident.elapsed(EPOCH + DAY), 24.0 * 600.0);
    }

    #[test]
    fn numbers_of_a_seed_are_spread_and_always_the_same() {
        let seed = Seed::new("test");
        let mean = (0..1000).map(|number| seed.at(number)).sum::<f64>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
        assert_eq!(seed.at(7), Seed::new("test").at(7));
        assert_ne!(seed.at(7), seed.of("other").at(7));
        assert!((0..5000).map(|at| seed.noise(EPOCH + at * 997, 60_000)).all(|noise| (0.0..=1.0).contains(&noise)));
    }
}
