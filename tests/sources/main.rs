//! What reads nodes, over the in-memory network: servers, files, the service that executes what the page asks; and the
//! decoding of real answers.

#[path = "../support/answers.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod answers;
mod decode;
mod exchange;
mod federation;
mod file;
#[path = "../../examples/evaluate/json.rs"]
#[allow(dead_code, reason = "the example prints failures too")]
mod json;
mod language;
mod read_decode;
#[path = "../support/remote_read/remote_read.rs"]
mod remote_read;
mod remote_read_source;
mod saved;
mod server;
mod service;
