//! The two ends of the wire between page and worker.
//!
//! Both send `{head, columns}`: a packed envelope, its bulk in typed arrays whose buffers are transferred. With a
//! request to a file that the page holds goes that file (`{head, columns, file}`). From the worker may come a text, its
//! last words, or `null`, where it could not read a message.
//!
//! Invariant: a column is copied once out of the sender's memory and once into the receiver's, never
//! parsed. Invariant: whatever else arrives ends the worker with a [`crate::model::outcome::Failure::Worker`].
//! Not here: the messages themselves (`protocol`), what the worker does with them (`service`).

pub mod crossing;
mod early;
mod files;
pub mod page;
pub mod worker;

use wasm_bindgen::{JsCast, JsValue};

/// The browser's words for an error; empty where it has none.
fn text_of(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message())).unwrap_or_default()
}
