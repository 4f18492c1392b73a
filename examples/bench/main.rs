//! How fast the core is, natively: `cargo run --profile native --example bench`.

#![expect(clippy::print_stdout, reason = "printing is its purpose")]

#[path = "../../tests/support/answers.rs"]
#[expect(dead_code, reason = "shared with tests that use other parts")]
mod answers;
#[path = "../../tests/support/corpus.rs"]
mod corpus;
mod decoding;
mod language;

use narthex::model::outcome::Failure;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() -> Result<(), Failure> {
    decoding::run()?;
    language::run();
    Ok(())
}
