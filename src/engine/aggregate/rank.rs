//! `topk` and `bottomk`: the series of each group with the greatest or smallest values, with all their labels.

mod heap;

use std::rc::Rc;

use self::heap::{Heap, Ranking};
use super::limit::counts;
use super::{ResultOrder, TileAggregation};
use crate::engine::annotation::text;
use crate::engine::column::{ValueColumn, is_absent, is_histogram};
use crate::engine::error::Error;
use crate::engine::query_budget::bytes_of;
use crate::engine::task::for_each_yielding;
use crate::engine::value::{SeriesSet, Vector};
use crate::promql::ast::AggregateOp;

/// The chosen series. Histograms are passed over; an info says so.
pub(super) async fn ranked(tile: &mut TileAggregation<'_>) -> Result<Vector, Error> {
    let counts = counts(tile)?;
    let best = if tile.aggregation.op == AggregateOp::Topk { Ranking::Largest } else { Ranking::Smallest };
    let is_ordered = tile.aggregation.order == ResultOrder::Value && tile.steps() <= 1;
    let largest = tile.groups.largest();
    let most = counts.iter().map(|count| *count.min(&largest)).sum::<usize>();
    // A heap may have capacity for twice as many.
    let mut budget = tile.aggregation.budget;
    budget.reserve(bytes_of::<[(f64, u32); 2]>(most))?;
    let mut columns = tile.nothing();
    let mut chosen = Vec::new();
    let mut has_histograms = false;
    // A series' values stand together: all steps are under way while the series pass by.
    let mut heaps: Vec<Heap> = counts.iter().map(|count| Heap::new(*count, best)).collect();
    for group in 0..tile.groups.len() {
        let members = tile.groups.members(group);
        let mut offer = |at: usize| {
            let member = members[at];
            for (heap, value) in heaps.iter_mut().zip(&tile.vector.columns[member as usize].values) {
                if is_histogram(*value) {
                    has_histograms |= heap.wants_any();
                } else if !is_absent(*value) {
                    heap.offer(*value, member);
                }
            }
            Ok(())
        };
        for_each_yielding(members.len(), &mut offer).await?;
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
        tile.annotations.inform(text::histogram_ignored(tile.aggregation.op.text()), tile.aggregation.span);
    }
    if is_ordered { in_order(tile, &chosen, columns).await } else { Ok(tile.same_series(columns)) }
}

/// Only the chosen series, as they were chosen.
async fn in_order(tile: &TileAggregation<'_>, chosen: &[u32], mut columns: Vec<ValueColumn>) -> Result<Vector, Error> {
    let all = &tile.vector.series_set;
    let mut series_set = SeriesSet::default();
    let mut ordered = Vec::with_capacity(chosen.len());
    let mut take = |at: usize| {
        let series = chosen[at] as usize;
        series_set.labels.push(all.labels[series].clone());
        series_set.drops_name.push(all.drops_name[series]);
        ordered.push(std::mem::take(&mut columns[series]));
        Ok(())
    };
    for_each_yielding(chosen.len(), &mut take).await?;
    Ok(Vector { series_set: Rc::new(series_set), columns: ordered })
}
