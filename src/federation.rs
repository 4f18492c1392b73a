//! Floor 3: push-down planning over an arrangement of nodes, merging, replica de-duplication.
//!
//! `push_down` plans what the nodes of a federation evaluate themselves; `replicas` makes one series of what several
//! replicas hold of it. It knows no network: who is asked, and what answers are merged how, is the source's
//! (`source::federation`). `double_count` finds aggregations over series that replicas hold several times.
//!
//! Invariant: replicas hold the same series, so their aggregates are never added up.

pub mod double_count;
pub mod push_down;
pub mod replicas;
