//! Whether the page's address may be what ends it: the page has ended under the same one before, was loaded again, and
//! ends again within seconds.
//!
//! Not here: what is said and offered then (`panics`).

use crate::web::storage::{self, Area};
use crate::web::{clock, scope};

/// Where the address is kept under which the page has ended last, for the tab.
const KEY: &str = "narthex.ended";

/// How long after loading an end may come from the address alone, in milliseconds.
const SOON_MS: f64 = 15_000.0;

/// Keeps the address, under which the page ends. Gives it if it may be the reason, and if there is anything in it that
/// can be left out.
pub(super) fn suspected() -> Option<String> {
    let address = scope::href()?;
    let before = storage::get(Area::Session, KEY).ok().flatten();
    // Where the browser keeps nothing, nothing is offered.
    let _ = storage::set(Area::Session, KEY, &address);
    (clock::ticks_ms() < SOON_MS && address.contains(['?', '#']) && before.as_ref() == Some(&address))
        .then_some(address)
}
