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
    let values = || members.iter().map(|member| work.vector.columns[*member as usize].values[step]);
    if !values().any(is_histogram) {
        return;
    }
    let span = work.aggregation.operand_span;
    if values().any(is_float) {
        work.annotations.warn_of(text::mixed_group, "", span);
        column.put(step, Point::Absent);
        return;
    }
    let histograms = members.iter().filter_map(|member| {
        let histogram = work.vector.columns[*member as usize].histogram(step)?;
        Some((work.vector.shape.labels[*member as usize].metric(), &**histogram))
    });
    let combined = match work.aggregation.op {
        AggregateOp::Avg => combine(histograms, accumulate::Mean::of, accumulate::Mean::add, accumulate::Mean::finish),
        _ => combine(histograms, accumulate::Sum::of, accumulate::Sum::add, accumulate::Sum::finish),
    };
    column.put(
        step,
        match combined {
            Some(Ok(Combined { histogram, remarks })) => {
                remarks.note(Operation::Aggregation, span, work.annotations);
                Point::Histogram(Rc::new(histogram))
            }
            Some(Err(metric)) => {
                work.annotations.warn_of(mixed_schemas, metric, span);
                Point::Absent
            }
            None => Point::Absent,
        },
    );
}

/// What becomes of several histograms; an error is the name of the metric that does not go with those before it.
fn combine<'a, A>(
    mut histograms: impl Iterator<Item = (&'a str, &'a NativeHistogram)>,
    first: impl Fn(&NativeHistogram) -> A,
    add: impl Fn(&mut A, &NativeHistogram) -> Result<(), Incompatible>,
    finish: impl Fn(&A) -> Combined,
) -> Option<Result<Combined, &'a str>> {
    let mut sum = first(histograms.next()?.1);
    Some(
        histograms
            .try_for_each(|(metric, histogram)| add(&mut sum, histogram).map_err(|Incompatible| metric))
            .map(|()| finish(&sum)),
    )
}
