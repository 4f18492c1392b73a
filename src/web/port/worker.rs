//! The worker's end: hears asks, posts answers.

use std::cell::RefCell;
use std::panic;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{arrays, asks};
use crate::protocol::answer::Answer;
use crate::protocol::ask::Ask;
use crate::web::listener::Listener;
use crate::web::local_file;

thread_local! {
    /// Kept as long as the worker lives.
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Makes a panic the worker's last words, which the page hears as its death.
pub fn tell_of_panics() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        say_last_words(&info.to_string());
    }));
}

/// Hears asks from now on; what is done for each goes on beside the others.
pub fn serve<F: Future<Output = ()> + 'static>(execute: impl Fn(Ask) -> F + 'static) {
    let Some(scope) = scope() else { return };
    let listener = Listener::new(&scope, "message", move |event| {
        let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).unwrap_or_default();
        match asks::from_message(&data) {
            Some((ask, blob)) => {
                let file = ask.what.node().and_then(|node| node.endpoint.local_file());
                if let (Some(file), Some(blob)) = (file, blob) {
                    local_file::hold(file, blob);
                }
                spawn_local(execute(ask));
            }
            None => say_last_words("ask of an unknown shape"),
        }
    });
    LISTENER.set(Some(listener));
}

/// Sends an answer to the page; its columns' buffers are transferred.
pub fn post(answer: Answer) {
    let Some(scope) = scope() else { return };
    let (message, buffers) = arrays::to_message(answer.pack());
    if let Err(error) = scope.post_message_with_transfer(&message, &buffers) {
        say_last_words(&format!("answer not sent: {error:?}"));
    }
}

fn say_last_words(text: &str) {
    if let Some(scope) = scope() {
        let _ = scope.post_message(&JsValue::from_str(text));
    }
}

fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}
