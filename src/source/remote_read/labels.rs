//! Which series, label names and values a node has: what is read with the function "series" are labels without samples.
//!
//! Streamed chunks do not serve: a series without chunks is not among them.
//!
//! Invariant: bounded: what is beyond [`MAX_SERIES`] is left out and said to be.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::read::{Purpose, Read, parts};
use super::{ReadStats, RemoteRead};
use crate::engine::labels::{Labels, METRIC_NAME};
use crate::engine::matcher::LabelMatcher;
use crate::engine::store::TimeWindow;
use crate::model::answered::SourceError;
use crate::model::memory::MAX_MEMORY;
use crate::model::query::Limits;
use crate::source::series::SourceRun;
use crate::wire::remote_read::{ReadSeries, ResponseType};
use crate::wire::transport::Transport;

/// The most series that are kept.
pub const MAX_SERIES: usize = 20_000;

/// The label sets of series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelSets {
    /// Each once, sorted.
    pub sets: BTreeSet<Labels>,
    /// How many there were beyond those.
    pub left_out: u64,
}

impl LabelSets {
    /// The names of labels, sorted.
    pub fn names(&self) -> BTreeSet<&str> {
        self.sets.iter().flat_map(Labels::iter).map(|(name, _)| name).collect()
    }

    /// The values of a label, sorted.
    pub fn values(&self, name: &str) -> BTreeSet<&str> {
        self.sets.iter().map(|labels| labels.get(name)).filter(|value| !value.is_empty()).collect()
    }

    /// The names of metrics, sorted.
    pub fn metric_names(&self) -> BTreeSet<&str> {
        self.values(METRIC_NAME)
    }
}

impl<T: Transport> RemoteRead<T> {
    /// The series that satisfy matchers and have samples at these times, without their samples.
    pub async fn label_sets(
        &self,
        matchers: &[LabelMatcher],
        window: TimeWindow,
        limits: Limits,
    ) -> Result<LabelSets, SourceError> {
        let run = SourceRun::new(&*self.transport, limits, &|_| {});
        let (stats, sets, left_out) = (ReadStats::default(), RefCell::new(BTreeSet::new()), Cell::new(0));
        let memory = || MAX_MEMORY;
        let take = |series: ReadSeries| {
            let (labels, mut sets) = (parts(series).0, sets.borrow_mut());
            if sets.len() < MAX_SERIES || sets.contains(&labels) {
                return Ok(sets.insert(labels));
            }
            left_out.set(left_out.get() + 1);
            Ok(false)
        };
        let accepted = &[ResponseType::Samples];
        let read = Read { matchers, window, purpose: Purpose::Series, accepted };
        let read = self.read(read, (&memory, &take), &run, &stats).await;
        read.map_err(|why| self.failed(why, &run, &stats))?;
        Ok(LabelSets { sets: sets.into_inner(), left_out: left_out.get() })
    }
}
