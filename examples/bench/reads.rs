//! How fast answers to remote reads are decoded, and what a federation's queries move with and without push-down.

#![allow(clippy::cast_precision_loss, reason = "what was measured is rounded for people")]

use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use narthex::engine::labels::Labels;
use narthex::engine::load::load;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::memory::MemoryBudget;
use narthex::model::node::{Endpoint, Federation, Node};
use narthex::model::outcome::NodeAnswer;
use narthex::model::query::{At, FederationOptions, Limits, Query};
use narthex::source::Source;
use narthex::wire::remote_read::{Interval, ReadDecoder};

use crate::hosts::{Behaviour, Hosts};
use crate::remote_read::{FloatEncoding, Way, answer};

/// As browsers cut a body.
const PART: usize = 1 << 16;

const RUNS: usize = 9;

/// Queries whose aggregations go down to the nodes.
const QUERIES: [&str; 40] = [
    "sum(load)",
    "sum by (job) (load)",
    "sum without (instance) (load)",
    "min(load)",
    "max(load)",
    "max by (job) (load)",
    "count(load)",
    "count by (job) (load > 1)",
    "avg(load)",
    "avg by (job) (load)",
    "group by (job) (load)",
    "topk(3, load)",
    "bottomk(3, load)",
    "topk by (job) (2, load)",
    "sum(rate(requests_total[5m]))",
    "sum by (job) (rate(requests_total[5m]))",
    "sum by (code) (increase(requests_total[10m]))",
    "avg(rate(requests_total[5m]))",
    "max(irate(requests_total[2m]))",
    "topk(5, rate(requests_total[5m]))",
    "sum(rate(requests_total{code=\"500\"}[5m])) / sum(rate(requests_total[5m]))",
    "1 - avg(rate(requests_total{code=\"200\"}[5m]))",
    "histogram_quantile(0.9, sum by (le) (rate(seconds_bucket[5m])))",
    "histogram_quantile(0.99, sum by (le, job) (rate(seconds_bucket[5m])))",
    "sum(max_over_time(load[10m]))",
    "max(avg_over_time(load[10m]))",
    "count(changes(up[15m]) > 0)",
    "count(up == 0)",
    "sum(up) / count(up)",
    "sum by (job) (up) / count by (job) (up)",
    "max(time() - timestamp(up))",
    "sum(load offset 10m)",
    "sum(load) - sum(load offset 10m)",
    "min by (job) (load) < 1",
    "sum(abs(load - 2))",
    "sum(clamp_max(load, 3))",
    "max_over_time(sum(load)[10m:1m])",
    "avg_over_time(avg by (job) (load)[10m:1m])",
    "sum(rate(requests_total[5m])) > 10",
    "avg(deriv(load[10m]))",
];

const AT: At = At::Range { start: 0, end: 3_600_000, step: 60_000 };

const LIMITS: Limits = Limits { timeout_ms: 600_000, max_bytes: 1 << 30 };

/// Decodes a million samples of each type of answer; then asks federations.
pub(crate) fn run() {
    decoding();
    for instances in [10, 100] {
        push_down(instances);
    }
    for members in [2, 10, 50] {
        failing(members);
    }
}

fn decoding() {
    let store = fleet(0, 250);
    let series: Vec<(Labels, Samples)> = crate::remote_read::all(&store);
    let samples: usize = series.iter().map(|(_, samples)| samples.len()).sum();
    let ways = [("SAMPLES", Way::Samples), ("STREAMED_XOR_CHUNKS", Way::Chunks(FloatEncoding::Xor))];
    for (name, way) in ways {
        let body = answer(way, std::slice::from_ref(&series));
        let mut seconds: Vec<f64> = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                assert_eq!(decode(way, &body), samples);
                start.elapsed().as_secs_f64()
            })
            .collect();
        seconds.sort_by(f64::total_cmp);
        let (megabytes, median) = (body.len() as f64 / 1e6, seconds[RUNS / 2]);
        println!(
            "{name}: {samples} samples, {megabytes:.1} MB in {:.1} ms = {:.0} million samples/s",
            median * 1e3,
            samples as f64 / median / 1e6
        );
    }
}

fn decode(way: Way, body: &[u8]) -> usize {
    let wanted = vec![Interval { from: i64::MIN, to: i64::MAX }];
    let mut decoder = ReadDecoder::new(way.response_type(), wanted, 1 << 30);
    let (mut memory, mut samples) = (MemoryBudget::default(), 0);
    let mut take = |decoder: &mut ReadDecoder, memory: &mut MemoryBudget| {
        while let Some(series) = decoder.advance(memory).expect("an answer") {
            samples += series.columns.len();
        }
    };
    for part in body.chunks(PART) {
        decoder.feed(part);
        take(&mut decoder, &mut memory);
    }
    decoder.end(&mut memory).expect("an answer");
    take(&mut decoder, &mut memory);
    samples
}

/// Series of a zone's machines: a sample every 15 s for an hour.
fn fleet(zone: usize, instances: usize) -> MemoryStore {
    let mut store = MemoryStore::default();
    for at in 0..instances {
        let of =
            |metric: &str, labels: &str| format!("{metric}{{instance=\"{zone}-{at}\",job=\"{}\"{labels}}}", at % 3);
        let lines = [
            of("up", "") + " 1x240",
            of("load", "") + &format!(" {}+0.01x240", at % 7),
            of("requests_total", ",code=\"200\"") + &format!(" 0+{}x240", 3 + at % 11),
            of("requests_total", ",code=\"500\"") + &format!(" 0+{}x240", at % 3),
            of("seconds_bucket", ",le=\"0.1\"") + &format!(" 0+{}x240", 1 + at % 5),
            of("seconds_bucket", ",le=\"1\"") + &format!(" 0+{}x240", 5 + at % 5),
            of("seconds_bucket", ",le=\"+Inf\"") + &format!(" 0+{}x240", 10 + at % 5),
        ];
        for (labels, samples) in load(lines.iter().map(String::as_str), 15_000).expect("valid lines") {
            store.append(labels, samples);
        }
    }
    store
}

fn federation(members: usize) -> Node {
    let names: Vec<String> = (0..members).map(|at| format!("n{at}")).collect();
    let member = |name: &String| Node::new(name, Endpoint::Server { url: format!("http://{name}") });
    let nodes = names.iter().map(member).collect();
    Node { members: nodes, ..Node::new("all", Endpoint::Federation(Federation::parse(&names.join(",")))) }
}

fn hosts(members: usize, instances: usize) -> Hosts {
    // Few, and for as long as the program: hosts are named by texts that live on.
    let name = |at: usize| -> &'static str { Box::leak(format!("n{at}").into_boxed_str()) };
    (0..members).fold(Hosts::default(), |hosts, at| {
        let zone: &'static str = Box::leak(at.to_string().into_boxed_str());
        let labels: &'static [(&str, &str)] = Box::leak(vec![("zone", zone)].into_boxed_slice());
        hosts.with(name(at), || fleet(at, instances), labels)
    })
}

/// Bytes, series and milliseconds of all queries.
fn push_down(instances: usize) {
    let members = 3;
    let source = Source::new(federation(members), Rc::new(hosts(members, instances)));
    let mut all = Vec::new();
    for pushes_down in [true, false] {
        let start = Instant::now();
        let bytes: u64 = QUERIES.iter().map(|expr| ask(&source, expr, pushes_down).0).sum();
        all.push((bytes as f64, start.elapsed().as_secs_f64()));
    }
    let [(pushed, pushed_s), (whole, whole_s)] = all[..] else { return };
    println!(
        "{} queries of {members} nodes with {instances} machines each: {:.0} kB pushed down, {:.0} kB without = 1 : {:.0}; \
         {:.0} and {:.0} ms",
        QUERIES.len(),
        pushed / 1e3,
        whole / 1e3,
        whole / pushed,
        pushed_s * 1e3,
        whole_s * 1e3
    );
}

/// How long a query takes where one of many members fails.
fn failing(members: usize) {
    let hosts = hosts(members, 20);
    hosts.set("n1", Behaviour::Fails(500));
    let source = Source::new(federation(members), Rc::new(hosts));
    for pushes_down in [true, false] {
        let start = Instant::now();
        let (bytes, failed) = ask(&source, "sum by (job) (rate(requests_total[5m]))", pushes_down);
        let ms = start.elapsed().as_secs_f64() * 1e3;
        assert_eq!(failed, 1);
        let how = if pushes_down { "pushed down" } else { "read" };
        println!("{members} members, one failing, {how}: {ms:.1} ms, {:.0} kB", bytes as f64 / 1e3);
    }
}

/// The bytes of an answer, and how many nodes failed.
fn ask(source: &Source<Hosts>, expr: &str, pushes_down: bool) -> (u64, usize) {
    let federation = FederationOptions { pushes_down, ..FederationOptions::default() };
    let query = Query { federation, ..Query::new(expr, AT) };
    let answered = end_of(source.query(&query, LIMITS, &|_| {})).unwrap_or_else(|error| panic!("{expr}: {error:?}"));
    let nodes = answered.provenance.nodes;
    let failed = nodes.iter().filter(|node| node.answered != NodeAnswer::Full).count();
    (nodes.iter().map(|node| node.bytes).sum(), failed)
}

fn end_of<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}
