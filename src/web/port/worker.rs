//! The worker's end: hears asks, posts answers.

use std::cell::RefCell;
use std::panic;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::arrays;
use crate::protocol::VERSION;
use crate::protocol::answer::{Answer, News};
use crate::protocol::ask::Ask;
use crate::web::listener::Listener;

thread_local! {
    /// Kept as long as the worker lives.
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Hears asks from now on, and tells the page that the worker is there and which version it speaks.
/// A panic becomes the worker's last words, which the page hears as its death.
pub fn serve(mut on_ask: impl FnMut(Ask) + 'static) {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        say_last_words(&info.to_string());
    }));
    let Some(scope) = scope() else { return };
    let listener = Listener::new(&scope, "message", move |event| {
        let data = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()).unwrap_or_default();
        match serde_json::from_str::<Ask>(&data) {
            Ok(ask) if ask.version == VERSION => on_ask(ask),
            // A page of another version has heard ours and ends us; nothing is done for it until then.
            Ok(_) => {}
            Err(error) => say_last_words(&format!("ask of an unknown shape: {error}")),
        }
    });
    LISTENER.set(Some(listener));
    post(Answer { run: 0, news: News::Ready { version: VERSION } });
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
