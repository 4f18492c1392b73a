//! Files as people have them: saved answers in every form, exports, other encodings, packed, with times and without.
//! What was saved is seen as it was saved, and what is not read as it stands is reported.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "numbers of a test are small"
)]

use std::future::Future;
use std::io::Write;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use flate2::Compression;
use flate2::write::GzEncoder;
use narthex::model::file::{FileError, FileFormat, FileStatus, LocalFile, Spacing, UnitDoubt, Untimed};
use narthex::model::node::{Endpoint, FileAddress, Node};
use narthex::model::outcome::Failure;
use narthex::model::query::{At, Limits};
use narthex::model::value::Value;
use narthex::protocol::request::Query;
use narthex::source::Source;
use narthex::wire::memory::{Memory, ResponseEvent, Script};
use narthex::wire::transport::Method;

const KEPT: &str = "local:1@1795374415000";
const ON_A_SERVER: &str = "http://a/dump.gz";
const NOW: i64 = 1_795_374_415_000;
const LIMITS: Limits = Limits { timeout_ms: 7500, max_bytes: 10_000_000 };

/// Where a file of this URL is: in the page, or on a server.
fn address(url: &str) -> Endpoint {
    Endpoint::File(LocalFile::from_url(url).map_or_else(|| FileAddress::Url(url.to_owned()), FileAddress::Local))
}

/// The file at a URL that has these bytes.
fn file_at(url: &str, bytes: &[u8]) -> Source<Memory> {
    file_over(url, Rc::new(network(url, bytes)))
}

/// The file at a URL of a network.
fn file_over(url: &str, network: Rc<Memory>) -> Source<Memory> {
    let node = Node::new("dump", address(url));
    Source::new(node, network)
}

/// A network with these bytes at a URL, sent as servers send what they do not know.
fn network(url: &str, bytes: &[u8]) -> Memory {
    let script = Script::new(200, "application/octet-stream", vec![ResponseEvent::Chunk(bytes.to_vec())]);
    Memory::at(NOW as f64).on(Method::Get, url, script)
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

fn ask(file: &Source<Memory>, expr: &str, at: At) -> Value {
    let query = Query::new(expr, at);
    end_of(file.query(&query, LIMITS, &|_| {})).unwrap_or_else(|refused| panic!("{expr}: {:?}", refused.why)).value
}

fn status_at(url: &str, bytes: &[u8]) -> Result<FileStatus, Failure> {
    let probed = end_of(file_at(url, bytes).probe(LIMITS)).map_err(|refused| refused.why)?;
    Ok(probed.file.expect("what is in the file"))
}

fn status(bytes: &[u8]) -> FileStatus {
    status_at(KEPT, bytes).unwrap_or_else(|why| panic!("{}: {why:?}", String::from_utf8_lossy(bytes)))
}

/// The series of a value and their samples, as text.
fn shown(value: &Value) -> Vec<String> {
    let Some(block) = value.block() else { return vec![format!("{value:?}")] };
    let one = |at: usize| {
        let (times, values) = block.series(at);
        let samples = times.iter().zip(values).map(|(time, value)| format!(" {value}@{time}"));
        format!("{}{}", block.labels.display(at), samples.collect::<String>())
    };
    (0..block.len()).map(one).collect()
}

/// Series that were computed: without a name, with a name that is none, with holes.
fn series(step: i64) -> Vec<(&'static str, &'static str, Vec<i64>)> {
    let places =
        |wanted: fn(i64) -> bool| (0..40).filter(move |at| wanted(*at)).map(move |at| 1_700_000_000_000 + at * step);
    vec![
        (r#"{"job":"a"}"#, r#"{job="a"}"#, places(|_| true).collect()),
        ("{}", "{}", places(|at| !(10..14).contains(&at)).collect()),
        (
            r#"{"__name__":"sum by (job)","job":"b"}"#,
            r#"sum by (job){job="b"}"#,
            places(|at| at % 7 < 5 && at < 30).collect(),
        ),
    ]
}

/// The result list of an answer with these series.
fn result(step: i64) -> String {
    let one = |(json, _, times): (&str, &str, Vec<i64>)| {
        let samples = times.iter().map(|time| format!(r#"[{}.{:03},"{}"]"#, time / 1000, time % 1000, time % 977));
        format!(r#"{{"metric":{json},"values":[{}]}}"#, samples.collect::<Vec<_>>().join(","))
    };
    format!("[{}]", series(step).into_iter().map(one).collect::<Vec<_>>().join(","))
}

/// What was saved, as [`shown`] has it.
fn saved(step: i64) -> Vec<String> {
    let one = |(_, labels, times): (&str, &str, Vec<i64>)| {
        let samples: Vec<String> = times.iter().map(|time| format!(" {}@{time}", time % 977)).collect();
        format!("{labels}{}", samples.concat())
    };
    let mut all: Vec<_> = series(step).into_iter().map(one).collect();
    all.sort();
    all
}

fn sorted(mut all: Vec<String>) -> Vec<String> {
    all.sort();
    all
}

#[test]
fn a_saved_answer_is_seen_as_it_was_saved_whatever_its_step() {
    for step in [250, 1000, 15_000, 60_000, 345_000, 3_600_000, 86_400_000] {
        let answer = format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":{}}}}}"#, result(step));
        let status = status(answer.as_bytes());
        assert_eq!((status.format, status.spacing), (FileFormat::Answer, Some(Spacing::Grid(step))));
        let grid = status.grid().expect("a grid");
        let file = file_at(KEPT, answer.as_bytes());
        let all = ask(&file, "{}", At::Range { start: grid.start, end: grid.end, step: grid.step });
        assert_eq!(sorted(shown(&all)), saved(step), "{step}");
        // Between its places, too, nothing is missing and nothing is there that is not in the file.
        for third in [step / 3, 2 * step / 3] {
            let between = At::Range { start: grid.start + third, end: grid.end + third, step };
            let all = ask(&file, "{}", between);
            let counts: Vec<_> = shown(&all).iter().map(|one| one.matches('@').count()).collect();
            let wanted: Vec<_> = saved(step).iter().map(|one| one.matches('@').count()).collect();
            assert_eq!(counts.iter().sum::<usize>(), wanted.iter().sum::<usize>(), "{step}, {third} later");
        }
    }
}

#[test]
fn a_saved_result_is_read_in_every_form_in_which_it_is_kept() {
    let step = 345_000;
    let result = result(step);
    let lines = |line: fn(&serde_json::Value) -> String| {
        let list: serde_json::Value = serde_json::from_str(&result).expect("JSON");
        list.as_array().expect("a list").iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let exported = lines(|series| {
        let samples = series["values"].as_array().expect("samples");
        let values: Vec<_> = samples.iter().map(|one| one[1].as_str().expect("a value")).collect();
        let ms = |one: &serde_json::Value| ((one[0].as_f64().expect("a time")) * 1000.0).round() as i64;
        let times: Vec<_> = samples.iter().map(|one| ms(one).to_string()).collect();
        format!(
            r#"{{"metric":{},"values":[{}],"timestamps":[{}]}}"#,
            series["metric"],
            values.join(","),
            times.join(",")
        )
    });
    for (text, format) in [
        (format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":{result}}}}}"#), FileFormat::Answer),
        (format!(r#"{{"data":{{"result":{result}}}}}"#), FileFormat::Answer),
        (format!(r#"{{"resultType":"matrix","result":{result}}}"#), FileFormat::Answer),
        (format!("{{\"result\":{result},\n\"resultType\":\"matrix\"}}\n"), FileFormat::Answer),
        (result.clone(), FileFormat::Answer),
        (format!("\n {result}\n"), FileFormat::Answer),
        (lines(ToString::to_string), FileFormat::Export),
        (exported, FileFormat::Export),
    ] {
        let file = file_at(KEPT, text.as_bytes());
        let found = status(text.as_bytes());
        assert_eq!((found.format, found.spacing, found.series), (format, Some(Spacing::Grid(step)), 3), "{text}");
        let (start, end) = found.times.expect("times");
        let all = ask(&file, "{}", At::Range { start, end, step });
        assert_eq!(sorted(shown(&all)), saved(step), "{text}");
    }
    let one = r#"[{"metric":{"job":"a"},"value":[5,"1"]},{"metric":{},"value":[5,"2"]}]"#;
    let all = ask(&file_at(KEPT, one.as_bytes()), "{}", At::Instant { time: 5000 });
    assert_eq!(sorted(shown(&all)), [r#"{job="a"} 1@5000"#, "{} 2@5000"]);
}

#[test]
fn exported_lines_have_values_of_every_kind_and_several_lines_a_series() {
    let text = "{\"metric\":{\"__name__\":\"a\"},\"values\":[1.5,null,\"Infinity\",\"-Infinity\",1e3],\
        \"timestamps\":[1000,2000,3000,4000,5000]}\n\
        {\"metric\":{\"__name__\":\"b\"},\"timestamps\":[2000,1000,2000],\"values\":[1,2,3]}\n\
        {\"metric\":{\"__name__\":\"a\"},\"values\":[7],\"timestamps\":[6000]}\n\
        {\"metric\":{\"__name__\":\"c\"},\"values\":[],\"timestamps\":[]}\n";
    let found = status(text.as_bytes());
    assert_eq!((found.format, found.series, found.samples, found.duplicates), (FileFormat::Export, 2, 8, 1));
    let all = ask(&file_at(KEPT, text.as_bytes()), "{}", At::Range { start: 1000, end: 6000, step: 1000 });
    let a = "a 1.5@1000 NaN@2000 inf@3000 -inf@4000 1000@5000 7@6000";
    assert_eq!(shown(&all), [a, "b 2@1000 3@2000 3@3000 3@4000 3@5000 3@6000"]);
}

#[test]
fn a_text_is_read_whatever_its_encoding_and_packing() {
    let answer = r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"a","b":"é"},"value":[1,"2"]}]}}"#;
    for text in [
        "a{b=\"é\"} 2 1000\n",
        "a{b=\"é\"} 2 1\n# EOF\n",
        "load 1s\n a{b=\"é\"} _ 2\n",
        answer,
        "# é\na{b=\"é\"} 2 1000",
    ] {
        let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.iter().copied().chain(text.encode_utf16().flat_map(bytes)).collect()
        };
        let plain = [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            utf16(b"\xff\xfe", u16::to_le_bytes),
            utf16(b"\xfe\xff", u16::to_be_bytes),
            utf16(b"", u16::to_le_bytes),
        ];
        let packed = plain.iter().map(|bytes| {
            let mut packing = GzEncoder::new(Vec::new(), Compression::default());
            packing.write_all(bytes).and_then(|()| packing.finish()).expect("memory takes all")
        });
        for bytes in plain.iter().cloned().chain(packed) {
            for url in [KEPT, ON_A_SERVER] {
                let all = ask(&file_at(url, &bytes), "{}", At::Instant { time: 1000 });
                assert_eq!(shown(&all), ["a{b=\"é\"} 2@1000"], "{text} at {url} as {bytes:?}");
            }
        }
    }
}

#[test]
fn few_packed_bytes_that_become_many_are_read_in_pieces() {
    let mut packing = GzEncoder::new(Vec::new(), Compression::default());
    // Comments that are long: few lines to read.
    let long = [b"a 1\n".to_vec(), format!("#{}\n", "-".repeat(98)).repeat(100_000).into_bytes()].concat();
    let packed = packing.write_all(&long).and_then(|()| packing.finish()).expect("memory takes all");
    let network = Rc::new(network(KEPT, &packed).ticking(20.0));
    let limits = Limits { max_bytes: 100_000_000, ..LIMITS };
    assert!(end_of(file_over(KEPT, Rc::clone(&network)).probe(limits)).is_ok());
    assert!(network.yields() >= 4, "{} yields in reading {} bytes", network.yields(), packed.len());
}

#[test]
fn a_packed_file_is_bounded_by_what_is_in_it() {
    let mut packing = GzEncoder::new(Vec::new(), Compression::default());
    let limits = Limits { max_bytes: 2_000_000, ..LIMITS };
    let long = [b"a 1\n".to_vec(), vec![b'\n'; limits.max_bytes as usize]].concat();
    let packed = packing.write_all(&long).and_then(|()| packing.finish()).expect("memory takes all");
    assert!(packed.len() < 4_000);
    let refused = end_of(file_at(ON_A_SERVER, &packed).probe(limits)).map_err(|refused| refused.why);
    assert_eq!(refused.err(), Some(Failure::TooLarge { limit: limits.max_bytes }));
    assert_eq!(status_at(ON_A_SERVER, &packed[..500]), Err(FileError::Packed.into()));
    assert_eq!(
        status_at(KEPT, b"a 1\n\xff\xfe 2\n").err(),
        Some(Failure::Unreadable { line: 2, error: FileError::Encoding, excerpt: String::new() })
    );
    assert_eq!(status_at(KEPT, b"\xff\xfea\0 \0\x00\xd8 \0"), Err(FileError::Encoding.into()));
}

#[test]
fn seconds_are_not_taken_for_milliseconds() {
    let now = 1_700_000_000_000;
    for (text, time, format, doubt) in [
        ("a 1 1700000000000\n", now, FileFormat::Exposition, None),
        ("a 1 1700000000\n# EOF\n", now, FileFormat::OpenMetrics, None),
        // A dump that breaks off, or was filtered line by line.
        ("a 1 1700000000\n", now, FileFormat::OpenMetrics, Some(UnitDoubt::SecondsWithoutEof)),
        ("a 1 1700000000.5\n", now + 500, FileFormat::OpenMetrics, Some(UnitDoubt::SecondsWithoutEof)),
        ("a 1 5.5\n", 5500, FileFormat::OpenMetrics, Some(UnitDoubt::SecondsWithoutEof)),
        ("a 1 1700000000000\n# EOF\n", now, FileFormat::OpenMetrics, Some(UnitDoubt::MillisecondsDespiteEof)),
        // What can be either is what the format says.
        ("a 1 5000\n", 5000, FileFormat::Exposition, None),
        ("a 1 5\n# EOF\n", 5000, FileFormat::OpenMetrics, None),
    ] {
        let found = status(text.as_bytes());
        assert_eq!((found.times, found.format, found.doubt), (Some((time, time)), format, doubt), "{text}");
    }
}

#[test]
fn samples_with_a_time_and_without_are_seen_together() {
    let text = "a 1 1700000000000\na 2 1700000060000\nb 3\nc 4\n";
    let last = 1_700_000_060_000;
    let found = status(text.as_bytes());
    assert_eq!((found.times, found.untimed), (Some((last - 60_000, last)), Some(Untimed { count: 2, at: last })));
    let file = file_at(KEPT, text.as_bytes());
    assert_eq!(
        shown(&ask(&file, "{}", At::Instant { time: last })),
        [format!("a 2@{last}"), format!("b 3@{last}"), format!("c 4@{last}")]
    );
    // Where both are of the same time, and where nothing has a time, it is the time of reading.
    for text in [format!("a 1 {}\nb 2\n", NOW - 60_000), "b 2\nc 3\n".to_owned()] {
        assert_eq!(status(text.as_bytes()).untimed.map(|untimed| untimed.at), Some(NOW), "{text}");
    }
    // A server's metrics are of the moment, whatever old sample is among them; where that is is said.
    let found = status_at("http://a/metrics", text.as_bytes()).expect("a status");
    assert_eq!(found.untimed, Some(Untimed { count: 2, at: NOW }));
    assert_eq!(found.elsewhere(At::Instant { time: NOW }).len(), 1);
}

#[test]
fn samples_that_do_not_count_are_counted() {
    for (text, samples, duplicates) in [
        ("a 1\na 2\n", 1, 1),
        ("a 1 1000\na 2 1000\na 3 2000\n", 2, 1),
        ("a{x=\"1\",y=\"2\"} 1 1000\na{y=\"2\",x=\"1\"} 2 1000\n", 1, 1),
        ("a 1 1000\nb 1 1000\n", 2, 0),
    ] {
        let found = status(text.as_bytes());
        assert_eq!((found.samples, found.duplicates), (samples, duplicates), "{text}");
    }
}

#[test]
fn dumps_of_rare_samples_have_no_gaps() {
    let lines = |gap: i64, jitter: i64| {
        (0..20).map(|at| format!("a {at} {}\n", NOW - at * gap - at * at % 3 * jitter)).collect::<Vec<_>>().concat()
    };
    for (text, gap) in [(lines(3_600_000, 0), 3_600_000), (lines(600_000, 7), 600_000)] {
        let file = file_at(KEPT, text.as_bytes());
        let at = At::Range { start: NOW - 18 * gap, end: NOW, step: 60_000 };
        let Some(samples) = ask(&file, "a", at).block().map(|block| block.samples()) else { panic!("series") };
        assert_eq!(samples as i64, 18 * gap / 60_000 + 1);
    }
}
