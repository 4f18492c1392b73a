//! The page's address: its fragment, which is the page's shareable state, and its history.
//!
//! Not here: what the fragment means (`state`'s route).

use wasm_bindgen::JsValue;
use web_sys::Location;

use super::dom::BrowserRefusal;
use super::listener::Listener;
use super::scope;

/// The fragment without its `#`, percent-encoded as it stands; empty where there is none.
pub fn fragment() -> String {
    part(Location::hash, '#')
}

/// The query string without its `?`, percent-encoded as it stands; empty where there is none.
pub fn query() -> String {
    part(Location::search, '?')
}

/// The page's URL without query string and fragment.
pub fn page_url() -> String {
    let href = scope::href().unwrap_or_default();
    href.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// A new entry of the history with this fragment; the back button leads to the entry before. Refused where the page is
/// sandboxed, or its address changed too often in a short time.
pub fn push(fragment: &str) -> Result<(), BrowserRefusal> {
    let history = scope::window().and_then(|window| window.history().ok()).ok_or(BrowserRefusal)?;
    history.push_state_with_url(&JsValue::NULL, "", Some(&format!("#{fragment}"))).map_err(|_| BrowserRefusal)
}

/// This fragment instead of the current one, and no query string: for links whose state stood there.
pub fn replace(fragment: &str) -> Result<(), BrowserRefusal> {
    let path = part(Location::pathname, '\0');
    replace_url(&format!("{path}#{fragment}"))
}

/// Calls back with the fragment whenever a person changes it: by back, forward, a link or the address bar.
/// [`push`] and [`replace`] call nothing back.
pub fn on_change(callback: impl Fn(String) + 'static) -> Option<Listener> {
    let window = scope::window()?;
    // Also fired when only the fragment was edited, before `hashchange`.
    Some(Listener::new(&window, "popstate", move |_| callback(fragment())))
}

fn replace_url(url: &str) -> Result<(), BrowserRefusal> {
    let history = scope::window().and_then(|window| window.history().ok()).ok_or(BrowserRefusal)?;
    history.replace_state_with_url(&JsValue::NULL, "", Some(url)).map_err(|_| BrowserRefusal)
}

fn part(get: impl Fn(&Location) -> Result<String, JsValue>, lead: char) -> String {
    let part = scope::window().and_then(|window| get(&window.location()).ok()).unwrap_or_default();
    part.strip_prefix(lead).map(str::to_owned).unwrap_or(part)
}
