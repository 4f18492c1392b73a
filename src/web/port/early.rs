//! The worker that `src/start.js` has started while the page's program was still on its way.
//!
//! Invariant: nothing that it has said before the page listens is lost.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, Worker};

use crate::web::scope;

/// The property of the global scope that holds `{worker, heard}`.
const NAME: &str = "narthexWorker";

/// The worker, if there is one that nobody has taken, and the events that came of it so far. From now on it is the
/// taker's to listen.
pub(super) fn take() -> Option<(Worker, Vec<Event>)> {
    let early = scope::global(NAME)?;
    // A plain property of ours can be removed.
    let _ = Reflect::delete_property(&js_sys::global(), &JsValue::from_str(NAME));
    let worker: Worker = scope::property(&early, "worker")?.dyn_into().ok()?;
    worker.set_onmessage(None);
    worker.set_onerror(None);
    worker.set_onmessageerror(None);
    let heard: Array = scope::property(&early, "heard")?.dyn_into().ok()?;
    Some((worker, heard.iter().filter_map(|event| event.dyn_into().ok()).collect()))
}
