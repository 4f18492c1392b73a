//! Light and dark, and how much movement a person wants.

use web_sys::MediaQueryList;

use super::listener::Listener;
use super::scope;

/// The two schemes of colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The scheme that the system prefers.
pub fn system() -> Scheme {
    scheme_of(media("(prefers-color-scheme: dark)").as_ref())
}

/// Calls back with the scheme whenever the system's preference changes.
pub fn on_system_change(callback: impl Fn(Scheme) + 'static) -> Option<Listener> {
    let list = media("(prefers-color-scheme: dark)")?;
    let target = list.clone();
    Some(Listener::new(&target, "change", move |_| callback(scheme_of(Some(&list)))))
}

/// Shows the page in a scheme: `<html data-theme="…">`, on which the tokens' colours depend.
pub fn show(scheme: Scheme) {
    if let Some(root) = scope::root() {
        let name = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let _ = root.set_attribute("data-theme", name);
    }
}

/// Lets the system's preference decide again.
pub fn follow_system() {
    if let Some(root) = scope::root() {
        let _ = root.remove_attribute("data-theme");
    }
}

/// Whether the system asks for less movement.
pub fn reduced_motion() -> bool {
    media("(prefers-reduced-motion: reduce)").is_some_and(|list| list.matches())
}

fn media(query: &str) -> Option<MediaQueryList> {
    scope::window()?.match_media(query).ok().flatten()
}

fn scheme_of(dark: Option<&MediaQueryList>) -> Scheme {
    if dark.is_some_and(MediaQueryList::matches) { Scheme::Dark } else { Scheme::Light }
}
