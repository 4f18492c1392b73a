//! Long work in slices: now and then it rests, so that a cancellation comes through, and ends when its time is up.
//!
//! Invariant: between two rests there is about [`SLICE_MS`] of work, and one piece of it more.

use crate::model::outcome::Failure;
use crate::model::time::left_ms;
use crate::wire::transport::Transport;

/// Milliseconds of work between two rests.
const SLICE_MS: f64 = 20.0;

/// The pauses of one run.
#[derive(Debug)]
pub(super) struct Breath<'a, T> {
    transport: &'a T,
    began: f64,
    rested: f64,
    timeout_ms: u32,
}

impl<'a, T: Transport> Breath<'a, T> {
    /// Of a run that begins now and has so many milliseconds.
    pub(super) fn new(transport: &'a T, timeout_ms: u32) -> Self {
        let now = transport.ticks_ms();
        Self { transport, began: now, rested: now, timeout_ms }
    }

    /// Called between two pieces of work that take a few milliseconds at most: rests if it is time to, and says
    /// whether it did.
    pub(super) async fn take(&mut self) -> Result<bool, Failure> {
        let now = self.transport.ticks_ms();
        if now - self.began > f64::from(self.timeout_ms) {
            return Err(Failure::TimedOut { after_ms: self.timeout_ms });
        }
        let is_due = now - self.rested >= SLICE_MS;
        if is_due {
            self.transport.rest().await;
            self.rested = self.transport.ticks_ms();
        }
        Ok(is_due)
    }

    /// Milliseconds that are left, at least 1.
    pub(super) fn remaining_ms(&self) -> u32 {
        left_ms(f64::from(self.timeout_ms) - self.elapsed_ms()).max(1)
    }

    /// Milliseconds since the run began.
    pub(super) fn elapsed_ms(&self) -> f64 {
        self.transport.ticks_ms() - self.began
    }
}
