//! What is measured: memory of decoding, of texts and queries that explode, and how time grows with the input. Memory
//! and time are those of the test's own thread.

use allocation_counter::AllocationInfo;

#[path = "../support/answers.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod answers;
#[path = "../support/doublings.rs"]
mod doublings;
mod evaluation_limits;
mod growth;
mod input_limits;
mod memory;
#[path = "../support/written.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod written;

/// What comes of some work, and the memory that it took on this thread.
fn measured<T>(work: impl FnOnce() -> T) -> (T, AllocationInfo) {
    let mut outcome = None;
    let memory = allocation_counter::measure(|| outcome = Some(work()));
    (outcome.expect("the work is done"), memory)
}
