//! Floor 0: the shared vocabulary of every other floor.
//!
//! Labels, time, number text, columnar series blocks, histograms, values; nodes, the rules they
//! run, and the outcome of asking them.
//!
//! Invariant: data is columnar. A sample is an index into columns, never a struct.
//! Invariant: nothing here imports from another floor, and nothing here does IO.

pub mod answered;
pub mod block;
pub mod count;
pub mod duration;
pub mod file;
pub mod histogram;
pub mod http_url;
pub mod labels;
pub mod lang;
pub mod memory;
pub mod native_histogram;
pub mod node;
pub mod notice;
pub mod number;
pub mod order;
pub mod outcome;
pub mod query;
pub mod read_fault;
pub mod rules;
pub mod sample;
pub mod sort_order;
pub mod summary;
pub mod text;
pub mod time;
pub mod value;
pub mod xor;
