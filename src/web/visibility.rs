//! Whether anyone can see the page: its tab may be in the background, its window covered or minimised.

use super::listener::Listener;
use super::scope;

/// Whether the page is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Perhaps in part.
    Seen,
    /// Nobody can see it.
    Hidden,
}

/// How it is now.
pub fn now() -> Visibility {
    if scope::document().is_some_and(|document| document.hidden()) { Visibility::Hidden } else { Visibility::Seen }
}

/// Calls back whenever it changes.
pub fn on_change(callback: impl Fn(Visibility) + 'static) -> Option<Listener> {
    let document = scope::document()?;
    Some(Listener::new(&document, "visibilitychange", move |_| callback(now())))
}
