//! Long computations in slices of a few milliseconds, between which the browser handles input and paints.
//!
//! Invariant: a newer computation ends the older; the older value stays until the newer is complete.
//! Invariant: what takes less than a slice is there at once, without a turn of a timer.

use std::sync::Arc;

use leptos::prelude::*;

use crate::web::clock;
use crate::web::clock::timer::{self, Timer};

/// What a slice may take, in milliseconds; a step of work on top of it takes a few more.
const SLICE_MS: f64 = 10.0;

/// What the first slice may take, which is part of another task.
const FIRST_MS: f64 = 8.0;

/// After how many milliseconds people are told that something is computed.
const LATE_MS: f64 = 250.0;

/// Where the next slice's timer is kept; a newer one there ends the older work, and so does the end of the component.
pub(crate) type Slot = StoredValue<Option<Timer>, LocalStorage>;

/// Does a part of some work, at most a few milliseconds; whether all is done.
pub(crate) type Work = Box<dyn FnMut() -> bool>;

/// Does work in slices, the first of them in a task of its own.
pub(crate) fn drive(slot: Slot, mut work: Work) {
    // Not a frame each: frames would be waited for in between.
    let next = timer::after(0, move || {
        if !slice(&mut work, SLICE_MS) {
            drive(slot, work);
        }
    });
    slot.try_update_value(|slot| *slot = Some(next));
}

/// Works for so many milliseconds; whether all is done.
fn slice(work: &mut Work, ms: f64) -> bool {
    let began = clock::ticks_ms();
    while clock::ticks_ms() - began < ms {
        if work() {
            return true;
        }
    }
    false
}

/// A value that is computed anew, in slices, when something it is computed from has changed.
pub(crate) struct Sliced<T: Send + Sync + 'static> {
    value: RwSignal<Option<Arc<T>>>,
    is_late: RwSignal<bool>,
}

impl<T: Send + Sync + 'static> Clone for Sliced<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Sliced<T> {}

/// A computation in steps of at most a few milliseconds; its value once all is done.
pub(crate) type Job<T> = Box<dyn FnMut() -> Option<T>>;

impl<T: Send + Sync + 'static> Sliced<T> {
    /// The value of the jobs that `begin` gives, which follows what it reads and is given the value so far; `None`:
    /// there is no value.
    pub(crate) fn new(begin: impl Fn(Option<Arc<T>>) -> Option<Job<T>> + 'static) -> Self {
        let (value, is_late) = (RwSignal::new(None), RwSignal::new(false));
        let slot: Slot = StoredValue::new_local(None);
        Effect::new(move |_| {
            let job = begin(value.get_untracked());
            slot.set_value(None);
            let Some(mut job) = job else {
                value.set(None);
                is_late.set(false);
                return;
            };
            let began = clock::ticks_ms();
            let mut work: Work = Box::new(move || {
                let done = job();
                let is_done = done.is_some();
                if is_done {
                    value.set(done.map(Arc::new));
                }
                let late = !is_done && clock::ticks_ms() - began > LATE_MS;
                if is_late.get_untracked() != late {
                    is_late.set(late);
                }
                is_done
            });
            if !slice(&mut work, FIRST_MS) {
                drive(slot, work);
            }
        });
        Self { value, is_late }
    }

    /// The value, followed; `None` before there is one.
    pub(crate) fn get(self) -> Option<Arc<T>> {
        self.value.get()
    }

    /// Reads the value and follows it; the default before there is one.
    pub(crate) fn with<R: Default>(self, read: impl FnOnce(&T) -> R) -> R {
        self.value.with(|value| value.as_deref().map(read).unwrap_or_default())
    }

    /// Whether a newer value has been under way for longer than people wait without a word.
    pub(crate) fn is_late(self) -> bool {
        self.is_late.get()
    }
}
