//! Order of instant results: by value, by labels. In range results series are ordered by labels anyhow.

mod natural;

use std::cmp::Ordering;
use std::rc::Rc;

use self::natural::natural;
use super::{FunctionCall, FunctionResult, Implementation};
use crate::engine::annotation::Annotations;
use crate::engine::column::{ABSENT, is_absent, is_float, is_histogram};
use crate::engine::labels::Labels;
use crate::engine::order::sorted;
use crate::engine::task::Task;
use crate::engine::value::{SeriesSet, TileValue, Vector};
use crate::promql::functions::FunctionId;

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    Some(Implementation::OfManyValues(match id {
        FunctionId::Sort => |call| Task::new(by_value(call, |a, b| a.total_cmp(&b))),
        FunctionId::SortDesc => |call| Task::new(by_value(call, |a, b| b.total_cmp(&a))),
        FunctionId::SortByLabel => |call| Task::new(by_labels(call, |order| order)),
        FunctionId::SortByLabelDesc => |call| Task::new(by_labels(call, Ordering::reverse)),
        _ => return None,
    }))
}

/// NaN last, whatever the order. Histograms have no order and are dropped.
async fn by_value(mut call: FunctionCall, order: fn(f64, f64) -> Ordering) -> FunctionResult {
    let Some(TileValue::Vector(mut vector)) = call.args.pop() else { return Ok(nothing(call)) };
    for column in &mut vector.columns {
        column.histograms.clear();
        for value in column.values.iter_mut().filter(|value| is_histogram(**value)) {
            *value = ABSENT;
        }
    }
    let value = |series: u32| vector.columns[series as usize].values.first().copied().unwrap_or(ABSENT);
    let rank = |value: f64| (is_absent(value), value.is_nan());
    // Zeros are equal, be they negative.
    let plain = |value: f64| if is_float(value) { value + 0.0 } else { 0.0 };
    let compare = |a: u32, b: u32| {
        let (a, b) = (value(a), value(b));
        rank(a).cmp(&rank(b)).then_with(|| if a.is_nan() { Ordering::Equal } else { order(plain(a), plain(b)) })
    };
    let ordered = sorted(vector.columns.len(), &compare).await?;
    Ok(in_order(call, vector, ordered))
}

/// By the values of labels in natural order; where they are alike, by all labels.
async fn by_labels(mut call: FunctionCall, direction: fn(Ordering) -> Ordering) -> FunctionResult {
    let names: Vec<String> = call.args.split_off(call.args.len().min(1)).into_iter().filter_map(text).collect();
    let Some(TileValue::Vector(vector)) = call.args.pop() else { return Ok(nothing(call)) };
    let labels = &vector.series_set.labels;
    let by_names = |a: &Labels, b: &Labels| {
        let orders = names.iter().map(|name| natural(a.get(name), b.get(name)));
        orders.fold(Ordering::Equal, Ordering::then)
    };
    let compare = |a: u32, b: u32| {
        let (a, b) = (&labels[a as usize], &labels[b as usize]);
        direction(by_names(a, b).then_with(|| a.cmp(b)))
    };
    let ordered = sorted(labels.len(), &compare).await?;
    Ok(in_order(call, vector, ordered))
}

fn text(value: TileValue) -> Option<String> {
    match value {
        TileValue::String(text) => Some(text),
        TileValue::Scalar(_) | TileValue::Vector(_) | TileValue::Ranges(_) => None,
    }
}

fn nothing(call: FunctionCall) -> (TileValue, Annotations) {
    (TileValue::Vector(Vector::default()), call.annotations)
}

/// The series of an instant query's vector in an order; of a range query as they are, with a warning.
fn in_order(mut call: FunctionCall, mut vector: Vector, ordered: Vec<u32>) -> (TileValue, Annotations) {
    if call.query.start != call.query.end {
        let warning = "sort is ineffective for range queries since results are always ordered by labels";
        call.annotations.warn(warning, call.span);
        return (TileValue::Vector(vector), call.annotations);
    }
    let mut series_set = SeriesSet::default();
    let mut columns = Vec::with_capacity(ordered.len());
    for series in ordered.into_iter().map(|series| series as usize) {
        series_set.labels.push(vector.series_set.labels[series].clone());
        series_set.drops_name.push(vector.series_set.drops_name[series]);
        columns.push(std::mem::take(&mut vector.columns[series]));
    }
    (TileValue::Vector(Vector { series_set: Rc::new(series_set), columns }), call.annotations)
}
