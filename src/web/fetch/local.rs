//! Reading a file that the page holds, as a response would be read: its bytes as a stream, unpacked where it is gzip.
//!
//! Invariant: it is read piece by piece, no faster than its pieces are taken, and no longer than its deadline says.
//! Not here: which files there are (`local_file`), and how they come to the worker (`port`).

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ReadableStream, StreamPipeOptions};

use super::Origin;
use super::deadline::Deadline;
use crate::model::file::Flaw;
use crate::model::outcome::Failure;
use crate::web::{local_file, scope};
use crate::wire::transport::Head;

/// The file of a URL, as a response.
pub(super) fn open(url: &str, deadline: &Deadline) -> Result<(Head, ReadableStream, Origin), Failure> {
    let file = local_file::held(url).ok_or(Failure::Gone)?;
    let content_type = file.type_();
    let is_packed = content_type.contains("gzip");
    let (class, arguments, origin) = if is_packed {
        ("DecompressionStream", Array::of1(&"gzip".into()), Origin::PackedFile)
    } else {
        // It passes its input on, and lets the deadline end that.
        ("TransformStream", Array::new(), Origin::File)
    };
    let options = StreamPipeOptions::new();
    options.set_signal(&deadline.signal());
    let class: Option<Function> = scope::global(class).and_then(|class| class.dyn_into().ok());
    let stream = match class.map(|class| Reflect::construct(&class, &arguments)) {
        Some(Ok(transform)) => file.stream().pipe_through_with_options(transform.unchecked_ref(), &options),
        // An old browser; what is gzip is told as a format that is not known.
        _ => file.stream(),
    };
    Ok((Head { status: 200, content_type, ..Head::default() }, stream, origin))
}

/// Why a file could not be read to its end: it was changed, moved or deleted; or what is in it is no gzip.
pub(super) fn failure(error: &JsValue, origin: Origin) -> Failure {
    let name = scope::property(error, "name").and_then(|name| name.as_string()).unwrap_or_default();
    match &*name {
        "NotReadableError" | "NotFoundError" => Failure::Gone,
        _ if origin == Origin::PackedFile => {
            Failure::Unreadable { line: 0, flaw: Flaw::Packed, excerpt: String::new() }
        }
        _ => Failure::Gone,
    }
}
