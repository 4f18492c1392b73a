//! The global scope, alike in page and worker.
//!
//! Not here: what only a page has; its modules ask for the window themselves.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement, Performance, Window};

/// A property of any object; `None` where it is missing, undefined or null, or where reading it throws.
pub(super) fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// A property of the global scope.
pub(super) fn global(name: &str) -> Option<JsValue> {
    property(&js_sys::global(), name)
}

/// The scope's performance timeline.
pub(super) fn performance() -> Option<Performance> {
    global("performance").map(JsCast::unchecked_into)
}

/// The URL of the page, or of the worker's script.
pub(super) fn href() -> Option<String> {
    property(&global("location")?, "href")?.as_string()
}

/// The window; `None` in a worker.
#[expect(clippy::disallowed_methods, reason = "the one place that asks for it")]
pub(super) fn window() -> Option<Window> {
    web_sys::window()
}

/// The document; `None` in a worker.
pub(super) fn document() -> Option<Document> {
    window()?.document()
}

/// The `<html>` element.
pub(super) fn root() -> Option<HtmlElement> {
    document()?.document_element()?.dyn_into().ok()
}
