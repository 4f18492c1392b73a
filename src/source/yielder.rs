//! Long work in slices: it yields now and then, so that a cancellation comes through, and ends when its time is up.
//!
//! Invariant: between two yields there is about [`SLICE_MS`] of work, and one piece of it more.

use std::cell::Cell;

use crate::model::outcome::Failure;
use crate::model::time::to_u32_ms;
use crate::wire::transport::Transport;

/// Milliseconds of work between two yields.
const SLICE_MS: f64 = 20.0;

/// Yields in the name of one run, whatever of it is done at once.
#[derive(Debug)]
pub struct Yielder<'a, T> {
    transport: &'a T,
    began: f64,
    yielded: Cell<f64>,
    timeout_ms: u32,
}

impl<'a, T: Transport> Yielder<'a, T> {
    /// Of a run that begins now and has so many milliseconds.
    pub(super) fn new(transport: &'a T, timeout_ms: u32) -> Self {
        let now = transport.ticks_ms();
        Self { transport, began: now, yielded: Cell::new(now), timeout_ms }
    }

    pub(super) fn transport(&self) -> &'a T {
        self.transport
    }

    /// Called between two pieces of work that take a few milliseconds at most: yields if it is time to, and says
    /// whether it did.
    ///
    /// Fails when the run's time is up.
    pub async fn yield_if_due(&self) -> Result<bool, Failure> {
        let now = self.transport.ticks_ms();
        if now - self.began > f64::from(self.timeout_ms) {
            return Err(Failure::TimedOut { after_ms: self.timeout_ms });
        }
        let is_due = now - self.yielded.get() >= SLICE_MS;
        if is_due {
            self.transport.yield_now().await;
            self.yielded.set(self.transport.ticks_ms());
        }
        Ok(is_due)
    }

    /// Milliseconds that are left, at least 1.
    pub fn remaining_ms(&self) -> u32 {
        to_u32_ms(f64::from(self.timeout_ms) - self.elapsed_ms()).max(1)
    }

    /// Milliseconds since the run began.
    pub fn elapsed_ms(&self) -> f64 {
        self.transport.ticks_ms() - self.began
    }
}
