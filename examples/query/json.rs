//! The HTTP API's JSON, with the provenance of a result behind it.

#![allow(clippy::cast_precision_loss, reason = "milliseconds are below 2⁵³")]

use narthex::model::block::Block;
use narthex::model::histogram::Bucket;
use narthex::model::number;
use narthex::model::outcome::Provenance;
use narthex::model::value::Value as Result;
use serde_json::{Map, Number, Value, json};

/// The answer to a query that has a result.
pub(crate) fn success(value: &Result, provenance: &Provenance) -> Value {
    let (kind, result) = match value {
        Result::Scalar { time, value } => ("scalar", json!([seconds(*time), number::format(*value)])),
        Result::Text { time, text } => ("string", json!([seconds(*time), text])),
        Result::Vector(block) => ("vector", all(block, ("value", "histogram"), first)),
        Result::Matrix(block) => ("matrix", all(block, ("values", "histograms"), Value::Array)),
    };
    let mut answer = json!({"status": "success", "data": {"resultType": kind, "result": result}});
    for (key, lines) in [("warnings", &provenance.warnings), ("infos", &provenance.infos)] {
        if !lines.is_empty() {
            answer[key] = json!(lines);
        }
    }
    answer["provenance"] = json!(provenance);
    answer
}

/// The answer to a query that has none.
pub(crate) fn failure(text: &str, provenance: &Provenance) -> Value {
    json!({"status": "error", "errorType": "execution", "error": text, "provenance": provenance})
}

fn all(block: &Block, keys: (&str, &str), shape: fn(Vec<Value>) -> Value) -> Value {
    (0..block.len()).map(|at| series(block, at, keys, shape)).collect()
}

fn series(block: &Block, at: usize, (floats, histograms): (&str, &str), shape: fn(Vec<Value>) -> Value) -> Value {
    let labels: Map<String, Value> = block.labels.of(at).map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let mut out = json!({"metric": labels});
    let (times, values) = block.series(at);
    let plain = times.iter().zip(values).map(|(time, value)| json!([seconds(*time), number::format(*value)]));
    let (times, which) = block.series_histograms(at);
    let native = times.iter().zip(which).map(|(time, which)| json!([seconds(*time), histogram(block, which)]));
    for (key, list) in [(floats, plain.collect::<Vec<_>>()), (histograms, native.collect())] {
        if !list.is_empty() {
            out[key] = shape(list);
        }
    }
    out
}

fn first(list: Vec<Value>) -> Value {
    list.into_iter().next().unwrap_or_default()
}

fn histogram(block: &Block, which: usize) -> Value {
    let columns = &block.histograms;
    let bucket =
        |it: Bucket| json!([it.bounds as u8, number::format(it.lo), number::format(it.hi), number::format(it.count)]);
    let buckets: Vec<Value> = columns.buckets(which).map(bucket).collect();
    let (count, sum) = (number::format(columns.counts[which]), number::format(columns.sums[which]));
    let mut out = json!({"count": count, "sum": sum});
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
