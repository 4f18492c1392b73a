//! The `remote_read` source over the in-memory network: what it asks, what comes of answers, failures, limits.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use narthex::engine::evaluate::evaluate;
use narthex::engine::load::load;
use narthex::engine::matcher::LabelMatcher;
use narthex::engine::options::{Options, When};
use narthex::engine::store::TimeWindow;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::answered::{Answered, SourceError};
use narthex::model::node::{Endpoint, Node};
use narthex::model::outcome::{Failure, NodeAnswer, Redirect};
use narthex::model::query::{At, Limits, Query};
use narthex::model::read_fault::{ReadFault, ReadFaultKind};
use narthex::model::time::StepGrid;
use narthex::model::value::Value;
use narthex::promql::ast::MatchOp;
use narthex::promql::parser::parse;
use narthex::source::Source;
use narthex::source::remote_read::{MAX_SAMPLES, RemoteRead};
use narthex::wire::memory::{Memory, ResponseEvent, Script};
use narthex::wire::prometheus::query::decoder::Decoder;
use narthex::wire::transport::{Head, Method, Redirects, Transport};

use crate::json;
use crate::remote_read::collector::{Asked, Collector};
use crate::remote_read::{Way, answer};

const URL: &str = "http://b:9090/api/v1/read";
const LIMITS: Limits = Limits { timeout_ms: 8000, max_bytes: 10_000_000 };
const STREAMED: &str = "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";

const LINES: &[&str] = &[
    "up{job=\"node\",instance=\"1\"} 1x100",
    "up{job=\"node\",instance=\"2\"} 1x50 stale 0x20",
    "up{job=\"api\",instance=\"3\"} 0 _x20 1x50",
    "requests_total{instance=\"1\"} 0+7x100",
    "requests_total{instance=\"2\"} 0+3x40 0+3x40",
    "latency{instance=\"1\"} {{schema:1 sum:3 count:9 z_bucket:2 buckets:[1 2 4]}}+{{schema:1 sum:1 count:4 z_bucket:1 buckets:[1 1 1]}}x99",
    "latency{instance=\"2\"} {{schema:1 sum:3 count:4.5 z_bucket:2 buckets:[1 1.5]}}x90",
];

fn store() -> MemoryStore {
    let mut store = MemoryStore::default();
    for (labels, samples) in load(LINES.iter().copied(), 15_000).expect("valid lines") {
        store.append(labels, samples);
    }
    store
}

fn node() -> Node {
    Node::new("B", Endpoint::RemoteRead { url: URL.to_owned() })
}

/// Runs a future that needs nothing but to be polled.
fn end_of<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

type Answer = Result<Answered<Value>, Box<SourceError>>;

fn ask<T: Transport>(source: &Source<T>, expr: &str, at: At, limits: Limits) -> Answer {
    let query = Query::new(expr, at);
    end_of(source.query(&query, limits, &|_| {})).map_err(Box::new)
}

const AT: At = At::Instant { time: 900_000 };

/// What the engine gives over the same series.
fn expected(store: &MemoryStore, expr: &str, at: At) -> Value {
    let when = match at {
        At::Instant { time } => When::Instant(time),
        At::Range { start, end, step } => When::Range(StepGrid { start, end, step }),
    };
    let outcome = evaluate(&parse(expr).expr, store, when, &Options::default()).expect("a result");
    let mut decoder = Decoder::new(&Head { status: 200, ..Head::default() }, 1 << 30);
    decoder.feed(json::success(expr, &outcome, None).into_bytes()).expect("an answer");
    decoder.finish().expect("an answer").value
}

#[test]
fn a_query_gives_what_the_engine_gives_over_the_same_series() {
    let queries = [
        "up",
        "up{instance=~\"[12]\"} == 1",
        "sum by (job) (up) / on (job) group_left count by (job) (up)",
        "sum(rate(requests_total[5m])) + on () count(up{job!=\"api\"})",
        "rate(requests_total[2m] offset 1m) > bool rate(requests_total{instance!~\"2|\"}[2m])",
        "histogram_quantile(0.9, sum(rate(latency[3m])))",
        "max_over_time(sum(up)[10m:1m]) - avg(up @ 300)",
        "latency",
        "absent(nothing)",
        "count({__name__=~\".+\"})",
        "1 + 1",
    ];
    for way in Way::ALL {
        let source = Source::new(node(), Rc::new(Collector::new(store(), way)));
        for expr in queries {
            for at in [AT, At::Range { start: 0, end: 1_500_000, step: 70_000 }] {
                let answered = ask(&source, expr, at, LIMITS).unwrap_or_else(|it| panic!("{expr}: {:?}", it.why));
                let (own, engine) = (answered.value, expected(&store(), expr, at));
                assert_eq!(format!("{own:?}"), format!("{engine:?}"), "{expr} {way:?}");
            }
        }
    }
}

#[test]
fn each_read_is_a_request_that_any_origin_may_send() {
    let collector = Rc::new(Collector::new(store(), Way::Samples));
    let source = Source::new(node(), Rc::clone(&collector));
    let expr = "sum by (job) (rate(up{job=~\"n.*\"}[5m])) / on (job) count without (instance) (up{job!=\"x\"})";
    let at = At::Range { start: 600_000, end: 900_000, step: 60_000 };
    ask(&source, expr, at, LIMITS).expect("a result");
    let asked = collector.asked.borrow().clone();
    let expected = [
        Asked {
            from: 300_001,
            to: 900_000,
            matchers: vec!["__name__=\"up\"".to_owned(), "job=~\"n.*\"".to_owned()],
            func: "rate".to_owned(),
            step_ms: 60_000,
            range_ms: 300_000,
            grouping: Vec::new(),
            by: false,
        },
        Asked {
            from: 300_001,
            to: 900_000,
            matchers: vec!["__name__=\"up\"".to_owned(), "job!=\"x\"".to_owned()],
            func: "count".to_owned(),
            step_ms: 60_000,
            range_ms: 0,
            grouping: vec!["instance".to_owned()],
            by: false,
        },
    ];
    for one in &expected {
        let has_all = |asked: &&Asked| one.matchers.iter().all(|matcher| asked.matchers.contains(matcher));
        let found = asked.iter().find(has_all).unwrap_or_else(|| panic!("{one:?} of {asked:?}"));
        assert_eq!(&Asked { matchers: one.matchers.clone(), ..found.clone() }, one);
    }
    let requests = collector.requests.borrow();
    assert_eq!(requests.len(), 2);
    for request in requests.iter() {
        assert_eq!((request.url.as_str(), request.headers.len(), request.redirects), (URL, 0, Redirects::Follow));
    }
}

#[test]
fn a_node_s_headers_go_to_it_alone() {
    let collector = Rc::new(Collector::new(store(), Way::Samples));
    let headers = vec![("Authorization".to_owned(), "Bearer abc".to_owned())];
    let source = Source::new(Node { headers: headers.clone(), ..node() }, Rc::clone(&collector));
    ask(&source, "up", AT, LIMITS).expect("a result");
    let requests = collector.requests.borrow();
    assert_eq!((&requests[0].headers, requests[0].redirects), (&headers, Redirects::Refuse));
}

#[test]
fn external_labels_are_the_node_s() {
    for way in Way::ALL {
        let collector = Collector::new(store(), way).with_externals(&[("collector", "B")]);
        let source = Source::new(node(), Rc::new(collector));
        let series = |expr: &str| ask(&source, expr, AT, LIMITS).expect("a result").value.count().0;
        assert_eq!([series("up{collector=\"B\"}"), series("up{collector=\"C\"}"), series("up")], [3, 0, 3]);
        // Of a series that two reads select there is one.
        assert_eq!(series("up or up{job=\"node\"}"), 3);
        assert_eq!(series("count(up) + count(up{collector=\"B\"}) == 6"), 1);
    }
}

#[test]
fn a_result_tells_what_it_took() {
    let source = Source::new(node(), Rc::new(Collector::new(store(), Way::Samples)));
    let answered = ask(&source, "sum(up)", AT, LIMITS).expect("a result");
    let [node] = &answered.provenance.nodes[..] else { panic!("one node: {:?}", answered.provenance) };
    assert_eq!((node.asked.name(), node.asked.url(), &node.answered), ("B", URL, &NodeAnswer::Full));
    assert_eq!((node.series, node.samples), (1, 1), "as many as the result has");
    assert!(node.bytes > 100);
}

/// A node whose only answer this is.
fn answering(script: Script) -> Source<Memory> {
    Source::new(node(), Rc::new(Memory::at(0.0).on(Method::Post, URL, script)))
}

#[track_caller]
fn check(script: Script, why: &Failure) {
    let refused = ask(&answering(script.clone()), "up", AT, LIMITS).expect_err("no result");
    assert_eq!(&refused.why, why);
    let [node] = &refused.provenance.nodes[..] else { panic!("one node: {:?}", refused.provenance) };
    assert_eq!((node.asked.name(), &node.answered), ("B", &NodeAnswer::Failed { why: why.clone() }));
    let probed = end_of(answering(script).probe(LIMITS)).expect_err("no probe");
    assert_eq!(&probed.why, why);
}

#[test]
fn what_is_no_answer_is_a_failure_that_says_what() {
    let text = str::to_owned;
    let refused = |status| Failure::ReadRefused { status, text: text("because") };
    check(Script::text(400, "because\n"), &refused(400));
    check(Script::text(500, "because\n"), &refused(500));
    check(Script::text(503, "Service Unavailable"), &Failure::NotReady { text: text("Service Unavailable") });
    check(
        Script::text(404, "404 page not found\n"),
        &Failure::Http { status: 404, text: text("404 page not found"), retry_after_s: None },
    );
    check(
        Script::text(400, "unsupported path requested: \"/api/v1/read\""),
        &Failure::Http { status: 400, text: text("unsupported path requested: \"/api/v1/read\""), retry_after_s: None },
    );
    let page = || vec![ResponseEvent::Chunk(b"<html><title>Sign in</title>".to_vec())];
    let not_the_api = |content_type: &str, excerpt: &str| Failure::NotTheApi {
        content_type: text(content_type),
        excerpt: text(excerpt),
    };
    check(Script::new(200, "text/html; charset=utf-8", page()), &not_the_api("text/html; charset=utf-8", "Sign in"));
    check(Script::json(200, "{\"status\":\"success\"}"), &not_the_api("application/json", "{\"status\":\"success\"}"));
    check(Script::new(200, "", vec![]), &not_the_api("", ""));
    let to = || "https://login/".to_owned();
    let sign_in = Failure::Redirected { to: to(), redirect: Redirect::SignIn };
    check(Script::new(200, "text/html", page()).with_head(|head| head.redirected = Some(to())), &sign_in);
    let corrupt = |frame, what| Failure::CorruptRead { fault: ReadFault { frame, what } };
    check(Script::new(200, STREAMED, page()), &corrupt(1, ReadFaultKind::Truncated));
    check(Script::new(200, "application/x-protobuf", page()), &corrupt(0, ReadFaultKind::Snappy));
    check(Script::new(200, "application/x-protobuf", vec![]), &corrupt(0, ReadFaultKind::Snappy));
    check(Script::new(200, STREAMED, vec![ResponseEvent::Fail(Failure::Hidden)]), &Failure::Hidden);
    check(Script::failure(Failure::Unreachable), &Failure::Unreachable);
    check(
        Script::text(401, "Unauthorized\n"),
        &Failure::Http { status: 401, text: text("Unauthorized"), retry_after_s: None },
    );
}

#[test]
fn a_failing_read_beside_one_that_succeeds_is_no_empty_result() {
    let body = answer(Way::Samples, &[crate::remote_read::all(&store())]);
    let good = Script::new(200, "application/x-protobuf", vec![ResponseEvent::Chunk(body)]);
    for scripts in [[good.clone(), Script::text(500, "no")], [Script::text(500, "no"), good]] {
        let network = scripts.into_iter().fold(Memory::at(0.0), |network, one| network.on(Method::Post, URL, one));
        let network = Rc::new(network);
        let source = Source::new(node(), Rc::clone(&network));
        let refused = ask(&source, "up or requests_total", AT, LIMITS).expect_err("no result");
        assert_eq!(refused.why, Failure::ReadRefused { status: 500, text: "no".to_owned() });
        assert_eq!(network.open(), 0);
    }
}

#[test]
fn a_dropped_query_ends_its_requests() {
    let script = Script::new(200, STREAMED, vec![ResponseEvent::Hang]);
    let network = Rc::new(Memory::at(0.0).on(Method::Post, URL, script));
    let source = Source::new(node(), Rc::clone(&network));
    let expr = (0..9).map(|at| format!("m{at}")).collect::<Vec<_>>().join(" or ");
    let query = Query::new(expr, AT);
    {
        let mut asked = pin!(source.query(&query, LIMITS, &|_| {}));
        assert!(asked.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        // Of those that one host is sent at once, some are left for others.
        assert_eq!(network.open(), 4);
    }
    assert_eq!(network.open(), 0);
}

#[test]
fn limits_end_a_read() {
    let body = answer(Way::ALL[1], &[crate::remote_read::all(&store())]);
    let bytes = body.len() as u64;
    let parts = |body: &[u8]| body.chunks(500).map(|part| ResponseEvent::Chunk(part.to_vec())).collect::<Vec<_>>();
    let source = || answering(Script::new(200, STREAMED, parts(&body)));
    let limits = |max_bytes| Limits { max_bytes, ..LIMITS };
    assert!(ask(&source(), "up", AT, limits(bytes)).is_ok());
    let refused = ask(&source(), "up", AT, limits(bytes - 1)).expect_err("too large");
    assert_eq!(refused.why, Failure::TooLarge { limit: bytes - 1 });
    let network = Memory::at(0.0).ticking(100.0).on(Method::Post, URL, Script::new(200, STREAMED, parts(&body)));
    let refused = ask(&Source::new(node(), Rc::new(network)), "up", AT, Limits { timeout_ms: 500, ..LIMITS });
    let refused = refused.expect_err("too late");
    assert_eq!(refused.why, Failure::TimedOut { after_ms: 500 });
    assert!(refused.provenance.nodes[0].latency_ms > 500.0, "what was waited for it: {:?}", refused.provenance);
}

#[test]
fn too_many_samples_are_not_read() {
    let most = u16::MAX.into();
    let chunk = crate::remote_read::chunks::xor(&(0..most).map(|at| (at, 1.0)).collect::<Vec<_>>());
    let frame = |at: u64| {
        let name = at.to_string();
        let series = crate::remote_read::messages::chunked_series(
            &[("__name__", "up"), ("at", &name)],
            std::slice::from_ref(&chunk),
        );
        ResponseEvent::Chunk(crate::remote_read::messages::frame(&crate::remote_read::messages::chunked_response(
            &[series],
            0,
        )))
    };
    let frames = (0..=MAX_SAMPLES / u64::from(u16::MAX)).map(frame).collect();
    let expr = "up";
    let refused = ask(&answering(Script::new(200, STREAMED, frames)), expr, At::Instant { time: most }, LIMITS);
    assert_eq!(refused.expect_err("too many").why, Failure::TooManySamples { limit: MAX_SAMPLES });
}

#[test]
fn a_probe_reads_nothing() {
    for way in Way::ALL {
        let collector = Rc::new(Collector::new(store(), way));
        let source = Source::new(node(), Rc::clone(&collector));
        let status = end_of(source.probe(LIMITS)).expect("a status");
        assert_eq!((status.product.as_str(), status.version, status.file), ("", None, None));
        let asked = collector.asked.borrow();
        assert_eq!((asked.len(), asked[0].from, asked[0].to), (1, 0, 0));
    }
}

#[test]
fn labels_come_from_reads_without_samples() {
    let collector = Rc::new(Collector::new(store(), Way::ALL[1]));
    let source = RemoteRead::new(node(), Rc::clone(&collector));
    let window = TimeWindow { from: 0, to: 1_500_000 };
    let matcher = |name: &str, op, value: &str| LabelMatcher { name: name.to_owned(), op, value: value.to_owned() };
    let read = |matcher| end_of(source.label_sets(&[matcher], window, LIMITS)).expect("label sets");
    let sets = read(matcher("instance", MatchOp::NotEqual, "3"));
    assert_eq!((sets.sets.len(), sets.left_out), (6, 0));
    assert_eq!(sets.names(), BTreeSet::from(["__name__", "instance", "job"]));
    assert_eq!(sets.values("instance"), BTreeSet::from(["1", "2"]));
    assert_eq!(sets.metric_names(), BTreeSet::from(["latency", "requests_total", "up"]));
    assert!(read(matcher("__name__", MatchOp::Equal, "nothing")).sets.is_empty());
    assert!(collector.asked.borrow().iter().all(|asked| asked.func == "series"));
}

#[test]
fn what_was_known_of_series_without_end_is_bounded() {
    let labels = |at: usize| narthex::engine::labels::Labels::new([("__name__", "a"), ("at", &at.to_string())]);
    let many: Vec<_> = (0..20_005).map(|at| (labels(at), narthex::engine::samples::Samples::default())).collect();
    let body = answer(Way::Samples, &[many]);
    let script = Script::new(200, "application/x-protobuf", vec![ResponseEvent::Chunk(body)]);
    let network = Memory::at(0.0).on(Method::Post, URL, script);
    let source = RemoteRead::new(node(), Rc::new(network));
    let sets = end_of(source.label_sets(&[], TimeWindow { from: 0, to: 1 }, LIMITS)).expect("label sets");
    assert_eq!((sets.sets.len(), sets.left_out), (20_000, 5));
}
