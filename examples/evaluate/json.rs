//! The HTTP API's JSON.

#![allow(clippy::cast_precision_loss, reason = "numbers of a test are small")]

use narthex::engine::annotation::AnnotationLevel;
use narthex::engine::evaluate::{EvaluationStatistics, Outcome, Output, ResultSeries};
use narthex::engine::histogram::api;
use narthex::model::histogram::Histograms;
use narthex::model::native_histogram::NativeHistogram;
use narthex::model::number;
use serde_json::{Map, Number, Value, json};

/// The answer to a query that could be evaluated; with what it took, as far as the API has a word for it.
pub(crate) fn success(query: &str, outcome: &Outcome, statistics: Option<&EvaluationStatistics>) -> String {
    let (kind, result) = match &outcome.value {
        Output::Scalar { time, value } => ("scalar", json!([seconds(*time), number::format(*value)])),
        Output::Text { time, text } => ("string", json!([seconds(*time), text])),
        Output::Vector(all) => ("vector", all.iter().map(|one| series(one, "value", "histogram", first)).collect()),
        Output::Matrix(all) => ("matrix", all.iter().map(|one| series(one, "values", "histograms", list)).collect()),
    };
    let mut answer = json!({"status": "success", "data": {"resultType": kind, "result": result}});
    if let Some(statistics) = statistics {
        answer["data"]["stats"] = json!({
            "timings": {"evalTotalTime": statistics.time_ms / 1000.0},
            "samples": {"totalQueryableSamples": statistics.samples},
        });
    }
    for (key, level) in [("warnings", AnnotationLevel::Warning), ("infos", AnnotationLevel::Info)] {
        let of_kind = outcome.annotations.all().iter().filter(|one| one.level == level);
        let lines: Vec<String> = of_kind.map(|one| one.line(query)).collect();
        if !lines.is_empty() {
            answer[key] = json!(lines);
        }
    }
    answer.to_string()
}

/// The answer to a query that could not.
pub(crate) fn failure(kind: &str, text: &str) -> String {
    json!({"status": "error", "errorType": kind, "error": text}).to_string()
}

fn series(one: &ResultSeries, floats: &str, histograms: &str, shape: fn(Vec<Value>) -> Value) -> Value {
    let labels: Map<String, Value> = one.labels.iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let samples = &one.samples;
    let (mut plain, mut native) = (Vec::new(), Vec::new());
    for (at, time) in samples.times.iter().enumerate() {
        match samples.histograms.get(at) {
            Some(Some(own)) => native.push(json!([seconds(*time), histogram(own)])),
            _ => plain.push(json!([seconds(*time), number::format(samples.values[at])])),
        }
    }
    let mut out = json!({"metric": labels});
    for (key, list) in [(floats, plain), (histograms, native)] {
        if !list.is_empty() {
            out[key] = shape(list);
        }
    }
    out
}

fn first(list: Vec<Value>) -> Value {
    list.into_iter().next().unwrap_or_default()
}

fn list(list: Vec<Value>) -> Value {
    Value::Array(list)
}

fn histogram(own: &NativeHistogram) -> Value {
    let mut columns = Histograms::default();
    api::push(&mut columns, own);
    let bucket = |it: narthex::model::histogram::Bucket| {
        json!([it.bounds as u8, number::format(it.lo), number::format(it.hi), number::format(it.count)])
    };
    let buckets: Vec<Value> = columns.buckets(0).map(bucket).collect();
    let mut out = json!({"count": number::format(own.count), "sum": number::format(own.sum)});
    if !buckets.is_empty() {
        out["buckets"] = json!(buckets);
    }
    out
}

/// Seconds with up to three decimals; whole ones without any.
fn seconds(ms: i64) -> Value {
    if ms % 1000 == 0 {
        return json!(ms / 1000);
    }
    Number::from_f64(ms as f64 / 1000.0).map_or(Value::Null, Value::Number)
}
