//! Evaluating sources over the in-memory network: a kind that reads several nodes at once, each a text of samples, and
//! answers with what it could read.

use std::cell::RefCell;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures_util::future::{FutureExt, LocalBoxFuture, join_all};

use super::*;
use crate::engine::load::load;
use crate::engine::plan::SelectHints;
use crate::engine::store::memory::MemoryStore;
use crate::model::node::Endpoint;
use crate::model::outcome::Limit;
use crate::model::query::{At, Limits, Progress};
use crate::source::series::Sampling;
use crate::wire::memory::{Memory, ResponseEvent, Script};
use crate::wire::transport::{Body, HttpRequest, Method, Redirects};

const LIMITS: Limits = Limits { timeout_ms: 10_000, max_bytes: 10_000 };
const START: At = At::Instant { time: 0 };

/// Nodes with a line of samples each piece, 1 s apart, beginning at 0. What was wanted is kept for the test.
struct Fleet {
    nodes: Vec<Node>,
    transport: Rc<Memory>,
    wanted: Rc<RefCell<Vec<SelectHints>>>,
}

impl Fleet {
    /// Reads one node, series by series, into what all share.
    async fn read(&self, node: &Node, store: &RefCell<MemoryStore>, run: &SourceRun<'_, Memory>) -> NodeOutcome {
        let mut read = Progress::default();
        let answered = match self.read_body(node, store, run, &mut read).await {
            Ok(()) => NodeAnswer::Full,
            Err(why) => NodeAnswer::Failed { why },
        };
        let Progress { bytes, series, samples, .. } = read;
        NodeOutcome { series, samples, ..NodeOutcome::of(node, answered, run.yielder.elapsed_ms(), bytes) }
    }

    async fn read_body(
        &self,
        node: &Node,
        store: &RefCell<MemoryStore>,
        run: &SourceRun<'_, Memory>,
        read: &mut Progress,
    ) -> Result<(), Failure> {
        let request = HttpRequest {
            method: Method::Get,
            url: node.endpoint.url().expect("a URL").to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            timeout_ms: run.yielder.remaining_ms(),
            redirects: Redirects::Refuse,
        };
        let (_, mut body) = self.transport.send(request).await?;
        while let Some(line) = body.next().await? {
            let before = *read;
            read.bytes += line.len() as u64;
            if read.bytes > run.limits.max_bytes {
                return Err(Failure::TooLarge { limit: run.limits.max_bytes });
            }
            let line = String::from_utf8(line).expect("a text");
            for (labels, samples) in load([line.as_str()], 1000).expect("samples") {
                (read.series, read.samples) = (read.series + 1, read.samples + samples.len() as u64);
                store.borrow_mut().append(labels, samples);
            }
            run.advance(before, *read);
            run.yielder.yield_if_due().await?;
        }
        Ok(())
    }
}

impl SeriesSource<Memory> for Fleet {
    fn select<'a>(
        &'a self,
        wanted: Wanted<'a>,
        run: &'a SourceRun<'a, Memory>,
    ) -> LocalBoxFuture<'a, Result<Selected, SourceError>> {
        async move {
            self.wanted.replace(wanted.hints());
            let store = RefCell::default();
            let nodes = join_all(self.nodes.iter().map(|node| self.read(node, &store, run))).await;
            let failure = |node: &NodeOutcome| match &node.answered {
                NodeAnswer::Failed { why } => Some(why.clone()),
                NodeAnswer::Full | NodeAnswer::Partial => None,
            };
            let failures: Vec<_> = nodes.iter().filter_map(failure).collect();
            let is_lost = failures.len() == nodes.len();
            let provenance = Provenance { nodes, ..Provenance::default() };
            match failures.into_iter().next() {
                Some(why) if is_lost => Err(SourceError { why, provenance }),
                _ => Ok(Selected {
                    store: Rc::new(store.into_inner()),
                    sampling: Sampling::Raw,
                    extent: Extent::Wanted,
                    provenance,
                }),
            }
        }
        .boxed_local()
    }

    fn probe<'a>(&'a self, _run: &'a SourceRun<'a, Memory>) -> LocalBoxFuture<'a, Result<NodeStatus, SourceError>> {
        async { Err(Failure::Unreachable.into()) }.boxed_local()
    }
}

fn node(name: &str) -> Node {
    Node::new(name, Endpoint::Server { url: format!("http://{name}") })
}

/// A source over these nodes, each with what its body does.
struct Twin {
    source: EvaluatingSource<Memory>,
    transport: Rc<Memory>,
    wanted: Rc<RefCell<Vec<SelectHints>>>,
}

fn twin(memory: Memory, nodes: &[(&str, Vec<ResponseEvent>)]) -> Twin {
    let on = |memory: Memory, (name, events): &(&str, Vec<ResponseEvent>)| {
        memory.on(Method::Get, &format!("http://{name}"), Script::new(200, "text/plain", events.clone()))
    };
    let transport = Rc::new(nodes.iter().fold(memory, on));
    let wanted = Rc::default();
    let nodes = nodes.iter().map(|(name, _)| node(name)).collect();
    let fleet = Fleet { nodes, transport: Rc::clone(&transport), wanted: Rc::clone(&wanted) };
    Twin { source: EvaluatingSource::new(node("all"), Rc::clone(&transport), fleet), transport, wanted }
}

fn lines(lines: &[&str]) -> Vec<ResponseEvent> {
    lines.iter().map(|line| ResponseEvent::Chunk(line.as_bytes().to_vec())).collect()
}

type Answer = Result<Answered<Value>, Box<SourceError>>;

impl Twin {
    fn ask(&self, expr: &str, at: At) -> Answer {
        self.ask_within(LIMITS, expr, at, &|_| {})
    }

    fn ask_within(&self, limits: Limits, expr: &str, at: At, progress: &dyn Fn(Progress)) -> Answer {
        let query = query(expr, at);
        let run = SourceRun::new(&*self.transport, limits, progress);
        let mut asked = pin!(self.source.query(&query, &run));
        loop {
            if let Poll::Ready(answer) = poll(asked.as_mut()) {
                return answer.map_err(Box::new);
            }
        }
    }
}

fn query(expr: &str, at: At) -> Query {
    Query::new(expr, at)
}

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Of each series its labels and values.
fn shown(answered: &Answered<Value>) -> Vec<(String, Vec<f64>)> {
    let block = answered.value.block().expect("series");
    (0..block.len()).map(|at| (block.labels.display(at), block.series(at).1.to_vec())).collect()
}

fn outcomes(provenance: &Provenance) -> Vec<(&str, NodeAnswer, u64, u64, u64)> {
    let outcome = |node: &'_ NodeOutcome| (node.answered.clone(), node.series, node.samples, node.bytes);
    let named = |node| {
        let (answered, series, samples, bytes) = outcome(node);
        (node.asked.name(), answered, series, samples, bytes)
    };
    provenance.nodes.iter().map(named).collect()
}

#[test]
fn the_series_of_two_nodes_are_evaluated_together() {
    let twin = twin(Memory::at(0.0), &[("a", lines(&["up{n=\"a\"} 1 2"])), ("b", lines(&["up{n=\"b\"} 10", "x 5"]))]);
    let answered = twin.ask("sum(up) + on () x", START).expect("a result");
    assert_eq!(shown(&answered), [("{}".to_owned(), vec![16.0])]);
    let of_a = ("a", NodeAnswer::Full, 1, 2, 13);
    assert_eq!(outcomes(&answered.provenance), [of_a, ("b", NodeAnswer::Full, 2, 2, 15)]);
    assert!(!answered.provenance.is_partial());
    let took = answered.provenance.evaluation.expect("it was evaluated here");
    assert_eq!((took.series, took.samples), (3, 3));
}

#[test]
fn of_a_sole_node_the_result_s_counts_are_told() {
    let twin = twin(Memory::at(0.0), &[("a", lines(&["up{n=\"a\"} 1 2", "up{n=\"b\"} 1 2"]))]);
    let answered = twin.ask("sum(up)", START).expect("a result");
    assert_eq!(outcomes(&answered.provenance), [("a", NodeAnswer::Full, 1, 1, 26)]);
}

#[test]
fn what_is_wanted_comes_from_the_plan() {
    let twin = twin(Memory::at(0.0), &[("a", lines(&["up 1"]))]);
    let at = At::Range { start: 600_000, end: 660_000, step: 30_000 };
    assert!(twin.ask("sum by (x) (rate(up{y=\"1\"}[5m])) - up offset 1m", at).is_ok());
    let wanted = twin.wanted.borrow();
    let seen: Vec<_> = wanted
        .iter()
        .map(|hints| {
            let names = hints.matchers.iter().map(|matcher| matcher.name.as_str()).collect::<Vec<_>>().join(" ");
            (names, hints.window.from, hints.window.to, hints.usage.step_ms, hints.usage.range_ms, hints.usage.func)
        })
        .collect();
    let name = |names: &str| names.to_owned();
    let expected = [
        (name("__name__ y"), 300_001, 660_000, 30_000, 300_000, Some("rate")),
        (name("__name__"), 240_001, 600_000, 30_000, 0, None),
    ];
    assert_eq!(seen, expected);
    drop(wanted);
    assert!(twin.ask("1 + 1", START).is_ok());
    assert!(twin.wanted.borrow().is_empty(), "nothing is wanted of a number");
}

#[test]
fn a_node_that_fails_makes_the_result_partial_and_all_make_none() {
    let broken =
        vec![ResponseEvent::Chunk(b"up 5".to_vec()), ResponseEvent::Fail(Failure::Interrupted { received: 4 })];
    let one = twin(Memory::at(0.0), &[("a", lines(&["up{n=\"a\"} 1"])), ("b", broken.clone())]);
    let answered = one.ask("up", START).expect("what the other gave");
    let failed = NodeAnswer::Failed { why: Failure::Interrupted { received: 4 } };
    let expected = [("a", NodeAnswer::Full, 1, 1, 11), ("b", failed.clone(), 1, 1, 4)];
    assert_eq!(outcomes(&answered.provenance), expected);
    assert!(answered.provenance.is_partial());
    let both = twin(Memory::at(0.0), &[("a", broken.clone()), ("b", broken)]);
    let error = both.ask("up", START).expect_err("nobody answered");
    assert_eq!(error.why, Failure::Interrupted { received: 4 });
    assert_eq!(outcomes(&error.provenance), [("a", failed.clone(), 1, 1, 4), ("b", failed, 1, 1, 4)]);
}

#[test]
fn limits_hold_of_each_node_and_of_time() {
    let long = format!("up 1+1x100{}", " ".repeat(20_000));
    let one = twin(Memory::at(0.0), &[("a", lines(&[&long])), ("b", lines(&["up 1"]))]);
    let answered = one.ask("up", START).expect("what the other gave");
    let failed = NodeAnswer::Failed { why: Failure::TooLarge { limit: 10_000 } };
    assert_eq!(answered.provenance.nodes[0].answered, failed);
    assert_eq!(shown(&answered).len(), 1);
    let many: Vec<String> = (0..500).map(|at| format!("up{{n=\"{at}\"}} 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let slow = twin(Memory::at(0.0).ticking(30.0), &[("a", lines(&many))]);
    let error = slow.ask("up", START).expect_err("its time is up");
    assert_eq!(error.why, Failure::TimedOut { after_ms: 10_000 });
    assert_eq!(slow.transport.open(), 0);
}

#[test]
fn the_engine_s_limits_name_the_part_and_keep_who_answered() {
    let pair = [("a", lines(&["up{n=\"1\"} 1"])), ("b", lines(&["up{n=\"2\"} 2"]))];
    let twin = twin(Memory::at(0.0), &pair);
    let at = At::Range { start: 0, end: 20_000_000_000, step: 1000 };
    let error = twin.ask("up", at).expect_err("too many steps");
    assert!(matches!(error.why, Failure::Limit { limit: Limit::Steps, .. }), "{error:?}");
    assert!(twin.transport.requests().is_empty(), "nobody is asked for that");
    let error = twin.ask("up + on () up", START).expect_err("many to many");
    assert!(matches!(error.why, Failure::Evaluation { .. }), "{error:?}");
    let answered: Vec<_> = error.provenance.nodes.iter().map(|node| node.answered.clone()).collect();
    assert_eq!(answered, [NodeAnswer::Full, NodeAnswer::Full], "they did answer");
    let error = twin.ask("up +", START).expect_err("no expression");
    assert!(matches!(error.why, Failure::Expression { .. }), "{error:?}");
    assert_eq!(error.provenance.nodes.len(), 1);
}

#[test]
fn a_dropped_query_ends_all_of_its_requests() {
    let hangs = || vec![ResponseEvent::Chunk(b"up 1".to_vec()), ResponseEvent::Hang];
    let twin = twin(Memory::at(0.0), &[("a", hangs()), ("b", hangs())]);
    {
        let query = query("up", START);
        let run = SourceRun::new(&*twin.transport, LIMITS, &|_| {});
        let mut asked = pin!(twin.source.query(&query, &run));
        assert!(poll(asked.as_mut()).is_pending());
        assert_eq!(twin.transport.open(), 2, "both are asked at once");
    }
    assert_eq!(twin.transport.open(), 0);
}

#[test]
fn all_nodes_yield_in_the_name_of_one_run_and_their_progress_adds_up() {
    let line = format!("up 1{}", " ".repeat(100_000));
    let pieces = || lines(&[line.as_str(); 5]);
    let twin = twin(Memory::at(0.0).ticking(7.0), &[("a", pieces()), ("b", pieces())]);
    let heard = RefCell::new(Vec::new());
    let limits = Limits { max_bytes: u64::MAX, ..LIMITS };
    let answered = twin.ask_within(limits, "up", START, &|progress| heard.borrow_mut().push(progress));
    assert!(answered.is_ok());
    let heard = heard.into_inner();
    let read: Vec<_> = heard.iter().filter(|progress| progress.evaluation.is_none()).collect();
    assert!(read.len() >= 3 && read.is_sorted_by_key(|progress| progress.bytes), "{read:?}");
    let last = read.last().expect("a report");
    assert_eq!((last.bytes, last.samples), (last.series * line.len() as u64, last.series));
    assert!(twin.transport.yields() > 2);
}
