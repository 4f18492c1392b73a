//! Files that a person drops, chooses or pastes, each known by a [`LocalFile`].
//!
//! The page hands a file to the worker with what it asks of it (`port`), and the worker reads it there. No fetch is
//! needed, which a content security policy may forbid for `blob:`; and a worker that is started anew gets the file
//! again.
//!
//! Invariant: nothing of a file is read here; what is held is the file, not a copy of it, until it is let go of.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use js_sys::{Array, JsString};
use wasm_bindgen::JsCast;
use web_sys::{Blob, DragEvent, Event, FileList, HtmlInputElement};

use super::listener::Listener;
use super::{clock, scope};
use crate::model::file::{LocalFile, UserFile};
use crate::model::time::whole_ms;

thread_local! {
    /// What this thread, the page's or the worker's, holds.
    static FILES: RefCell<BTreeMap<LocalFile, Blob>> = const { RefCell::new(BTreeMap::new()) };
    /// The number last given to a file.
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Holds a file's content.
pub(super) fn hold(file: LocalFile, blob: Blob) {
    FILES.with_borrow_mut(|files| files.insert(file, blob));
}

/// A file's content; `None` where it is not held any more.
pub(super) fn blob(file: LocalFile) -> Option<Blob> {
    FILES.with_borrow(|files| files.get(&file).cloned())
}

/// Releases a file.
pub fn release(file: LocalFile) {
    FILES.with_borrow_mut(|files| files.remove(&file));
}

/// Holds a file that is given now.
fn give(name: String, blob: Blob) -> UserFile {
    let number = LAST.get() + 1;
    LAST.set(number);
    let file = LocalFile { number, given_ms: whole_ms(clock::now_ms()) };
    hold(file, blob);
    UserFile { name, file }
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
pub fn dropped(event: &DragEvent) -> Vec<UserFile> {
    given(event.data_transfer().and_then(|transfer| transfer.files()))
}

/// The files that were chosen in a file field, which is empty again then, so that the same may be chosen once more.
pub fn chosen(event: &Event) -> Vec<UserFile> {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let files = given(field.as_ref().and_then(HtmlInputElement::files));
    if let Some(field) = field {
        field.set_value("");
    }
    files
}

/// A text as a file without a name; `None` where the browser refuses.
pub fn pasted(text: &str) -> Option<UserFile> {
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

fn given(files: Option<FileList>) -> Vec<UserFile> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|at| files.get(at)).map(|file| give(file.name(), file.into())).collect()
}
