//! What is measured: memory of decoding, of texts and queries that explode, and how time grows with the input. One test
//! runs at a time, as memory and time of the others would count.

use std::sync::{Mutex, MutexGuard, PoisonError};

use peak_alloc::PeakAlloc;

#[path = "../support/answers.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod answers;
#[path = "../support/doublings.rs"]
mod doublings;
mod growth;
mod input_limits;
mod memory;
mod query_limits;
#[path = "../support/written.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod written;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

static ALONE: Mutex<()> = Mutex::new(());

/// To be held by each test while it runs.
fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
