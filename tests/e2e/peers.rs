//! Other products than the lab's own, asked by the product's own sources over a native network: `InfluxDB` over
//! `remote_read`; Prometheus 2 and 3 and `VictoriaMetrics` as servers. Where one is not installed, its tests say that
//! they did not run.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "numbers of a test are small")]

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use narthex::engine::load::load;
use narthex::engine::matcher::LabelMatcher;
use narthex::engine::store::TimeWindow;
use narthex::model::histogram::Histograms;
use narthex::model::labels::METRIC_NAME;
use narthex::model::node::{Endpoint, Node};
use narthex::model::query::At;
use narthex::promql::ast::MatchOp;
use narthex::source::Source;
use narthex::source::remote_read::RemoteRead;
use serde_json::Value as Json;

use crate::asked::{LIMITS, ask, expect_alike, graph, labels_of, of_api, reading, server, text_of};
use crate::harness::{Outcome, expect, expect_equal, not_run, shared_lab, shared_peers};
use crate::lab::member::Member;
use crate::lab::receiver::Receiver;
use crate::lab::{Lab, api, programs};
use crate::native::Native;
use crate::reads::messages;

/// The label that a collector adds to what it hands out.
const EXTERNAL: &[&str] = &["collector"];

/// The same buckets. Prometheus' table of bounds is by the last bit below the nearest numbers.
fn are_alike(own: &Histograms, other: &Histograms) -> bool {
    let is_equal = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-12 * a.abs().max(b.abs());
    let shape = |all: &Histograms| (all.bucket_ends.clone(), all.bounds.clone(), all.len());
    let numbers = |all: &Histograms| [&all.counts, &all.sums, &all.los, &all.his, &all.bucket_counts].map(Vec::clone);
    shape(own) == shape(other) && numbers(own).concat().iter().zip(&numbers(other).concat()).all(is_equal)
}

/// A whole second that is over, up to which this member has what D has scraped, and some seconds before it.
async fn settled(lab: &Lab, has: impl AsyncFn(i64) -> Result<bool, String>) -> Result<i64, String> {
    let collector = lab.url(Member::CollectorD);
    let end = api::eventually(Duration::from_secs(40), async || {
        let scrapes = api::values(&collector, "count_over_time(node_load1[5m])", api::now()).await?;
        let enough = scrapes.first().and_then(|count| count.parse().ok()).is_some_and(|count: u32| count >= 15);
        expect(enough, || format!("scrapes: {scrapes:?}")).map(|()| (api::now() as i64 - 1) * 1000)
    })
    .await?;
    api::eventually(Duration::from_secs(40), async || {
        // Whoever has a later sample has all before it.
        expect(has(end + 1000).await?, || format!("no samples after {end} yet"))
    })
    .await?;
    Ok(end)
}

async fn influxdb(test: &str) -> Result<Option<(&'static Lab, String, i64)>, String> {
    let Some(lab) = shared_peers(&format!("peers::{test}"), &[Member::InfluxDb, Member::CollectorD]).await? else {
        return Ok(None);
    };
    let base = lab.url(Member::InfluxDb);
    let end = settled(lab, async |after| {
        let query = format!("SELECT count(value) FROM \"node_load1\" WHERE time > {after}ms");
        let answer = api::get(&base, "/query", &[("db", "prometheus"), ("q", &query)]).await?;
        Ok(answer["results"][0]["series"].is_array())
    })
    .await?;
    Ok(Some((lab, format!("{base}{}", Member::InfluxDb.node_path()), end)))
}

#[tokio::test(flavor = "multi_thread")]
async fn influxdb_gives_what_was_written_to_it() -> Outcome {
    let Some((lab, url, end)) = influxdb("influxdb_gives_what_was_written_to_it").await? else { return Ok(()) };
    let (own, collector) = (reading(url)?, server(&lab.url(Member::CollectorD))?);
    let status = own.probe(LIMITS).await.map_err(|error| format!("{:?}", error.why))?;
    expect(status.file.is_none(), || format!("{status:?}"))?;
    for expr in [
        "node_load1",
        "avg(node_load1)",
        "sum(node_load1)",
        "sum by (mode) (rate(node_cpu_seconds_total{mode!=\"idle\"}[5s]))",
        "count({__name__=~\"node_.+\"})",
        "node_cpu_seconds_total{cpu=\"0\", mode=~\"idle|user\"}",
        "max_over_time(node_load1[8s]) - on (instance, job) node_load1",
    ] {
        for at in [At::Instant { time: end }, At::Range { start: end - 6000, end, step: 1500 }] {
            let theirs = ask(&collector, expr, at).await?;
            expect_alike(expr, &graph(&ask(&own, expr, at).await?.value, EXTERNAL)?, &graph(&theirs.value, EXTERNAL)?)?;
        }
    }
    Ok(())
}

/// `InfluxDB` stores no NaN, no infinity and no native histogram: series that never have another sample are not there.
#[tokio::test(flavor = "multi_thread")]
async fn influxdb_lacks_series_without_a_finite_number_and_no_other() -> Outcome {
    let Some((lab, url, end)) = influxdb("influxdb_lacks_series_without_a_finite_number_and_no_other").await? else {
        return Ok(());
    };
    let source = RemoteRead::new(Node::new("InfluxDB", Endpoint::RemoteRead { url }), Rc::new(Native::new()?));
    let all = LabelMatcher { name: METRIC_NAME.to_owned(), op: MatchOp::Regex, value: ".+".to_owned() };
    let window = TimeWindow { from: end - 60_000, to: end };
    let sets = source.label_sets(&[all], window, LIMITS).await.map_err(|error| format!("{:?}", error.why))?;
    let seen: BTreeSet<String> = sets.sets.iter().map(|labels| text_of(labels.iter(), EXTERNAL)).collect();
    let collector = lab.url(Member::CollectorD);
    let answer = api::query(&collector, "{__name__=~\".+\"}[1m]", end as f64 / 1000.0).await?;
    let all = answer["data"]["result"].as_array().ok_or_else(|| format!("no matrix: {answer:.300}"))?;
    let is_finite = |sample: &Json| sample[1].as_str().and_then(|value| value.parse().ok()).is_some_and(f64::is_finite);
    let (mut finite, mut others) = (BTreeSet::new(), 0);
    for one in all {
        if one["values"].as_array().into_iter().flatten().any(is_finite) {
            finite.insert(labels_of(&one["metric"], EXTERNAL));
        } else {
            others += 1;
        }
    }
    let difference: Vec<_> = seen.symmetric_difference(&finite).collect();
    expect(difference.is_empty(), || format!("only one of both has {difference:?}"))?;
    // Summaries of nothing and native histograms: otherwise nothing is shown by this.
    expect(others > 0, || "the collector has no series without a finite number".to_owned())
}

async fn is_known_and_draws_what_it_has(lab: &Lab, member: Member) -> Outcome {
    let base = lab.url(member);
    let source = server(&base)?;
    let status = source.probe(LIMITS).await.map_err(|error| format!("{:?}", error.why))?;
    if member == Member::VictoriaMetrics {
        // It tells a version of Prometheus, to please Grafana, and not its own.
        expect_equal("product", &(status.product.as_str(), status.version), &("VictoriaMetrics", None))?;
    } else {
        let version = api::version(&base).await?;
        let told = status.version.as_deref().is_some_and(|told| told.starts_with(&format!("{version}.")));
        expect(status.product == "Prometheus" && told, || format!("{version} is known as {status:?}"))?;
    }
    let end = api::eventually(Duration::from_secs(40), async || {
        let end = (api::now() as i64 - 2) * 1000;
        let points = of_api(&base, "count_over_time(node_load1[1m])", At::Instant { time: end }, EXTERNAL).await?;
        let enough = points.values().flatten().any(|(_, count)| *count >= 10.0);
        expect(enough, || format!("{}: {points:?}", member.product())).map(|()| end)
    })
    .await?;
    for expr in ["node_load1", "sum by (mode) (rate(node_cpu_seconds_total[4s]))", "avg(node_load1)"] {
        for at in [At::Instant { time: end }, At::Range { start: end - 8000, end, step: 2000 }] {
            let seen = graph(&ask(&source, expr, at).await?.value, EXTERNAL)?;
            expect_alike(&format!("{expr} of {}", member.product()), &seen, &of_api(&base, expr, at, EXTERNAL).await?)?;
        }
    }
    annotates(&source, member).await
}

/// Version 3 annotates; older ones and `VictoriaMetrics` say nothing.
async fn annotates(source: &Source<Native>, member: Member) -> Outcome {
    let at = At::Instant { time: (api::now() as i64 - 2) * 1000 };
    let expr = "rate(node_load1[10s]) + on () quantile(2, node_load1)";
    let provenance = ask(source, expr, at).await?.provenance;
    let has = |all: &[String], words: &str| all.len() == 1 && all[0].contains(words);
    let right = if member == Member::CollectorD {
        has(&provenance.infos, "metric might not be a counter")
            && has(&provenance.warnings, "quantile value should be between 0 and 1")
    } else {
        provenance.infos.is_empty() && provenance.warnings.is_empty()
    };
    expect(right && provenance.gaps.is_empty(), || format!("{}: {provenance:?}", member.product()))
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_2_is_known_and_draws_what_it_has() -> Outcome {
    is_known_and_draws_what_it_has(shared_lab().await?, Member::CollectorB).await
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_3_is_known_and_draws_what_it_has() -> Outcome {
    let test = "peers::prometheus_3_is_known_and_draws_what_it_has";
    let Some(lab) = shared_peers(test, &[Member::CollectorD]).await? else { return Ok(()) };
    is_known_and_draws_what_it_has(lab, Member::CollectorD).await
}

#[tokio::test(flavor = "multi_thread")]
async fn victoria_metrics_is_known_and_draws_what_it_has() -> Outcome {
    let test = "peers::victoria_metrics_is_known_and_draws_what_it_has";
    let Some(lab) = shared_peers(test, &[Member::VictoriaMetrics, Member::CollectorD]).await? else { return Ok(()) };
    is_known_and_draws_what_it_has(lab, Member::VictoriaMetrics).await
}

/// A Prometheus of version 3 that holds these samples from a time on, one every ten seconds.
async fn holding(test: &str, lines: &[&str], labels: &[(&str, &str)]) -> Result<Option<(Receiver, i64)>, String> {
    let program = match programs::peer(Member::CollectorD) {
        Ok(program) => program,
        Err(missing) => {
            not_run(&format!("peers::{test}"), &missing);
            return Ok(None);
        }
    };
    let receiver = Receiver::start(program).await?;
    let begin = (api::now() as i64 - 1000) * 1000;
    for (own, mut samples) in load(lines.iter().copied(), 10_000).map_err(String::from)? {
        samples.times.iter_mut().for_each(|time| *time += begin);
        let pairs: Vec<_> = if labels.is_empty() { own.iter().collect() } else { labels.to_vec() };
        receiver.store(messages::packed(&messages::bytes(1, &messages::time_series(&pairs, &samples)))).await?;
    }
    Ok(Some((receiver, begin)))
}

#[tokio::test(flavor = "multi_thread")]
async fn native_histograms_of_a_server_are_those_of_its_samples() -> Outcome {
    const LINES: [&str; 2] = [
        "whole {{schema:1 sum:3 count:9 z_bucket:2 z_bucket_w:0.001 buckets:[1 2 4]}}+{{schema:1 sum:1 count:4 z_bucket:1 z_bucket_w:0.001 buckets:[1 1 1]}}x30",
        "half {{schema:-1 count:1.5 sum:1.25 z_bucket:0.25 z_bucket_w:0.001 buckets:[0.5 0.75]}}+{{schema:-1 count:1 sum:1 z_bucket_w:0.001 buckets:[0.5 0.5]}}x30",
    ];
    let test = "native_histograms_of_a_server_are_those_of_its_samples";
    let Some((receiver, begin)) = holding(test, &LINES, &[]).await? else { return Ok(()) };
    let (asked, read) = (server(receiver.url())?, reading(format!("{}/api/v1/read", receiver.url()))?);
    for (expr, is_histogram) in [
        ("whole", true),
        ("half", true),
        ("rate(whole[1m])", true),
        ("sum(whole)", true),
        ("histogram_count(rate(whole[1m]))", false),
        ("histogram_quantile(0.9, whole)", false),
        ("histogram_avg(half)", false),
        ("histogram_fraction(0, 2, half)", false),
    ] {
        for at in [
            At::Instant { time: begin + 200_000 },
            At::Range { start: begin + 60_000, end: begin + 300_000, step: 30_000 },
        ] {
            let (theirs, own) = (ask(&asked, expr, at).await?.value, ask(&read, expr, at).await?.value);
            let blocks = (theirs.block().ok_or(expr)?, own.block().ok_or(expr)?);
            let has_any = if is_histogram { !blocks.0.histograms.is_empty() } else { !blocks.0.values.is_empty() };
            expect(has_any && blocks.0.len() == 1, || format!("{expr}: {theirs:?}"))?;
            let (own_ones, wanted) = (&blocks.1.histograms, &blocks.0.histograms);
            expect(are_alike(own_ones, wanted), || {
                format!("histograms of {expr}: {own_ones:?} instead of {wanted:?}")
            })?;
            if !is_histogram {
                expect_alike(expr, &graph(&own, EXTERNAL)?, &graph(&theirs, EXTERNAL)?)?;
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_any_letters_are_asked_and_read() -> Outcome {
    const LABELS: [(&str, &str); 3] = [("__name__", "häuser.gezählt"), ("job", "Städte"), ("service.name", "a b")];
    let test = "names_of_any_letters_are_asked_and_read";
    let Some((receiver, begin)) = holding(test, &["counted 1+1x30"], &LABELS).await? else { return Ok(()) };
    let (asked, read) = (server(receiver.url())?, reading(format!("{}/api/v1/read", receiver.url()))?);
    for (expr, labels) in [
        ("{\"häuser.gezählt\"}", "__name__=\"häuser.gezählt\",job=\"Städte\",service.name=\"a b\""),
        (
            "{\"häuser.gezählt\", \"service.name\"=~\"a.+\"}",
            "__name__=\"häuser.gezählt\",job=\"Städte\",service.name=\"a b\"",
        ),
        ("sum by (\"service.name\") (rate({\"häuser.gezählt\"}[1m]))", "service.name=\"a b\""),
        ("{__name__=~\"h.user.*\"} * on (\"service.name\") {\"häuser.gezählt\"}", "service.name=\"a b\""),
    ] {
        let at = At::Range { start: begin + 60_000, end: begin + 200_000, step: 20_000 };
        let (theirs, own) = (
            graph(&ask(&asked, expr, at).await?.value, EXTERNAL)?,
            graph(&ask(&read, expr, at).await?.value, EXTERNAL)?,
        );
        expect_equal(expr, &theirs.keys().map(String::as_str).collect::<Vec<_>>(), &vec![labels])?;
        expect_alike(expr, &own, &theirs)?;
    }
    Ok(())
}
