//! The language that the browser prefers, and the one that the document declares.

use super::scope;

/// The browser's first language as a tag (`en-GB`, `zh-CN`); empty where it tells none.
pub fn preferred() -> String {
    scope::window().and_then(|window| window.navigator().language()).unwrap_or_default()
}

/// Says which language the page is in (`<html lang="…">`), for screen readers and hyphenation.
pub fn declare(tag: &str) {
    if let Some(root) = scope::root() {
        root.set_lang(tag);
    }
}
