//! Federation without a network: what holds of samples that are merged, and of queries of which parts go down.

#[path = "../support/any_bytes.rs"]
mod any_bytes;
mod double_count;
#[path = "../support/evaluation.rs"]
#[allow(dead_code, reason = "shared with tests of the engine")]
mod evaluation;
#[path = "../support/files.rs"]
mod files;
mod push_down;
mod replicas;
#[path = "../engine/suite/suite.rs"]
#[allow(dead_code, unused_imports, reason = "shared with tests of the engine")]
mod suite;
#[path = "../support/written.rs"]
#[expect(dead_code, reason = "shared with tests of the language")]
mod written;
