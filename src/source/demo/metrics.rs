//! What the made-up targets expose: a family of metrics by file, and what every scrape adds.
//!
//! Invariant: of a target that does not answer there is `up` alone, at zero; of one that is not listed any more there
//! is nothing.
//! Not here: which of the series are wanted and when (`series`), signals (`signal`).

mod api;
mod machine;
mod server;

use std::rc::Rc;

pub(super) use self::api::{Traffic, traffic};
pub(super) use self::machine::{Volume, busy_seconds, load, volumes};

use super::fleet::{Collector, Role, SCRAPE_MS, Schedule, Target};
use super::series::{Look, Timing, Wish};
use super::signal::Signal;
use crate::engine::column::Point;
use crate::model::native_histogram::NativeHistogram;

/// The bytes of a sample that is a float.
pub(super) const FLOAT_BYTES: u64 = 2 * size_of::<f64>() as u64;

/// A target answers a scrape.
#[derive(Debug, Clone, Copy)]
struct Scrape {
    /// When, by the right clock.
    time: i64,
    /// When the target was started.
    started: i64,
}

/// What a target exposes, offered series by series.
struct Exposition<'a, 'b> {
    collector: &'a Collector,
    target: &'a Target,
    schedule: Schedule,
    wish: &'a mut Wish<'b>,
}

/// Offers all series that a collector scrapes.
pub(super) fn offer(collector: &Collector, wish: &mut Wish<'_>) {
    for target in collector.targets() {
        let schedule = collector.schedule(&target.instance, SCRAPE_MS);
        let mut exposition = Exposition { collector, target: &target, schedule, wish };
        exposition.up();
        match target.role {
            Role::Machine => machine::offer(&mut exposition),
            Role::Api => api::offer(&mut exposition),
            Role::Collector => server::offer(&mut exposition),
        }
    }
}

impl Exposition<'_, '_> {
    /// What the collector itself says of the scrape.
    fn up(&mut self) {
        let lifetime = self.target.lifetime;
        self.look_at("up", &[], FLOAT_BYTES, move |look| {
            let up = Point::Float(f64::from(u8::from(lifetime.is_up(look.time))));
            lifetime.is_listed(look.time).then_some(up)
        });
        let took = Signal::new(self.target.seed.of("scrape"), 0.011, 0.1, 0.6);
        self.gauge("scrape_duration_seconds", &[], move |time| took.level(time));
    }

    /// A gauge.
    fn gauge(&mut self, name: &str, labels: &[(&str, &str)], level: impl Fn(i64) -> f64 + 'static) {
        self.float(name, labels, move |scrape| level(scrape.time));
    }

    /// A counter of all that some signals amount to since the target was started, in whole parts of which so many make
    /// one.
    fn counter<const N: usize>(&mut self, name: &str, labels: &[(&str, &str)], signals: [Signal; N], parts: f64) {
        let mut counted = Counted::new(signals);
        self.float(name, labels, move |scrape| (counted.at(scrape).iter().sum::<f64>() * parts).floor() / parts);
    }

    /// A float.
    fn float(&mut self, name: &str, labels: &[(&str, &str)], mut value: impl FnMut(Scrape) -> f64 + 'static) {
        self.scraped(name, labels, FLOAT_BYTES, move |scrape| Point::Float(value(scrape)));
    }

    /// A native histogram; `example` takes as much memory as any of them.
    fn histogram(
        &mut self,
        name: &str,
        labels: &[(&str, &str)],
        example: &NativeHistogram,
        mut value: impl FnMut(Scrape) -> NativeHistogram + 'static,
    ) {
        let bytes = FLOAT_BYTES + example.memory();
        self.scraped(name, labels, bytes, move |scrape| Point::Histogram(Rc::new(value(scrape))));
    }

    fn scraped(
        &mut self,
        name: &str,
        labels: &[(&str, &str)],
        bytes: u64,
        mut point: impl FnMut(Scrape) -> Point + 'static,
    ) {
        let lifetime = self.target.lifetime;
        self.look_at(name, labels, bytes, move |Look { time, .. }| {
            lifetime.is_up(time).then(|| point(Scrape { time, started: lifetime.started(time) }))
        });
    }

    fn look_at(
        &mut self,
        name: &str,
        labels: &[(&str, &str)],
        sample_bytes: u64,
        read: impl FnMut(Look) -> Option<Point> + 'static,
    ) {
        let Collector { zone, replica, .. } = *self.collector;
        let target = [
            ("instance", &*self.target.instance),
            ("job", self.target.role.job()),
            ("zone", zone),
            ("replica", replica),
        ];
        let timing = Timing { schedule: self.schedule, warm_up: SCRAPE_MS, sample_bytes };
        self.wish.offer(name, &[&target, labels].concat(), timing, || Box::new(read));
    }
}

/// What several signals amount to since a target was started; how far they had come by then is found out once a start.
#[derive(Debug, Clone)]
struct Counted<const N: usize> {
    signals: [Signal; N],
    since: Option<(i64, [f64; N])>,
}

impl<const N: usize> Counted<N> {
    fn new(signals: [Signal; N]) -> Self {
        Self { signals, since: None }
    }

    fn at(&mut self, Scrape { time, started }: Scrape) -> [f64; N] {
        let totals = |at| self.signals.map(|signal| signal.total(at));
        let known = self.since.filter(|(since, _)| *since == started);
        let (_, begun) = *self.since.insert(known.unwrap_or_else(|| (started, totals(started))));
        let now = totals(time);
        std::array::from_fn(|at| now[at] - begun[at])
    }
}
