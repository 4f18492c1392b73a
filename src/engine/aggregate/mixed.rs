//! `sum` and `avg`, which take floats or histograms, but not both in one group.

use super::Work;
use super::float::fold_floats;
use crate::engine::annotation::text;
use crate::engine::column::{Column, Point, is_float, is_histogram};
use crate::engine::kahan::{Mean, Sum};
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
    if values().any(is_float) {
        work.annotations.warn(text::mixed_group(), work.aggregation.operand_span);
    }
    column.put(step, Point::Absent);
}
