//! The clipboard: copies text into it.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Clipboard, Document, HtmlDocument, HtmlTextAreaElement};

use super::scope;

/// The browser did not let the page copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denied;

/// Copies a text. Call it from a person's click or key press: browsers refuse it otherwise, and where a policy of the
/// page forbids it.
pub async fn copy(text: &str) -> Result<(), Denied> {
    match clipboard() {
        Some(clipboard) => JsFuture::from(clipboard.write_text(text)).await.map(|_| ()).map_err(|_| Denied),
        None => scope::document().and_then(|document| copy_by_selection(&document, text)).ok_or(Denied),
    }
}

/// There is none on pages that came over plain http from another machine.
fn clipboard() -> Option<Clipboard> {
    let navigator = scope::window()?.navigator();
    scope::property(&navigator, "clipboard").map(JsCast::unchecked_into)
}

/// The old way, which works there too: select the text in a field and have it copied.
fn copy_by_selection(document: &Document, text: &str) -> Option<()> {
    let focused = document.active_element();
    let field: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    field.set_value(text);
    document.body()?.append_child(&field).ok()?;
    field.select();
    let copied = document.dyn_ref::<HtmlDocument>()?.exec_command("copy");
    field.remove();
    if let Some(focused) = focused.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = focused.focus();
    }
    copied.ok().filter(|&copied| copied).map(|_| ())
}
