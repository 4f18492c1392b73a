//! The labels of results: names that go, and series that become one because of it.
//!
//! Invariant: no two series of a vector have equal labels.

use std::rc::Rc;

use crate::engine::column::{Column, Point};
use crate::engine::error::Error;
use crate::engine::labels::{Distinct, Labels};
use crate::engine::options::NameRemoval;
use crate::engine::room::{Room, bytes_of, growing};
use crate::engine::task::each;
use crate::engine::value::Shape;
use crate::promql::functions::MetricName;

/// The series of a result, and which of its operand's series each of them is made of.
#[derive(Debug, Clone)]
pub(super) struct Renamed {
    pub(super) shape: Rc<Shape>,
    /// Of each series before, which it is now; empty where all have stayed apart.
    now: Vec<u32>,
}

/// Bytes a series at the most that finding series with equal labels takes.
pub(super) const UNITED: u64 = Distinct::MOST + growing::<(Labels, bool)>(1) + bytes_of::<u32>(1);

impl Renamed {
    /// The series of a function's result. Fails where there is no room for them.
    pub(super) async fn of(
        before: Rc<Shape>,
        name: MetricName,
        removal: NameRemoval,
        mut room: Room,
    ) -> Result<Self, Error> {
        if name == MetricName::Dropped {
            room.take(before.copied())?;
        }
        Ok(match (name, removal) {
            (MetricName::Kept, _) => Self { shape: before, now: Vec::new() },
            (MetricName::Dropped, NameRemoval::Delayed) => {
                let shape = Shape { labels: before.labels.clone(), drops_name: vec![true; before.len()] };
                Self { shape: Rc::new(shape), now: Vec::new() }
            }
            (MetricName::Dropped, NameRemoval::AtOnce) => {
                let mut labels = Vec::with_capacity(before.len());
                let mut is_one_metric = true;
                let mut rename = |at: usize| {
                    is_one_metric = is_one_metric && before.labels[at].is_same_metric(&before.labels[0]);
                    labels.push(before.labels[at].without_schema());
                    Ok(())
                };
                each(before.len(), &mut rename).weighing(&|at| before.weight(at)).await?;
                let shape = Shape { labels, drops_name: before.drops_name.clone() };
                if is_one_metric {
                    return Ok(Self { shape: Rc::new(shape), now: Vec::new() });
                }
                room.take(before.len() as u64 * UNITED)?;
                Self::united(shape).await?
            }
        })
    }

    /// Series of which some may have equal labels.
    pub(super) async fn united(all: Shape) -> Result<Self, Error> {
        let mut known = Distinct::default();
        let mut shape = Shape::default();
        let mut now = Vec::with_capacity(all.len());
        let mut unite = |number: usize| {
            let labels = &all.labels[number];
            let at = known.number(labels, &|_| true);
            if at as usize == shape.len() {
                shape.labels.push(labels.clone());
                shape.drops_name.push(false);
            }
            shape.drops_name[at as usize] |= all.drops_name[number];
            now.push(at);
            Ok(())
        };
        each(all.len(), &mut unite).weighing(&|at| all.weight(at)).await?;
        if shape.len() == all.len() {
            now.clear();
        }
        Ok(Self { shape: Rc::new(shape), now })
    }

    /// Whether each series is one series before.
    pub(super) fn keeps_apart(&self) -> bool {
        self.now.is_empty()
    }

    /// The columns of the series; fails where two that became one have a sample at the same step.
    pub(super) fn columns(&self, columns: Vec<Column>) -> Result<Vec<Column>, Error> {
        if self.now.is_empty() {
            return Ok(columns);
        }
        let mut united: Vec<Option<Column>> = vec![None; self.shape.len()];
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
pub(super) fn is_one_metric(shape: &Shape) -> bool {
    shape.labels.first().is_none_or(|first| shape.labels.iter().all(|labels| labels.is_same_metric(first)))
}

fn unite(column: &mut Column, other: &Column) -> Result<(), Error> {
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
