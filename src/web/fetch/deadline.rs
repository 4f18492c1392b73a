//! The time-out of one request, and its end when nobody waits for it any more.
//!
//! Invariant: dropping a deadline aborts its request; aborting a finished one does nothing.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::{AbortController, AbortSignal};

use crate::model::outcome::Failure;
use crate::model::time::to_u32_ms;
use crate::web::clock::{self, timer};

/// Aborts a request when its time is up, or when dropped.
#[derive(Debug)]
pub(super) struct Deadline {
    controller: AbortController,
    timer: Option<Timeout>,
    passed: Rc<Cell<bool>>,
    started: f64,
    limit_ms: u32,
}

impl Deadline {
    /// Starts the time now. Fails only where the browser knows no abort controller.
    pub(super) fn start(limit_ms: u32) -> Result<Self, Failure> {
        let controller = AbortController::new().map_err(|_| Failure::Unreachable)?;
        let passed = Rc::new(Cell::new(false));
        let timer = {
            let (controller, passed) = (controller.clone(), Rc::clone(&passed));
            #[expect(clippy::disallowed_methods, reason = "it ends a request, and calls nothing of the page")]
            Timeout::new(timer::clamp(limit_ms), move || {
                passed.set(true);
                controller.abort();
            })
        };
        Ok(Self { controller, timer: Some(timer), passed, started: clock::ticks_ms(), limit_ms })
    }

    pub(super) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    pub(super) fn has_passed(&self) -> bool {
        self.passed.get()
    }

    /// Ends the time-out: the last byte is there.
    pub(super) fn disarm(&mut self) {
        self.timer = None;
    }

    pub(super) fn failure(&self) -> Failure {
        Failure::TimedOut { after_ms: self.limit_ms }
    }

    pub(super) fn elapsed_ms(&self) -> f64 {
        clock::ticks_ms() - self.started
    }

    pub(super) fn remaining_ms(&self) -> u32 {
        to_u32_ms(f64::from(self.limit_ms) - self.elapsed_ms())
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.controller.abort();
    }
}
