//! Asks as JavaScript values: packed bytes, and the file that is asked where the page holds it.
//!
//! A file crosses as a handle, which copies nothing of it; the receiver reads it.

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use crate::protocol::ask::Ask;
use crate::web::{local_file, scope};

/// The message of an ask: its bytes, or `{ask, file}`.
pub(super) fn to_message(ask: &Ask) -> JsValue {
    let bytes = Uint8Array::from(&ask.pack()[..]);
    let file = ask.what.node().and_then(|node| local_file::blob(node.endpoint.local_file()?));
    let Some(file) = file else { return bytes.into() };
    let message = Object::new();
    // Setting a property of a plain object does not throw.
    let _ = Reflect::set(&message, &"ask".into(), &bytes);
    let _ = Reflect::set(&message, &"file".into(), &file);
    message.into()
}

/// The ask of a message, and the file that came with it; `None` where it is of another shape.
pub(super) fn from_message(message: &JsValue) -> Option<(Ask, Option<Blob>)> {
    if let Some(bytes) = message.dyn_ref::<Uint8Array>() {
        return Some((Ask::unpack(&bytes.to_vec())?, None));
    }
    let bytes: Uint8Array = scope::property(message, "ask")?.dyn_into().ok()?;
    let file: Blob = scope::property(message, "file")?.dyn_into().ok()?;
    Some((Ask::unpack(&bytes.to_vec())?, Some(file)))
}
