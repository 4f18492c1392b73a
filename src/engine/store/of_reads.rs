//! A store for each read of one plan: for sources that give other series, or other samples, for another use of the same
//! metric.
//!
//! Invariant: a store holds what its read selects and nothing else, so matchers are not looked at again. They may be
//! about labels that the series had only where they were selected, as those that tell replicas apart.

use std::fmt;
use std::rc::Rc;

use super::{SelectRequest, Selection, SeriesStore};
use crate::engine::error::Error;
use crate::engine::matcher::Matchers;

/// A store for each read of a plan.
#[derive(Default)]
pub struct StoreOfReads {
    /// One store a read of the plan, in their order.
    pub stores: Vec<Rc<dyn SeriesStore>>,
}

impl SeriesStore for StoreOfReads {
    fn select(&self, asked: SelectRequest<'_>) -> Result<Selection<'_>, Error> {
        match self.stores.get(asked.read) {
            Some(store) => store.select(SelectRequest { matchers: &Matchers::default(), ..asked }),
            None => Ok(Box::new(std::iter::empty())),
        }
    }
}

impl fmt::Debug for StoreOfReads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreOfReads").field("stores", &self.stores.len()).finish()
    }
}
