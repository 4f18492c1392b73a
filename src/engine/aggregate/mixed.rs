//! `sum` and `avg`, which take floats or histograms, but not both in one group.

use std::rc::Rc;

use super::Work;
use super::float::fold_floats;
use crate::engine::annotation::text;
use crate::engine::column::{Column, Point, is_float, is_histogram};
use crate::engine::histogram::accumulate;
use crate::engine::histogram::range::mixed_schemas;
use crate::engine::histogram::{Combined, Incompatible, Operation};
use crate::engine::kahan::{Mean, Sum};
use crate::model::native_histogram::NativeHistogram;
use crate::promql::ast::AggregateOp;

/// Adds up, or averages, each group at each step.
pub(super) fn added(work: &mut Work<'_>) -> Vec<Column> {
    let is_mean = work.aggregation.op == AggregateOp::Avg;
    let mut columns = if is_mean { fold_floats::<Mean>(work) } else { fold_floats::<Sum>(work) };
    let groups = work.groups;
    for (group, column) in columns.iter_mut().enumerate() {
        let members = groups.members(group);
        let has_histograms = |member: &u32| !work.vector.columns[*member as usize].histograms.is_empty();
        if members.iter().any(has_histograms) {
            for step in 0..work.steps() {
                put_histogram(work, members, step, column);
            }
        }
    }
    columns
}

/// Where histograms are among the members' samples: puts their sum or mean, or nothing and warns if there are floats
/// as well.
fn put_histogram(work: &mut Work<'_>, members: &[u32], step: usize, column: &mut Column) {
    let vector = work.vector;
    let values = || members.iter().map(|member| vector.columns[*member as usize].values[step]);
    if !values().any(is_histogram) {
        return;
    }
    column.put(step, Point::Absent);
    let span = work.aggregation.operand_span;
    if values().any(is_float) {
        work.annotations.warn(text::mixed_group(), span);
        return;
    }
    let histograms = members.iter().filter_map(|member| {
        let metric = vector.shape.labels[*member as usize].metric();
        vector.columns[*member as usize].histogram(step).map(|histogram| (metric, &**histogram))
    });
    let added = match work.aggregation.op {
        AggregateOp::Avg => {
            fold(histograms, accumulate::Mean::of, accumulate::Mean::add).map(|mean| mean.map(|it| it.finish()))
        }
        _ => fold(histograms, accumulate::Sum::of, accumulate::Sum::add).map(|sum| sum.map(|it| it.finish())),
    };
    match added {
        Ok(Some(Combined { histogram, remarks })) => {
            remarks.note(Operation::Aggregation, span, work.annotations);
            column.put(step, Point::Histogram(Rc::new(histogram)));
        }
        Ok(None) => {}
        Err(metric) => work.annotations.warn(mixed_schemas(metric), span),
    }
}

/// Folds histograms; an error names the metric of the first that does not go with those before it.
fn fold<'a, T>(
    mut histograms: impl Iterator<Item = (&'a str, &'a NativeHistogram)>,
    begin: impl Fn(&NativeHistogram) -> T,
    add: impl Fn(&mut T, &NativeHistogram) -> Result<(), Incompatible>,
) -> Result<Option<T>, &'a str> {
    let Some((_, first)) = histograms.next() else { return Ok(None) };
    let mut folded = begin(first);
    for (metric, histogram) in histograms {
        add(&mut folded, histogram).map_err(|Incompatible| metric)?;
    }
    Ok(Some(folded))
}
