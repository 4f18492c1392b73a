//! Files that a person drops, chooses or pastes, each held under a URL of our own ([`local_url`]).
//!
//! The page hands a file to the worker with what it asks of it (`port`), and the worker reads it there. No fetch is
//! needed, which a content security policy may forbid for `blob:`; and a worker that is started anew gets the file again.
//!
//! Invariant: nothing of a file is read here; what is held is the file, not a copy of it, until it is let go of.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use js_sys::{Array, JsString};
use wasm_bindgen::JsCast;
use web_sys::{Blob, DragEvent, Event, FileList, HtmlInputElement};

use super::listener::Listener;
use super::{clock, scope};
use crate::model::file::{Given, local_url};
use crate::model::time::whole_ms;

thread_local! {
    /// What this thread, the page's or the worker's, holds.
    static HELD: RefCell<BTreeMap<String, Blob>> = const { RefCell::new(BTreeMap::new()) };
    /// The number last given to a file.
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Holds a file under its URL.
pub(super) fn hold(url: &str, file: Blob) {
    HELD.with_borrow_mut(|held| held.insert(url.to_owned(), file));
}

/// The file of a URL.
pub(super) fn held(url: &str) -> Option<Blob> {
    HELD.with_borrow(|held| held.get(url).cloned())
}

/// Lets go of a file.
pub fn forget(url: &str) {
    HELD.with_borrow_mut(|held| held.remove(url));
}

/// Holds a file that is given now.
fn give(name: String, file: Blob) -> Given {
    let number = LAST.get() + 1;
    LAST.set(number);
    let url = local_url(number, whole_ms(clock::now_ms()));
    hold(&url, file);
    Given { name, url }
}

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
    Some(give(String::new(), blob))
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
    (0..files.length()).filter_map(|at| files.get(at)).map(|file| give(file.name(), file.into())).collect()
}
