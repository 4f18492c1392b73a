//! The colour scheme, light or dark: the system's, followed or overridden; and how much movement a person wants.

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

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        }
    }
}

/// Shows the page in a scheme: `<html data-theme="…">`, on which the tokens' colours depend.
pub fn show(scheme: Scheme) {
    if let Some(root) = scope::root() {
        let _ = root.set_attribute("data-theme", scheme.name());
    }
    colour_browser(Some(scheme));
}

/// Lets the system's preference decide again.
pub fn follow_system() {
    if let Some(root) = scope::root() {
        let _ = root.remove_attribute("data-theme");
    }
    colour_browser(None);
}

/// Has the browser colour what it draws around the page as a scheme asks, or as its own preference (`None`): index.html
/// has a `theme-color` for each.
fn colour_browser(chosen: Option<Scheme>) {
    let Some(document) = scope::document() else { return };
    for scheme in [Scheme::Light, Scheme::Dark] {
        let media = match chosen {
            None => format!("(prefers-color-scheme: {})", scheme.name()),
            Some(chosen) if chosen == scheme => "all".to_owned(),
            Some(_) => "not all".to_owned(),
        };
        let selector = format!("meta[name=theme-color][data-scheme={}]", scheme.name());
        if let Ok(Some(colour)) = document.query_selector(&selector) {
            let _ = colour.set_attribute("media", &media);
        }
    }
}

fn media(query: &str) -> Option<MediaQueryList> {
    scope::window()?.match_media(query).ok().flatten()
}

fn scheme_of(dark: Option<&MediaQueryList>) -> Scheme {
    if dark.is_some_and(MediaQueryList::matches) { Scheme::Dark } else { Scheme::Light }
}
