//! Floor 2: evaluation of a checked query over a `SeriesStore`, in the worker.
//!
//! An empty room so far: servers evaluate. The rooms are named in `docs/ARCHITECTURE.md`.
//!
//! Invariant: pure. `now`, lookback, dialect, limits and cancellation are parameters.
