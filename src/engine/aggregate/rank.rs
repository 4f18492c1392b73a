//! `topk` and `bottomk`: the series of each group with the greatest or smallest values, with all their labels.

mod heap;

use std::rc::Rc;

use self::heap::{Best, Heap};
use super::limit::counts;
use super::{Order, Work};
use crate::engine::annotation::text;
use crate::engine::column::{Column, is_absent, is_histogram};
use crate::engine::error::Error;
use crate::engine::room::bytes_of;
use crate::engine::task::each;
use crate::engine::value::{Shape, Vector};
use crate::promql::ast::AggregateOp;

/// The chosen series. Histograms are passed over; an info says so.
pub(super) async fn ranked(work: &mut Work<'_>) -> Result<Vector, Error> {
    let counts = counts(work)?;
    let best = if work.aggregation.op == AggregateOp::Topk { Best::Greatest } else { Best::Smallest };
    let is_ordered = work.aggregation.order == Order::Value && work.steps() <= 1;
    let largest = work.groups.largest();
    let most = counts.iter().map(|count| *count.min(&largest)).sum::<usize>();
    // A heap may have room for twice as many.
    let mut room = work.aggregation.room;
    room.take(bytes_of::<[(f64, u32); 2]>(most))?;
    let mut columns = work.nothing();
    let mut chosen = Vec::new();
    let mut has_histograms = false;
    // A series' values stand together: all steps are under way while the series pass by.
    let mut heaps: Vec<Heap> = counts.iter().map(|count| Heap::new(*count, best)).collect();
    for group in 0..work.groups.len() {
        let members = work.groups.members(group);
        let mut offer = |at: usize| {
            let member = members[at];
            for (heap, value) in heaps.iter_mut().zip(&work.vector.columns[member as usize].values) {
                if is_histogram(*value) {
                    has_histograms |= heap.wants_any();
                } else if !is_absent(*value) {
                    heap.offer(*value, member);
                }
            }
            Ok(())
        };
        each(members.len(), &mut offer).await?;
        for (step, heap) in heaps.iter_mut().enumerate() {
            for (value, member) in heap.drain_sorted() {
                columns[member as usize].values[step] = value;
                if is_ordered {
                    chosen.push(member);
                }
            }
        }
    }
    if has_histograms {
        work.annotations.inform(text::histogram_ignored(work.aggregation.op.text()), work.aggregation.span);
    }
    if is_ordered { in_order(work, &chosen, columns).await } else { Ok(work.same_series(columns)) }
}

/// Only the chosen series, as they were chosen.
async fn in_order(work: &Work<'_>, chosen: &[u32], mut columns: Vec<Column>) -> Result<Vector, Error> {
    let all = &work.vector.shape;
    let mut shape = Shape::default();
    let mut ordered = Vec::with_capacity(chosen.len());
    let mut take = |at: usize| {
        let series = chosen[at] as usize;
        shape.labels.push(all.labels[series].clone());
        shape.drops_name.push(all.drops_name[series]);
        ordered.push(std::mem::take(&mut columns[series]));
        Ok(())
    };
    each(chosen.len(), &mut take).await?;
    Ok(Vector { shape: Rc::new(shape), columns: ordered })
}
