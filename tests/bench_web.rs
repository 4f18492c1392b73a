//! How fast answers are decoded in the browser, beside what JavaScript would do, how long the page takes to receive
//! one, and how fast expressions are checked and completed: `tools/bench.sh` runs it as the worker is built.
#![cfg(all(target_arch = "wasm32", feature = "browser"))]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "they stand in for the browser, and look into it"
)]

#[path = "support/answers.rs"]
#[expect(dead_code, reason = "shared with tests that use other parts")]
mod answers;
#[path = "support/corpus.rs"]
mod corpus;

use answers::{Matrix, Values, matrix};
use js_sys::Function;
use narthex::model::answered::Answered;
use narthex::model::outcome::Provenance;
use narthex::model::rules::{Alert, AlertState, Alerting, Rule, RuleGroup};
use narthex::model::value::Value;
use narthex::promql::check::diagnose;
use narthex::promql::complete::{History, Knowledge, Names, context, offers};
use narthex::promql::metadata::Metadata;
use narthex::protocol::envelope::Envelope;
use narthex::protocol::message::WorkerMessage;
use narthex::protocol::request::Response;
use narthex::web::clock::ticks_ms;
use narthex::web::port::crossing::{from_message, to_message};
use narthex::wire::prometheus::query::decoder::Decoder;
use narthex::wire::transport::Head;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// As browsers cut a body.
const CHUNK: usize = 1 << 16;

const RUNS: usize = 9;

/// How much faster than `JSON.parse` and a conversion to `Float64Array` decoding has to be.
const LEAST_RATIO: f64 = 1.5;

/// The longest that the page may take for one task, in milliseconds.
const LONGEST_TASK_MS: f64 = 50.0;

/// The longest that the page may take to read a part of a listing, in milliseconds; a fifth of that is usual.
const LONGEST_PART_MS: f64 = 16.0;

/// The longest that checking 2 kB may take, in milliseconds.
const LONGEST_CHECK_MS: f64 = 1.0;

/// The longest that completion over 50,000 metrics may take, in milliseconds.
const LONGEST_COMPLETION_MS: f64 = 10.0;

/// What a page in JavaScript does with the text of an answer; its milliseconds.
const PARSE: &str = "
    const start = performance.now();
    const series = JSON.parse(text).data.result.map(({ metric, values }) => {
      const times = new Float64Array(values.length);
      const numbers = new Float64Array(values.length);
      for (let i = 0; i < values.length; i += 1) {
        times[i] = values[i][0] * 1000;
        numbers[i] = +values[i][1];
      }
      return { metric, times, numbers };
    });
    const took = performance.now() - start;
    if (series.length !== 1000 || series[999].numbers.length !== 1000) throw new Error('not the answer');
    return took;";

fn answer(values: Values) -> Vec<u8> {
    matrix(Matrix { series: 1000, points: 1000, values }).flatten().collect()
}

fn decode(chunks: Vec<Vec<u8>>) -> Value {
    let head = Head { status: 200, content_type: "application/json".to_owned(), ..Head::default() };
    let mut decoder = Decoder::new(&head, u64::MAX);
    for chunk in chunks {
        decoder.feed(chunk).expect("the answer is well-formed");
    }
    decoder.finish().expect("the answer is whole").value
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[wasm_bindgen_test]
fn decoding_beside_json_parse() {
    let parse = Function::new_with_args("text", PARSE);
    for (name, values) in [("node_load1, two decimals", Values::Load), ("rates, 17 digits", Values::Rate)] {
        let body = answer(values);
        let text = JsValue::from_str(std::str::from_utf8(&body).expect("JSON is UTF-8"));
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let chunks: Vec<_> = body.chunks(CHUNK).map(<[u8]>::to_vec).collect();
            let start = ticks_ms();
            let value = decode(chunks);
            ours.push(ticks_ms() - start);
            assert_eq!(value.block().map_or(0, |block| block.samples()), 1_000_000);
            let took = parse.call1(&JsValue::NULL, &text).expect("the answer is JSON");
            theirs.push(took.as_f64().expect("milliseconds"));
        }
        let megabytes = body.len() as f64 / 1e6;
        let (ours, theirs) = (median(ours), median(theirs));
        console_log!(
            "bench: {name}, {megabytes:.1} MB: decoded in {ours:.0} ms = {:.0} MB/s; JSON.parse and Float64Array \
             {theirs:.0} ms = {:.0} MB/s; ratio {:.2}",
            megabytes / ours * 1e3,
            megabytes / theirs * 1e3,
            theirs / ours
        );
        assert!(theirs / ours >= LEAST_RATIO, "{name}: only {:.2} times JSON.parse's speed", theirs / ours);
    }
}

#[wasm_bindgen_test]
fn receiving_on_the_page() {
    let body = answer(Values::Load);
    let clone = Function::new_with_args("message, transfer", "return structuredClone(message, { transfer })");
    let (mut sending, mut receiving) = (Vec::new(), Vec::new());
    for run in 0..RUNS as u32 {
        let value = decode(vec![body.clone()]);
        let response = Response::Query(Answered { value, provenance: Provenance::default() });
        let start = ticks_ms();
        let (message, buffers) = to_message(Envelope::<WorkerMessage>::new(run, response));
        sending.push(ticks_ms() - start);
        let arrived = clone.call2(&JsValue::NULL, &message, &buffers).expect("buffers can be transferred");
        let start = ticks_ms();
        let heard = from_message::<WorkerMessage>(&arrived).expect("the message is whole");
        receiving.push(ticks_ms() - start);
        assert_eq!(heard.number, run);
    }
    let (sending, receiving) = (median(sending), median(receiving));
    console_log!(
        "bench: 1,000 series × 1,000 samples: packed by the worker in {sending:.1} ms, unpacked by the page in {receiving:.1} ms"
    );
    assert!(receiving < LONGEST_TASK_MS, "unpacking takes {receiving:.1} ms");
}

/// A rule with many alerts, as large as alerts are where each has a summary and a description.
fn alerts(count: usize) -> Vec<RuleGroup> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    let alert = |at: usize| Alert {
        labels: (0..10).map(|label| pair(&format!("label_{label}"), format!("value-{label}-{at}"))).collect(),
        annotations: vec![pair("summary", format!("{at} {}", "s".repeat(60))), pair("description", "d".repeat(150))],
        state: AlertState::Firing,
        active_at: Some(1_795_374_413_704),
        value: "0.9981684981684982".to_owned(),
    };
    let alerts = (0..count).map(alert).collect();
    let rule = Rule { alerting: Some(Alerting { alerts, ..Alerting::default() }), ..Rule::default() };
    vec![RuleGroup { rules: vec![rule], ..RuleGroup::default() }]
}

#[wasm_bindgen_test]
fn receiving_a_rule_with_100_000_alerts_on_the_page() {
    let whole = Answered { value: alerts(100_000), provenance: Provenance::default() };
    let parts = Response::ListRules(whole.into()).into_parts();
    let clone = Function::new_with_args("message, transfer", "return structuredClone(message, { transfer })");
    let (count, mut groups, mut longest, mut all) = (parts.len(), Vec::new(), 0.0_f64, 0.0);
    for part in parts {
        let (message, buffers) = to_message(Envelope::<WorkerMessage>::new(1, part));
        let arrived = clone.call2(&JsValue::NULL, &message, &buffers).expect("bytes can be cloned");
        let start = ticks_ms();
        let heard = from_message::<WorkerMessage>(&arrived).expect("the message is whole");
        let WorkerMessage::Response(Response::ListRules(part)) = heard.message else { panic!("a part") };
        part.join(&mut groups);
        let took = ticks_ms() - start;
        (longest, all) = (longest.max(took), all + took);
    }
    let alerts = groups[0].rules[0].alerting.as_ref().map_or(0, |alerting| alerting.alerts.len());
    assert_eq!(alerts, 100_000);
    console_log!(
        "bench: a rule with 100,000 alerts: {count} messages, read and joined by the page in {longest:.1} ms each at \
         most, {all:.0} ms altogether"
    );
    assert!(longest < LONGEST_PART_MS, "a part takes {longest:.1} ms");
}

/// The median time of something that is too short for the browser's clock, in milliseconds.
fn each_of(times: usize, mut run: impl FnMut()) -> f64 {
    let batch = |_| {
        let start = ticks_ms();
        (0..times).for_each(|_| run());
        (ticks_ms() - start) / times as f64
    };
    median((0..RUNS).map(batch).collect())
}

#[wasm_bindgen_test]
fn checking_an_expression() {
    let text = corpus::expression(2000);
    let took = each_of(50, || assert_eq!(diagnose(&text).1, []));
    console_log!("bench: lexer, parser, checker: {} bytes in {took:.3} ms", text.len());
    assert!(took < LONGEST_CHECK_MS, "checking {} bytes takes {took:.3} ms", text.len());
}

#[wasm_bindgen_test]
fn completing_among_many_metrics() {
    let names = corpus::metrics(50_000);
    let metrics = Names::new(names.iter().map(String::as_str));
    let knowledge = Knowledge {
        metrics: &metrics,
        metadata: &Metadata::default(),
        labels: &Names::default(),
        history: &History::new(["sum(rate(http_requests_duration_seconds[5m]))"]),
        rules: &[],
    };
    for typed in corpus::TYPED {
        let text = format!("sum by (job) (rate({typed}");
        let took = each_of(3, || {
            let offers = offers(&context(&text, text.len()), &knowledge);
            assert_eq!(offers.list.is_empty(), typed == "zzz");
        });
        console_log!("bench: completion over 50,000 metrics, {typed:?} typed: {took:.2} ms");
        assert!(took < LONGEST_COMPLETION_MS, "{typed:?}: {took:.2} ms");
    }
}
