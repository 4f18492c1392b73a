//! Reading a file that the page holds, as a response would be read: its bytes as a stream, as they are.
//!
//! Invariant: it is read piece by piece, no faster than its pieces are taken, and no longer than its deadline says.
//! Not here: which files there are (`local_file`), how they come to the worker (`port`), unpacking (`source::file`).

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{ReadableStream, StreamPipeOptions};

use super::deadline::Deadline;
use crate::model::file::LocalFile;
use crate::model::outcome::Failure;
use crate::web::{local_file, scope};
use crate::wire::transport::Head;

/// A file, as a response.
pub(super) fn open(file: LocalFile, deadline: &Deadline) -> Result<(Head, ReadableStream), Failure> {
    let file = local_file::blob(file).ok_or(Failure::Gone)?;
    let options = StreamPipeOptions::new();
    options.set_signal(&deadline.signal());
    // It passes its input on, and lets the deadline end that; an old browser does without.
    let class: Option<Function> = scope::global("TransformStream").and_then(|class| class.dyn_into().ok());
    let stream = match class.map(|class| Reflect::construct(&class, &Array::new())) {
        Some(Ok(transform)) => file.stream().pipe_through_with_options(transform.unchecked_ref(), &options),
        _ => file.stream(),
    };
    Ok((Head { status: 200, content_type: file.type_(), ..Head::default() }, stream))
}
