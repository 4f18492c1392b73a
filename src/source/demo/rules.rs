//! The rules of the made-up fleet: expressions, and beside each of them what it gives, computed of the signals.
//!
//! Invariant: what a rule gives is what its expression gives over the fleet's series (`tests` evaluates them), but for
//! some seconds around the beginning and the end of an incident, and while a restart is in the range of a rate.
//! Not here: since when alerts are active (`alerts`).

use std::rc::Rc;

use super::faults::Lifetime;
use super::fleet::{Collector, Role, Target};
use super::metrics::{Traffic, Volume, busy_seconds, load, traffic, volumes};
use crate::model::time::{MINUTE, seconds};

/// The range over which rates are taken.
const RATE: i64 = 5 * MINUTE;

/// Rules that are evaluated together.
#[derive(Debug)]
pub(super) struct DemoGroup {
    pub(super) name: &'static str,
    /// Milliseconds between two evaluations.
    pub(super) interval: i64,
    pub(super) rules: &'static [DemoRule],
}

/// A rule.
#[derive(Debug)]
pub(super) struct DemoRule {
    /// Of the alert, or of the recorded metric.
    pub(super) name: &'static str,
    pub(super) expr: &'static str,
    pub(super) does: Does,
}

/// What a rule does with what its expression gives.
#[derive(Debug)]
pub(super) enum Does {
    /// It records it.
    Record(fn(&Collector) -> Vec<Subject>),
    /// It raises an alert for it.
    Alert {
        /// How long it must hold.
        for_ms: i64,
        severity: &'static str,
        /// The template of the annotation.
        summary: &'static str,
        subjects: fn(&Collector) -> Vec<Subject>,
    },
    /// Nothing, as its evaluation fails, in these words.
    Fail(&'static str),
}

/// What an expression gives at a time; `None` where it gives nothing.
pub(super) type Gives = Rc<dyn Fn(i64) -> Option<f64>>;

/// One element of what an expression gives.
pub(super) struct Subject {
    /// Its labels, but for the collector's own.
    pub(super) labels: Vec<(&'static str, String)>,
    /// Its value.
    pub(super) gives: Gives,
    /// Whether it is there from the beginning on; else for less than an hour each time.
    pub(super) is_steady: bool,
}

/// All groups.
pub(super) const GROUPS: [DemoGroup; 3] = [
    DemoGroup {
        name: "availability",
        interval: 30_000,
        rules: &[
            DemoRule {
                name: "Watchdog",
                expr: "vector(1)",
                does: Does::Alert {
                    for_ms: 0,
                    severity: "none",
                    summary: "Always fires, so that its absence tells that no alert arrives",
                    subjects: watchdog,
                },
            },
            DemoRule {
                name: "TargetDown",
                expr: "up == 0",
                does: Does::Alert {
                    for_ms: MINUTE,
                    severity: "critical",
                    summary: "{{ $labels.instance }} of {{ $labels.job }} does not answer",
                    subjects: down,
                },
            },
            DemoRule {
                name: "HighErrorRatio",
                expr: "sum by (job) (rate(http_requests_total{code=\"500\"}[5m])) / sum by (job) (rate(http_requests_total[5m])) > 0.05",
                does: Does::Alert {
                    for_ms: 2 * MINUTE,
                    severity: "critical",
                    summary: "{{ $value }} of the requests to {{ $labels.job }} fail",
                    subjects: |collector| above(error_ratio(collector), 0.05),
                },
            },
            DemoRule {
                name: "SlowRequests",
                expr: "sum by (handler) (rate(http_request_duration_seconds_sum[5m])) / sum by (handler) (rate(http_request_duration_seconds_count[5m])) > 0.2",
                does: Does::Alert {
                    for_ms: 5 * MINUTE,
                    severity: "warning",
                    summary: "Requests to {{ $labels.handler }} take {{ $value }} s",
                    subjects: |collector| above(mean_latency(collector), 0.2),
                },
            },
        ],
    },
    DemoGroup {
        name: "capacity",
        interval: MINUTE,
        rules: &[
            DemoRule {
                name: "instance:node_cpu_busy:ratio_rate5m",
                expr: "1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[5m]))",
                does: Does::Record(cpu_busy),
            },
            DemoRule {
                name: "HighLoad",
                expr: "node_load1 > 4",
                does: Does::Alert {
                    for_ms: 5 * MINUTE,
                    severity: "warning",
                    summary: "{{ $labels.instance }} has a load of {{ $value }} on 4 processors",
                    subjects: |collector| above(loads(collector), 4.0),
                },
            },
            DemoRule {
                name: "DiskNearlyFull",
                expr: "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1",
                does: Does::Alert {
                    for_ms: 10 * MINUTE,
                    severity: "warning",
                    summary: "{{ $value }} of {{ $labels.mountpoint }} on {{ $labels.instance }} is left",
                    subjects: nearly_full,
                },
            },
            DemoRule {
                name: "MemoryLow",
                expr: "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.05",
                does: Does::Alert {
                    for_ms: 10 * MINUTE,
                    severity: "warning",
                    summary: "{{ $labels.instance }} has little memory left",
                    subjects: |_| Vec::new(),
                },
            },
        ],
    },
    DemoGroup {
        name: "requests",
        interval: 30_000,
        rules: &[
            DemoRule {
                name: "job:http_requests:rate5m",
                expr: "sum by (job) (rate(http_requests_total[5m]))",
                does: Does::Record(request_rate),
            },
            DemoRule {
                name: "job:http_errors:ratio_rate5m",
                expr: "sum by (job) (rate(http_requests_total{code=\"500\"}[5m])) / sum by (job) (rate(http_requests_total[5m]))",
                does: Does::Record(error_ratio),
            },
            DemoRule {
                name: "job:http_requests:rate5m_by_version",
                expr: "rate(http_requests_total[5m]) * on (job) group_left (version) api_build_info",
                does: Does::Fail(MANY_TO_MANY),
            },
        ],
    },
];

/// Why the last rule fails, in Prometheus' words.
const MANY_TO_MANY: &str = "found duplicate series for the match group {job=\"api\"} on the right hand-side of the \
    operation; many-to-many matching not allowed: matching labels must be unique on one side";

fn watchdog(_: &Collector) -> Vec<Subject> {
    vec![Subject { labels: Vec::new(), gives: Rc::new(|_| Some(1.0)), is_steady: true }]
}

fn down(collector: &Collector) -> Vec<Subject> {
    let subject = |target: Target| {
        let lifetime = target.lifetime;
        Subject {
            labels: of_target(&target),
            gives: Rc::new(move |time| (lifetime.is_listed(time) && !lifetime.is_up(time)).then_some(0.0)),
            is_steady: lifetime.is_dead(),
        }
    };
    collector.targets().into_iter().map(subject).collect()
}

fn loads(collector: &Collector) -> Vec<Subject> {
    let subject = |target: Target| {
        let (signal, lifetime) = (load(target.seed), target.lifetime);
        let gives = move |time| lifetime.is_up(time).then(|| signal.level(time));
        Subject { labels: of_target(&target), gives: Rc::new(gives), is_steady: false }
    };
    machines(collector).map(subject).collect()
}

fn cpu_busy(collector: &Collector) -> Vec<Subject> {
    let subject = |target: Target| {
        let lifetime = target.lifetime;
        let gives = move |time| {
            let busy = busy_seconds(target.seed, time - RATE, time);
            lifetime.is_up(time).then(|| busy / seconds(RATE))
        };
        Subject { labels: vec![("instance", target.instance)], gives: Rc::new(gives), is_steady: true }
    };
    machines(collector).filter(|target| !target.lifetime.is_dead()).map(subject).collect()
}

fn nearly_full(collector: &Collector) -> Vec<Subject> {
    let subjects = |target: Target| {
        let full = volumes(&target).into_iter().filter(Volume::is_nearly_full);
        full.map(move |volume| {
            let own = volume.labels().map(|(name, value)| (name, value.to_owned()));
            let labels = of_target(&target).into_iter().chain(own).collect();
            Subject { labels, gives: Rc::new(move |time| Some(volume.share_left(time))), is_steady: true }
        })
    };
    machines(collector).flat_map(subjects).collect()
}

fn machines(collector: &Collector) -> impl Iterator<Item = Target> {
    collector.targets().into_iter().filter(|target| target.role == Role::Machine)
}

fn of_target(target: &Target) -> Vec<(&'static str, String)> {
    vec![("instance", target.instance.clone()), ("job", target.role.job().to_owned())]
}

/// The instances of the service, each with its traffic.
#[derive(Clone)]
struct Service(Rc<[(Lifetime, Vec<Traffic>)]>);

impl Service {
    fn of(collector: &Collector) -> Self {
        let instances = collector.targets().into_iter().filter(|target| target.role == Role::Api);
        Self(instances.map(|target| (target.lifetime, traffic(collector.seed, target.seed).to_vec())).collect())
    }

    /// What the traffic of some handlers amounts to in the range before a time.
    fn sum(&self, time: i64, is_meant: impl Fn(&Traffic) -> bool, count: fn(&Traffic, i64, i64) -> f64) -> f64 {
        let listed = self.0.iter().filter(|(lifetime, _)| lifetime.is_listed(time)).flat_map(|(_, traffic)| traffic);
        listed.filter(|one| is_meant(one)).map(|one| count(one, time - RATE, time)).sum()
    }
}

/// One element with the service's job as its label.
fn of_service(collector: &Collector, gives: fn(&Service, i64) -> f64) -> Vec<Subject> {
    let service = Service::of(collector);
    let labels = vec![("job", Role::Api.job().to_owned())];
    vec![Subject { labels, gives: Rc::new(move |time| Some(gives(&service, time))), is_steady: true }]
}

fn request_rate(collector: &Collector) -> Vec<Subject> {
    of_service(collector, |service, time| service.sum(time, |_| true, Traffic::requests) / seconds(RATE))
}

fn error_ratio(collector: &Collector) -> Vec<Subject> {
    of_service(collector, |service, time| {
        service.sum(time, |_| true, Traffic::failed) / service.sum(time, |_| true, Traffic::requests)
    })
}

fn mean_latency(collector: &Collector) -> Vec<Subject> {
    let service = Service::of(collector);
    let mut paths: Vec<&'static str> = service.0.iter().flat_map(|(_, traffic)| traffic).map(Traffic::path).collect();
    paths.sort_unstable();
    paths.dedup();
    let subject = |path: &'static str| {
        let service = service.clone();
        let gives = move |time| {
            let of = |count| service.sum(time, |one| one.path() == path, count);
            Some(of(Traffic::took) / of(Traffic::requests))
        };
        Subject { labels: vec![("handler", path.to_owned())], gives: Rc::new(gives), is_steady: true }
    };
    paths.into_iter().map(subject).collect()
}

/// Of these elements those that are above a bound, as they come and go.
fn above(subjects: Vec<Subject>, bound: f64) -> Vec<Subject> {
    let above = |Subject { labels, gives, .. }: Subject| {
        let gives = move |time| gives(time).filter(|value| *value > bound);
        Subject { labels, gives: Rc::new(gives), is_steady: false }
    };
    subjects.into_iter().map(above).collect()
}
