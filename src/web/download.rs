//! Saving a text as a file, where the browser saves what it downloads.

use js_sys::{Array, JsString};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::clock::timer;
use super::dom::BrowserRefusal;
use super::scope;

/// How long the browser has to take the text, in milliseconds.
const TAKEN_MS: u32 = 60_000;

/// Has the browser save a text under this name. Call it from a person's click: browsers refuse it otherwise, and where
/// the page is sandboxed.
pub fn save(name: &str, text: &str) -> Result<(), BrowserRefusal> {
    let refused = |_| BrowserRefusal;
    let blob = Blob::new_with_str_sequence(&Array::of1(&JsString::from(text))).map_err(refused)?;
    let url = Url::create_object_url_with_blob(&blob).map_err(refused)?;
    let document = scope::document().ok_or(BrowserRefusal)?;
    let link = document.create_element("a").map_err(refused)?;
    let link: HtmlAnchorElement = link.dyn_into().map_err(|_| BrowserRefusal)?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Not at once: the browser reads it later.
    spawn_local(async move {
        timer::wait(TAKEN_MS).await;
        // Fails only for what is no URL.
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}
