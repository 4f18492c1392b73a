//! Floor 2: evaluation of a checked query over a [`store::SeriesStore`], exactly as Prometheus 3.14 does.
//!
//! A checked tree is lowered to a [`plan`] (durations computed, matchers compiled, functions looked up), which is
//! evaluated tile by tile: a tile is a run of steps short enough that one call takes a few milliseconds.
//! Between two calls the caller may cancel.
//!
//! Invariant: pure. Time, lookback, dialect, limits are parameters ([`options`]); nothing here reads a clock.
//! Invariant: columnar. A series' results over the steps of a tile are one [`column::ValueColumn`]; labels, groups and
//! matches of series are computed once per query and not per step ([`value::SeriesSet`], [`memo::Memo`]).
//! Invariant: results of any size of tile are the same.
//! Not here: reading expressions (`promql`), fetching series (`source`, `federation`).

// Counts of steps, samples and bytes have 64 bits until they are known to be small: a `usize` has 32 in the browser.
pub mod aggregate;
pub mod annotation;
pub mod binary;
pub mod block;
pub mod column;
pub mod counter;
pub mod error;
pub mod evaluate;
pub mod functions;
pub mod histogram;
pub mod kahan;
pub mod label_names;
pub mod labels;
pub mod load;
pub mod matcher;
pub mod memo;
pub mod options;
pub mod order;
pub mod plan;
pub mod quantile;
pub mod query_budget;
pub mod rolling;
pub mod samples;
pub mod store;
pub mod task;
pub mod value;
#[cfg(test)]
mod vector_text;
pub mod window;
