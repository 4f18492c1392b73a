//! Floor 3: push-down planning over an arrangement of nodes, merging, replica de-duplication.
//!
//! An empty room so far: a reading Prometheus federates. The rooms are named in `docs/ARCHITECTURE.md`.
//!
//! Invariant: replicas hold the same series, so their aggregates are never added up.
