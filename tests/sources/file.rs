//! The file source over the in-memory network: formats, what a result is, broken files, limits, time.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use futures_util::FutureExt;
use narthex::engine::evaluate::evaluate;
use narthex::engine::load::script;
use narthex::engine::options::{Options, When};
use narthex::engine::store::memory::MemoryStore;
use narthex::model::answered::{Answered, SourceError};
use narthex::model::file::{FileError, FileFormat, FileStatus, LocalFile, Spacing, Untimed};
use narthex::model::node::{Endpoint, FileAddress, Node, NodeStatus};
use narthex::model::outcome::{ExprSpan, Failure, Limit, NodeAnswer};
use narthex::model::query::{At, Limits, Progress};
use narthex::model::time::StepGrid;
use narthex::model::value::Value;
use narthex::promql::parser::parse;
use narthex::protocol::request::Query;
use narthex::source::Source;
use narthex::source::series::MemoryUse;
use narthex::wire::memory::{Memory, ResponseEvent, Script};
use narthex::wire::prometheus::query::Reply;
use narthex::wire::prometheus::query::decoder::Decoder;
use narthex::wire::transport::{Head, Method};

use crate::json;

const URL: &str = "local:1@1795374415000";
const NOW: f64 = 1_795_374_415_000.0;
const LIMITS: Limits = Limits { timeout_ms: 7500, max_bytes: 10_000_000 };
const START: At = At::Instant { time: 0 };

/// Where a file of this URL is: in the page, or on a server.
fn address(url: &str) -> Endpoint {
    Endpoint::File(LocalFile::from_url(url).map_or_else(|| FileAddress::Url(url.to_owned()), FileAddress::Local))
}

fn file_at(url: &str, memory: Memory) -> (Source<Memory>, Rc<Memory>) {
    let node = Node::new("dump", address(url));
    let memory = Rc::new(memory);
    (Source::new(node, Rc::clone(&memory)), memory)
}

fn on_get(url: &str, text: &[u8]) -> Memory {
    Memory::at(NOW).on(Method::Get, url, Script::new(200, "text/plain", vec![ResponseEvent::Chunk(text.to_vec())]))
}

/// A file that a page holds, in these pieces.
fn file(pieces: &[&[u8]]) -> (Source<Memory>, Rc<Memory>) {
    let events = pieces.iter().map(|piece| ResponseEvent::Chunk(piece.to_vec())).collect();
    file_at(URL, Memory::at(NOW).on(Method::Get, URL, Script::new(200, "text/plain", events)))
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

fn query(expr: &str, at: At) -> Query {
    Query::new(expr, at)
}

fn ask(file: &Source<Memory>, expr: &str, at: At) -> Result<Answered<Value>, Box<SourceError>> {
    end_of(file.query(&query(expr, at), LIMITS, &|_| {})).map_err(Box::new)
}

fn why(text: &str, expr: &str, at: At) -> Failure {
    ask(&file(&[text.as_bytes()]).0, expr, at).expect_err("no result").why
}

fn status(text: &[u8]) -> Result<FileStatus, Failure> {
    let probed = end_of(file(&[text]).0.probe(LIMITS)).map_err(|refused| refused.why)?;
    Ok(probed.file.expect("what is in the file"))
}

/// The series of a value and their samples, as text.
fn shown(value: &Value) -> String {
    let Some(block) = value.block() else { return format!("{value:?}") };
    let one = |at: usize| {
        let (times, values) = block.series(at);
        let samples = times.iter().zip(values).map(|(time, value)| format!(" {value}@{time}"));
        let (times, which) = block.series_histograms(at);
        let histograms = times.iter().zip(which).map(|(time, at)| format!(" h{}@{time}", block.histograms.counts[at]));
        format!("{}{}\n", block.labels.display(at), samples.chain(histograms).collect::<String>())
    };
    (0..block.len()).map(one).collect()
}

#[track_caller]
fn check(text: &str, expr: &str, at: At, expected: &str, expected_status: FileStatus) {
    let (whole, _) = file(&[text.as_bytes()]);
    let answer = ask(&whole, expr, at).unwrap_or_else(|refused| panic!("{text}: {:?}", refused.why));
    assert_eq!(shown(&answer.value), expected, "{text}");
    assert_eq!(status(text.as_bytes()), Ok(expected_status), "{text}");
    // However it comes in pieces, it is the same.
    for cut in 0..=text.len() {
        let (head, tail) = text.as_bytes().split_at(cut);
        let cut_in_two = ask(&file(&[head, b"", tail]).0, expr, at).map(|answer| answer.value);
        assert_eq!(cut_in_two.map_err(|refused| refused.why), Ok(answer.value.clone()), "{text} cut at {cut}");
    }
}

#[test]
fn every_format_is_read() {
    let all = FileStatus {
        format: FileFormat::Exposition,
        series: 2,
        samples: 3,
        times: None,
        untimed: None,
        spacing: Some(Spacing::Grid(1000)),
        duplicates: 0,
        doubt: None,
    };
    check(
        "# TYPE a counter\na{b=\"c\"} 1 1000\na{b=\"c\"} 2 16000\nd 5 2000\n",
        "a",
        At::Range { start: 0, end: 20_000, step: 10_000 },
        "a{b=\"c\"} 1@10000 2@20000\n",
        FileStatus { times: Some((1000, 16_000)), spacing: Some(Spacing::About(15_000)), ..all },
    );
    check(
        "a{b=\"c\"} 1 1\na{b=\"c\"} 2 16\nd 5 2\n# EOF\n",
        "sum(rate(a[20s]))",
        At::Instant { time: 16_000 },
        "{} 0.06666666666666667@16000\n",
        FileStatus {
            format: FileFormat::OpenMetrics,
            times: Some((1000, 16_000)),
            spacing: Some(Spacing::About(15_000)),
            ..all
        },
    );
    check(
        "# a script\nload 15s\n a{b=\"c\"} 1+1x1\n d {{count:3 sum:2 buckets:[1 2]}}\n",
        "{__name__=~\"a|d\"}",
        At::Instant { time: 15_000 },
        "a{b=\"c\"} 2@15000\nd h3@15000\n",
        FileStatus { format: FileFormat::Load, times: Some((0, 15_000)), spacing: Some(Spacing::Grid(15_000)), ..all },
    );
    check(
        r#"{"status":"success","data":{"resultType":"matrix","result":[
            {"metric":{"__name__":"a"},"values":[[1,"1"],[16.5,"2"]]},
            {"metric":{"__name__":"h"},"histograms":[[1,{"count":"3","sum":"2","buckets":[[0,"1","2","3"]]}]]}]}}"#,
        "histogram_quantile(1, h) + on () a",
        At::Instant { time: 1000 },
        "{} 3@1000\n",
        FileStatus {
            format: FileFormat::Answer,
            times: Some((1000, 16_500)),
            spacing: Some(Spacing::Grid(15_500)),
            ..all
        },
    );
    check(
        r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"a"},"value":[5,"1"]}]}}"#,
        "a",
        At::Instant { time: 5000 },
        "a 1@5000\n",
        FileStatus {
            format: FileFormat::Answer,
            series: 1,
            samples: 1,
            times: Some((5000, 5000)),
            spacing: None,
            ..all
        },
    );
}

#[test]
fn samples_without_a_time_stand_where_they_were_read() {
    let now = NOW as i64;
    let status = status(b"a 1\nb 2 5\n");
    let status = status.expect("a status");
    // What belongs together is seen together: the file is kept, and its times are long ago.
    assert_eq!((status.times, status.untimed), (Some((5, 5)), Some(Untimed { count: 1, at: 5 })));
    let live = |text| file_at("http://a/metrics", on_get("http://a/metrics", text)).0;
    let status = end_of(live(b"a 1\nb 2 5\n").probe(LIMITS)).expect("a status").file.expect("a file");
    assert_eq!((status.times, status.untimed), (Some((5, 5)), Some(Untimed { count: 1, at: now })));
    // A query that was asked for "now" just before finds them, one for an earlier time does not.
    for (time, series) in [(now, 1), (now - 3000, 1), (now - 100_000, 0), (now + 200_000, 1), (now + 400_000, 0)] {
        let answer = ask(&live(b"a 1\n"), "a", At::Instant { time }).expect("a result");
        assert_eq!(answer.value.count(), (series, series), "{}", time - now);
    }
}

#[test]
fn what_was_given_without_times_stands_where_it_was_given_whoever_reads_it() {
    let given = NOW - 600_000.0;
    let url = LocalFile { number: 1, given_ms: given as i64 }.url();
    for at in [given, NOW] {
        let (file, _) = file_at(&url, Memory::at(at).on(Method::Get, &url, Script::text(200, "a 1\n")));
        let answer = ask(&file, "a", At::Instant { time: given as i64 }).expect("a result");
        assert_eq!(shown(&answer.value), format!("a 1@{given}\n"));
    }
}

#[test]
fn a_file_is_read_once_and_what_is_live_again() {
    let script = |text: &str| Script::text(200, text);
    for (url, text, reads) in [
        (URL, "a 1\n", [1, 1, 1]),
        (URL, "a 1 5\n", [1, 1, 1]),
        ("http://a/dump", "a 1 5\n", [1, 1, 2]),
        ("http://a/metrics", "a 1\n", [1, 2, 3]),
    ] {
        let (file, memory) = file_at(url, Memory::at(NOW).on(Method::Get, url, script(text)));
        let count = || memory.requests().len();
        let mut found = Vec::new();
        for _ in 0..2 {
            assert!(ask(&file, "a", START).is_ok());
            found.push(count());
        }
        assert!(end_of(file.probe(LIMITS)).is_ok());
        found.push(count());
        assert_eq!(found, reads, "{url} {text}");
        assert!(file.memory_use().memory > 0);
        file.release();
        assert_eq!(file.memory_use(), MemoryUse::default());
    }
}

#[test]
fn a_result_tells_what_it_took() {
    let (file, _) = file(&[b"a 1 0\n", b"a 2 15000\n"]);
    let answer = ask(&file, "rate(a[1m]) > bool 2", At::Instant { time: 15_000 }).expect("a result");
    let [node] = &answer.provenance.nodes[..] else { panic!("one node: {:?}", answer.provenance) };
    assert_eq!((node.asked.name(), node.asked.url(), &node.answered), ("dump", "", &NodeAnswer::Full));
    assert_eq!((node.series, node.samples, node.bytes), (1, 1, 16));
    let took = answer.provenance.evaluation.expect("an evaluation");
    assert_eq!((took.series, took.samples), (1, 2));
    assert_eq!(answer.provenance.infos.len(), 1, "{:?}", answer.provenance.infos);
    let again = ask(&file, "a", START).expect("a result").provenance;
    assert_eq!((again.nodes[0].bytes, again.nodes[0].latency_ms), (0, 0.0));
    let saved = r#"{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["half is missing"]}"#;
    let answer = ask(&self::file(&[saved.as_bytes()]).0, "1", START).expect("a result");
    assert_eq!(answer.provenance.gaps, ["half is missing"]);
}

#[test]
fn series_that_an_instant_does_not_show_are_told_with_the_nearest_time_that_does() {
    let text = "a{x=\"1\"} 1 0\na{x=\"2\"} 1 1000000\na{x=\"3\"} 1 4000000\nb 1 1000000\n";
    let (file, _) = file(&[text.as_bytes()]);
    let outside = |expr: &str, at: At| {
        let took = ask(&file, expr, at).expect("a result").provenance.evaluation.expect("an evaluation");
        took.outside.map(|outside| (outside.series, outside.nearest))
    };
    let at = |time| At::Instant { time };
    assert_eq!(outside("{}", at(1_000_000)), Some((2, 0)), "the one that ended is nearer than the one to come");
    assert_eq!(outside("{}", at(3_000_000)), Some((4, 4_000_000)));
    assert_eq!(outside("b", at(1_000_000)), None);
    assert_eq!(outside("sum(a) + sum(a)", at(4_000_000)), Some((2, 1_000_000)), "each once");
    // What looks at other times is shown at other times.
    assert_eq!(outside("a{x=\"1\"} offset 10m", at(700_000)), None);
    assert_eq!(outside("a{x=\"1\"} offset 10m", at(0)), Some((1, 600_000)));
    assert_eq!(outside("rate(a{x=\"1\"}[20m])", at(1_000_000)), None);
    // No other time of the query shows more of a fixed time.
    assert_eq!(outside("a @ 1000", at(3_000_000)), None);
    // A graph shows when series are.
    assert_eq!(outside("{}", At::Range { start: 0, end: 10_000, step: 1000 }), None);
    for (expr, time) in [("{}", 1_000_000), ("sum(a)", 2_000_000), ("a offset 5m", 9_000_000)] {
        let (_, nearest) = outside(expr, at(time)).expect("some are outside");
        assert!(!shown(&ask(&file, expr, at(nearest)).expect("a result").value).is_empty(), "{expr} at {nearest}");
    }
}

#[test]
fn a_result_stays_where_the_time_is_up_before_what_it_does_not_show_is_counted() {
    let asked = |timeout_ms| {
        let (file, _) = file_at(URL, on_get(URL, b"a 1 0\n").ticking(1.0));
        let limits = Limits { timeout_ms, ..LIMITS };
        let answered = end_of(file.query(&query("a", At::Instant { time: 1_000_000 }), limits, &|_| {})).ok()?;
        Some(answered.provenance.evaluation.expect("an evaluation").outside)
    };
    let first = (1..1000).find_map(asked).expect("a result");
    assert_eq!(first, None, "it was there just before the time was up");
    assert!(asked(1000).flatten().is_some());
}

#[test]
fn a_file_has_no_rules() {
    let answer = end_of(file(&[]).0.rules(LIMITS)).expect("an answer");
    assert!(answer.value.is_empty() && answer.provenance.nodes.len() == 1);
}

/// What is expected of each series of a saved result.
const METRIC: &str = "a series: its metric, and as many values as timestamps";

#[test]
fn what_cannot_be_read_is_told_with_its_line() {
    let json = |at, expected: &str| FileError::Json { at, expected: expected.to_owned() };
    let load = |text: &str| FileError::Load { text: text.to_owned() };
    for (text, line, error, excerpt) in [
        ("", 0, FileError::Empty, ""),
        (" \n\u{feff}", 0, FileError::Unknown, "\u{feff}"),
        ("\u{feff}\n", 0, FileError::Empty, ""),
        ("[{\"labels\":{\"alertname\":\"a\"}}]", 0, json(29, METRIC), ""),
        ("{\"metric\":{\"__name__\":\"a\"},\"values\":[1,2],\"timestamps\":[1]}", 0, json(59, METRIC), ""),
        ("{\"metric\":{},\"values\":[1],\"timestamps\":[1.5]}", 0, json(40, "a time in milliseconds"), ""),
        ("\u{0}\u{0}\u{fe}", 0, FileError::Unknown, "\u{fe}"),
        ("<html><title>Sign in", 0, FileError::Unknown, "<html><title>Sign in"),
        ("[1]", 0, FileError::Unknown, "[1]"),
        ("a 1\nb{c} 1\n", 2, FileError::Labels, "b{c} 1"),
        ("time,value\n1,2\n", 1, FileError::Value, "time,value"),
        ("a 1 1.5\na 1 1700000000000", 1, FileError::Time, "a 1 1.5"),
        ("load 0s\n a 1", 1, FileError::Step, ""),
        ("load 1m\n a 1\n b 1y", 3, load("this is no sequence of samples: b 1y"), ""),
        ("{\"status\":\"success\",\"data\":", 0, json(27, ""), ""),
        ("{\"status\":\"success\",\"data\":[]}", 0, json(30, "a resultType: vector, matrix, scalar or string"), ""),
        (
            "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"too slow\"}",
            0,
            FileError::ErrorAnswer,
            "too slow",
        ),
        (
            "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"2\"]}}",
            0,
            FileError::NoSeries,
            "",
        ),
    ] {
        let found = status(text.as_bytes()).expect_err(text);
        match &found {
            // In the words of that notation, whatever they are.
            Failure::Unreadable { line: at, error: FileError::Load { text: why }, .. } => {
                assert!(matches!(error, FileError::Load { .. }) && *at == line && !why.is_empty(), "{text}: {found:?}");
            }
            _ => assert_eq!(found, Failure::Unreadable { line, error, excerpt: excerpt.to_owned() }, "{text}"),
        }
    }
    let found = status(b"a 1\nb \xff\n");
    assert_eq!(found, Err(Failure::Unreadable { line: 2, error: FileError::Encoding, excerpt: String::new() }));
}

#[test]
fn a_file_cut_anywhere_is_read_or_refused() {
    let histogram = r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"h"},
        "histograms":[[1,{"count":"3","sum":"2","buckets":[[1,"-2","-1","1"],[3,"-1","1","1"],[0,"1","2","1"]]}]]}]}}"#;
    for text in
        ["a{b=\"c\\\"\"} 1 1.5 # {x=\"y\"} 2\n# EOF\n", "load 1m\n a 1+2x3 _ stale\n h {{count:1}}\n", histogram]
    {
        for cut in 0..text.len() {
            let (head, tail) = text.as_bytes().split_at(cut);
            if let Err(failure) = status(head) {
                assert!(matches!(failure, Failure::Unreadable { .. }), "{text} cut at {cut}: {failure:?}");
            }
            let mut bent = text.as_bytes().to_vec();
            bent[cut] = bent[cut].wrapping_add(1);
            if let Err(failure) = status(&bent) {
                assert!(matches!(failure, Failure::Unreadable { .. }), "{text} bent at {cut}: {failure:?}");
            }
            // What follows the end of another is no panic either.
            let _ = status(&[tail, head].concat());
        }
    }
}

#[test]
fn buckets_of_no_histogram_are_refused() {
    let text = r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"h"},
        "histogram":[1,{"count":"3","sum":"2","buckets":[[2,"1","2","3"]]}]}]}}"#;
    let found = status(text.as_bytes());
    assert!(matches!(found, Err(Failure::Unreadable { error: FileError::Json { .. }, .. })), "{found:?}");
}

#[test]
fn failures_on_the_way_are_told() {
    let read = |memory: Memory| {
        let (file, memory) = file_at(URL, memory);
        let failure = ask(&file, "a", START).expect_err("no result").why;
        assert_eq!(memory.open(), 0);
        failure
    };
    let on = |script| Memory::at(NOW).on(Method::Get, URL, script);
    assert_eq!(read(on(Script::failure(Failure::Gone))), Failure::Gone);
    assert_eq!(
        read(on(Script::text(404, "no"))),
        Failure::Http { status: 404, text: "no".to_owned(), retry_after_s: None }
    );
    let large = Script::text(200, &"a 1\n".repeat(5_000_000));
    assert_eq!(read(on(large)), Failure::TooLarge { limit: LIMITS.max_bytes });
    let events = vec![ResponseEvent::Chunk(b"a 1".to_vec()), ResponseEvent::Fail(Failure::Interrupted { received: 3 })];
    assert_eq!(read(on(Script::new(200, "", events))), Failure::Interrupted { received: 3 });
}

#[test]
fn a_wrong_expression_asks_nobody() {
    let (file, memory) = file(&[b"a 1\n"]);
    let refused = ask(&file, "sum(a) +\n rate(a)", START).expect_err("no result");
    let Failure::Expression { said, span } = refused.why else { panic!("{:?}", refused.why) };
    assert_eq!(span, ExprSpan { start: 15, end: 16, line: 2, column: 7 });
    assert!(said.en.contains("range vector") && said.zh != said.en && !said.zh.is_empty(), "{said:?}");
    assert_eq!(memory.requests().len(), 0);
}

#[test]
fn what_the_samples_do_not_allow_is_told_in_prometheus_words() {
    let failure = why("a{b=\"1\"} 1 0\na{b=\"2\"} 1 0\n", "a + on () a", START);
    let Failure::Evaluation { text, span } = failure else { panic!("{failure:?}") };
    assert!(text.starts_with("found duplicate series for the match group {} on the"), "{text}");
    assert_eq!(span, Some(ExprSpan { start: 0, end: 11, line: 1, column: 1 }));
}

#[test]
fn queries_that_explode_end_at_a_limit_that_is_named() {
    let text = "load 1m\n a{b=\"1\"} 1+1x100\n a{b=\"2\"} 1+1x100\n";
    let at = At::Instant { time: 0 };
    for (expr, part, wanted) in [
        ("1 + sum_over_time({__name__=~\".+\"}[1y:1s])", "{__name__=~\".+\"}[1y:1s]", Limit::Steps),
        (&"(".repeat(20_000), "", Limit::Depth),
        (&format!("{}a", "-".repeat(50_000)), "", Limit::Depth),
    ] {
        match why(text, expr, at) {
            Failure::Limit { limit, most, span } => {
                assert_eq!(limit, wanted, "{}", &expr[..expr.len().min(50)]);
                let named = &expr[span.start as usize..span.end as usize];
                assert!(most > 0 && part.contains(named), "{named}");
            }
            // Nesting is refused by the parser.
            Failure::Expression { .. } if wanted == Limit::Depth => {}
            other => panic!("{other:?}"),
        }
    }
    let steps = At::Range { start: 0, end: 1_000_000_000_000, step: 1000 };
    assert!(matches!(why(text, "a", steps), Failure::Limit { limit: Limit::Steps, .. }));
}

/// Work that takes a while: a dozen pieces of it.
const LONG: &str = "sum(a + a * 2 - a / 3 + rate(a[1m]))";

fn long_file() -> Memory {
    let series = (0..50).map(|at| format!(" a{{x=\"{at}\"}} {at}+1x1000\n")).collect::<Vec<_>>().concat();
    Memory::at(NOW).on(Method::Get, URL, Script::text(200, &format!("load 10s\n{series}"))).ticking(15.0)
}

const LONG_AT: At = At::Range { start: 0, end: 10_000_000, step: 1000 };

#[test]
fn a_long_evaluation_rests_tells_how_far_it_is_and_can_be_dropped() {
    let (file, memory) = file_at(URL, long_file());
    let reported = RefCell::new(Vec::new());
    let limits = Limits { timeout_ms: 1_000_000, ..LIMITS };
    let tell = |progress: Progress| reported.borrow_mut().push(progress);
    {
        let query = query(LONG, LONG_AT);
        let mut run = pin!(file.query(&query, limits, &tell));
        let mut polls = 0;
        while reported.borrow().len() < 3 {
            assert!(run.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending(), "it ended too soon");
            polls += 1;
            assert!(polls < 10_000, "it tells nothing");
        }
    }
    let steps: Vec<_> = reported.borrow().iter().filter_map(|progress| progress.evaluation).collect();
    assert!(steps.len() >= 3 && steps.iter().all(|steps| steps.all == 10_001 && steps.done <= steps.all), "{steps:?}");
    assert!(memory.yields() >= 3);
    // Dropped in the middle, it holds nobody up.
    assert!(ask(&file, "a", START).is_ok());
}

#[test]
fn a_long_load_block_is_read_in_pieces_between_which_it_can_be_cancelled() {
    const LINES: usize = 2000;
    let series = (0..LINES).map(|at| format!(" a{{x=\"{at}\"}} 1\n")).collect::<Vec<_>>().concat();
    // A line takes a millisecond, to read or to store.
    let text = format!("load 10s\n{series}");
    let memory = || Memory::at(NOW).on(Method::Get, URL, Script::text(200, &text)).ticking(1.0);
    let (file, network) = file_at(URL, memory());
    assert_eq!(end_of(file.probe(LIMITS)).ok().and_then(|probed| probed.file).map(|file| file.series), Some(2000));
    assert!(network.yields() >= 2 * LINES / 30, "{} yields", network.yields());
    // Dropped at any rest, it leaves nothing, and holds nobody up.
    for polls in [1, 30, 100] {
        let (file, network) = file_at(URL, memory());
        {
            let mut run = pin!(file.probe(LIMITS));
            for _ in 0..polls {
                assert!(run.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending(), "it ended too soon");
            }
        }
        assert_eq!((network.yields(), network.open(), file.memory_use()), (polls, 0, MemoryUse::default()));
        assert!(ask(&file, "a", START).is_ok());
    }
    let (file, _) = file_at(URL, memory());
    let refused = end_of(file.probe(Limits { timeout_ms: 200, ..LIMITS })).expect_err("no status");
    assert_eq!(refused.why, Failure::TimedOut { after_ms: 200 });
}

#[test]
fn the_time_out_ends_an_evaluation() {
    let (file, _) = file_at(URL, long_file());
    // It is read before.
    assert!(ask(&file, "a", START).is_ok());
    let limits = Limits { timeout_ms: 200, ..LIMITS };
    let refused = end_of(file.query(&query(LONG, LONG_AT), limits, &|_| {})).expect_err("no result");
    assert_eq!(refused.why, Failure::TimedOut { after_ms: 200 });
}

#[test]
fn a_clock_that_is_set_meanwhile_ends_nothing_and_prolongs_nothing() {
    for by_ms in [86_400_000.0, -86_400_000.0] {
        let series = "load 10s\n a 1+1x1000\n";
        let events = vec![ResponseEvent::SetClock(by_ms), ResponseEvent::Chunk(series.into())];
        let memory = || Memory::at(NOW).on(Method::Get, URL, Script::new(200, "", events.clone())).ticking(15.0);
        let ask = |timeout_ms| {
            let (file, _) = file_at(URL, memory());
            end_of(file.query(&query(LONG, LONG_AT), Limits { timeout_ms, ..LIMITS }, &|_| {}))
                .err()
                .map(|refused| refused.why)
        };
        assert_eq!(ask(60_000), None, "{by_ms}");
        assert_eq!(ask(50), Some(Failure::TimedOut { after_ms: 50 }), "{by_ms}");
    }
}

#[test]
fn several_queries_at_once_read_the_file_once() {
    let (file, memory) = file(&[b"a 1 0\n"]);
    let query = query("a", START);
    let run = || file.query(&query, LIMITS, &|_| {});
    let all = futures_util::future::join3(run(), run(), run());
    let (a, b, c) = all.now_or_never().expect("an end");
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert_eq!(memory.requests().len(), 1);
}

/// What `load` blocks hold in this file for the comparison with a server's answer.
const SERIES: &str = r#"load 15s
  up{job="a",instance="1"} 1+0x20
  up{job="a",instance="2"} 0 1 0 1 stale 1 1 1 _ _ 1x9
  up{job="Z",instance="é\"\\"} 1x20
  c_total{job="a"} 0+1.5x8 0+2x11
  n_total{job="a"} 1 NaN Inf -Inf 1e-9 1e22 0.1x14
  h{job="a"} {{schema:1 count:9 sum:3.5 z_bucket:1 z_bucket_w:0.01 buckets:[1 0 3] n_buckets:[2 2]}}x20
  h{job="b"} 1 {{schema:-53 count:6 sum:9 custom_values:[1 5] buckets:[1 2 3]}}x10 7x8
"#;

#[test]
fn results_are_a_server_s_answers() {
    let mut store = MemoryStore::default();
    for (labels, samples) in script::load(SERIES).expect("valid blocks") {
        store.append(labels, samples);
    }
    let (file, _) = file(&[SERIES.as_bytes()]);
    let range = At::Range { start: 7_500, end: 300_000, step: 12_345 };
    for expr in [
        "up",
        "{job=~\".+\"}",
        "up == 0",
        "up offset 1m",
        "1",
        "-Inf",
        "scalar(up)",
        "\"text \\\"é\\\"\"",
        "vector(NaN)",
        "sort_desc(n_total or up)",
        "sort_by_label(up, \"instance\")",
        "topk(2, up)",
        "bottomk(1, up) by (job)",
        "sum by (job) (up)",
        "count_values(\"v\", n_total)",
        "rate(c_total[1m])",
        "increase(n_total[1m])",
        "rate(h[1m])",
        "h",
        "-h * 0.5",
        "h{job=\"a\"} - h{job=\"a\"}",
        "sum(h)",
        "avg_over_time(h[45s])",
        "histogram_quantile(0.9, h)",
        "quantile(2, up)",
        "label_replace(up, \"A\", \"$1\", \"job\", \"(.*)\")",
        "absent(nothing{job=\"x\"})",
        "up{job=\"a\"}[1m]",
        "h[1m]",
        "up[1m:20s]",
        "nothing",
        "max_over_time(up[5m:15s] @ end())",
        "timestamp(up)",
        "rate(up[1m]) + rate(n_total[1m]) + rate(h[1m])",
    ] {
        for at in [At::Instant { time: 155_555 }, At::Instant { time: 0 }, range] {
            let when = match at {
                At::Instant { time } => When::Instant(time),
                At::Range { start, end, step } => When::Range(StepGrid { start, end, step }),
            };
            if matches!(when, When::Range(_)) && (expr.ends_with(']') || expr.starts_with('"')) {
                // A server refuses range vectors and texts over a range.
                continue;
            }
            let outcome = evaluate(&parse(expr).expr, &store, when, &Options::default()).expect(expr);
            let text = json::success(expr, &outcome, None);
            let mut decoder = Decoder::new(&Head { status: 200, ..Head::default() }, 1 << 30);
            decoder.feed(text.clone().into_bytes()).expect(expr);
            let Reply { value, warnings, infos, .. } = decoder.finish().expect(expr);
            let answer = ask(&file, expr, at).unwrap_or_else(|refused| panic!("{expr}: {:?}", refused.why));
            // As text, in which NaN is NaN.
            assert_eq!(format!("{:?}", answer.value), format!("{value:?}"), "{expr} at {at:?}\n{text}");
            assert_eq!((answer.provenance.warnings, answer.provenance.infos), (warnings, infos), "{expr} at {at:?}");
        }
    }
}

#[test]
fn a_saved_answer_is_queried_as_the_server_was() {
    let (first, _) = file(&[SERIES.as_bytes()]);
    let range = At::Range { start: 0, end: 300_000, step: 15_000 };
    let mut store = MemoryStore::default();
    for (labels, samples) in script::load(SERIES).expect("valid blocks") {
        store.append(labels, samples);
    }
    let when = When::Range(StepGrid { start: 0, end: 300_000, step: 15_000 });
    let all = "{job=~\".+\"}";
    let saved =
        json::success(all, &evaluate(&parse(all).expr, &store, when, &Options::default()).expect("a result"), None);
    let (second, _) = file(&[saved.as_bytes()]);
    for expr in [
        "c_total",
        "h{job=\"b\"}",
        "rate(c_total[1m])",
        "histogram_quantile(0.5, h)",
        "h{job=\"a\"} * 2",
        "rate(h[1m])",
    ] {
        let [first, second] = [&first, &second].map(|file| ask(file, expr, range).expect("a result").value);
        assert_eq!(format!("{first:?}"), format!("{second:?}"), "{expr}");
    }
}

#[test]
fn a_probe_says_how_a_file_is() {
    let probed = end_of(file(&[b"a 1 5\n"]).0.probe(LIMITS)).expect("a status");
    let NodeStatus { product, version, remotes, peers, file, .. } = probed;
    assert!(product.is_empty() && version.is_none() && remotes.is_empty() && peers.is_empty() && file.is_some());
}
