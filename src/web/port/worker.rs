//! The worker's end: hears the page's messages, posts its own.

use std::cell::RefCell;
use std::panic;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{crossing, files, text_of};
use crate::protocol::envelope::Envelope;
use crate::protocol::message::{PageMessage, WorkerMessage};
use crate::web::listener::Listener;

thread_local! {
    /// Kept as long as the worker lives.
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Makes a panic the worker's last words, which the page hears as its death.
pub fn tell_of_panics() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        say_last(&JsValue::from_str(&info.to_string()));
    }));
}

/// Hears messages from now on; what is done for each goes on beside the others.
pub fn serve<F: Future<Output = ()> + 'static>(handle: impl Fn(Envelope<PageMessage>) -> F + 'static) {
    let Some(scope) = scope() else { return };
    let listener = Listener::new(&scope, "message", move |event| {
        let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).unwrap_or_default();
        match crossing::from_message::<PageMessage>(&data) {
            Ok(received) => {
                files::hold(&received.message, &data);
                spawn_local(handle(received));
            }
            Err(_) => say_last(&JsValue::NULL),
        }
    });
    LISTENER.set(Some(listener));
}

/// Sends a message to the page; its columns' buffers are transferred.
pub fn post(sent: Envelope<WorkerMessage>) {
    let Some(scope) = scope() else { return };
    let (message, buffers) = crossing::to_message(sent);
    if let Err(error) = scope.post_message_with_transfer(&message, &buffers) {
        say_last(&JsValue::from_str(&text_of(&error)));
    }
}

/// What the worker ends with: its last words, or `null`.
fn say_last(message: &JsValue) {
    if let Some(scope) = scope() {
        let _ = scope.post_message(message);
    }
}

fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}
