//! As much of `wasm-streams` as `server_fn` names, and no more: nothing calls it, so nothing of it is in the page.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::JsValue;

/// What to do where someone comes to need streams after all.
const LEFT_OUT: &str =
    "streams are left out of this page: take the patch of wasm-streams out of Cargo.toml to have them";

/// A stream of the browser.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// A stream of the browser, as it is.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// The browser would read from a stream of Rust. Only a server function asks for that; to lose its data without a
    /// word would be worse than to end here.
    pub fn from_stream<S>(_stream: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        panic!("{LEFT_OUT}")
    }

    /// The browser's own.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Rust would read from a stream of the browser; what it reads is an error that says so.
    pub fn into_stream(self) -> IntoStream {
        IntoStream(Some(JsValue::from_str(LEFT_OUT)))
    }
}

/// One error, and then nothing.
#[derive(Debug)]
pub struct IntoStream(Option<JsValue>);

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Err))
    }
}
