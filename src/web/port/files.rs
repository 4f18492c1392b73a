//! The page's files that go with a request: a node that is a file which the page holds is read by the worker.
//!
//! A file crosses as a handle, which copies nothing of it; the worker reads it as a stream.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use crate::model::file::LocalFile;
use crate::protocol::message::PageMessage;
use crate::web::{local_file, scope};

/// The file that a message asks, where the page holds it.
pub(super) fn asked(sent: &PageMessage) -> Option<Blob> {
    file_of(sent).and_then(local_file::blob)
}

/// Puts the file into the message that asks it.
pub(super) fn attach(file: &Blob, message: &JsValue) {
    // Setting a property of a plain object does not throw.
    let _ = Reflect::set(message, &"file".into(), file);
}

/// Takes hold of the file that came with a request.
pub(super) fn hold(received: &PageMessage, message: &JsValue) {
    let blob = scope::property(message, "file").and_then(|file| file.dyn_into::<Blob>().ok());
    if let (Some(file), Some(blob)) = (file_of(received), blob) {
        local_file::hold(file, blob);
    }
}

/// The page's file that a message has asked.
fn file_of(message: &PageMessage) -> Option<LocalFile> {
    if let PageMessage::Begin(request) = message { request.node()?.endpoint.local_file() } else { None }
}
