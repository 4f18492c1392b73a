//! What a panic leaves behind: its place in the console, and a notice on the page, which answers nothing after it.
//!
//! Not here: the worker's panics (`port::worker`), of which the page hears and recovers.

use std::panic;

use super::scope;

/// From now on a panic is told: in the console, and to people by this notice at the end of the page.
pub fn tell_on_page(notice: String) {
    panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        show(&notice);
    }));
}

/// Shows the notice, by the document alone: nothing of the page's own can be relied on any more.
pub fn show(notice: &str) {
    let Some(document) = scope::document() else { return };
    let (Ok(element), Some(body)) = (document.create_element("div"), document.body()) else { return };
    element.set_class_name("notice notice--error");
    // Fail only for an attribute without a name, and for an element that cannot have children.
    let _ = element.set_attribute("role", "alert");
    element.set_text_content(Some(notice));
    let _ = body.append_child(&element);
}
