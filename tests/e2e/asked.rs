//! What is asked of nodes without a browser: by the product's own sources over a native network, and as a server itself
//! writes it.

#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "numbers of a test are small")]

use std::collections::BTreeMap;
use std::rc::Rc;

use narthex::model::answered::Answered;
use narthex::model::block::Block;
use narthex::model::node::{Endpoint, Node};
use narthex::model::outcome::NodeAnswer;
use narthex::model::query::{At, Limits, Query};
use narthex::model::value::Value;
use narthex::source::Source;
use serde_json::Value as Json;

use crate::harness::{Outcome, expect};
use crate::lab::api;
use crate::native::Native;

pub(crate) const LIMITS: Limits = Limits { timeout_ms: 20_000, max_bytes: 1 << 28 };

/// The times of a series with its values, by the text of its labels.
pub(crate) type Graph = BTreeMap<String, Vec<(i64, f64)>>;

/// The source at a server.
pub(crate) fn server(url: &str) -> Result<Source<Native>, String> {
    Ok(Source::new(Node::new("server", Endpoint::Server { url: url.to_owned() }), Rc::new(Native::new()?)))
}

/// The source that reads this URL over `remote_read`.
pub(crate) fn reading(url: String) -> Result<Source<Native>, String> {
    Ok(Source::new(Node::new("reading", Endpoint::RemoteRead { url }), Rc::new(Native::new()?)))
}

/// The answer, which is whole.
pub(crate) async fn ask(source: &Source<Native>, expr: &str, at: At) -> Result<Answered<Value>, String> {
    ask_query(source, &Query::new(expr, at)).await
}

/// As `ask`, of a query with options of its own.
pub(crate) async fn ask_query(source: &Source<Native>, query: &Query) -> Result<Answered<Value>, String> {
    let answered = source.query(query, LIMITS, &|_| {}).await;
    let answered = answered.map_err(|error| format!("{}: {:?}", query.expr, error.why))?;
    let whole = answered.provenance.nodes.iter().all(|node| node.answered == NodeAnswer::Full);
    expect(whole && !answered.provenance.nodes.is_empty(), || format!("{}: {:?}", query.expr, answered.provenance))?;
    Ok(answered)
}

/// Labels as a text, without some.
pub(crate) fn text_of<'a>(labels: impl Iterator<Item = (&'a str, &'a str)>, without: &[&str]) -> String {
    let labels = labels.filter(|(name, _)| !without.contains(name)).map(|(name, value)| format!("{name}={value:?}"));
    labels.collect::<Vec<_>>().join(",")
}

/// The same of JSON.
pub(crate) fn labels_of(metric: &Json, without: &[&str]) -> String {
    let labels: BTreeMap<&String, &Json> = metric.as_object().into_iter().flatten().collect();
    text_of(labels.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())), without)
}

/// A block's floats, by their labels without some.
pub(crate) fn graph(value: &Value, without: &[&str]) -> Result<Graph, String> {
    let block: &Block = value.block().ok_or_else(|| format!("no series: {value:?}"))?;
    let series = |at| {
        let (times, values) = block.series(at);
        (text_of(block.labels.of(at), without), times.iter().copied().zip(values.iter().copied()).collect())
    };
    Ok((0..block.len()).map(series).collect())
}

/// The same of the API's own answer.
pub(crate) async fn of_api(base: &str, expr: &str, at: At, without: &[&str]) -> Result<Graph, String> {
    let seconds = |ms: i64| (ms as f64 / 1000.0).to_string();
    let answer = match at {
        At::Instant { time } => api::query(base, expr, time as f64 / 1000.0).await?,
        At::Range { start, end, step } => {
            let times = [("start", seconds(start)), ("end", seconds(end)), ("step", seconds(step))];
            let times = times.iter().map(|(name, value)| (*name, value.as_str()));
            api::get(base, "/api/v1/query_range", &times.chain([("query", expr)]).collect::<Vec<_>>()).await?
        }
    };
    let all = answer["data"]["result"].as_array().ok_or_else(|| format!("{expr}: {answer:.300}"))?;
    let point =
        |sample: &Json| Some(((sample[0].as_f64()? * 1000.0).round() as i64, sample[1].as_str()?.parse().ok()?));
    let series = |one: &Json| {
        let samples = one["values"].as_array().cloned().unwrap_or_else(|| vec![one["value"].clone()]);
        (labels_of(&one["metric"], without), samples.iter().filter_map(point).collect())
    };
    Ok(all.iter().map(series).collect())
}

/// The same series at the same times, values equal to 1e-9 of their size.
pub(crate) fn expect_alike(what: &str, seen: &Graph, wanted: &Graph) -> Outcome {
    let is_equal =
        |(a, b): (&(i64, f64), &(i64, f64))| a.0 == b.0 && (a.1 - b.1).abs() <= 1e-9 * a.1.abs().max(b.1.abs());
    let alike = |own: &Vec<(i64, f64)>, other: &Vec<(i64, f64)>| {
        own.len() == other.len() && own.iter().zip(other).all(is_equal)
    };
    let same = seen.len() == wanted.len()
        && seen.iter().all(|(labels, own)| wanted.get(labels).is_some_and(|other| alike(own, other)));
    expect(same && !wanted.is_empty(), || format!("{what}: {seen:?} instead of {wanted:?}"))
}
