//! Remote reads of real collectors: raw samples by both types of answer are those that the HTTP API shows, and queries
//! over them give what the collector gives. No browser: the product's own source over a native network.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "numbers of a test are small")]

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use narthex::engine::column::is_absent;
use narthex::engine::histogram::{compact, equal};
use narthex::engine::labels::Labels;
use narthex::engine::load::load;
use narthex::engine::matcher;
use narthex::engine::samples::Samples;
use narthex::engine::store::TimeWindow;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::labels::METRIC_NAME;
use narthex::model::memory::MemoryBudget;
use narthex::model::node::{Endpoint, Node};
use narthex::model::outcome::Failure;
use narthex::model::query::{At, Limits, Query};
use narthex::model::value::Value;
use narthex::promql::ast::MatchOp;
use narthex::source::Source;
use narthex::source::remote_read::RemoteRead;
use narthex::wire::remote_read::request::{self, MatchType, ReadMatcher};
use narthex::wire::remote_read::{Interval, ReadDecoder, ResponseType};
use narthex::wire::transport::{Body, HttpRequest, Method, Redirects, Transport};

use crate::harness::{Outcome, expect, expect_equal, not_run, shared_lab, shared_peers};
use crate::lab::member::Member;
use crate::lab::receiver::Receiver;
use crate::lab::{Lab, api, programs};
use crate::native::Native;
use crate::reads::messages;

const BOTH: [ResponseType; 2] = [ResponseType::Samples, ResponseType::StreamedChunks];

/// Reads by one type of answer; gives a store of what came.
async fn read(
    base: &str,
    expr: (MatchType, &str),
    interval: Interval,
    by: ResponseType,
) -> Result<MemoryStore, String> {
    let native = Native::new()?;
    let matchers = [ReadMatcher { match_type: expr.0, name: METRIC_NAME, value: expr.1 }];
    let query = request::ReadQuery { interval, matchers: &matchers, hints: None };
    let request = HttpRequest {
        method: Method::Post,
        url: format!("{base}{}", request::PATH),
        headers: Vec::new(),
        body: request::body(&[query], &[by]),
        timeout_ms: 10_000,
        redirects: Redirects::Follow,
    };
    let failed = |why: Failure| format!("{by:?}: {why:?}");
    let (head, mut body) = native.send(request).await.map_err(failed)?;
    if head.status != 200 {
        let said = body.next().await.map_err(failed)?.unwrap_or_default();
        return Err(format!("{by:?}: {} {}", head.status, String::from_utf8_lossy(&said)));
    }
    expect_equal("the type of the answer", &ResponseType::of(&head), &Some(by))?;
    let mut decoder = ReadDecoder::new(by, vec![interval], 1 << 30);
    let (mut store, mut memory) = (MemoryStore::default(), MemoryBudget::default());
    let mut take = |decoder: &mut ReadDecoder| -> Result<(), String> {
        while let Some(series) = decoder.advance(&mut MemoryBudget::default()).map_err(failed)? {
            let columns = series.columns;
            let (times, values, histograms, starts) =
                (columns.times, columns.values, columns.histograms, columns.starts);
            store.append(Labels::new(series.labels), Samples { times, values, histograms, starts });
        }
        Ok(())
    };
    while let Some(part) = body.next().await.map_err(failed)? {
        decoder.feed(&part);
        take(&mut decoder)?;
    }
    decoder.end(&mut memory).map_err(failed)?;
    take(&mut decoder)?;
    Ok(store)
}

type Raw = BTreeMap<BTreeMap<String, String>, Vec<(i64, u64)>>;

/// Floats by their bits, without the external label of this collector.
fn raw(store: &MemoryStore, collector: &str, with_ends: bool) -> Result<Raw, String> {
    let mut raw = Raw::new();
    for series in store.series() {
        let samples = series.samples.samples().map_err(|error| error.to_string())?;
        let floats = samples.times.iter().zip(&samples.values).filter(|(_, value)| with_ends || !is_absent(**value));
        let labels = series.labels.iter().filter(|pair| *pair != ("collector", collector));
        let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        raw.insert(labels, floats.map(|(time, value)| (*time, value.to_bits())).collect());
    }
    raw.retain(|_, samples| !samples.is_empty());
    Ok(raw)
}

/// The same of the API: all samples in five minutes, without stale markers.
async fn of_api(base: &str, expr: &str, end_ms: i64) -> Result<Raw, String> {
    let answer = api::query(base, &format!("{expr}[5m]"), end_ms as f64 / 1000.0).await?;
    let all = answer["data"]["result"].as_array().ok_or_else(|| format!("no matrix: {answer}"))?;
    let mut raw = Raw::new();
    for one in all {
        let labels = one["metric"].as_object().ok_or("no labels")?;
        let labels = labels.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
        let sample = |sample: &serde_json::Value| {
            let time = (sample[0].as_f64()? * 1000.0).round() as i64;
            Some((time, sample[1].as_str()?.parse::<f64>().ok()?.to_bits()))
        };
        let samples = one["values"].as_array().into_iter().flatten().map(sample).collect::<Option<Vec<_>>>();
        raw.insert(labels.collect(), samples.ok_or_else(|| format!("no samples: {one}"))?);
    }
    Ok(raw)
}

/// The collector of version 3, for this test; where it is not installed, that is said.
async fn newer(test: &str) -> Result<Option<&'static Lab>, String> {
    shared_peers(&format!("remote_read::{test}"), &[Member::CollectorD]).await
}

/// A moment that is over, and some scrapes of a collector before it.
async fn settled(lab: &Lab, collector: Member) -> Result<(String, i64), String> {
    let base = lab.url(collector);
    api::eventually(Duration::from_secs(30), async || {
        let scrapes = api::values(&base, "count_over_time(node_load1[5m])", api::now()).await?;
        let enough = scrapes.iter().all(|count| count.parse().is_ok_and(|count: u32| count >= 5));
        expect(enough && scrapes.len() == 1, || format!("scrapes: {scrapes:?}"))
    })
    .await?;
    Ok((base, (api::now() as i64 - 2) * 1000))
}

#[tokio::test(flavor = "multi_thread")]
async fn raw_samples_are_those_of_the_api() -> Outcome {
    raw_samples_are_those_of(shared_lab().await?, Member::CollectorB).await
}

#[tokio::test(flavor = "multi_thread")]
async fn raw_samples_are_those_of_the_api_of_version_3() -> Outcome {
    let Some(lab) = newer("raw_samples_are_those_of_the_api_of_version_3").await? else { return Ok(()) };
    raw_samples_are_those_of(lab, Member::CollectorD).await
}

async fn raw_samples_are_those_of(lab: &Lab, collector: Member) -> Outcome {
    let (base, end) = settled(lab, collector).await?;
    let interval = Interval { from: end - 300_000, to: end };
    for (expr, matcher) in [
        ("node_load1", (MatchType::Equal, "node_load1")),
        ("up", (MatchType::Equal, "up")),
        ("{__name__=~\"node_.+\"}", (MatchType::Regex, "node_.+")),
    ] {
        let expected = of_api(&base, expr, end).await?;
        expect(!expected.is_empty(), || format!("the API shows no {expr}"))?;
        let mut both = Vec::new();
        for by in BOTH {
            let store = read(&base, matcher, interval, by).await?;
            // Where a series has the label itself, that one counts.
            let external = store.series().iter().all(|series| !series.labels.get("collector").is_empty());
            expect(external, || format!("{expr} by {by:?} lacks external labels"))?;
            expect_equal(&format!("{expr} by {by:?}"), &raw(&store, collector.name(), false)?, &expected)?;
            both.push(raw(&store, collector.name(), true)?);
        }
        expect_equal(&format!("{expr} with stale markers"), &both[0], &both[1])?;
    }
    Ok(())
}

const LIMITS: Limits = Limits { timeout_ms: 10_000, max_bytes: 1 << 28 };

fn node(url: String) -> Node {
    Node::new("B", Endpoint::RemoteRead { url })
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_over_raw_samples_give_what_the_collector_gives() -> Outcome {
    queries_give_what_it_gives(shared_lab().await?, Member::CollectorB).await
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_over_raw_samples_give_what_the_collector_gives_of_version_3() -> Outcome {
    let Some(lab) = newer("queries_over_raw_samples_give_what_the_collector_gives_of_version_3").await? else {
        return Ok(());
    };
    queries_give_what_it_gives(lab, Member::CollectorD).await
}

async fn queries_give_what_it_gives(lab: &Lab, collector: Member) -> Outcome {
    let (base, end) = settled(lab, collector).await?;
    let native = Rc::new(Native::new()?);
    let source = Source::new(node(format!("{base}{}", request::PATH)), native);
    source.probe(LIMITS).await.map_err(|error| format!("{:?}", error.why))?;
    for expr in [
        "sum(node_load1)",
        "avg(node_load1)",
        "sum(rate(node_cpu_seconds_total{mode!=\"idle\"}[10s])) / scalar(count(up))",
        "max(max_over_time(node_memory_MemFree_bytes[20s])) - on () min(node_memory_MemFree_bytes)",
        "count({__name__=~\"node_.+\"})",
        "sum(sum_over_time(up[1m] offset 2s))",
    ] {
        let query = Query::new(expr, At::Instant { time: end });
        let answered =
            source.query(&query, LIMITS, &|_| {}).await.map_err(|error| format!("{expr}: {:?}", error.why))?;
        let Value::Vector(block) = &answered.value else { return Err(format!("{expr}: {:?}", answered.value)) };
        let theirs = api::values(&base, expr, end as f64 / 1000.0).await?;
        let theirs: Vec<f64> = theirs.iter().filter_map(|value| value.parse().ok()).collect();
        let is_equal = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
        let same = block.values.len() == theirs.len() && block.values.iter().zip(&theirs).all(is_equal);
        expect(same && !theirs.is_empty(), || format!("{expr}: {:?}, the collector {theirs:?}", block.values))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_are_those_of_the_api() -> Outcome {
    labels_are_those_of(shared_lab().await?, Member::CollectorB).await
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_are_those_of_the_api_of_version_3() -> Outcome {
    let Some(lab) = newer("labels_are_those_of_the_api_of_version_3").await? else { return Ok(()) };
    labels_are_those_of(lab, Member::CollectorD).await
}

async fn labels_are_those_of(lab: &Lab, collector: Member) -> Outcome {
    let (base, end) = settled(lab, collector).await?;
    let source = RemoteRead::new(node(format!("{base}{}", request::PATH)), Rc::new(Native::new()?));
    let matcher =
        matcher::LabelMatcher { name: METRIC_NAME.to_owned(), op: MatchOp::Regex, value: "node_.+".to_owned() };
    let window = TimeWindow { from: end - 300_000, to: end };
    let sets = source.label_sets(&[matcher], window, LIMITS).await.map_err(|error| format!("{:?}", error.why))?;
    let of_api = async |path: &str| -> Result<BTreeSet<String>, String> {
        let answer = api::get(&base, path, &[("match[]", "{__name__=~\"node_.+\"}")]).await?;
        let all = answer["data"].as_array().ok_or_else(|| format!("no list: {answer}"))?;
        Ok(all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect())
    };
    let own = |all: BTreeSet<&str>| all.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let mut names = of_api("/api/v1/labels").await?;
    names.insert("collector".to_owned());
    expect_equal("names", &own(sets.names()), &names)?;
    expect_equal("metrics", &own(sets.metric_names()), &of_api("/api/v1/label/__name__/values").await?)?;
    expect_equal("modes", &own(sets.values("mode")), &of_api("/api/v1/label/mode/values").await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_read_says_so() -> Outcome {
    let lab = shared_lab().await?;
    let why = async |url: String| -> Result<Failure, String> {
        let source = Source::new(node(url), Rc::new(Native::new()?));
        Ok(source.probe(LIMITS).await.err().ok_or("it answered")?.why)
    };
    let (b, alertmanager) = (lab.url(Member::CollectorB), lab.url(Member::AlertmanagerOne));
    let seen = why(format!("{alertmanager}/api/v1/nothing")).await?;
    expect(matches!(seen, Failure::Http { status: 404 | 410, .. }), || format!("Alertmanager: {seen:?}"))?;
    let seen = why(format!("{b}/graph")).await?;
    let is_told = matches!(seen, Failure::NotTheApi { .. } | Failure::Http { status: 404 | 405, .. });
    expect(is_told, || format!("its page: {seen:?}"))?;
    let seen = why(format!("{b}/api/v1/query")).await?;
    expect(matches!(seen, Failure::Api { status: 400, .. }), || format!("its API: {seen:?}"))?;
    let seen = why("http://127.0.0.1:9/api/v1/read".to_owned()).await?;
    expect(seen == Failure::Unreachable, || format!("nobody: {seen:?}"))
}

/// Native histograms as a real Prometheus encodes them.
#[tokio::test(flavor = "multi_thread")]
async fn native_histograms_come_back() -> Outcome {
    native_histograms_come_back_from(Receiver::start(programs::one_of(&["prometheus"])?).await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn native_histograms_come_back_of_version_3() -> Outcome {
    match programs::peer(Member::CollectorD) {
        Ok(program) => native_histograms_come_back_from(Receiver::start(program).await?).await,
        Err(missing) => {
            not_run("remote_read::native_histograms_come_back_of_version_3", &missing);
            Ok(())
        }
    }
}

async fn native_histograms_come_back_from(receiver: Receiver) -> Outcome {
    const LINES: [&str; 5] = [
        "whole {{schema:1 sum:3 count:9 z_bucket:2 z_bucket_w:0.001 buckets:[1 2 4]}}+{{schema:1 sum:1 count:4 z_bucket:1 z_bucket_w:0.001 buckets:[1 1 1]}}x200",
        "grows {{count:1 sum:1 buckets:[1]}} {{count:3 sum:2 buckets:[1 0 0 2]}} {{count:9 sum:2 buckets:[5 1 0 0 3] offset:-1}} {{count:11 sum:-2 buckets:[5 1 0 0 3] offset:-1 n_buckets:[2]}}",
        "resets {{count:9 sum:1 buckets:[9]}} {{count:8 sum:2 buckets:[8]}} {{schema:2 count:9 sum:2 buckets:[9]}} stale {{schema:2 count:9 sum:2 buckets:[9]}}",
        "half {{schema:-1 count:1.5 sum:1.25 z_bucket:0.25 z_bucket_w:0.001 buckets:[0.5 0.75]}}+{{schema:-1 count:1 sum:1 z_bucket_w:0.001 buckets:[0.5 0.5]}}x150",
        "gauge {{count:5 sum:1 buckets:[5] counter_reset_hint:gauge}} {{count:2 sum:1 buckets:[2] counter_reset_hint:gauge}} {{count:7 sum:1 buckets:[0 7] counter_reset_hint:gauge}}",
    ];
    let begin = (api::now() as i64 - 3000) * 1000;
    // Prometheus 2.42 leaves histograms out among samples, and does not give chunks with resets or gauges ("unexpected
    // counter reset"). Custom buckets lose their bounds where they are written so, in 3.5 too.
    let is_old = api::version(receiver.url()).await? == "2.42";
    let mut sent = load(LINES, 10_000).map_err(String::from)?;
    sent.retain(|(labels, _)| !(is_old && matches!(labels.metric(), "resets" | "gauge")));
    for (labels, samples) in &mut sent {
        samples.times.iter_mut().for_each(|time| *time += begin);
        let pairs: Vec<_> = labels.iter().collect();
        // One by one: out of order within a series is refused, and floats stand before histograms.
        for at in 0..samples.len() {
            let mut one = Samples::default();
            one.extend(samples, at..at + 1);
            receiver.store(messages::packed(&messages::bytes(1, &messages::time_series(&pairs, &one)))).await?;
        }
    }
    let interval = Interval { from: begin, to: begin + 3_000_000 };
    for by in if is_old { &BOTH[1..] } else { &BOTH[..] }.iter().copied() {
        for (labels, samples) in &sent {
            let store = read(receiver.url(), (MatchType::Equal, labels.metric()), interval, by).await?;
            let labels = labels.with("collector", "R");
            let series = store.series().iter().find(|series| series.labels == labels);
            let series = series.ok_or_else(|| format!("{by:?} lacks {labels}"))?;
            let read = series.samples.samples().map_err(|error| error.to_string())?;
            expect_equal(&format!("times of {labels} by {by:?}"), &read.times, &samples.times)?;
            for (at, (own, other)) in read.histograms.iter().zip(&samples.histograms).enumerate() {
                let compacted = |one: &Rc<_>| compact(narthex::model::native_histogram::NativeHistogram::clone(one));
                let same = match (own, other) {
                    (Some(own), Some(other)) => equal(&compacted(own), &compacted(other)),
                    (own, other) => own.is_none() && other.is_none(),
                };
                expect(same, || format!("{labels} by {by:?}, {at}: {own:?}, sent {other:?}"))?;
            }
        }
    }
    Ok(())
}
