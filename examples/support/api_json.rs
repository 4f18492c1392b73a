//! Parts of a result as the HTTP API writes them, which the examples that print answers share.

use narthex::model::histogram::{Bucket, Histograms};
use narthex::model::number;
use serde_json::{Map, Number, Value, json};

/// A series: its labels and, where it has any, its floats and its histograms under their keys. `shape` makes the list of
/// samples what the result's type wants.
pub(crate) fn series<'a>(
    labels: impl Iterator<Item = (&'a str, &'a str)>,
    samples: [(&str, Vec<Value>); 2],
    shape: fn(Vec<Value>) -> Value,
) -> Value {
    let labels: Map<String, Value> = labels.map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let mut out = json!({"metric": labels});
    for (key, list) in samples.into_iter().filter(|(_, list)| !list.is_empty()) {
        out[key] = shape(list);
    }
    out
}

/// The sole sample of a series of a vector.
pub(crate) fn first(list: Vec<Value>) -> Value {
    list.into_iter().next().unwrap_or_default()
}

/// A histogram of a block.
pub(crate) fn histogram(columns: &Histograms, which: usize) -> Value {
    let bucket =
        |it: Bucket| json!([it.bounds as u8, number::format(it.lo), number::format(it.hi), number::format(it.count)]);
    let buckets: Vec<Value> = columns.buckets(which).map(bucket).collect();
    let mut out = json!({"count": number::format(columns.counts[which]), "sum": number::format(columns.sums[which])});
    if !buckets.is_empty() {
        out["buckets"] = json!(buckets);
    }
    out
}

/// Seconds with up to three decimals; whole ones without any.
#[allow(clippy::cast_precision_loss, reason = "milliseconds are below 2⁵³")]
pub(crate) fn seconds(ms: i64) -> Value {
    if ms % 1000 == 0 {
        return json!(ms / 1000);
    }
    Number::from_f64(ms as f64 / 1000.0).map_or(Value::Null, Value::Number)
}
