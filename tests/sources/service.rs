//! The service over the in-memory network: what it answers to what the page asks.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use std::cell::RefCell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures_util::FutureExt;
use narthex::model::file::LocalFile;
use narthex::model::node::{Endpoint, FileAddress, Node};
use narthex::model::query::{At, Limits};
use narthex::protocol::envelope::{Envelope, RunId};
use narthex::protocol::message::{PageMessage, WorkerMessage};
use narthex::protocol::request::{Format, ListRules, NodeRequest, Probe, Query, Request, Response, Summarize};
use narthex::service::Service;
use narthex::wire::memory::{Memory, ResponseEvent, Script};
use narthex::wire::transport::Method;

const QUERY: &str = "http://a/api/v1/query";
const UP: &str =
    r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up"},"value":[5,"1"]}]}}"#;

fn server(name: &str, url: &str) -> Node {
    Node::new(name, Endpoint::Server { url: url.to_owned() })
}

fn node() -> Node {
    server("A", "http://a")
}

type Sent = Envelope<PageMessage>;
type Heard = Envelope<WorkerMessage>;

/// Begins a run that asks a node.
fn begin(run: RunId, node: Node, request: impl Into<NodeRequest>) -> Sent {
    within(Limits::default(), run, node, request)
}

fn within(limits: Limits, run: RunId, node: Node, request: impl Into<NodeRequest>) -> Sent {
    Envelope::new(run, Request::of_node(node, limits, request))
}

fn expression(expr: &str, at: At) -> Query {
    Query::new(expr, at)
}

fn query(run: RunId, node: Node) -> Sent {
    begin(run, node, expression("up", At::Instant { time: 5 }))
}

fn cancel(run: RunId) -> Sent {
    Envelope::new(run, PageMessage::Cancel)
}

/// What each message of the worker says, in a word.
fn words(heard: &RefCell<Vec<Heard>>) -> Vec<(RunId, &'static str)> {
    let word = |message: &WorkerMessage| match message {
        WorkerMessage::Ready => "ready",
        WorkerMessage::Progress(_) => "progress",
        WorkerMessage::Response(Response::Query(_)) => "value",
        WorkerMessage::Response(Response::Summarize(_)) => "summary",
        WorkerMessage::Response(Response::Probe(_)) => "status",
        WorkerMessage::Response(Response::ListRules(part)) if part.end.is_none() => "rules",
        WorkerMessage::Response(Response::ListRules(_)) => "rules end",
        WorkerMessage::Response(_) => "of the language",
        WorkerMessage::Failed(_) => "failed",
        WorkerMessage::Pong => "pong",
    };
    heard.borrow().iter().map(|one| (one.number, word(&one.message))).collect()
}

fn poll(future: Pin<&mut impl Future<Output = ()>>) -> Poll<()> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn hanging() -> Memory {
    let events = vec![ResponseEvent::Chunk(UP.as_bytes()[..50].to_vec()), ResponseEvent::Hang];
    Memory::at(0.0).on(Method::Post, QUERY, Script::new(200, "application/json", events))
}

#[test]
fn several_runs_at_once_each_come_to_their_end() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let memory = hanging().on(Method::Post, "http://b/api/v1/query", Script::json(200, UP)).on(
        Method::Get,
        "http://b/api/v1/rules",
        Script::text(404, "404 page not found"),
    );
    let service = Service::new(memory, &say);
    let other = server("A", "http://b");
    let mut slow = pin!(service.handle(query(1, node()), &say));
    assert_eq!(poll(slow.as_mut()), Poll::Pending);
    assert_eq!(service.handle(query(2, other.clone()), &say).now_or_never(), Some(()));
    for sent in [begin(3, other.clone(), Probe), begin(4, other, ListRules)] {
        assert_eq!(service.handle(sent, &say).now_or_never(), Some(()));
    }
    assert_eq!(words(&heard), [(0, "ready"), (2, "value"), (3, "status"), (4, "failed")]);
}

#[test]
fn what_a_value_comes_to_is_said_without_its_samples() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let service = Service::new(Memory::at(0.0).on(Method::Post, QUERY, Script::json(200, UP)), &say);
    let query = expression("up", At::Instant { time: 5000 });
    assert_eq!(service.handle(begin(1, node(), Summarize { query }), &say).now_or_never(), Some(()));
    assert_eq!(words(&heard), [(0, "ready"), (1, "summary")]);
    let heard = heard.borrow();
    let WorkerMessage::Response(Response::Summarize(answered)) = &heard[1].message else { panic!("{heard:?}") };
    let (summary, node) = (&answered.value, &answered.provenance.nodes[0]);
    assert_eq!((summary.series, summary.samples, summary.last), (1, 1, Some(1.0)));
    assert_eq!((node.asked.name(), node.series), ("A", 1), "the answer tells where it came from");
}

#[test]
fn what_is_for_the_other_worker_is_refused() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let service = Service::new(Memory::at(0.0), &say);
    let format = Request::from(Format { text: "up".to_owned() });
    assert_eq!(service.handle(Envelope::new(1, format), &say).now_or_never(), Some(()));
    assert_eq!(words(&heard), [(0, "ready"), (1, "failed")]);
}

#[test]
fn of_a_cancelled_run_nothing_more_is_said_and_its_request_ends() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let service = Service::new(hanging(), &say);
    {
        let mut run = pin!(service.handle(query(1, node()), &say));
        assert_eq!(poll(run.as_mut()), Poll::Pending);
        assert_eq!(service.transport().open(), 1);
        assert_eq!(service.handle(cancel(1), &say).now_or_never(), Some(()));
        assert_eq!(poll(run.as_mut()), Poll::Ready(()));
    }
    assert_eq!(service.transport().open(), 0);
    assert_eq!(service.handle(cancel(1), &say).now_or_never(), Some(()), "a run that ended");
    assert_eq!(service.handle(cancel(99), &say).now_or_never(), Some(()), "a run that never was");
    assert_eq!(words(&heard), [(0, "ready")]);
}

#[test]
fn of_two_runs_with_one_number_the_older_gives_way() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let service = Service::new(hanging(), &say);
    let mut first = pin!(service.handle(query(1, node()), &say));
    assert_eq!(poll(first.as_mut()), Poll::Pending);
    let mut second = pin!(service.handle(query(1, node()), &say));
    assert_eq!(poll(second.as_mut()), Poll::Pending);
    assert_eq!(poll(first.as_mut()), Poll::Ready(()));
    assert_eq!(service.handle(cancel(1), &say).now_or_never(), Some(()));
    assert_eq!(poll(second.as_mut()), Poll::Ready(()));
    assert_eq!(words(&heard), [(0, "ready")]);
}

#[test]
fn what_was_learned_of_a_node_is_kept_until_the_node_changes() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let memory =
        Memory::at(0.0).on(Method::Post, QUERY, Script::text(405, "")).on(Method::Get, QUERY, Script::json(200, UP));
    let service = Service::new(memory, &say);
    let changed = Node { headers: vec![("Authorization".to_owned(), "Bearer x".to_owned())], ..node() };
    for (run, node) in [(1, node()), (2, node()), (3, changed)] {
        assert_eq!(service.handle(query(run, node), &say).now_or_never(), Some(()));
    }
    let methods: Vec<_> = service.transport().requests().iter().map(|request| request.method).collect();
    assert_eq!(methods, [Method::Post, Method::Get, Method::Get, Method::Post, Method::Get]);
    assert_eq!(words(&heard), [(0, "ready"), (1, "value"), (2, "value"), (3, "value")]);
}

#[test]
fn rules_come_in_parts() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let rules = vec![r#"{"name":"r","query":"1","type":"recording"}"#; 450].join(",");
    let body = format!(r#"{{"status":"success","data":{{"groups":[{{"name":"g","file":"f","rules":[{rules}]}}]}}}}"#);
    let memory = Memory::at(0.0).on(Method::Get, "http://a/api/v1/rules", Script::json(200, body));
    let service = Service::new(memory, &say);
    assert_eq!(service.handle(begin(1, node(), ListRules), &say).now_or_never(), Some(()));
    assert_eq!(words(&heard), [(0, "ready"), (1, "rules"), (1, "rules"), (1, "rules end")]);
}

/// A file that the page holds; [`LocalFile::url`] is `local:1@0` of the first.
fn file_node(number: u32) -> Node {
    Node::new("dump", Endpoint::File(FileAddress::Local(LocalFile { number, given_ms: 0 })))
}

fn file(text: &str) -> Memory {
    Memory::at(0.0).on(Method::Get, "local:1@0", Script::text(200, text))
}

#[test]
fn a_file_is_asked_as_a_server_is() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let service = Service::new(file("up 1 5\n"), &say);
    for sent in [begin(1, file_node(1), Probe), query(2, file_node(1)), begin(3, file_node(1), ListRules)] {
        service.handle(sent, &say).now_or_never().expect("an end");
    }
    assert_eq!(words(&heard), [(0, "ready"), (1, "status"), (2, "value"), (3, "rules end")]);
    assert_eq!(service.transport().requests().len(), 1);
}

/// A file over which [`long_query`] takes many slices.
fn long_file() -> Memory {
    let series = (0..50).map(|at| format!(" a{{x=\"{at}\"}} {at}+1x1000\n")).collect::<Vec<_>>().concat();
    file(&format!("load 10s\n{series}")).ticking(15.0)
}

fn long_query(run: RunId) -> Sent {
    let at = At::Range { start: 0, end: 10_000_000, step: 1000 };
    let limits = Limits { timeout_ms: 1_000_000, ..Limits::default() };
    within(limits, run, file_node(1), expression("sum(a + a * 2 - a / 3)", at))
}

#[test]
fn an_evaluation_hears_a_cancellation_and_leaves_the_worker_to_others() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let service = Service::new(long_file(), &say);
    let mut run = pin!(service.handle(long_query(1), &say));
    let is_progress = |heard: &Heard| matches!(heard.message, WorkerMessage::Progress(_));
    let is_evaluating = |heard: &Heard| matches!(heard.message, WorkerMessage::Progress(it) if it.evaluation.is_some());
    while !heard.borrow().iter().any(is_evaluating) {
        assert!(poll(run.as_mut()).is_pending(), "it ended too soon");
    }
    service.handle(cancel(1), &say).now_or_never().expect("an end");
    assert!(poll(run.as_mut()).is_ready());
    let before = heard.borrow().len();
    assert!(heard.borrow().iter().skip(1).all(is_progress));
    let mut next = pin!(service.handle(begin(2, file_node(1), expression("1", At::Instant { time: 5 })), &say));
    while poll(next.as_mut()).is_pending() {}
    assert_eq!(words(&heard)[before..], [(2, "value")]);
}

#[test]
fn a_ping_is_answered_between_two_slices_of_long_work() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let service = Service::new(long_file(), &say);
    let mut run = pin!(service.handle(long_query(1), &say));
    for number in 1..=5 {
        assert!(poll(run.as_mut()).is_pending(), "it ended too soon");
        service.handle(Envelope::new(number, PageMessage::Ping), &say).now_or_never().expect("an end");
        let last = heard.borrow().last().cloned();
        assert_eq!(last, Some(Envelope::new(number, WorkerMessage::Pong)), "a ping ends no run of its number");
    }
}

#[test]
fn what_is_released_is_read_again() {
    let heard = RefCell::new(Vec::new());
    let say = |message| heard.borrow_mut().push(message);
    let service = Service::new(file("up 1 5\n"), &say);
    let release = |number: u32| {
        let release = PageMessage::Release { node: file_node(number).id() };
        service.handle(Envelope::new(0, release), &say).now_or_never().expect("an end");
    };
    let mut reads = Vec::new();
    for (run, released) in [(1, 2), (2, 1), (3, 1)] {
        service.handle(begin(run, file_node(1), Probe), &say).now_or_never().expect("an end");
        reads.push(service.transport().requests().len());
        release(released);
    }
    assert_eq!(reads, [1, 1, 2], "another file is another");
    assert_eq!(service.transport().released(), [2, 1, 1].map(|number| LocalFile { number, given_ms: 0 }));
    assert_eq!(words(&heard), [(0, "ready"), (1, "status"), (2, "status"), (3, "status")]);
}

#[test]
fn nodes_at_one_url_are_known_apart() {
    let say = |_| {};
    let memory = Memory::at(0.0).on(Method::Get, "http://a/dump", Script::text(200, "up 1 5\n"));
    let service = Service::new(memory, &say);
    let dump = |name: &str| Node::new(name, Endpoint::File(FileAddress::Url("http://a/dump".to_owned())));
    let tenant = Node { headers: vec![("X-Scope-OrgID".to_owned(), "t".to_owned())], ..dump("B") };
    let ask = |(run, node): (RunId, Node)| {
        service.handle(query(run, node), &say).now_or_never().expect("an end");
        service.transport().requests().len()
    };
    let asked = [(1, dump("A")), (2, tenant.clone()), (3, dump("A")), (4, tenant.clone())].map(ask);
    assert_eq!(asked, [1, 2, 2, 2], "each is read once, with its own headers");
    let release = PageMessage::Release { node: dump("A").id() };
    service.handle(Envelope::new(0, release), &say).now_or_never().expect("an end");
    assert_eq!([(5, tenant), (6, dump("A"))].map(ask), [2, 3], "the other is still known");
}

#[test]
fn files_together_hold_no_more_than_one_may() {
    let text = |name: &str| format!("load 1s\n {name} 1x3400000\n");
    let memory = (1..=3).fold(Memory::at(0.0), |memory, number| {
        memory.on(Method::Get, &format!("local:{number}@0"), Script::text(200, &text(&format!("a{number}"))))
    });
    let say = |_| {};
    let service = Service::new(memory, &say);
    let ask = |run: u32| {
        service.handle(query(run, file_node(run)), &say).now_or_never().expect("an end");
        service.transport().requests().len()
    };
    // Three files are too much: as soon as the third is read, that which was asked longest ago is released.
    assert_eq!([1, 2, 3, 1].map(ask), [1, 2, 3, 4]);
}
