//! What an instance of the service exposes: requests by handler and code, how long they took, its process.

use super::{Counted, Exposition};
use crate::model::time::seconds;
use crate::source::demo::faults;
use crate::source::demo::histograms::{BOUNDS, Distribution, Latency, Occurred};
use crate::source::demo::signal::{Seed, Signal};

/// What is asked of the service.
#[derive(Debug)]
struct Handler {
    path: &'static str,
    method: &'static str,
    /// Requests a second to an instance.
    rate: f64,
    /// Seconds that half of them take.
    median: f64,
}

const HANDLERS: [Handler; 4] = [
    Handler { path: "/api/orders", method: "GET", rate: 14.0, median: 0.021 },
    Handler { path: "/api/orders", method: "POST", rate: 4.5, median: 0.046 },
    Handler { path: "/api/search", method: "GET", rate: 8.0, median: 0.034 },
    Handler { path: "/login", method: "POST", rate: 1.8, median: 0.062 },
];

/// Requests to one handler of an instance, by what came of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::source::demo) struct Traffic {
    handler: &'static Handler,
    quick: Signal,
    slow: Signal,
    missing: Signal,
    errors: Signal,
}

/// The requests to an instance, handler by handler.
pub(in crate::source::demo) fn traffic(zone: Seed, instance: Seed) -> [Traffic; HANDLERS.len()] {
    let share = instance.of("share").between(0.85, 1.15);
    HANDLERS.each_ref().map(|handler| {
        let seed = instance.of(handler.path).of(handler.method);
        let part = |name: &str, part: f64| Signal::new(seed.of(name), handler.rate * share * part, 0.45, 0.3);
        Traffic {
            handler,
            quick: part("quick", 0.935),
            slow: part("slow", 0.05).with(handler.rate * share * 0.45, faults::slowness(zone)),
            missing: part("missing", 0.012),
            errors: part("errors", 0.003).with(handler.rate * share * 0.16, faults::errors(zone)),
        }
    })
}

impl Traffic {
    /// The path of its handler.
    pub(in crate::source::demo) const fn path(&self) -> &'static str {
        self.handler.path
    }

    /// Requests between two times.
    pub(in crate::source::demo) fn requests(&self, from: i64, to: i64) -> f64 {
        [self.quick, self.slow, self.missing, self.errors].iter().map(|signal| signal.between(from, to)).sum()
    }

    /// Requests that failed between two times.
    pub(in crate::source::demo) fn failed(&self, from: i64, to: i64) -> f64 {
        self.errors.between(from, to)
    }

    /// Seconds that the requests between two times took.
    pub(in crate::source::demo) fn took(&self, from: i64, to: i64) -> f64 {
        let quick = self.quick.between(from, to) + self.missing.between(from, to);
        let counts = [quick, self.slow.between(from, to), self.errors.between(from, to)];
        self.latencies().iter().zip(counts).map(|(latency, count)| latency.mean() * count).sum()
    }

    /// Requests under way at a time, in the mean.
    fn in_flight(&self, time: i64) -> f64 {
        let [quick, slow, errors] = self.latencies().map(Latency::mean);
        (self.quick.rate(time) + self.missing.rate(time)) * quick
            + self.slow.rate(time) * slow
            + self.errors.rate(time) * errors
    }

    /// How long those take that are quick or find nothing, that are slow, that fail.
    fn latencies(&self) -> [Latency; 3] {
        let median = self.handler.median;
        [
            Latency { median, shape: 3.2 },
            Latency { median: 0.55 + 4.0 * median, shape: 4.5 },
            Latency { median: 0.4 * median, shape: 2.6 },
        ]
    }
}

pub(super) fn offer(of: &mut Exposition<'_, '_>) {
    let seed = of.target.seed;
    let traffic = traffic(of.collector.seed, seed);
    for one in &traffic {
        requests(of, one);
    }
    of.gauge("http_requests_in_flight", &[], move |time| {
        traffic.iter().map(|one| one.in_flight(time)).sum::<f64>().round()
    });
    let spent = Signal::new(seed.of("cpu"), 0.21, 0.45, 0.3);
    process(of, spent, 180e6, 2_600.0);
    let routines = Signal::new(seed.of("goroutines"), 140.0, 0.4, 0.3);
    of.gauge("go_goroutines", &[], move |time| routines.level(time).floor());
    of.gauge("api_build_info", &[("version", "4.2.1"), ("revision", "9f0c1d7")], |_| 1.0);
}

/// A process: processor time, memory that grows from its start on by so many bytes a second, its start.
pub(super) fn process(of: &mut Exposition<'_, '_>, spent: Signal, resident: f64, growth: f64) {
    of.counter("process_cpu_seconds_total", &[], [spent], 100.0);
    let memory = Signal::new(spent.seed.of("memory"), resident, 0.1, 0.05);
    of.float("process_resident_memory_bytes", &[], move |scrape| {
        let grown = growth * seconds(scrape.time - scrape.started).min(400_000.0);
        ((memory.level(scrape.time) + grown) / 4096.0).floor() * 4096.0
    });
    of.float("process_start_time_seconds", &[], |scrape| seconds(scrape.started));
}

fn requests(of: &mut Exposition<'_, '_>, traffic: &Traffic) {
    let Traffic { handler, quick, slow, missing, errors } = *traffic;
    let labels = [("handler", handler.path), ("method", handler.method)];
    let with = |name, value| [labels[0], labels[1], (name, value)];
    of.counter("http_requests_total", &with("code", "200"), [quick, slow], 1.0);
    of.counter("http_requests_total", &with("code", "404"), [missing], 1.0);
    of.counter("http_requests_total", &with("code", "500"), [errors], 1.0);
    let distribution = Distribution::new(traffic.latencies());
    let counted = Counted::new([quick, missing, slow, errors]);
    let occurred = |[quick, missing, slow, errors]: [f64; 4]| -> Occurred { [quick + missing, slow, errors] };
    let read = |what: fn(&Distribution, Occurred) -> f64| {
        let (distribution, mut counted) = (distribution.clone(), counted.clone());
        move |scrape| what(&distribution, occurred(counted.at(scrape)))
    };
    of.float("http_request_duration_seconds_count", &labels, read(Distribution::count));
    of.float("http_request_duration_seconds_sum", &labels, read(Distribution::sum));
    for (bound, le) in BOUNDS {
        let (distribution, mut counted) = (distribution.clone(), counted.clone());
        of.float("http_request_duration_seconds_bucket", &with("le", le), move |scrape| {
            distribution.below(bound, occurred(counted.at(scrape)))
        });
    }
    let example = distribution.native([0.0; 3]);
    let mut counted = counted;
    of.histogram("http_request_duration_seconds", &labels, &example, move |scrape| {
        distribution.native(occurred(counted.at(scrape)))
    });
}
