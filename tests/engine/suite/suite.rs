//! Runs scripts of the promqltest language: loads series, evaluates queries, compares what comes out.
//!
//! The language's rules are those of `promql/promqltest` of Prometheus. Included by the conformance tests and by
//! the example that runs files, so each uses only part of it.

mod at;
mod compare;
pub(crate) mod eval;
mod line;
mod run;
pub(crate) mod script;

pub(crate) use run::{Forms, prometheus, run};
