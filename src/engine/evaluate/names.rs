//! Labels of results: dropping the metric's name, and merging series whose labels become equal by it.
//!
//! Invariant: no two series of a vector have equal labels.

use std::rc::Rc;

use crate::engine::column::{Point, ValueColumn};
use crate::engine::error::Error;
use crate::engine::labels::{LabelSetIndex, Labels};
use crate::engine::options::NameRemoval;
use crate::engine::query_budget::{QueryBudget, bytes_of, growing};
use crate::engine::task::for_each_yielding;
use crate::engine::value::SeriesSet;
use crate::promql::functions::MetricName;

/// The series of a result, and which of its operand's series each of them is made of.
#[derive(Debug, Clone)]
pub(super) struct Renamed {
    pub(super) series_set: Rc<SeriesSet>,
    /// Of each series before, which it is now; empty where all have stayed apart.
    now: Vec<u32>,
}

/// Bytes a series at the most that finding series with equal labels takes.
pub(super) const UNITED: u64 = LabelSetIndex::MOST + growing::<(Labels, bool)>(1) + bytes_of::<u32>(1);

impl Renamed {
    /// The series of a function's result. Fails where there is no memory for them.
    pub(super) async fn of(
        before: Rc<SeriesSet>,
        name: MetricName,
        removal: NameRemoval,
        mut budget: QueryBudget,
    ) -> Result<Self, Error> {
        if name == MetricName::Dropped {
            budget.reserve(before.copied())?;
        }
        Ok(match (name, removal) {
            (MetricName::Kept, _) => Self { series_set: before, now: Vec::new() },
            (MetricName::Dropped, NameRemoval::Delayed) => {
                let series_set = SeriesSet { labels: before.labels.clone(), drops_name: vec![true; before.len()] };
                Self { series_set: Rc::new(series_set), now: Vec::new() }
            }
            (MetricName::Dropped, NameRemoval::AtOnce) => {
                let mut labels = Vec::with_capacity(before.len());
                let mut is_one_metric = true;
                let mut rename = |at: usize| {
                    is_one_metric = is_one_metric && before.labels[at].is_same_metric(&before.labels[0]);
                    labels.push(before.labels[at].without_schema());
                    Ok(())
                };
                for_each_yielding(before.len(), &mut rename).weighted_by(&|at| before.weight(at)).await?;
                let series_set = SeriesSet { labels, drops_name: before.drops_name.clone() };
                if is_one_metric {
                    return Ok(Self { series_set: Rc::new(series_set), now: Vec::new() });
                }
                budget.reserve(before.len() as u64 * UNITED)?;
                Self::united(series_set).await?
            }
        })
    }

    /// Series of which some may have equal labels.
    pub(super) async fn united(all: SeriesSet) -> Result<Self, Error> {
        let mut known = LabelSetIndex::default();
        let mut series_set = SeriesSet::default();
        let mut now = Vec::with_capacity(all.len());
        let mut unite = |number: usize| {
            let labels = &all.labels[number];
            let at = known.number(labels, &|_| true);
            if at as usize == series_set.len() {
                series_set.labels.push(labels.clone());
                series_set.drops_name.push(false);
            }
            series_set.drops_name[at as usize] |= all.drops_name[number];
            now.push(at);
            Ok(())
        };
        for_each_yielding(all.len(), &mut unite).weighted_by(&|at| all.weight(at)).await?;
        if series_set.len() == all.len() {
            now.clear();
        }
        Ok(Self { series_set: Rc::new(series_set), now })
    }

    /// Whether each series is one series before.
    pub(super) fn keeps_apart(&self) -> bool {
        self.now.is_empty()
    }

    /// The columns of the series; fails where two that became one have a sample at the same step.
    pub(super) fn columns(&self, columns: Vec<ValueColumn>) -> Result<Vec<ValueColumn>, Error> {
        if self.now.is_empty() {
            return Ok(columns);
        }
        let mut united: Vec<Option<ValueColumn>> = vec![None; self.series_set.len()];
        for (column, now) in columns.into_iter().zip(&self.now) {
            match &mut united[*now as usize] {
                Some(other) => unite(other, &column)?,
                none => *none = Some(column),
            }
        }
        Ok(united.into_iter().flatten().collect())
    }
}

/// Whether all series have the same name, type and unit: without them they are as different as they were.
pub(super) fn is_one_metric(series_set: &SeriesSet) -> bool {
    series_set.labels.first().is_none_or(|first| series_set.labels.iter().all(|labels| labels.is_same_metric(first)))
}

fn unite(column: &mut ValueColumn, other: &ValueColumn) -> Result<(), Error> {
    for step in 0..other.len() {
        let point = other.point(step);
        if point != Point::Absent {
            if column.point(step) != Point::Absent {
                return Err(same_labels());
            }
            column.put(step, point);
        }
    }
    Ok(())
}

/// Two series of one result have the same labels.
pub(super) fn same_labels() -> Error {
    Error::evaluation("vector cannot contain metrics with the same labelset")
}
