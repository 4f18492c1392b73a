//! The HTTP API's JSON, with the provenance of a result behind it.

use narthex::model::block::Block;
use narthex::model::number;
use narthex::model::outcome::Provenance;
use narthex::model::value::Value as Result;
use serde_json::{Value, json};

#[path = "../support/api_json.rs"]
mod api_json;

use api_json::{first, histogram, seconds};

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
    let (times, values) = block.series(at);
    let plain = times.iter().zip(values).map(|(time, value)| json!([seconds(*time), number::format(*value)]));
    let (times, which) = block.series_histograms(at);
    let native =
        times.iter().zip(which).map(|(time, which)| json!([seconds(*time), histogram(&block.histograms, which)]));
    api_json::series(block.labels.of(at), [(floats, plain.collect()), (histograms, native.collect())], shape)
}
