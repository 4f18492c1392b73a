//! The HTTP API's JSON.

use narthex::engine::annotation::AnnotationLevel;
use narthex::engine::evaluate::{EvaluationStatistics, Outcome, Output, ResultSeries};
use narthex::engine::histogram::api;
use narthex::model::histogram::Histograms;
use narthex::model::native_histogram::NativeHistogram;
use narthex::model::number;
use serde_json::{Value, json};

#[path = "../support/api_json.rs"]
mod api_json;

use api_json::{first, seconds};

/// The answer to a query that could be evaluated; with what it took, as far as the API has a word for it.
pub(crate) fn success(query: &str, outcome: &Outcome, statistics: Option<&EvaluationStatistics>) -> String {
    let (kind, result) = match &outcome.value {
        Output::Scalar { time, value } => ("scalar", json!([seconds(*time), number::format(*value)])),
        Output::Text { time, text } => ("string", json!([seconds(*time), text])),
        Output::Vector(all) => ("vector", all.iter().map(|one| series(one, "value", "histogram", first)).collect()),
        Output::Matrix(all) => {
            ("matrix", all.iter().map(|one| series(one, "values", "histograms", Value::Array)).collect())
        }
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
    let samples = &one.samples;
    let (mut plain, mut native) = (Vec::new(), Vec::new());
    for (at, time) in samples.times.iter().enumerate() {
        match samples.histograms.get(at) {
            Some(Some(own)) => native.push(json!([seconds(*time), histogram(own)])),
            _ => plain.push(json!([seconds(*time), number::format(samples.values[at])])),
        }
    }
    api_json::series(one.labels.iter(), [(floats, plain), (histograms, native)], shape)
}

fn histogram(own: &NativeHistogram) -> Value {
    let mut columns = Histograms::default();
    api::push(&mut columns, own);
    api_json::histogram(&columns, 0)
}
