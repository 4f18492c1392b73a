//! Answers of real servers, and what becomes of them when they are cut, split and broken.
//!
//! `tests/fixtures/prometheus/query/*.json` are answers of Prometheus 2.42, and some in the manner of
//! Thanos and `VictoriaMetrics`. What each decodes to stands in `decoded.txt`; `UPDATE=1` rewrites it.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use narthex::model::block::Block;
use narthex::model::number;
use narthex::model::outcome::Failure;
use narthex::model::value::Value;
use narthex::wire::alertmanager;
use narthex::wire::prometheus::Completeness;
use narthex::wire::prometheus::query::Reply;
use narthex::wire::prometheus::query::decoder::Decoder;
use narthex::wire::prometheus::{buildinfo, config, rules};
use narthex::wire::transport::Head;

use crate::answers::{self, Matrix, Random, Values};

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "fixtures", "prometheus"].iter().collect()
}

/// The names and bodies of the fixtures, in order.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder().join("query")).expect("the fixtures");
    let mut fixtures: Vec<_> = files
        .map(|file| file.expect("a fixture").path())
        .map(|path| {
            (
                path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into()),
                fs::read(&path).expect("a body"),
            )
        })
        .collect();
    fixtures.sort();
    assert!(fixtures.len() > 10);
    fixtures
}

fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Reply, Failure> {
    let head = Head { status: 200, content_type: "application/json".to_owned(), ..Head::default() };
    let mut decoder = Decoder::new(&head, u64::MAX);
    for piece in pieces {
        decoder.feed(piece.to_vec())?;
    }
    decoder.finish()
}

/// NaN is equal to itself here.
fn shown(reply: &Result<Reply, Failure>) -> String {
    format!("{reply:?}")
}

fn write_block(out: &mut String, block: &Block) {
    assert!(block.is_valid());
    for series in 0..block.len() {
        let labels: Vec<_> = block.labels.of(series).map(|(name, value)| format!("{name}={value:?}")).collect();
        let _ = writeln!(out, "  {{{}}}", labels.join(", "));
        let (times, values) = block.series(series);
        for (time, value) in times.iter().zip(values) {
            let _ = writeln!(out, "    {time} {}", number::format(*value));
        }
        let (times, histograms) = block.series_histograms(series);
        for (time, index) in times.iter().zip(histograms) {
            let (count, sum) = (block.histograms.counts[index], block.histograms.sums[index]);
            let buckets: Vec<_> = block
                .histograms
                .buckets(index)
                .map(|b| format!("{:?} {} {} {}", b.bounds, b.lo, b.hi, b.count))
                .collect();
            let _ = writeln!(out, "    {time} count {count} sum {sum} [{}]", buckets.join("; "));
        }
    }
}

fn write_reply(out: &mut String, reply: Result<Reply, Failure>) {
    let reply = match reply {
        Ok(reply) => reply,
        Err(failure) => {
            let _ = writeln!(out, "{failure:?}");
            return;
        }
    };
    match &reply.value {
        Value::Vector(block) | Value::Matrix(block) => {
            out.push_str(if matches!(reply.value, Value::Vector(_)) { "vector\n" } else { "matrix\n" });
            write_block(out, block);
        }
        other => {
            let _ = writeln!(out, "{other:?}");
        }
    }
    if reply.completeness == Completeness::Partial {
        out.push_str("partial\n");
    }
    for warning in &reply.warnings {
        let _ = writeln!(out, "warning {warning:?}");
    }
    for info in &reply.infos {
        let _ = writeln!(out, "info {info:?}");
    }
}

#[test]
fn real_answers_decode_to_what_they_say() {
    let mut out = String::new();
    for (name, body) in fixtures() {
        let _ = writeln!(out, "# {name}");
        write_reply(&mut out, decode([&*body]));
    }
    let path = folder().join("decoded.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &out).expect("written");
    }
    assert_eq!(out, fs::read_to_string(&path).expect("decoded.txt"));
}

#[test]
fn an_answer_may_be_split_anywhere() {
    for (name, body) in fixtures() {
        let whole = shown(&decode([&*body]));
        assert_eq!(shown(&decode(body.chunks(1))), whole, "{name} byte by byte");
        assert_eq!(shown(&decode(body.chunks(7))), whole, "{name} by sevens");
        for cut in 0..=body.len() {
            let (before, after) = body.split_at(cut);
            assert_eq!(shown(&decode([before, after])), whole, "{name} at {cut}");
        }
    }
}

#[test]
fn an_answer_that_breaks_off_is_truncated() {
    for (name, body) in fixtures() {
        for cut in 0..body.trim_ascii_end().len() {
            let reply = decode([&body[..cut]]);
            assert_eq!(reply, Err(Failure::Truncated { at: cut as u64 }), "{name} at {cut}");
        }
    }
}

#[test]
fn broken_answers_give_errors_or_sound_values() {
    let mut random = Random(7);
    for (name, body) in fixtures() {
        for round in 0..1000 {
            let mut broken = body.clone();
            for _ in 0..=random.below(3) {
                let at = random.below(broken.len());
                match random.below(4) {
                    0 => broken[at] = random.number() as u8,
                    1 => broken[at] = b"\"[]{},:\\-0"[random.below(10)],
                    2 => drop(broken.remove(at)),
                    _ => broken.insert(at, b"\"[]{},:\\-0"[random.below(10)]),
                }
            }
            let size = 1 + random.below(broken.len());
            let (whole, pieces) = (decode([&*broken]), decode(broken.chunks(size)));
            assert_eq!(shown(&whole), shown(&pieces), "{name} round {round} by {size}");
            match whole {
                Ok(reply) => assert!(reply.value.block().is_none_or(|block| block.is_valid()), "{name} round {round}"),
                Err(Failure::Malformed { at, .. } | Failure::Truncated { at }) => assert!(at <= broken.len() as u64),
                Err(Failure::Api { .. } | Failure::NotTheApi { .. }) => {}
                Err(other) => panic!("{name} round {round}: {other:?}"),
            }
        }
    }
}

/// Whether a small answer decodes, or why not.
type Small = fn(&Head, &[u8]) -> Result<(), Failure>;

#[test]
fn small_answers_that_are_cut_or_broken_give_errors() {
    let small: [(&str, Small); 4] = [
        ("prometheus/buildinfo.json", |head, body| buildinfo::decode(head, body).map(drop)),
        ("prometheus/config_reader.json", |head, body| config::decode(head, body).map(drop)),
        ("prometheus/rules.json", |head, body| rules::decode(head, body).map(drop)),
        ("alertmanager/status.json", |head, body| alertmanager::status(head, body).map(drop)),
    ];
    let head = Head { status: 200, ..Head::default() };
    let mut random = Random(11);
    for (name, decode) in small {
        let body = fs::read(folder().with_file_name(name)).expect("a fixture");
        assert_eq!(decode(&head, &body), Ok(()), "{name}");
        for cut in 0..body.trim_ascii_end().len() {
            assert_eq!(decode(&head, &body[..cut]), Err(Failure::Truncated { at: cut as u64 }), "{name} at {cut}");
        }
        for _ in 0..1000 {
            let mut broken = body.clone();
            let at = random.below(broken.len());
            broken[at] = random.number() as u8;
            if let Err(Failure::Malformed { at, .. }) = decode(&head, &broken) {
                assert!(at <= body.len() as u64, "{name}");
            }
        }
    }
}

#[test]
fn agrees_with_a_decoder_that_builds_a_tree() {
    for values in [Values::Load, Values::Rate] {
        let pieces: Vec<_> = answers::matrix(Matrix { series: 5, points: 200, values }).collect();
        let tree: serde_json::Value = serde_json::from_slice(&pieces.concat()).expect("JSON");
        let Ok(Reply { value: Value::Matrix(block), .. }) = decode(pieces.iter().map(Vec::as_slice)) else {
            panic!("no matrix")
        };
        assert_eq!(block.len(), 5);
        assert_eq!(block.times.len(), 200, "one grid, stored once");
        for (series, wanted) in tree["data"]["result"].as_array().into_iter().flatten().enumerate() {
            assert_eq!(block.labels.value(series, "instance"), wanted["metric"]["instance"].as_str());
            let (times, values) = block.series(series);
            for (i, sample) in wanted["values"].as_array().into_iter().flatten().enumerate() {
                let seconds = sample[0].as_f64().map(|seconds| (seconds * 1000.0).round() as i64);
                assert_eq!(seconds, Some(times[i]));
                assert_eq!(sample[1].as_str().and_then(number::parse), Some(values[i]));
            }
        }
    }
}

#[track_caller]
fn refuse(result: &str, at: u64, expected: &str) {
    let body = format!("{{\"status\":\"success\",\"data\":{result}}}");
    let at = if at == u64::MAX { body.len() as u64 } else { at + 27 };
    assert_eq!(decode([body.as_bytes()]), Err(Failure::Malformed { at, expected: expected.to_owned() }), "{body}");
}

#[test]
fn json_of_another_shape_says_what_was_expected() {
    const END: u64 = u64::MAX;
    refuse("{}", END, "a resultType: vector, matrix, scalar or string");
    refuse("[1,2]", END, "a resultType: vector, matrix, scalar or string");
    refuse("{\"result\":[]}", END, "a resultType: vector, matrix, scalar or string");
    refuse("{\"resultType\":\"streams\",\"result\":[]}", END, "a resultType: vector, matrix, scalar or string");
    refuse("{\"resultType\":\"vector\",\"result\":[1,\"2\"]}", END, "a vector: series with one sample each");
    refuse("{\"resultType\":\"vector\",\"result\":[{\"values\":[]}]}", END, "a vector: series with one sample each");
    refuse("{\"resultType\":\"matrix\",\"result\":[{\"value\":[1,\"2\"]}]}", END, "a matrix: series with values");
    refuse("{\"resultType\":\"scalar\",\"result\":[1,\"x\"]}", END, "a scalar's number");
    refuse("{\"resultType\":\"string\"}", END, "a result of time and value");
    refuse("{\"result\":[],\"result\":[]}", 22, "one result");
    refuse("{\"result\":7}", 10, "a result");
    refuse("{\"result\":[{},7]}", 14, "a series");
    refuse("{\"result\":[{\"value\":[1,\"2\"],\"value\":[2,\"3\"]}]}", 36, "one sample");
    refuse("{\"result\":[{\"values\":[[2,\"1\"],[1,\"1\"]]}]}", 31, "a time not before that of the sample before");
    refuse("{\"result\":[{\"values\":[[2,1]]}]}", 25, "a sample value in quotes");
    refuse("{\"result\":[{\"values\":[[2,\"x\"]]}]}", 25, "a sample value");
    refuse("{\"result\":[{\"values\":[2]}]}", 22, "a sample: [time,\"value\"]");
    refuse("{\"result\":[{\"metric\":{\"a\":1}}]}", 26, "a text in quotes");
    refuse("{\"result\":[{\"histogram\":[1,{\"buckets\":[[4,\"0\",\"1\",\"2\"]]}]}]}", 40, "bounds from 0 to 3");
}

#[test]
fn what_is_no_answer_of_the_api_is_told_apart() {
    let not_the_api =
        |excerpt: &str| Failure::NotTheApi { content_type: "application/json".to_owned(), excerpt: excerpt.to_owned() };
    for (body, failure) in [
        ("<!doctype html><title>Sign in</title>", not_the_api("Sign in")),
        ("  It works!\n", not_the_api("It works!")),
        ("[]", not_the_api("[]")),
        ("", Failure::Truncated { at: 0 }),
        ("\n", Failure::Truncated { at: 1 }),
        ("{\"status\":\"success\"} x", Failure::Malformed { at: 21, expected: "the end of the answer".to_owned() }),
        ("{\"message\":\"hello\"}", Failure::Malformed { at: 19, expected: "a status, success or error".to_owned() }),
    ] {
        assert_eq!(decode([body.as_bytes()]), Err(failure.clone()), "{body}");
        assert_eq!(decode(body.as_bytes().chunks(1)), Err(failure), "{body}");
    }
    let page = format!("<p>{}", "x".repeat(5000));
    assert_eq!(shown(&decode(page.as_bytes().chunks(100))), shown(&decode([page.as_bytes()])));
}

#[test]
fn an_answer_over_the_limit_is_refused_as_soon_as_it_is_seen() {
    let head = Head { status: 200, ..Head::default() };
    let mut decoder = Decoder::new(&head, 10);
    assert_eq!(decoder.feed(b"{\"status\"".to_vec()), Ok(()));
    assert_eq!(decoder.feed(b":\"".to_vec()), Err(Failure::TooLarge { limit: 10 }));
}

/// Raw samples as `VictoriaMetrics` sends them: several at one time.
#[test]
fn of_samples_at_one_time_the_last_counts() {
    let histogram = |count: u32| format!(r#"[5,{{"count":"{count}","sum":"1","buckets":[[0,"0","1","{count}"]]}}]"#);
    let series = [
        r#"{"metric":{"a":"b"},"values":[[1,"1"],[2,"2"],[2,"1"],[2,"3"],[3,"4"]]}"#.to_owned(),
        format!(r#"{{"metric":{{"a":"c"}},"histograms":[{},{}]}}"#, histogram(7), histogram(8)),
        // The next series begins anew.
        r#"{"metric":{"a":"d"},"values":[[3,"5"]]}"#.to_owned(),
    ];
    let body = format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":[{}]}}}}"#, series.join(","));
    for at in 1..body.len() {
        let (head, tail) = body.as_bytes().split_at(at);
        let reply = decode([head, tail]).expect("an answer");
        assert_eq!(reply.duplicates, 3, "split at {at}");
        let Value::Matrix(block) = &reply.value else { panic!("{reply:?}") };
        assert!(block.is_valid());
        assert_eq!(block.series(0), (&[1000, 2000, 3000][..], &[1.0, 3.0, 4.0][..]));
        assert_eq!((block.series_histograms(1).0, &block.histograms.counts[..]), (&[5000][..], &[8.0][..]));
        assert_eq!(block.series(2), (&[3000][..], &[5.0][..]));
    }
}
