//! How fast the core is, natively: `cargo run --profile native --example bench`.

#![expect(clippy::print_stdout, reason = "printing is its purpose")]

#[path = "../../tests/support/answers.rs"]
#[expect(dead_code, reason = "shared with tests that use other parts")]
mod answers;
#[path = "../../tests/support/doublings.rs"]
mod cases;
#[path = "../../tests/support/corpus.rs"]
mod corpus;
mod decoding;
mod doublings;
mod engine;
#[path = "../../tests/support/fleet.rs"]
#[expect(dead_code, reason = "shared with the comparison with Prometheus")]
mod fleet;
#[path = "../../tests/sources/federation/hosts.rs"]
#[allow(dead_code, reason = "shared with tests that ask more")]
mod hosts;
#[path = "../evaluate/json.rs"]
#[allow(dead_code, reason = "shared with the example that prints failures, too")]
mod json;
mod language;
#[path = "../../tests/support/queries.rs"]
#[expect(dead_code, reason = "as above")]
mod queries;

mod reads;
#[path = "../../tests/support/remote_read/remote_read.rs"]
#[allow(dead_code, reason = "shared with tests that ask more")]
mod remote_read;

use std::process::ExitCode;

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// All of it; or, with `doublings` as argument, only how time grows with size, with another one of those whose name has
/// that in it. Fails where something grows too fast.
fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some("doublings") {
        if let Err(failure) = decoding::run() {
            println!("decoding: FAILED: {failure:?}");
            return ExitCode::FAILURE;
        }
        reads::run();
        language::run();
        engine::run();
    }
    if doublings::run(&arguments.next().unwrap_or_default()) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
