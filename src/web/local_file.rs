//! Files that a person drops, chooses or pastes, each as a URL by which the worker reads it.
//!
//! Invariant: nothing of a file is read here; a URL holds on to the file, not to a copy of it.

use js_sys::{Array, JsString};
use wasm_bindgen::JsCast;
use web_sys::{Blob, DragEvent, Event, FileList, HtmlInputElement, Url};

use super::listener::Listener;
use super::scope;
use crate::model::file::Given;

/// Whether what is dragged over an element is files, or text that would do as one.
pub fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}

/// Whether the pointer leaves the element that listens, and not only one of its parts.
pub fn leaves(event: &DragEvent) -> bool {
    let element = event.current_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    !element.is_some_and(|element| to.is_some() && element.contains(to.as_ref()))
}

/// The files that were dropped.
pub fn dropped(event: &DragEvent) -> Vec<Given> {
    given(event.data_transfer().and_then(|transfer| transfer.files()))
}

/// The files that were chosen in a file field, which is empty again then, so that the same may be chosen once more.
pub fn chosen(event: &Event) -> Vec<Given> {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let files = given(field.as_ref().and_then(HtmlInputElement::files));
    if let Some(field) = field {
        field.set_value("");
    }
    files
}

/// A text as a file without a name; `None` where the browser refuses.
pub fn pasted(text: &str) -> Option<Given> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&JsString::from(text))).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    Some(Given { name: String::new(), url })
}

/// Lets go of a file.
pub fn forget(url: &str) {
    // Throws only where there are no such URLs at all; then there is nothing to let go of.
    let _ = Url::revoke_object_url(url);
}

/// A file that is dropped beside a panel must not take the place of the page, as browsers would have it.
pub fn keep_page() -> [Option<Listener>; 2] {
    ["dragover", "drop"].map(|kind| {
        let window = scope::window()?;
        Some(Listener::new(&window, kind, |event| {
            if event.dyn_ref::<DragEvent>().is_some_and(has_files) {
                event.prevent_default();
            }
        }))
    })
}

fn given(files: Option<FileList>) -> Vec<Given> {
    let Some(files) = files else { return Vec::new() };
    let files = (0..files.length()).filter_map(|at| files.get(at));
    files
        .filter_map(|file| {
            let url = Url::create_object_url_with_blob(&file).ok()?;
            Some(Given { name: file.name(), url })
        })
        .collect()
}
