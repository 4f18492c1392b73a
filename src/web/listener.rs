//! Event listeners that end when dropped.

use gloo_events::{EventListener, EventListenerOptions};
use web_sys::{Event, EventTarget};

use super::ended;

/// A listener on an event target; dropping it removes it.
#[derive(Debug)]
#[must_use = "a listener is removed when it is dropped"]
pub struct Listener(#[expect(dead_code, reason = "it is held, not used")] EventListener);

impl Listener {
    /// Calls back with every event of one kind, until the page's code has ended. The callback may prevent what the
    /// browser does by default.
    pub(super) fn new(target: &EventTarget, kind: &'static str, mut callback: impl FnMut(Event) + 'static) -> Self {
        let options = EventListenerOptions::enable_prevent_default();
        Self(EventListener::new_with_options(target, kind, options, move |event| {
            if !ended::has_ended() {
                callback(event.clone());
            }
        }))
    }
}
