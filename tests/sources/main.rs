//! What reads nodes, over the in-memory network: servers, files, the service that executes what the page asks; and the
//! decoding of real answers.

#[path = "../support/answers.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod answers;
#[path = "../support/any_bytes.rs"]
mod any_bytes;
#[path = "../support/choices.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod choices;
mod decode;
mod exchange;
mod federation;
mod file;
#[path = "../../examples/evaluate/json.rs"]
#[allow(dead_code, reason = "the example prints failures too")]
mod json;
mod language;
#[path = "../support/read_answers.rs"]
mod read_answers;
mod read_decode;
#[path = "../support/remote_read/remote_read.rs"]
mod remote_read;
mod remote_read_source;
mod saved;
mod server;
mod service;
