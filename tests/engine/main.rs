//! The engine: scripts of the promqltest language, its plans, and generated queries. All of it runs as wasm32, too.

#[cfg(target_arch = "wasm32")]
#[macro_use(test)]
extern crate wasm32_test;

#[path = "../support/any_bytes.rs"]
mod any_bytes;
mod conformance;
#[path = "../support/evaluation.rs"]
mod evaluation;
#[path = "../support/files.rs"]
mod files;
#[path = "../support/properties/format.rs"]
mod format;
mod generated;
mod plan;
#[path = "../support/remote_read/remote_read.rs"]
#[expect(dead_code, reason = "shared with tests of the source")]
mod remote_read;
#[path = "suite/suite.rs"]
mod suite;
#[path = "../support/written.rs"]
#[expect(dead_code, reason = "files are read so that it can be done as wasm32")]
mod written;
