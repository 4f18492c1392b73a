//! Small helps with elements, named by their ids.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::scope;

/// The browser would not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrowserRefusal;

/// Puts the focus on the element of this id; whether there is one.
pub fn focus(id: &str) -> bool {
    by_id(id).is_some_and(|element| element.focus().is_ok())
}

/// The value of an attribute, of the nearest element around what has the focus that has one.
pub fn around_focus(attribute: &str) -> Option<String> {
    let focused = scope::document()?.active_element()?;
    focused.closest(&format!("[{attribute}]")).ok()??.get_attribute(attribute)
}

/// Takes an element away; nothing happens where there is none of this id.
pub fn remove(id: &str) {
    if let Some(element) = by_id(id) {
        element.remove();
    }
}

/// Names the page in the browser's tab and history.
pub fn title(text: &str) {
    if let Some(document) = scope::document() {
        document.set_title(text);
    }
}

/// The URL of a worker's first script, relative to the page: index.html names it, as its folder is named by its
/// content.
pub fn worker_script(worker: &str) -> String {
    let said = scope::document()
        .and_then(|document| document.query_selector(&format!("meta[name=narthex-{worker}]")).ok().flatten());
    said.and_then(|element| element.get_attribute("content")).unwrap_or_default()
}

fn by_id(id: &str) -> Option<HtmlElement> {
    scope::document()?.get_element_by_id(id)?.dyn_into().ok()
}
