//! Whether the page's own code has ended, by a panic or a trap: then no listener and no timer of it runs any more.
//!
//! Not here: what ends it, and what people are told (`panics`).

use std::sync::atomic::{AtomicBool, Ordering};

static ENDED: AtomicBool = AtomicBool::new(false);

/// Whether the page's code has ended. Always false in a worker.
pub(super) fn has_ended() -> bool {
    ENDED.load(Ordering::Relaxed)
}

/// The page's code ends. Says whether it had ended before.
pub(super) fn end() -> bool {
    ENDED.swap(true, Ordering::Relaxed)
}
