//! The demo as it is asked: over the in-memory transport, by whole queries.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::fleet::Role;
use super::rules::{Does, GROUPS};
use super::signal::EPOCH;
use super::*;
use crate::engine::matcher::LabelMatcher;
use crate::engine::store::TimeWindow;
use crate::model::node::Endpoint;
use crate::model::query::{At, Limits, Query};
use crate::model::rules::{AlertState, Rule, RuleHealth};
use crate::model::time::{DAY, HOUR, MINUTE};
use crate::model::value::Value;
use crate::promql::ast::MatchOp;
use crate::source::Source;
use crate::wire::memory::Memory;

/// When the tests ask: some time in the afternoon of a day when there are many days before.
const NOW: i64 = EPOCH + 400 * DAY + 15 * HOUR + 7 * MINUTE + 11_123;

fn end_of<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

fn at_time(collector: DemoCollector, now: i64) -> (Source<Memory>, Rc<Memory>) {
    let memory = Rc::new(Memory::at(seconds(now) * 1000.0));
    let node = Node::new("demo", Endpoint::Demo { collector });
    (Source::new(node, Rc::clone(&memory)), memory)
}

fn query(expr: &str, at: At) -> Query {
    Query::new(expr, at)
}

/// The value of an expression, asked at [`NOW`].
fn ask(collector: DemoCollector, expr: &str, at: At) -> Answered<Value> {
    let (source, _) = at_time(collector, NOW);
    end_of(source.query(&query(expr, at), Limits::default(), &|_| {})).unwrap_or_else(|why| panic!("{expr}: {why:?}"))
}

fn instant(time: i64) -> At {
    At::Instant { time }
}

/// The series of a value: their labels as text, and their points.
type Shown = BTreeMap<String, Vec<(i64, f64)>>;

fn shown(value: &Value) -> Shown {
    let block = value.block().expect("series");
    let series = (0..block.labels.len()).map(|at| {
        let (times, values) = block.series(at);
        (block.labels.display(at), times.iter().copied().zip(values.iter().copied()).collect())
    });
    series.collect()
}

fn series(collector: DemoCollector, expr: &str, at: At) -> Shown {
    shown(&ask(collector, expr, at).value)
}

/// The last values of the series of a result.
fn values(collector: DemoCollector, expr: &str, time: i64) -> Vec<f64> {
    series(collector, expr, instant(time)).into_values().filter_map(|points| Some(points.last()?.1)).collect()
}

/// What the fleet's own functions say is asked of its collectors; kept apart from the text of a query.
fn collector(which: DemoCollector) -> Collector {
    Collector::new(which)
}

#[test]
fn the_same_times_give_the_same_whenever_they_are_asked() {
    let expr = "{__name__=~\"node_load1|http_request_duration_seconds|ALERTS.*\"}";
    let at = At::Range { start: NOW - 2 * HOUR, end: NOW - HOUR, step: MINUTE };
    for which in [DemoCollector::B, DemoCollector::BPrime, DemoCollector::C] {
        let asked = |now| {
            let (source, _) = at_time(which, now);
            end_of(source.query(&query(expr, at), Limits::default(), &|_| {})).expect("a result").value
        };
        let first = asked(NOW);
        assert!(first.count().0 > 10, "{:?}", first.count());
        assert_eq!(first, asked(NOW + DAY));
    }
}

#[test]
fn nothing_is_there_before_the_beginning_and_after_now() {
    for time in [EPOCH - 1, NOW + 10 * MINUTE, i64::MIN / 2, i64::MAX / 2] {
        assert_eq!(values(DemoCollector::B, "node_load1", time), [0.0; 0], "{time}");
    }
    let times = &series(DemoCollector::B, "up{job=\"prometheus\"}[1h]", instant(NOW + 30 * MINUTE));
    let times: Vec<i64> = times.values().flatten().map(|(time, _)| *time).collect();
    assert!((118..=120).contains(&times.len()) && times.iter().all(|time| *time <= NOW), "{}", times.len());
}

#[test]
fn counters_fall_where_their_target_was_restarted_and_nowhere_else() {
    let starts = |instance: &str| {
        let targets = collector(DemoCollector::B).targets();
        let target = targets.into_iter().find(|target| target.instance == instance).expect("a target");
        target.lifetime
    };
    let mut restarts = 0;
    for expr in [
        "http_requests_total{code=\"200\"}[1d]",
        "http_request_duration_seconds_bucket{le=\"0.05\",method=\"GET\"}[1d]",
    ] {
        for (labels, points) in series(DemoCollector::B, expr, instant(NOW)) {
            let instance =
                labels.split("instance=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an instance");
            let lifetime = starts(instance);
            for pair in points.windows(2) {
                let [(before, low), (now, high)] = [pair[0], pair[1]];
                let is_restarted = lifetime.started(before) != lifetime.started(now);
                restarts += usize::from(is_restarted);
                assert!(is_restarted || high >= low, "{labels} at {now}: {low} {high}");
                assert!(!is_restarted || high < low, "{labels} at {now}: {low} {high}");
            }
        }
    }
    assert!(restarts > 20, "{restarts}");
}

#[test]
fn replicas_have_the_same_series_with_nearly_the_same_values() {
    for (one, other) in [(DemoCollector::B, DemoCollector::BPrime), (DemoCollector::C, DemoCollector::CPrime)] {
        // The other one fails now and then, but not at this time.
        let time = NOW - NOW.rem_euclid(HOUR) - 20 * MINUTE;
        let all = |which: DemoCollector| {
            let collector = collector(which);
            let now = (0..60).map(|minute| NOW + minute * MINUTE).find(|now| collector.failing_for(*now).is_none());
            let (source, _) = at_time(which, now.expect("a minute in which it answers"));
            let query = query("{__name__=~\".+\",__name__!~\"ALERTS.*|http_request_duration_seconds\"}", instant(time));
            shown(&end_of(source.query(&query, Limits::default(), &|_| {})).expect("a result").value)
        };
        let (first, second) = (all(one), all(other));
        let unlabelled: Vec<String> =
            second.keys().map(|labels| labels.replace("replica=\"b\"", "replica=\"a\"")).collect();
        assert!(first.len() > 300, "{}", first.len());
        assert_eq!(first.keys().collect::<Vec<_>>(), unlabelled.iter().collect::<Vec<_>>());
        for ((labels, here), there) in first.iter().zip(second.values()) {
            let (here, there) = (here[0].1, there[0].1);
            let is_near = (here - there).abs() <= 0.5 * here.abs().max(there.abs()).max(2.0);
            assert!(is_near || labels.contains("in_flight"), "{labels}: {here} {there}");
        }
    }
}

/// Whether nothing happened to a target in the minutes before a time.
fn is_calm(target: &fleet::Target, time: i64) -> bool {
    let lifetime = target.lifetime;
    let ago = [time, time - 10 * MINUTE];
    let [now, before] = ago.map(|time| (lifetime.started(time), lifetime.is_listed(time), lifetime.is_up(time)));
    now == before
}

#[test]
fn a_rate_is_that_of_the_signal() {
    let collector = collector(DemoCollector::B);
    let apis: Vec<_> = collector.targets().into_iter().filter(|target| target.role == Role::Api).collect();
    let mut compared = 0;
    for hours in 0..48 {
        let time = NOW - hours * HOUR;
        if !apis.iter().all(|target| is_calm(target, time)) {
            continue;
        }
        compared += 1;
        let listed = apis.iter().filter(|target| target.lifetime.is_listed(time));
        let traffic = listed.flat_map(|target| metrics::traffic(collector.seed, target.seed));
        let requests: f64 = traffic.map(|one| one.requests(time - 5 * MINUTE, time)).sum();
        let asked = values(DemoCollector::B, "sum(rate(http_requests_total[5m]))", time);
        assert!((asked[0] / (requests / 300.0) - 1.0).abs() < 0.01, "{asked:?} {}", requests / 300.0);
    }
    assert!(compared > 24, "{compared}");
}

#[test]
fn classic_and_native_histograms_agree() {
    let bounds: Vec<f64> = histograms::BOUNDS.iter().map(|(bound, _)| *bound).collect();
    let of = |which: &str, quantile: f64, time: i64| {
        let by = if which.is_empty() { "handler" } else { "le, handler" };
        let metric = format!("http_request_duration_seconds{which}");
        let expr = format!("histogram_quantile({quantile}, sum by ({by}) (rate({metric}[5m])))");
        values(DemoCollector::C, &expr, time)
    };
    for (quantile, time) in [(0.5, NOW), (0.9, NOW - HOUR), (0.99, NOW - 5 * HOUR)] {
        let (classic, native) = (of("_bucket", quantile, time), of("", quantile, time));
        assert_eq!((classic.len(), native.len()), (3, 3));
        for (classic, native) in classic.into_iter().zip(native) {
            let bucket = |seconds: f64| bounds.partition_point(|bound| *bound < seconds);
            assert!(bucket(classic).abs_diff(bucket(native)) <= 1, "{quantile}: {classic} {native}");
            assert!((classic / native).ln().abs() < 0.7, "{quantile}: {classic} {native}");
        }
    }
    let counts = |expr: &str| series(DemoCollector::C, expr, instant(NOW)).into_values().map(|points| points[0].1);
    let classic: Vec<f64> = counts("http_request_duration_seconds_count").collect();
    let native: Vec<f64> = counts("histogram_count(http_request_duration_seconds)").collect();
    assert_eq!((classic.len(), classic), (12, native));
}

/// Rules as they are listed at a time.
fn rules(which: DemoCollector, now: i64) -> Vec<Rule> {
    let (source, _) = at_time(which, now);
    let groups = end_of(source.rules(Limits::default())).expect("rules").value;
    groups.into_iter().flat_map(|group| group.rules).collect()
}

#[test]
fn alerts_are_listed_as_their_series_say() {
    let mut seen = BTreeMap::new();
    for which in [DemoCollector::B, DemoCollector::C] {
        for at in 0..16 {
            let now = NOW + at * 79 * MINUTE;
            let (source, _) = at_time(which, now);
            let get = |expr: &str| {
                let answered = end_of(source.query(&query(expr, instant(now)), Limits::default(), &|_| {}));
                shown(&answered.expect("a result").value)
            };
            let mut listed: Vec<String> = Vec::new();
            let mut since: Vec<f64> = Vec::new();
            for alert in rules(which, now).into_iter().filter_map(|rule| rule.alerting).flat_map(|of| of.alerts) {
                let mut labels = alert.labels.clone();
                *seen.entry((alert.labels[0].1.clone(), alert.state)).or_insert(0) += 1;
                labels.extend(
                    [("__name__", "ALERTS"), ("alertstate", alert.state.name())]
                        .map(|(name, value)| (name.to_owned(), value.to_owned())),
                );
                labels.sort();
                listed.push(crate::model::labels::display(labels.iter().map(|(name, value)| (&**name, &**value))));
                since.push(seconds(alert.active_at.expect("a time")).floor());
                assert!(!alert.annotations[0].1.contains("{{"), "{:?}", alert.annotations);
            }
            listed.sort();
            assert_eq!(get("ALERTS").into_keys().collect::<Vec<_>>(), listed, "{which:?} {at}");
            let mut for_state: Vec<f64> = get("ALERTS_FOR_STATE").into_values().map(|points| points[0].1).collect();
            for values in [&mut since, &mut for_state] {
                values.sort_by(f64::total_cmp);
            }
            assert_eq!(since, for_state, "{which:?} {at}");
        }
    }
    let firing = seen.iter().filter(|((_, state), _)| *state == AlertState::Firing).count();
    assert!(firing >= 4, "alerts of several rules fire now and then: {seen:?}");
}

#[test]
fn rules_give_what_their_expressions_give() {
    for which in [DemoCollector::B, DemoCollector::C] {
        let collector = collector(which);
        let mut held = 0;
        for at in 0..30 {
            let time = NOW - at * 43 * MINUTE;
            if !collector.targets().iter().all(|target| is_calm(target, time)) {
                continue;
            }
            for rule in GROUPS.iter().flat_map(|group| group.rules) {
                let (subjects, margin) = match rule.does {
                    Does::Record(subjects) => (subjects(&collector), 0.15),
                    Does::Alert { subjects, .. } => (subjects(&collector), 0.2),
                    Does::Fail(_) => continue,
                };
                let evaluated = values(which, rule.expr, time);
                let given = |time| subjects.iter().filter_map(|subject| (subject.gives)(time)).collect::<Vec<f64>>();
                let around = [-90_000, -30_000, 0, 30_000, 90_000].map(|ms| given(time + ms).len());
                if around.iter().any(|count| *count != around[0]) {
                    // It begins or ends.
                    continue;
                }
                held += usize::from(matches!(rule.does, Does::Alert { .. }) && around[0] > 0);
                let (mut given, mut evaluated) = (given(time), evaluated);
                for values in [&mut given, &mut evaluated] {
                    values.sort_by(f64::total_cmp);
                }
                assert_eq!(given.len(), evaluated.len(), "{} {at}: {given:?} {evaluated:?}", rule.name);
                for (given, evaluated) in given.iter().zip(&evaluated) {
                    let is_near = (given - evaluated).abs() <= margin * given.abs();
                    assert!(is_near, "{} {at}: {given} {evaluated}", rule.name);
                }
            }
        }
        assert!(held > 50, "{held}");
    }
}

#[test]
fn what_is_not_steady_ends_within_the_hour() {
    for which in [DemoCollector::B, DemoCollector::C] {
        let collector = collector(which);
        for rule in GROUPS.iter().flat_map(|group| group.rules) {
            let Does::Alert { subjects, .. } = rule.does else { continue };
            for subject in subjects(&collector) {
                let holds = |at: i64| (subject.gives)(NOW - at * 3 * MINUTE).is_some();
                let longest = (0..480).fold((0, 0), |(longest, now), at| {
                    let now = if holds(at) { now + 1 } else { 0 };
                    (longest.max(now), now)
                });
                let is_steady = longest.0 == 480;
                assert!(subject.is_steady == is_steady && (is_steady || longest.0 < 20), "{} {longest:?}", rule.name);
            }
        }
    }
}

#[test]
fn a_rule_that_fails_says_why_in_the_engine_s_words() {
    let rules = rules(DemoCollector::B, NOW);
    let failing: Vec<&Rule> = rules.iter().filter(|rule| rule.health == RuleHealth::Err).collect();
    let [rule] = failing[..] else { panic!("one rule fails: {failing:?}") };
    let (source, _) = at_time(DemoCollector::B, NOW);
    let error =
        end_of(source.query(&query(&rule.expr, instant(NOW)), Limits::default(), &|_| {})).expect_err("an error");
    let Failure::Evaluation { text, .. } = error.why else { panic!("{error:?}") };
    let (begins, ends) = rule.last_error.split_once(" of the operation").expect("both parts");
    assert!(text.contains(begins) && text.contains(ends.trim_start_matches(';').trim()), "{text}\n{}", rule.last_error);
}

#[test]
fn limits_of_size_and_time_hold() {
    let ask = |memory: Memory, limits: Limits, expr: &str| {
        let memory = Rc::new(memory);
        let node = Node::new("demo", Endpoint::Demo { collector: DemoCollector::B });
        let source = Source::new(node, Rc::clone(&memory));
        let answered = end_of(source.query(&query(expr, instant(NOW)), limits, &|_| {}));
        (answered.map(|answered| answered.value.count()), memory.yields())
    };
    let memory = || Memory::at(seconds(NOW) * 1000.0);
    let small = Limits { max_bytes: 10_000, ..Limits::default() };
    let (refused, _) = ask(memory(), small, "node_load1[3h]");
    assert_eq!(refused.expect_err("too large").why, Failure::TooLarge { limit: 10_000 });
    assert_eq!(ask(memory(), small, "node_load1[10m]").0.expect("it fits").0, 3);
    let (refused, _) = ask(memory(), Limits { max_bytes: u64::MAX, ..small }, "{__name__=~\".+\"}[400d]");
    assert_eq!(refused.expect_err("too much").why, Failure::TooMuchMemory { limit: MAX_MEMORY });
    let ticking = || memory().ticking(5.0);
    let (late, _) = ask(ticking(), Limits { timeout_ms: 200, ..Limits::default() }, "node_cpu_seconds_total[6h]");
    assert_eq!(late.expect_err("too late").why, Failure::TimedOut { after_ms: 200 });
    let (done, yields) = ask(ticking(), Limits::default(), "node_cpu_seconds_total[6h]");
    assert!(done.is_ok() && yields > 10, "{yields}");
}

#[test]
fn a_long_range_of_one_series_is_within_the_limits() {
    let expr = "node_load1{instance=\"web-1.eu-1:9100\"}";
    // Two weeks here: a year would take seconds in a test that is not optimised.
    let days = At::Range { start: NOW - 14 * DAY, end: NOW, step: HOUR };
    let points = series(DemoCollector::B, expr, days).into_values().map(|points| points.len()).sum::<usize>();
    assert_eq!(points, 14 * 24 + 1);
    let matchers = [("__name__", "node_load1"), ("instance", "web-1.eu-1:9100")].map(|(name, value)| LabelMatcher {
        name: name.to_owned(),
        op: MatchOp::Equal,
        value: value.to_owned(),
    });
    let window = TimeWindow { from: NOW - 365 * DAY, to: NOW };
    let reads = Reads::of([(matchers.to_vec(), window)], NOW).expect("matchers");
    let wanted = wanted_series(&collector(DemoCollector::B), &reads);
    let bytes: Vec<u64> = wanted.iter().map(DemoSeries::bytes).collect();
    assert_eq!(bytes, [16 * (365 * 86_400 / 15 + 1)]);
    assert_eq!(check_size(&wanted, Limits::default().max_bytes), Ok(()));
}

#[test]
fn what_the_page_offers_to_try_gives_something() {
    for which in [DemoCollector::B, DemoCollector::C] {
        for expr in [
            "up",
            "node_load1",
            "avg(node_load1)",
            "sum by (mode) (rate(node_cpu_seconds_total[5m]))",
            "ALERTS",
            "time() - process_start_time_seconds",
            "changes(process_start_time_seconds[1d])",
            "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
            "predict_linear(node_filesystem_avail_bytes[6h], 4 * 3600)",
            "rate(node_network_receive_bytes_total{device!=\"lo\"}[5m])",
        ] {
            assert!(!values(which, expr, NOW).is_empty(), "{expr}");
        }
    }
}

#[test]
fn one_collector_fails_now_and_then_and_is_back_after_what_it_says() {
    let probe = |now: i64| {
        let (source, _) = at_time(DemoCollector::CPrime, now);
        end_of(source.probe(Limits::default())).map_err(|error| error.why)
    };
    let failing = (0..60).map(|minute| NOW + minute * MINUTE).find(|now| probe(*now).is_err()).expect("it fails");
    let why = probe(failing).expect_err("it fails");
    let Failure::Http { status: 503, retry_after_s: Some(left), .. } = why else { panic!("{why:?}") };
    assert!((1..=60).contains(&left));
    let answers = (0..20).any(|minutes| probe(failing + i64::from(left) * 1000 + minutes * MINUTE).is_ok());
    assert!(answers);
}

#[test]
fn one_collector_is_slow_and_one_has_another_clock() {
    let probed = |which| end_of(at_time(which, NOW).0.probe(Limits::default())).expect("it answers");
    let (b, other, c) = (probed(DemoCollector::B), probed(DemoCollector::BPrime), probed(DemoCollector::C));
    assert_eq!([&b, &other, &c].map(|status| status.product.as_str()), ["demo"; 3]);
    assert_eq!([&b, &other, &c].map(|status| status.latency_ms), [0.0, 0.0, 450.0]);
    assert_eq!([&b, &other, &c].map(|status| status.clock_difference_ms), [Some(0.0), Some(6200.0), Some(0.0)]);
    let slow = at_time(DemoCollector::C, NOW).0;
    let late = end_of(slow.probe(Limits { timeout_ms: 200, ..Limits::default() })).expect_err("too late");
    assert_eq!(late.why, Failure::TimedOut { after_ms: 200 });
}

#[test]
fn a_replica_has_gaps() {
    let points =
        |which| series(which, "up{job=\"prometheus\"}[1d]", instant(NOW)).into_values().next().expect("a series");
    let longest = |points: &[(i64, f64)]| points.windows(2).map(|pair| pair[1].0 - pair[0].0).max();
    assert_eq!(longest(&points(DemoCollector::B)), Some(15_000));
    let gap = longest(&points(DemoCollector::BPrime)).expect("points");
    assert!((9 * MINUTE..10 * MINUTE).contains(&gap), "{gap}");
}

#[test]
fn what_goes_away_is_gone_at_once() {
    let evening = NOW - NOW.rem_euclid(DAY) - 2 * HOUR;
    for (expr, time, count) in [
        ("http_requests_in_flight{instance=~\"api-3.*\"}", evening - 15_000, 1),
        ("http_requests_in_flight{instance=~\"api-3.*\"}", evening + 15_000, 0),
        ("up{instance=~\"api-3.*\"}", evening + 15_000, 0),
        ("up{instance=~\"cache-1.*\"}", evening, 1),
        ("node_load1{instance=~\"cache-1.*\"}", evening, 0),
    ] {
        assert_eq!(values(DemoCollector::B, expr, time).len(), count, "{expr} at {time}");
    }
}
