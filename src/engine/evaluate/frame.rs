//! A frame: one tile of a scope (the query, or a subquery) while its nodes are evaluated one after the other.

use std::rc::Rc;

use crate::engine::plan::ScopeId;

/// One tile of one scope, under way.
#[derive(Debug)]
pub(super) struct Frame {
    /// The scope.
    pub(super) scope: ScopeId,
    /// The tile's steps, at least one.
    pub(super) steps: Rc<[i64]>,
    /// Which of the scope's nodes is next.
    pub(super) next: usize,
}

/// Whether there is more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    More,
    Done,
}

impl Frame {
    pub(super) fn new(scope: ScopeId, steps: Rc<[i64]>) -> Self {
        Self { scope, steps, next: 0 }
    }
}
