//! Releases what nodes kept from tile to tile, before the query's last tile becomes part of its result: one node after
//! the other, and a batch of its samples at a time, as dropping those of many series takes its time, too.

use std::rc::Rc;

use super::frame::Reply;
use super::state::State;
use super::{Evaluation, ResultSeries};
use crate::engine::error::Error;
use crate::engine::plan::ScopeId;
use crate::engine::task::BATCH;
use crate::engine::value::TileValue;

/// How far the release has come.
#[derive(Debug, Default)]
pub(super) struct Release {
    /// So many nodes keep nothing any more.
    nodes: usize,
    /// The bytes that labels of their results counted.
    labels: u64,
}

impl Evaluation<'_> {
    /// Whether what is under way is the query's last tile.
    pub(super) fn is_last(&self) -> bool {
        let all = self.plan.scope(ScopeId::QUERY).grid.len();
        matches!(self.frames.as_slice(), [frame] if self.done + frame.steps.len() as u64 == all)
    }

    /// Goes on forgetting what nodes keep for the next tile. Fails where there is no memory for what becomes of the
    /// query's value over the last one.
    pub(super) fn release(&mut self) -> Result<Reply, Error> {
        let none = Rc::default();
        while let Some(state) = self.states.get_mut(self.release.nodes) {
            for samples in [&mut state.selected.samples, &mut state.subquery.results.samples] {
                if samples.len() > BATCH {
                    samples.truncate(samples.len() - BATCH);
                    self.account.look(BATCH);
                    return Ok(Reply::More);
                }
            }
            self.release.nodes += 1;
            self.release.labels += state.labelled.1.saturating_sub(state.tables());
            let series = state.labelled.0.len();
            *state = State { annotations: std::mem::take(&mut state.annotations), ..State::new(&none) };
            if series > BATCH {
                self.account.look(series);
                return Ok(Reply::More);
            }
        }
        let ranges = match self.values.look(self.plan.root()) {
            Some(TileValue::Ranges(ranges)) => &*ranges.samples,
            _ => &[],
        };
        let ranges = ranges.iter().map(|samples| samples.memory() + size_of::<ResultSeries>() as u64).sum::<u64>();
        let span = self.plan.node(self.plan.root()).span;
        self.account.keep_only(self.release.labels + ranges + self.result.memory(), span)?;
        Ok(Reply::Done)
    }
}
