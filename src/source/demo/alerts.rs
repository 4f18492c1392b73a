//! What the rules of the made-up fleet come to: recorded series, `ALERTS`, `ALERTS_FOR_STATE`, and the list of rules
//! with their alerts.
//!
//! Invariant: series and list are made by the same [`AlertProgress`]: what is listed at a time is what `ALERTS` says
//! then.

use std::rc::Rc;

use super::fleet::{Collector, Schedule};
use super::metrics::FLOAT_BYTES;
use super::rules::{DemoGroup, DemoRule, Does, GROUPS, Gives, Subject};
use super::series::{Look, Timing, Wish};
use super::signal::EPOCH;
use crate::engine::column::Point;
use crate::model::number;
use crate::model::rules::{Alert, AlertState, Alerting, Rule, RuleGroup, RuleHealth, TextPairs};
use crate::model::time::{HOUR, seconds};

/// The label of an alert's name, and that of its state in `ALERTS`.
const ALERT_NAME: &str = "alertname";
const ALERT_STATE: &str = "alertstate";

/// How far evaluations before a time matter at it: no condition that is not steady holds as long.
const WARM_UP: i64 = HOUR;

/// After so long without evaluations a collector does not take up the alerts that it had.
const OUTAGE: i64 = HOUR;

/// An alert under way, evaluation after evaluation.
struct AlertProgress {
    gives: Gives,
    for_ms: i64,
    /// Since when it is active, where that is known beforehand.
    steady: Option<i64>,
    since: Option<i64>,
    last: i64,
}

/// An alert at an evaluation.
#[derive(Debug, Clone, Copy)]
struct ActiveAlert {
    state: AlertState,
    since: i64,
    value: f64,
}

impl AlertProgress {
    fn new(subject: &Subject, for_ms: i64, schedule: Schedule) -> Self {
        let steady = subject.is_steady.then(|| schedule.from(EPOCH));
        Self { gives: Rc::clone(&subject.gives), for_ms, steady, since: None, last: EPOCH }
    }

    fn evaluate(&mut self, look: Look) -> Option<ActiveAlert> {
        if look.stamp - self.last > OUTAGE {
            self.since = None;
        }
        self.last = look.stamp;
        let Some(value) = (self.gives)(look.time) else {
            self.since = None;
            return None;
        };
        let since = *self.since.get_or_insert(self.steady.unwrap_or(look.stamp));
        let is_firing = look.stamp - since >= self.for_ms;
        Some(ActiveAlert { state: if is_firing { AlertState::Firing } else { AlertState::Pending }, since, value })
    }
}

/// Offers the series of all rules.
pub(super) fn offer(collector: &Collector, wish: &mut Wish<'_>) {
    for group in &GROUPS {
        let schedule = collector.schedule(group.name, group.interval);
        for rule in group.rules {
            match rule.does {
                Does::Record(subjects) => record(collector, rule, schedule, subjects(collector), wish),
                Does::Alert { for_ms, severity, subjects, .. } => {
                    for subject in subjects(collector) {
                        let labels = alert_labels(collector, rule, severity, &subject);
                        alert(&labels, &subject, for_ms, schedule, wish);
                    }
                }
                Does::Fail(_) => {}
            }
        }
    }
}

fn record(collector: &Collector, rule: &DemoRule, schedule: Schedule, subjects: Vec<Subject>, wish: &mut Wish<'_>) {
    for Subject { labels, gives, .. } in subjects {
        let pairs = [borrowed(&labels), vec![("zone", collector.zone), ("replica", collector.replica)]].concat();
        let timing = Timing { schedule, warm_up: schedule.interval, sample_bytes: FLOAT_BYTES };
        wish.offer(rule.name, &pairs, timing, || Box::new(move |look| gives(look.time).map(Point::Float)));
    }
}

fn alert(labels: &TextPairs, subject: &Subject, for_ms: i64, schedule: Schedule, wish: &mut Wish<'_>) {
    let pairs: Vec<_> = labels.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let timing = Timing { schedule, warm_up: WARM_UP, sample_bytes: FLOAT_BYTES };
    let progress = || AlertProgress::new(subject, for_ms, schedule);
    for state in [AlertState::Pending, AlertState::Firing] {
        let pairs = [&pairs[..], &[(ALERT_STATE, state.name())]].concat();
        wish.offer("ALERTS", &pairs, timing, || {
            let mut progress = progress();
            Box::new(move |look| {
                progress.evaluate(look).filter(|alert| alert.state == state).map(|_| Point::Float(1.0))
            })
        });
    }
    wish.offer("ALERTS_FOR_STATE", &pairs, timing, || {
        let mut progress = progress();
        Box::new(move |look| progress.evaluate(look).map(|alert| Point::Float(seconds(alert.since).floor())))
    });
}

/// Labels of an alert, but for its state: as the alert is listed.
fn alert_labels(collector: &Collector, rule: &DemoRule, severity: &str, subject: &Subject) -> TextPairs {
    let fixed =
        [(ALERT_NAME, rule.name), ("severity", severity), ("zone", collector.zone), ("replica", collector.replica)];
    let mut labels: TextPairs = borrowed(&subject.labels)
        .into_iter()
        .chain(fixed)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    labels.sort();
    labels
}

fn borrowed<'a>(labels: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    labels.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// The rules with their alerts as they are at this time.
pub(super) fn list(collector: &Collector, now: i64) -> Vec<RuleGroup> {
    let group = |group: &DemoGroup| {
        let schedule = collector.schedule(group.name, group.interval);
        let rules = group.rules.iter().map(|rule| listed(collector, rule, schedule, now)).collect();
        let file = format!("{}.rules.yml", group.name);
        RuleGroup { name: group.name.to_owned(), file, interval_ms: group.interval, rules }
    };
    GROUPS.iter().map(group).collect()
}

fn listed(collector: &Collector, rule: &DemoRule, schedule: Schedule, now: i64) -> Rule {
    let looks = looks(collector, schedule, now);
    let plain = Rule {
        name: rule.name.to_owned(),
        expr: rule.expr.to_owned(),
        health: RuleHealth::Ok,
        evaluation_ms: 0.8,
        last_evaluation: looks.last().map(|look| look.stamp),
        ..Rule::default()
    };
    match rule.does {
        Does::Record(_) => plain,
        Does::Fail(why) => Rule { health: RuleHealth::Err, last_error: why.to_owned(), ..plain },
        Does::Alert { for_ms, severity, summary, subjects } => {
            let active = |subject: &Subject| {
                let mut progress = AlertProgress::new(subject, for_ms, schedule);
                // What was before it began matters for nothing.
                let held = looks.iter().rev().take_while(|look| (subject.gives)(look.time).is_some()).count();
                let since = &looks[looks.len() - held..];
                let at_last = since.iter().map(|look| progress.evaluate(*look)).last().flatten()?;
                let labels = alert_labels(collector, rule, severity, subject);
                let value = number::format(at_last.value);
                let annotations = vec![("summary".to_owned(), filled(summary, &labels, &value))];
                let ActiveAlert { state, since, .. } = at_last;
                Some(Alert { labels, annotations, state, active_at: Some(since), value })
            };
            let alerts: Vec<Alert> = subjects(collector).iter().filter_map(active).collect();
            let alerting = Alerting {
                state: alerts.iter().map(|alert| alert.state).max().unwrap_or(AlertState::Inactive),
                duration_ms: for_ms,
                keep_firing_ms: 0,
                annotations: vec![("summary".to_owned(), summary.to_owned())],
                alerts,
            };
            let labels = vec![("severity".to_owned(), severity.to_owned())];
            Rule { labels, alerting: Some(alerting), ..plain }
        }
    }
}

/// The evaluations up to a time that matter at it.
fn looks(collector: &Collector, schedule: Schedule, now: i64) -> Vec<Look> {
    let last = schedule.until(now + collector.skew_ms);
    let stamps = (0..=WARM_UP / schedule.interval).rev().map(|ago| last - ago * schedule.interval);
    let looks = stamps.map(|stamp| Look { stamp, time: stamp - collector.skew_ms });
    looks.filter(|look| look.time >= EPOCH && collector.works(look.time)).collect()
}

/// A template with the labels and the value in their places.
fn filled(template: &str, labels: &TextPairs, value: &str) -> String {
    let text = template.replace("{{ $value }}", value);
    labels.iter().fold(text, |text, (name, value)| text.replace(&format!("{{{{ $labels.{name} }}}}"), value))
}
