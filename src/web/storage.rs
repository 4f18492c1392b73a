//! What a browser keeps for the page: for good (`Local`) or as long as the tab is open (`Session`).
//!
//! Invariant: secrets go to `Session` only; who stores decides, `state` knows what is secret.

use web_sys::Storage;

use super::listener::Listener;
use super::scope;

/// Where something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// For this origin, until someone clears it; every tab sees it.
    Local,
    /// For this tab, until it is closed.
    Session,
}

/// Why nothing was kept or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The browser's settings, a policy or a sandboxed frame forbid it.
    Denied,
    /// There is no room left.
    Full,
}

/// What is kept under a key; `None` where nothing is. Refused where the page may not store.
pub fn get(area: Area, key: &str) -> Result<Option<String>, Refusal> {
    open(area)?.get_item(key).map_err(|_| Refusal::Denied)
}

/// Keeps a text under a key, instead of what was there. Refused where the page may not store, or there is no more room.
pub fn set(area: Area, key: &str, text: &str) -> Result<(), Refusal> {
    // Once it is open, a storage refuses to write only for want of room.
    open(area)?.set_item(key, text).map_err(|_| Refusal::Full)
}

/// Calls back with the text that another tab has put under a key of [`Area::Local`]; not where it was removed.
pub fn on_change(key: &'static str, callback: impl Fn(String) + 'static) -> Option<Listener> {
    let window = scope::window()?;
    Some(Listener::new(&window, "storage", move |event| {
        let text = |name| scope::property(&event, name).and_then(|text| text.as_string());
        if text("key").as_deref() == Some(key)
            && let Some(text) = text("newValue")
        {
            callback(text);
        }
    }))
}

/// Merely asking for a storage throws where it is forbidden.
fn open(area: Area) -> Result<Storage, Refusal> {
    let window = scope::window().ok_or(Refusal::Denied)?;
    let storage = match area {
        Area::Local => window.local_storage(),
        Area::Session => window.session_storage(),
    };
    storage.ok().flatten().ok_or(Refusal::Denied)
}
