//! The federation: what is asked of whom, what is made of replicas and zones, what is said of what is missing.

mod hosts;
mod unusual;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use narthex::engine::evaluate::{Output, evaluate};
use narthex::engine::labels::Labels;
use narthex::engine::load::load;
use narthex::engine::options::{Options, When};
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::answered::{Answered, SourceError};
use narthex::model::node::{Endpoint, Federation, FileAddress, Node};
use narthex::model::outcome::{Failure, NodeAnswer, Provenance};
use narthex::model::query::{At, FederationOptions, Limits, Query, ReplicaMode};
use narthex::model::time::StepGrid;
use narthex::model::value::Value;
use narthex::promql::parser::parse;
use narthex::source::Source;
use narthex::wire::memory::{Memory, Script};
use narthex::wire::transport::Method;

use hosts::{Behaviour, Hosts};

const LIMITS: Limits = Limits { timeout_ms: 30_000, max_bytes: 100_000_000 };

/// The series of one zone.
const EU_1: &[&str] = &[
    "up{job=\"node\",instance=\"1\"} 1x100",
    "up{job=\"node\",instance=\"2\"} 1x50 stale 0x40",
    "requests_total{instance=\"1\"} 0+7x40 3+7x59",
    "requests_total{instance=\"2\"} 0+3x100",
    "load{instance=\"1\"} 1 2 3 _x5 9 8x80",
    "seconds_bucket{instance=\"1\",le=\"0.1\"} 0+1x100",
    "seconds_bucket{instance=\"1\",le=\"+Inf\"} 0+3x100",
    "latency{instance=\"1\"} {{schema:1 sum:3 count:9 z_bucket:2 buckets:[1 2 4]}}+{{schema:1 sum:1 count:4 z_bucket:1 buckets:[1 1 1]}}x99",
];

/// Those of the other.
const EU_2: &[&str] = &[
    "up{job=\"api\",instance=\"3\"} 0 _x20 1x70",
    "requests_total{instance=\"3\"} 5+2x100",
    "load{instance=\"3\"} 4+0.5x100",
    "seconds_bucket{instance=\"3\",le=\"0.1\"} 0+2x100",
    "seconds_bucket{instance=\"3\",le=\"+Inf\"} 0+2x100",
];

const QUERIES: &[&str] = &[
    "up",
    "up{zone=\"eu-1\"}",
    "up{zone=~\"eu-[2-9]\"}",
    "count by (zone, job) (up)",
    "sum(rate(requests_total[5m]))",
    "sum by (zone) (increase(requests_total[3m]))",
    "topk(2, rate(requests_total[2m]))",
    "avg(load) - min(load)",
    "max_over_time(load[5m])",
    "max_over_time(sum(load)[10m:1m])",
    "histogram_quantile(0.9, sum by (le) (rate(seconds_bucket[5m])))",
    "histogram_count(latency)",
    "sum(up) / on () group_left () count(up)",
    "load offset 3m + load",
    "timestamp(up)",
    "quantile(0.5, load)",
    "absent(nothing)",
    "changes(up[10m])",
    "load @ 600",
    "resets(requests_total[15m])",
    "deriv(load[5m]) > 0",
    "1 + 1",
];

const TIMES: [At; 3] = [
    At::Instant { time: 900_000 },
    At::Instant { time: 790_001 },
    At::Range { start: 0, end: 1_500_000, step: 70_000 },
];

fn store(lines: &[&str], change: impl Fn(Labels, Samples) -> (Labels, Samples)) -> MemoryStore {
    let mut store = MemoryStore::default();
    for (labels, samples) in load(lines.iter().copied(), 15_000).expect("valid lines") {
        let (labels, samples) = change(labels, samples);
        store.append(labels, samples);
    }
    store
}

fn plain(lines: &'static [&'static str]) -> impl Fn() -> MemoryStore {
    move || store(lines, |labels, samples| (labels, samples))
}

/// Each sample of which the number says so.
fn thinned(lines: &'static [&'static str], keeps: fn(usize) -> bool) -> impl Fn() -> MemoryStore {
    move || {
        store(lines, |labels, samples| {
            let mut some = Samples::default();
            for at in (0..samples.len()).filter(|at| keeps(*at)) {
                some.extend(&samples, at..at + 1);
            }
            (labels, some)
        })
    }
}

/// Everything in one place, each series with its zone.
fn single() -> MemoryStore {
    let mut all = MemoryStore::default();
    for (zone, lines) in [("eu-1", EU_1), ("eu-2", EU_2)] {
        for (labels, samples) in load(lines.iter().copied(), 15_000).expect("valid lines") {
            all.append(labels.with("zone", zone), samples);
        }
    }
    all
}

/// Two zones of two replicas each.
fn fleet() -> Hosts {
    Hosts::default()
        .with("b", plain(EU_1), &[("replica", "a"), ("zone", "eu-1")])
        .with("b2", plain(EU_1), &[("replica", "b"), ("zone", "eu-1")])
        .with("c", plain(EU_2), &[("replica", "a"), ("zone", "eu-2")])
        .with("c2", plain(EU_2), &[("replica", "b"), ("zone", "eu-2")])
}

/// How a host is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    RemoteRead,
    Api,
}

fn member(name: &str, by: By) -> Node {
    let url = format!("http://{name}");
    Node::new(
        name,
        match by {
            By::RemoteRead => Endpoint::RemoteRead { url: format!("{url}/api/v1/read") },
            By::Api => Endpoint::Server { url },
        },
    )
}

/// A federation of these zones, written as people are shown it.
fn federation(zones: &str, by: impl Fn(&str) -> By) -> Node {
    let federation = Federation::parse(zones);
    let members = federation.members().map(|name| member(name, by(name))).collect();
    Node { members, ..Node::new("fleet", Endpoint::Federation(federation)) }
}

const ALL: &str = "b | b2, c | c2";

fn end_of<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    for _ in 0..1_000_000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
    panic!("it never ends")
}

fn ask(
    source: &Source<Hosts>,
    expr: &str,
    at: At,
    federation: FederationOptions,
) -> Result<Answered<Value>, Box<SourceError>> {
    let query = Query { federation, ..Query::new(expr, at) };
    end_of(source.query(&query, LIMITS, &|_| {})).map_err(Box::new)
}

fn replicas(replicas: ReplicaMode) -> FederationOptions {
    FederationOptions { replicas, ..FederationOptions::default() }
}

/// The series of a value by their labels; of histograms their counts.
type Shown = BTreeMap<String, Vec<(i64, f64)>>;

fn shown(value: &Value) -> Shown {
    let Some(block) = value.block() else {
        let Value::Scalar { time, value } = value else { panic!("{value:?}") };
        return BTreeMap::from([("scalar".to_owned(), vec![(*time, *value)])]);
    };
    let series = (0..block.len()).map(|at| {
        let (times, values) = block.series(at);
        let (histogram_times, which) = block.series_histograms(at);
        let floats = times.iter().copied().zip(values.iter().copied());
        let counts = histogram_times.iter().copied().zip(which.map(|one| block.histograms.counts[one]));
        (block.labels.display(at), floats.chain(counts).collect())
    });
    series.collect()
}

thread_local! {
    /// All series in one place, for all queries of a test.
    static SINGLE: MemoryStore = single();

    /// What was expected before: several federations are held to the same.
    static EXPECTED: RefCell<BTreeMap<String, Rc<Shown>>> = RefCell::default();
}

/// What the engine gives over all series in one place.
fn expected(expr: &str, at: At) -> Rc<Shown> {
    let known = EXPECTED.with_borrow(|known| known.get(&format!("{expr} {at:?}")).cloned());
    known.unwrap_or_else(|| {
        let shown = Rc::new(evaluated(expr, at));
        EXPECTED.with_borrow_mut(|known| known.insert(format!("{expr} {at:?}"), Rc::clone(&shown)));
        shown
    })
}

fn evaluated(expr: &str, at: At) -> Shown {
    let when = match at {
        At::Instant { time } => When::Instant(time),
        At::Range { start, end, step } => When::Range(StepGrid { start, end, step }),
    };
    let evaluated = |store: &MemoryStore| evaluate(&parse(expr).expr, store, when, &Options::default());
    let outcome = SINGLE.with(evaluated).expect("a result");
    match outcome.value {
        Output::Scalar { time, value } => BTreeMap::from([("scalar".to_owned(), vec![(time, value)])]),
        Output::Text { .. } => panic!("{expr} is a text"),
        Output::Vector(all) | Output::Matrix(all) => {
            let series = all.into_iter().map(|one| {
                let value = |at: usize| match one.samples.histograms.get(at) {
                    Some(Some(histogram)) => histogram.count,
                    _ => one.samples.values[at],
                };
                let samples = one.samples.times.iter().enumerate().map(|(at, time)| (*time, value(at))).collect();
                (narthex::model::labels::display(one.labels.iter()), samples)
            });
            series.collect()
        }
    }
}

#[track_caller]
fn assert_equal(found: &Shown, expected: &Shown, what: &str) {
    let labels = |shown: &Shown| shown.keys().cloned().collect::<Vec<_>>();
    assert_eq!(labels(found), labels(expected), "{what}");
    for (labels, own) in expected {
        let times = |points: &[(i64, f64)]| points.iter().map(|(time, _)| *time).collect::<Vec<_>>();
        assert_eq!(times(&found[labels]), times(own), "{what}: {labels}");
        for ((time, found), (_, own)) in found[labels].iter().zip(own) {
            let is_equal = found == own || found.is_nan() && own.is_nan() || (found - own).abs() <= own.abs() * 1e-9;
            assert!(is_equal, "{what}: {labels} at {time}: {found} instead of {own}");
        }
    }
}

/// All queries give what they give over all series in one place.
#[track_caller]
fn assert_single(source: &Source<Hosts>, options: FederationOptions, leaves_out: &[&str], what: &str) {
    for expr in QUERIES.iter().filter(|expr| !leaves_out.contains(expr)) {
        for at in TIMES {
            let answered =
                ask(source, expr, at, options).unwrap_or_else(|error| panic!("{what}: {expr}: {:?}", error.why));
            assert_equal(&shown(&answered.value), &expected(expr, at), &format!("{what}: {expr} at {at:?}"));
        }
    }
}

fn answers(provenance: &Provenance) -> Vec<(&str, &NodeAnswer)> {
    provenance.nodes.iter().map(|node| (node.asked.name(), &node.answered)).collect()
}

#[test]
fn replicas_give_what_one_of_them_gives() {
    type Ways = [(&'static str, fn(&str) -> By); 3];
    let ways: Ways = [
        ("remote_read", |_| By::RemoteRead),
        ("the API", |_| By::Api),
        ("both", |name| if name.len() == 1 { By::RemoteRead } else { By::Api }),
    ];
    for (what, by) in ways {
        let source = Source::new(federation(ALL, by), Rc::new(fleet()));
        for mode in [ReplicaMode::Penalty, ReplicaMode::First] {
            assert_single(&source, replicas(mode), &[], &format!("{what}, {mode:?}"));
        }
    }
}

#[test]
fn a_replica_that_lacks_samples_is_made_up_for() {
    let patterns: [fn(usize) -> bool; 3] = [|at| at % 2 == 0, |at| at < 50, |at| at >= 50];
    for by in [By::RemoteRead, By::Api] {
        for keeps in patterns {
            let hosts = fleet().with("b", thinned(EU_1, keeps), &[("replica", "a"), ("zone", "eu-1")]);
            let source = Source::new(federation(ALL, |_| by), Rc::new(hosts));
            // At the steps that a query API answers, a replica's own lookback bridges its gaps, and what it bridges
            // is not told from what it has.
            let bridged = QUERIES.iter().copied().filter(|expr| !expr.contains("m]") || expr.contains(':'));
            let bridged: Vec<_> = bridged.filter(|_| by == By::Api).collect();
            let leaves_out = &bridged[..];
            assert_single(&source, replicas(ReplicaMode::Penalty), leaves_out, &format!("{by:?}"));
        }
    }
}

#[test]
fn a_dead_replica_is_replaced_and_named() {
    for by in [By::RemoteRead, By::Api] {
        for behaviour in [Behaviour::IsDown, Behaviour::Hangs, Behaviour::Fails(500)] {
            let hosts = fleet();
            hosts.set("b", behaviour);
            let source = Source::new(federation(ALL, |_| by), Rc::new(hosts));
            for mode in [ReplicaMode::Penalty, ReplicaMode::First] {
                let options = FederationOptions { is_strict: true, ..replicas(mode) };
                assert_single(&source, options, &[], &format!("{by:?}, {behaviour:?}, {mode:?}"));
                let answered = ask(&source, "up", TIMES[0], options).expect("an answer");
                let failed: Vec<_> =
                    answers(&answered.provenance).into_iter().filter(|(_, it)| **it != NodeAnswer::Full).collect();
                let [("b", NodeAnswer::Failed { why })] = failed[..] else { panic!("{failed:?}") };
                if behaviour == Behaviour::Hangs {
                    assert_eq!(*why, Failure::TimedOut { after_ms: 8_000 });
                }
                assert!(answered.provenance.is_partial());
            }
        }
    }
}

#[test]
fn a_zone_without_an_answer_is_missing_and_strict_refuses_the_rest() {
    let hosts = fleet();
    hosts.set("c", Behaviour::IsDown);
    hosts.set("c2", Behaviour::Fails(503));
    let source = Source::new(federation(ALL, |_| By::RemoteRead), Rc::new(hosts));
    for mode in ReplicaMode::ALL {
        let answered = ask(&source, "count(up)", TIMES[0], replicas(mode)).expect("the rest");
        assert_eq!(shown(&answered.value).len(), 1, "{mode:?}");
        let strict = FederationOptions { is_strict: true, ..replicas(mode) };
        let error = ask(&source, "count(up)", TIMES[0], strict).expect_err("strict");
        let failed = vec!["c".to_owned(), "c2".to_owned()];
        let asked = if mode == ReplicaMode::First { 3 } else { 4 };
        assert_eq!(error.why, Failure::Members { failed, asked, is_strict: true }, "{mode:?}");
        assert_eq!(error.provenance.nodes.len(), asked as usize, "who was asked is told all the same");
    }
}

#[test]
fn where_nobody_answers_all_are_named() {
    let hosts = fleet();
    for name in ["b", "b2", "c", "c2"] {
        hosts.set(name, Behaviour::IsDown);
    }
    let source = Source::new(federation(ALL, |_| By::Api), Rc::new(hosts));
    let error = ask(&source, "up", TIMES[0], FederationOptions::default()).expect_err("nobody is there");
    let Failure::Members { failed, asked: 4, is_strict: false } = &error.why else { panic!("{:?}", error.why) };
    assert_eq!(failed, &["b", "b2", "c", "c2"]);
    // What all say of the query is said once.
    let source = Source::new(federation(ALL, |_| By::RemoteRead), Rc::new(fleet()));
    let error = ask(&source, "rate(up", TIMES[0], FederationOptions::default()).expect_err("no expression");
    assert!(matches!(error.why, Failure::Expression { .. }), "{:?}", error.why);
}

#[test]
fn the_first_that_answers_is_asked_alone() {
    let hosts = Rc::new(fleet());
    let source = Source::new(federation(ALL, |_| By::Api), Rc::clone(&hosts));
    let answered = ask(&source, "up", TIMES[0], replicas(ReplicaMode::First)).expect("an answer");
    assert_eq!(answers(&answered.provenance), [("b", &NodeAnswer::Full), ("c", &NodeAnswer::Full)]);
    assert!(hosts.0["b2"].asked.borrow().iter().all(|asked| !asked.contains("query")));
    // One that is slow is not waited for where another one may be asked besides.
    hosts.set("b", Behaviour::Hangs);
    let mut node = federation(ALL, |_| By::Api);
    let Endpoint::Federation(federation) = &mut node.endpoint else { panic!("a federation") };
    federation.hedge_after_ms = Some(500);
    let source = Source::new(node, hosts);
    let answered = ask(&source, "up", TIMES[0], replicas(ReplicaMode::First)).expect("an answer");
    assert_eq!(answers(&answered.provenance), [("b2", &NodeAnswer::Full), ("c", &NodeAnswer::Full)]);
}

#[test]
fn what_nodes_can_evaluate_goes_down_to_them_and_changes_nothing() {
    let hosts = Rc::new(fleet());
    for by in [By::Api, By::RemoteRead] {
        for zones in ["b, c", "b2, c"] {
            let source = Source::new(federation(zones, |_| by), Rc::clone(&hosts));
            for pushes_down in [true, false] {
                let options = FederationOptions { pushes_down, ..FederationOptions::default() };
                // The replicas' label is theirs where there is no other replica.
                for expr in QUERIES.iter().filter(|expr| expr.contains("sum") || expr.starts_with("count")) {
                    for at in TIMES {
                        let answered = ask(&source, expr, at, options).expect("an answer");
                        let what = format!("{by:?}, {zones}, pushed down {pushes_down}: {expr} at {at:?}");
                        assert_equal(&shown(&answered.value), &expected(expr, at), &what);
                    }
                }
            }
        }
    }
    let source = Source::new(federation("b, c", |_| By::Api), Rc::clone(&hosts));
    let _ = ask(&source, "up", TIMES[0], FederationOptions::default()).expect("external labels, once");
    let asked_for = |expr: &str, pushes_down| {
        for host in hosts.0.values() {
            host.asked.borrow_mut().clear();
        }
        let options = FederationOptions { pushes_down, ..FederationOptions::default() };
        let answered = ask(&source, expr, TIMES[2], options).expect("an answer");
        let bytes: u64 = answered.provenance.nodes.iter().map(|node| node.bytes).sum();
        (hosts.0["b"].asked.borrow().clone(), bytes)
    };
    let (asked, pushed) = asked_for("sum(rate(requests_total[5m]))", true);
    assert_eq!(asked, ["/api/v1/query_range sum(rate(requests_total[5m]))"]);
    let (asked, whole) = asked_for("sum(rate(requests_total[5m]))", false);
    assert_eq!(asked, ["/api/v1/query {__name__=\"requests_total\"}[1770000ms]"]);
    assert!(pushed < whole, "{pushed} {whole}");
}

#[test]
fn of_replicas_one_that_lacks_nothing_evaluates_and_where_there_is_none_all_are_read() {
    let expr = "sum by (zone) (rate(requests_total[5m]))";
    let asked = |halves: [fn(usize) -> bool; 2], is_read: bool| {
        let [b, b2] = halves;
        let hosts = fleet().with("b", thinned(EU_1, b), &[("replica", "a"), ("zone", "eu-1")]).with(
            "b2",
            thinned(EU_1, b2),
            &[("replica", "b"), ("zone", "eu-1")],
        );
        let hosts = Rc::new(hosts);
        let source = Source::new(federation(ALL, |_| By::Api), Rc::clone(&hosts));
        let answered = ask(&source, expr, TIMES[2], FederationOptions::default()).expect("an answer");
        assert!(answered.provenance.nodes.iter().all(|node| node.answered == NodeAnswer::Full));
        // Finding out who lacks nothing has moved bytes, too.
        let bytes: u64 = answered.provenance.nodes.iter().map(|node| node.bytes).sum();
        let steps = &answered.provenance.federation.as_ref().expect("a federation").steps;
        assert!(is_read || bytes > steps.iter().map(|step| step.bytes).sum::<u64>(), "{bytes}");
        let asked = hosts.0["b2"].asked.borrow().clone();
        let here = FederationOptions { pushes_down: false, ..FederationOptions::default() };
        let read = ask(&source, expr, TIMES[2], here).expect("an answer");
        assert_equal(&shown(&answered.value), &shown(&read.value), expr);
        asked
            .into_iter()
            .filter(|asked| !asked.contains("_over_time(") && !asked.contains("config"))
            .collect::<Vec<_>>()
    };
    let part = "/api/v1/query_range sum by (zone) (rate(requests_total[5m]))";
    assert_eq!(asked([|at| at % 2 == 0, |_| true], false), [part]);
    // Each has what the other lacks.
    let read = "/api/v1/query {__name__=\"requests_total\"}[1770000ms]";
    assert_eq!(asked([|at| at < 50, |at| at >= 50], true), [part, read]);
}

#[test]
fn without_deduplication_replicas_count_each() {
    let source = Source::new(federation(ALL, |_| By::RemoteRead), Rc::new(fleet()));
    let answered = ask(&source, "count by (replica) (up)", TIMES[0], replicas(ReplicaMode::None)).expect("an answer");
    let shown = shown(&answered.value);
    let counts: Vec<_> = shown.iter().map(|(labels, points)| (labels.as_str(), points[0].1)).collect();
    assert_eq!(counts, [("{replica=\"a\"}", 3.0), ("{replica=\"b\"}", 3.0)]);
    let double_counts = |expr: &str, mode| {
        let answered = ask(&source, expr, TIMES[0], replicas(mode)).expect("an answer");
        answered.provenance.federation.expect("a federation").double_counts
    };
    let [found] = &double_counts("1 + sum(up)", ReplicaMode::None)[..] else { panic!("sum counts twice") };
    assert_eq!((found.label.as_str(), found.times, found.span.start, found.span.end), ("replica", 2, 4, 11));
    assert_eq!(found.rewrite, "sum(max without (replica) (up))");
    assert_eq!(double_counts("1 + sum(up)", ReplicaMode::Penalty), []);
    assert_eq!(double_counts("sum by (replica) (up)", ReplicaMode::None), []);
    // Of equal labels samples are put together by time, as a reading Prometheus does it.
    let hosts = Hosts::default().with("b", thinned(EU_1, |at| at % 3 == 0), &[]).with(
        "b2",
        thinned(EU_1, |at| at % 3 > 0),
        &[],
    );
    let source = Source::new(federation("b, b2", |_| By::RemoteRead), Rc::new(hosts));
    let answered =
        ask(&source, "count_over_time(load[25m])", TIMES[2], replicas(ReplicaMode::None)).expect("an answer");
    let last = self::shown(&answered.value).into_values().next().and_then(|points| points.last().copied());
    assert_eq!(last, Some((1_470_000, 85.0)));
}

#[test]
fn members_that_are_none_are_named_and_take_nothing_along() {
    let mut node = federation("b, gone, loop, alerts", |_| By::RemoteRead);
    node.members.retain(|member| member.name == "b");
    node.members.push(Node::new("loop", Endpoint::Federation(Federation::parse("fleet"))));
    node.members.push(Node::new("alerts", Endpoint::Alertmanager { url: "http://b".to_owned() }));
    let source = Source::new(node, Rc::new(fleet()));
    let answered = ask(&source, "count(up)", TIMES[0], FederationOptions::default()).expect("what b gives");
    let failed = |why| NodeAnswer::Failed { why };
    assert_eq!(
        answers(&answered.provenance),
        [
            ("b", &NodeAnswer::Full),
            ("gone", &failed(Failure::NoSuchNode)),
            ("loop", &failed(Failure::Circular)),
            ("alerts", &failed(Failure::NoSuchNode)),
        ]
    );
}

#[test]
fn a_federation_may_be_a_member() {
    let inner = Node { name: "inner".to_owned(), ..federation("c | c2", |_| By::Api) };
    let mut node = federation("b | b2", |_| By::RemoteRead);
    let Endpoint::Federation(federation) = &mut node.endpoint else { panic!("a federation") };
    federation.zones.extend(Federation::parse("inner").zones);
    node.members.push(inner);
    let source = Source::new(node, Rc::new(fleet()));
    assert_single(&source, FederationOptions::default(), &[], "nested");
}

#[test]
fn a_long_range_is_asked_in_parts() {
    let hosts = Rc::new(Hosts::default().with("b", plain(EU_1), &[]));
    let source = Source::new(federation("b", |_| By::Api), Rc::clone(&hosts));
    let at = At::Range { start: 0, end: 1_500_000, step: 100 };
    let options = FederationOptions { pushes_down: false, ..FederationOptions::default() };
    let answered = ask(&source, "up{instance=\"1\"}", at, options).expect("an answer");
    assert_eq!(shown(&answered.value).into_values().next().map(|points| points.len()), Some(15_001));
    let queries = hosts.0["b"].asked.borrow().iter().filter(|asked| asked.starts_with("/api/v1/query_range")).count();
    assert_eq!(queries, 2);
}

#[test]
fn what_members_keep_is_counted_and_released() {
    let text = "# TYPE kept gauge\nkept 1 1\nkept 2 2\n# EOF\n";
    let network = Memory::at(5_000.0).on(Method::Get, "http://files/kept.om", Script::text(200, text));
    let mut node = federation("kept", |_| By::Api);
    node.members = vec![Node::new("kept", Endpoint::File(FileAddress::Url("http://files/kept.om".to_owned())))];
    let source = Source::new(node, Rc::new(network));
    let query = Query::new("kept", At::Instant { time: 2_500 });
    let answered = end_of(source.query(&query, LIMITS, &|_| {})).expect("an answer");
    assert_eq!(shown(&answered.value).into_values().next(), Some(vec![(2_500, 2.0)]));
    assert_eq!(source.memory_use().samples, 2);
    source.release();
    assert_eq!(source.memory_use().samples, 0);
}
