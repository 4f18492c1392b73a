//! How fast the core is, natively: `cargo run --profile native --example bench`.

#![expect(clippy::print_stdout, reason = "printing is its purpose")]

#[path = "../../tests/support/answers.rs"]
#[expect(dead_code, reason = "shared with tests that use other parts")]
mod answers;
#[path = "../../tests/support/corpus.rs"]
mod corpus;
mod decoding;
mod engine;
#[path = "../../tests/support/fleet.rs"]
#[expect(dead_code, reason = "shared with the comparison with Prometheus")]
mod fleet;
mod language;
#[path = "../../tests/support/queries.rs"]
#[expect(dead_code, reason = "as above")]
mod queries;

use narthex::model::outcome::Failure;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() -> Result<(), Failure> {
    decoding::run()?;
    language::run();
    engine::run();
    Ok(())
}
