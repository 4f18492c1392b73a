//! `sum` and `avg`, which take floats or histograms, but not both in one group.

use std::rc::Rc;

use super::TileAggregation;
use super::float::fold_floats;
use crate::engine::annotation::text;
use crate::engine::column::{Point, ValueColumn, is_float, is_histogram};
use crate::engine::error::Error;
use crate::engine::histogram::accumulate;
use crate::engine::histogram::range::mixed_schemas;
use crate::engine::histogram::{Combined, HistogramOperation, Incompatible};
use crate::engine::kahan::{Mean, Sum};
use crate::engine::task::for_each_yielding;
use crate::model::native_histogram::NativeHistogram;
use crate::promql::ast::AggregateOp;

/// Adds up, or averages, each group at each step, and yields among histograms.
pub(super) async fn added(tile: &mut TileAggregation<'_>) -> Result<Vec<ValueColumn>, Error> {
    let is_mean = tile.aggregation.op == AggregateOp::Avg;
    let mut columns = if is_mean { fold_floats::<Mean>(tile) } else { fold_floats::<Sum>(tile) };
    let (groups, vector, steps) = (tile.groups, tile.vector, tile.steps());
    let has_histograms = |series: &u32| !vector.columns[*series as usize].histograms.is_empty();
    let of_histograms = |group: &usize| groups.members(*group).iter().any(has_histograms);
    let found: Vec<usize> = (0..groups.len()).filter(of_histograms).collect();
    let items = found.iter().map(|group| groups.members(*group).len() * steps).sum();
    let (mut number, mut step, mut next, mut sum) = (0, 0, 0, None);
    let mut add = |_| {
        let members = groups.members(found[number]);
        if next == 0 {
            sum = begin(tile, members, step, &mut columns[found[number]]);
        }
        let column = &vector.columns[members[next] as usize];
        if let (Some(running), Some(histogram)) = (&mut sum, column.histogram(step))
            && running.add(histogram).is_err()
        {
            let metric = vector.series_set.labels[members[next] as usize].metric();
            tile.annotations.warn_of(mixed_schemas, metric, tile.aggregation.operand_span);
            sum = None;
        }
        next += 1;
        if next == members.len() {
            if let Some(Combined { histogram, flags }) = sum.take().and_then(Running::finish) {
                flags.annotate(HistogramOperation::Aggregation, tile.aggregation.operand_span, tile.annotations);
                columns[found[number]].put(step, Point::Histogram(Rc::new(histogram)));
            }
            (next, step) = (0, step + 1);
            if step == steps {
                (step, number) = (0, number + 1);
            }
        }
        Ok(())
    };
    for_each_yielding(items, &mut add).await?;
    Ok(columns)
}

/// The sum of a group's histograms at a step, none yet; `None` where it has none. Where there are floats as well, there
/// is no result, and a warning.
fn begin(tile: &mut TileAggregation<'_>, members: &[u32], step: usize, column: &mut ValueColumn) -> Option<Running> {
    let values = || members.iter().map(|member| tile.vector.columns[*member as usize].values[step]);
    if !values().any(is_histogram) {
        return None;
    }
    if values().any(is_float) {
        tile.annotations.warn_of(text::mixed_group, "", tile.aggregation.operand_span);
        column.put(step, Point::Absent);
        return None;
    }
    Some(if tile.aggregation.op == AggregateOp::Avg { Running::Mean(None) } else { Running::Sum(None) })
}

/// A sum or a mean of histograms; of none at first.
enum Running {
    Sum(Option<accumulate::HistogramSum>),
    Mean(Option<accumulate::HistogramMean>),
}

impl Running {
    /// Fails where a histogram does not go with those before it.
    fn add(&mut self, histogram: &NativeHistogram) -> Result<(), Incompatible> {
        match self {
            Self::Sum(Some(sum)) => return sum.add(histogram),
            Self::Mean(Some(mean)) => return mean.add(histogram),
            Self::Sum(first) => *first = Some(accumulate::HistogramSum::of(histogram)),
            Self::Mean(first) => *first = Some(accumulate::HistogramMean::of(histogram)),
        }
        Ok(())
    }

    fn finish(self) -> Option<Combined> {
        match self {
            Self::Sum(sum) => sum.map(|sum| sum.finish()),
            Self::Mean(mean) => mean.map(|mean| mean.finish()),
        }
    }
}
