//! What the browser tests share: JavaScript, stand-ins for browser functions, waiting for a condition.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use narthex::web::clock::{ticks_ms, timer};
use wasm_bindgen::JsValue;

/// The value of a JavaScript expression.
#[track_caller]
pub(crate) fn js(code: &str) -> JsValue {
    js_sys::eval(code).unwrap_or_else(|error| panic!("{code}: {error:?}"))
}

/// Its value as text.
#[track_caller]
pub(crate) fn js_text(code: &str) -> String {
    js(&format!("String({code})")).as_string().expect("String gives a text")
}

/// Puts a stand-in in the place of a property until dropped. `object.name` becomes the value of `code`.
pub(crate) struct StandIn {
    object: &'static str,
    name: &'static str,
}

impl StandIn {
    pub(crate) fn value(object: &'static str, name: &'static str, code: &str) -> Self {
        Self::define(object, name, &format!("value: {code}, writable: true"))
    }

    /// Reading the property runs the code.
    pub(crate) fn getter(object: &'static str, name: &'static str, code: &str) -> Self {
        Self::define(object, name, &format!("get() {{ {code} }}"))
    }

    fn define(object: &'static str, name: &'static str, what: &str) -> Self {
        js(&format!(
            "globalThis.kept_{name} = Object.getOwnPropertyDescriptor({object}, '{name}');
             Object.defineProperty({object}, '{name}', {{ configurable: true, {what} }});"
        ));
        Self { object, name }
    }

    /// A stand-in for `fetch`: the code of a function of a `Request`.
    pub(crate) fn fetch(code: &str) -> Self {
        Self::value("globalThis", "fetch", code)
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        let Self { object, name } = self;
        js(&format!(
            "if (kept_{name}) Object.defineProperty({object}, '{name}', kept_{name}); else delete {object}.{name};"
        ));
    }
}

/// A list that callbacks fill.
pub(crate) struct Heard<T>(Rc<RefCell<Vec<T>>>);

impl<T> Clone for Heard<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: Clone> Heard<T> {
    pub(crate) fn new() -> Self {
        Self(Rc::new(RefCell::new(Vec::new())))
    }

    pub(crate) fn push(&self, item: T) {
        self.0.borrow_mut().push(item);
    }

    pub(crate) fn all(&self) -> Vec<T> {
        self.0.borrow().clone()
    }

    /// Waits for so many.
    pub(crate) async fn count(&self, count: usize) -> Vec<T> {
        until("callbacks", || self.0.borrow().len() >= count).await;
        self.all()
    }
}

/// Waits until the condition holds, looking every few milliseconds; panics after ten seconds.
pub(crate) async fn until(what: &str, condition: impl Fn() -> bool) {
    let start = ticks_ms();
    while !condition() {
        assert!(ticks_ms() - start < 10_000.0, "waited in vain for {what}");
        timer::turn().await;
    }
}

/// Polls a future once, so that it begins; whether it has ended.
pub(crate) async fn begin<F: Future>(future: &mut Pin<Box<F>>) -> bool {
    std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}
