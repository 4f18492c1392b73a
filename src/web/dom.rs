//! Small helps with elements, named by their ids.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::scope;

/// Puts the focus on an element; nothing happens where there is none of this id.
pub fn focus(id: &str) {
    if let Some(element) = by_id(id) {
        let _ = element.focus();
    }
}

/// Brings an element into view.
pub fn reveal(id: &str) {
    if let Some(element) = by_id(id) {
        element.scroll_into_view();
    }
}

/// How far an element is scrolled down, in CSS pixels.
pub fn scroll_top(element: &Element) -> f64 {
    f64::from(element.scroll_top())
}

/// Scrolls an element's content to so many CSS pixels from its top.
pub fn scroll_to(element: &Element, top: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "browsers scroll by whole pixels, within what an i32 holds")]
    element.set_scroll_top(top as i32);
}

/// Names the page in the browser's tab and history.
pub fn title(text: &str) {
    if let Some(document) = scope::document() {
        document.set_title(text);
    }
}

/// The URL of the worker's first script, relative to the page: index.html names it, as its folder is named by its
/// content.
pub fn worker_script() -> String {
    let said =
        scope::document().and_then(|document| document.query_selector("meta[name=narthex-worker]").ok().flatten());
    said.and_then(|element| element.get_attribute("content")).unwrap_or_default()
}

fn by_id(id: &str) -> Option<HtmlElement> {
    scope::document()?.get_element_by_id(id)?.dyn_into().ok()
}
