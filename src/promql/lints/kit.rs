//! What several lints need to know of an expression, and how they mend it.
//!
//! Invariant: everything here looks at a bounded number of nodes.
//! Not here: what a lint finds.

pub(super) mod expression;
pub(super) mod labels;
pub(super) mod mend;
pub(super) mod metric;
pub(super) mod pattern;
