//! Order of instant results: by value, by labels. In range results series are ordered by labels anyhow.

mod natural;

use std::cmp::Ordering;
use std::rc::Rc;

use self::natural::natural;
use super::{Call, Implementation};
use crate::engine::column::{ABSENT, is_absent, is_float, is_histogram};
use crate::engine::labels::Labels;
use crate::engine::value::{Shape, Value, Vector};
use crate::model::order;

pub(super) fn implementation(name: &str) -> Option<Implementation> {
    Some(Implementation::OfValues(match name {
        "sort" => |call| Ok(by_value(call, |a, b| a.total_cmp(&b))),
        "sort_desc" => |call| Ok(by_value(call, |a, b| b.total_cmp(&a))),
        "sort_by_label" => |call| Ok(by_labels(call, |order| order)),
        "sort_by_label_desc" => |call| Ok(by_labels(call, Ordering::reverse)),
        _ => return None,
    }))
}

/// NaN last, whatever the order. Histograms have no order and are dropped.
fn by_value(call: &mut Call<'_>, order: impl Fn(f64, f64) -> Ordering) -> Value {
    with_vector(call, |vector| {
        for column in &mut vector.columns {
            column.histograms.clear();
            for value in column.values.iter_mut().filter(|value| is_histogram(**value)) {
                *value = ABSENT;
            }
        }
        let value = |series: usize| vector.columns[series].values.first().copied().unwrap_or(ABSENT);
        let rank = |value: f64| (is_absent(value), value.is_nan());
        // Zeros are equal, be they negative.
        let plain = |value: f64| if is_float(value) { value + 0.0 } else { 0.0 };
        sorted(vector, |a, b| {
            let (a, b) = (value(a), value(b));
            rank(a).cmp(&rank(b)).then_with(|| if a.is_nan() { Ordering::Equal } else { order(plain(a), plain(b)) })
        })
    })
}

/// By the values of labels in natural order; where they are alike, by all labels.
fn by_labels(call: &mut Call<'_>, direction: fn(Ordering) -> Ordering) -> Value {
    let names: Vec<String> = call.args.split_off(call.args.len().min(1)).into_iter().filter_map(text).collect();
    with_vector(call, |vector| {
        let labels = &vector.shape.labels;
        let by_names = |a: &Labels, b: &Labels| {
            let orders = names.iter().map(|name| natural(a.get(name), b.get(name)));
            orders.fold(Ordering::Equal, Ordering::then)
        };
        sorted(vector, |a, b| {
            let (a, b) = (&labels[a], &labels[b]);
            direction(by_names(a, b).then_with(|| a.cmp(b)))
        })
    })
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Scalar(_) | Value::Vector(_) | Value::Ranges(_) => None,
    }
}

/// Puts the series of an instant query's vector in the order that is found for it; of a range query, warns.
fn with_vector(call: &mut Call<'_>, order: impl Fn(&mut Vector) -> Vec<usize>) -> Value {
    let Some(Value::Vector(mut vector)) = call.args.pop() else { return Value::Vector(Vector::default()) };
    let ordered = order(&mut vector);
    if call.query.start != call.query.end {
        let warning = "sort is ineffective for range queries since results are always ordered by labels";
        call.annotations.warn(warning, call.span);
        return Value::Vector(vector);
    }
    let mut shape = Shape::default();
    let mut columns = Vec::with_capacity(ordered.len());
    for series in ordered {
        shape.labels.push(vector.shape.labels[series].clone());
        shape.drops_name.push(vector.shape.drops_name[series]);
        columns.push(std::mem::take(&mut vector.columns[series]));
    }
    Value::Vector(Vector { shape: Rc::new(shape), columns })
}

/// The series in an order; those that are alike as they stand.
fn sorted(vector: &Vector, compare: impl Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut series: Vec<usize> = (0..vector.columns.len()).collect();
    order::sort_by(&mut series, |a, b| compare(*a, *b));
    series
}
