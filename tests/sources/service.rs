//! The service over the in-memory network: what it answers to what the page asks.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use std::cell::RefCell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures_util::FutureExt;
use narthex::model::file::LocalFile;
use narthex::model::lang::Lang;
use narthex::model::node::{Endpoint, FileAddress, Node};
use narthex::model::outcome::Failure;
use narthex::model::query::{At, Limits};
use narthex::promql::diagnostic::Severity;
use narthex::promql::dialect::QueryDialect;
use narthex::protocol::VERSION;
use narthex::protocol::answer::{Answer, News};
use narthex::protocol::ask::{Ask, RunId, What};
use narthex::protocol::examination::{Examined, MAX_FINDINGS, MAX_FIX, MAX_TEXT};
use narthex::service::Service;
use narthex::wire::memory::{Event, Memory, Script};
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

fn query(run: RunId, node: Node) -> Ask {
    let (at, limits) = (At::Instant { time: 5 }, Limits::default());
    Ask { version: VERSION, run, what: What::Query { node, expr: "up".to_owned(), at, parameters: Vec::new(), limits } }
}

fn cancel(run: RunId) -> Ask {
    Ask { version: VERSION, run, what: What::Cancel }
}

/// What each answer says, in a word.
fn words(answers: &RefCell<Vec<Answer>>) -> Vec<(RunId, &'static str)> {
    let word = |news: &News| match news {
        News::Ready { version } => {
            assert_eq!(*version, VERSION);
            "ready"
        }
        News::Progress(_) => "progress",
        News::Value { .. } => "value",
        News::Status(_) => "status",
        News::Rules(_) => "rules",
        News::RulesEnd(_) => "rules end",
        News::Examined(_) => "examined",
        News::Failed { .. } => "failed",
        News::Pong => "pong",
    };
    answers.borrow().iter().map(|answer| (answer.run, word(&answer.news))).collect()
}

fn poll(future: Pin<&mut impl Future<Output = ()>>) -> Poll<()> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn hanging() -> Memory {
    let events = vec![Event::Piece(UP.as_bytes()[..50].to_vec()), Event::Hang];
    Memory::at(0.0).on(Method::Post, QUERY, Script::new(200, "application/json", events))
}

#[test]
fn several_runs_at_once_each_come_to_their_end() {
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
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
    let limits = Limits::default();
    for (run, what) in [(3, What::Probe { node: other.clone(), limits }), (4, What::Rules { node: other, limits })] {
        assert_eq!(service.handle(Ask { version: VERSION, run, what }, &say).now_or_never(), Some(()));
    }
    assert_eq!(words(&answers), [(0, "ready"), (2, "value"), (3, "status"), (4, "failed")]);
}

#[test]
fn of_a_cancelled_run_nothing_more_is_said_and_its_request_ends() {
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
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
    assert_eq!(words(&answers), [(0, "ready")]);
}

#[test]
fn of_two_runs_with_one_number_the_older_gives_way() {
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
    let service = Service::new(hanging(), &say);
    let mut first = pin!(service.handle(query(1, node()), &say));
    assert_eq!(poll(first.as_mut()), Poll::Pending);
    let mut second = pin!(service.handle(query(1, node()), &say));
    assert_eq!(poll(second.as_mut()), Poll::Pending);
    assert_eq!(poll(first.as_mut()), Poll::Ready(()));
    assert_eq!(service.handle(cancel(1), &say).now_or_never(), Some(()));
    assert_eq!(poll(second.as_mut()), Poll::Ready(()));
    assert_eq!(words(&answers), [(0, "ready")]);
}

#[test]
fn a_page_of_another_version_is_told_so() {
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
    let service = Service::new(hanging(), &say);
    let ask = Ask { version: VERSION + 1, ..query(1, node()) };
    assert_eq!(service.handle(ask, &say).now_or_never(), Some(()));
    assert!(service.transport().requests().is_empty());
    let answers = answers.borrow();
    assert!(matches!(&answers[1].news, News::Failed { why: Failure::Worker { .. }, .. }), "{answers:?}");
}

#[test]
fn what_was_learned_of_a_node_is_kept_until_the_node_changes() {
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
    let memory =
        Memory::at(0.0).on(Method::Post, QUERY, Script::text(405, "")).on(Method::Get, QUERY, Script::json(200, UP));
    let service = Service::new(memory, &say);
    let changed = Node { headers: vec![("Authorization".to_owned(), "Bearer x".to_owned())], ..node() };
    for (run, node) in [(1, node()), (2, node()), (3, changed)] {
        assert_eq!(service.handle(query(run, node), &say).now_or_never(), Some(()));
    }
    let methods: Vec<_> = service.transport().requests().iter().map(|request| request.method).collect();
    assert_eq!(methods, [Method::Post, Method::Get, Method::Get, Method::Post, Method::Get]);
    assert_eq!(words(&answers), [(0, "ready"), (1, "value"), (2, "value"), (3, "value")]);
}

#[test]
fn rules_come_in_slices() {
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
    let rules = vec![r#"{"name":"r","query":"1","type":"recording"}"#; 450].join(",");
    let body = format!(r#"{{"status":"success","data":{{"groups":[{{"name":"g","file":"f","rules":[{rules}]}}]}}}}"#);
    let memory = Memory::at(0.0).on(Method::Get, "http://a/api/v1/rules", Script::json(200, body));
    let service = Service::new(memory, &say);
    let ask = Ask { version: VERSION, run: 1, what: What::Rules { node: node(), limits: Limits::default() } };
    assert_eq!(service.handle(ask, &say).now_or_never(), Some(()));
    assert_eq!(words(&answers), [(0, "ready"), (1, "rules"), (1, "rules"), (1, "rules"), (1, "rules end")]);
}

/// What an examination of a text finds.
#[track_caller]
fn examine(text: &str, lang: Lang) -> Examined {
    examine_as(text, lang, QueryDialect::Current)
}

#[track_caller]
fn examine_as(text: &str, lang: Lang, dialect: QueryDialect) -> Examined {
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
    let service = Service::new(Memory::at(0.0), &say);
    let ask = Ask { version: VERSION, run: 1, what: What::Examine { text: text.to_owned(), lang, dialect } };
    assert_eq!(service.handle(ask, &say).now_or_never(), Some(()));
    assert!(service.transport().requests().is_empty(), "nobody is asked");
    let answer = answers.borrow_mut().pop().expect("an examination comes to its end");
    assert_eq!(Answer::unpack(answer.clone().pack()), Some(answer.clone()), "it crosses unchanged");
    let News::Examined(found) = answer.news else { panic!("{answer:?}") };
    found
}

#[test]
fn an_examination_tells_what_is_wrong_and_where() {
    assert_eq!(examine("sum by (job) (rate(a[5m]))", Lang::En), Examined::default());
    assert_eq!(examine("{}", Lang::En).count, 1);
    assert_eq!(examine_as("{}", Lang::En, QueryDialect::Local).count, 0, "all series of a file are at hand");
    let text = "ratee(a[5m])\n  + é漢";
    let found = examine(text, Lang::En);
    let seen: Vec<_> = found.findings.iter().map(|one| (one.span.of(text), one.line, one.column)).collect();
    assert_eq!((seen, found.count), (vec![("ratee", 1, 1), ("é漢", 2, 5)], 2));
    assert!(found.findings[0].message.contains("unknown function"), "{found:?}");
    assert_eq!(found.findings[0].fix.as_ref().map(|fix| fix.text.as_str()), Some("rate"));
    let unfinished =
        |text: &str| examine(text, Lang::En).findings.iter().map(|one| one.is_unfinished).collect::<Vec<_>>();
    for text in ["sum(", "sum(a", "a{job=", "a{job=\"x", "1 +", "a[5m", "sum by"] {
        assert_eq!(unfinished(text), [true], "{text}");
    }
    assert_eq!(unfinished("a)"), [false]);
}

#[test]
fn an_examination_is_of_the_node_s_language() {
    let seen = |dialect| {
        let found = examine_as("holt_winters(a[1h], 0.3, 0.1) + median(b)", Lang::En, dialect);
        found.findings.iter().map(|one| (one.span.start, one.severity, one.fix.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(seen(QueryDialect::Current), [(0, Severity::Error, true), (32, Severity::Error, true)]);
    assert_eq!(seen(QueryDialect::Older), [(32, Severity::Error, true)]);
    assert_eq!(seen(QueryDialect::MetricsQl), [(32, Severity::Note, false)]);
}

#[test]
fn an_examination_is_bounded() {
    let found = examine(&format!("max({})", "¥ + ".repeat(1000)), Lang::En);
    assert_eq!((found.findings.len(), found.count > 900), (MAX_FINDINGS, true), "{}", found.count);
    assert_eq!(examine(&"a ".repeat(MAX_TEXT), Lang::En), Examined::default());
    let swapped = format!("clamp_max(5, a{{b=\"{}\"}})", "c".repeat(2 * MAX_FIX));
    assert!(examine(&swapped, Lang::En).findings.iter().all(|one| one.fix.is_none()), "a fix longer than the bound");
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
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
    let service = Service::new(file("up 1 5\n"), &say);
    let (node, limits) = (file_node(1), Limits::default());
    for (run, what) in [
        (1, What::Probe { node: node.clone(), limits }),
        (
            2,
            What::Query {
                node: node.clone(),
                expr: "up".to_owned(),
                at: At::Instant { time: 5 },
                parameters: Vec::new(),
                limits,
            },
        ),
        (3, What::Rules { node, limits }),
    ] {
        service.handle(Ask { version: VERSION, run, what }, &say).now_or_never().expect("an end");
    }
    assert_eq!(words(&answers), [(0, "ready"), (1, "status"), (2, "value"), (3, "rules end")]);
    assert_eq!(service.transport().requests().len(), 1);
}

#[test]
fn an_evaluation_hears_a_cancellation_and_leaves_the_worker_to_others() {
    let series = (0..50).map(|at| format!(" a{{x=\"{at}\"}} {at}+1x1000\n")).collect::<Vec<_>>().concat();
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
    let service = Service::new(file(&format!("load 10s\n{series}")).ticking(15.0), &say);
    let at = At::Range { start: 0, end: 10_000_000, step: 1000 };
    let expr = "sum(a + a * 2 - a / 3)".to_owned();
    let what = What::Query {
        node: file_node(1),
        expr,
        at,
        parameters: Vec::new(),
        limits: Limits { timeout_ms: 1_000_000, ..Limits::default() },
    };
    let mut run = pin!(service.handle(Ask { version: VERSION, run: 1, what }, &say));
    let is_evaluating = |answer: &Answer| matches!(answer.news, News::Progress(it) if it.evaluation.is_some());
    while !answers.borrow().iter().any(is_evaluating) {
        assert!(poll(run.as_mut()).is_pending(), "it ended too soon");
    }
    service.handle(cancel(1), &say).now_or_never().expect("an end");
    assert!(poll(run.as_mut()).is_ready());
    let told = answers.borrow().len();
    assert!(answers.borrow().iter().skip(1).all(|answer| matches!(answer.news, News::Progress(_))));
    let limits = Limits::default();
    let what = What::Query {
        node: file_node(1),
        expr: "1".to_owned(),
        at: At::Instant { time: 5 },
        parameters: Vec::new(),
        limits,
    };
    let mut next = pin!(service.handle(Ask { version: VERSION, run: 2, what }, &say));
    while poll(next.as_mut()).is_pending() {}
    assert_eq!(words(&answers)[told..], [(2, "value")]);
}

#[test]
fn a_ping_is_answered_between_two_slices_of_long_work() {
    let series = (0..50).map(|at| format!(" a{{x=\"{at}\"}} {at}+1x1000\n")).collect::<Vec<_>>().concat();
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
    let service = Service::new(file(&format!("load 10s\n{series}")).ticking(15.0), &say);
    let at = At::Range { start: 0, end: 10_000_000, step: 1000 };
    let limits = Limits { timeout_ms: 1_000_000, ..Limits::default() };
    let what = What::Query {
        node: file_node(1),
        expr: "sum(a + a * 2 - a / 3)".to_owned(),
        at,
        parameters: Vec::new(),
        limits,
    };
    let mut run = pin!(service.handle(Ask { version: VERSION, run: 1, what }, &say));
    for number in 1..=5 {
        assert!(poll(run.as_mut()).is_pending(), "it ended too soon");
        let ping = Ask { version: VERSION, run: number, what: What::Ping };
        service.handle(ping, &say).now_or_never().expect("an end");
        let last = answers.borrow().last().cloned();
        assert_eq!(last, Some(Answer { run: number, news: News::Pong }), "a ping ends no run of its number");
    }
}

#[test]
fn what_is_forgotten_is_read_again_and_let_go_of() {
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
    let service = Service::new(file("up 1 5\n"), &say);
    let forget = |number: u32| {
        let what = What::Release { node: file_node(number).id() };
        service.handle(Ask { version: VERSION, run: 0, what }, &say).now_or_never().expect("an end");
    };
    let mut reads = Vec::new();
    for (run, forgotten) in [(1, 2), (2, 1), (3, 1)] {
        let what = What::Probe { node: file_node(1), limits: Limits::default() };
        service.handle(Ask { version: VERSION, run, what }, &say).now_or_never().expect("an end");
        reads.push(service.transport().requests().len());
        forget(forgotten);
    }
    assert_eq!(reads, [1, 1, 2], "another file is another");
    assert_eq!(service.transport().released(), [2, 1, 1].map(|number| LocalFile { number, given_ms: 0 }));
    assert_eq!(words(&answers), [(0, "ready"), (1, "status"), (2, "status"), (3, "status")]);
}

#[test]
fn nodes_at_one_url_are_known_apart() {
    let answers = RefCell::new(Vec::new());
    let say = |answer| answers.borrow_mut().push(answer);
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
    let what = What::Release { node: dump("A").id() };
    service.handle(Ask { version: VERSION, run: 0, what }, &say).now_or_never().expect("an end");
    assert_eq!([(5, tenant), (6, dump("A"))].map(ask), [2, 3], "the other is still known");
}

#[test]
fn files_together_hold_no_more_than_one_may() {
    let text = |name: &str| format!("load 1s\n {name} 1x4000000\n");
    let memory = (1..=3).fold(Memory::at(0.0), |memory, number| {
        memory.on(Method::Get, &format!("local:{number}@0"), Script::text(200, &text(&format!("a{number}"))))
    });
    let say = |_| {};
    let service = Service::new(memory, &say);
    let ask = |run: u32| {
        let node = file_node(run);
        let (at, limits) = (At::Instant { time: 5 }, Limits::default());
        let what = What::Query { node, expr: "up".to_owned(), at, parameters: Vec::new(), limits };
        service.handle(Ask { version: VERSION, run, what }, &say).now_or_never().expect("an end");
        service.transport().requests().len()
    };
    // The fourth ask finds that three files are too much, and lets go of that which was asked longest ago.
    assert_eq!([1, 2, 3, 3, 2, 1].map(ask), [1, 2, 3, 3, 3, 4]);
}
