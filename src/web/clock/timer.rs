//! Timers: calls once after a while, or again and again, until they are dropped.

#![expect(clippy::disallowed_methods, reason = "the one place where timers begin: they end with the page's code")]

use gloo_timers::callback::{Interval, Timeout};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::web::ended;

/// A call to come; dropping it cancels it.
#[must_use = "a timer is cancelled when it is dropped"]
#[derive(Debug)]
pub struct Timer {
    _inner: Inner,
}

#[derive(Debug)]
enum Inner {
    Once { _timeout: Timeout },
    Every { _interval: Interval },
}

/// Calls back once after so many milliseconds, unless the page's code has ended.
pub fn after(ms: u32, callback: impl FnOnce() + 'static) -> Timer {
    let callback = move || {
        if !ended::has_ended() {
            callback();
        }
    };
    Timer { _inner: Inner::Once { _timeout: Timeout::new(clamp(ms), callback) } }
}

/// Calls back in a task of its own, unless the page's code has ended. It cannot be cancelled.
pub fn soon(callback: impl FnOnce() + 'static) {
    let callback = move || {
        if !ended::has_ended() {
            callback();
        }
    };
    Timeout::new(0, callback).forget();
}

/// Calls back again and again, so many milliseconds apart, until the page's code has ended.
pub fn every(ms: u32, mut callback: impl FnMut() + 'static) -> Timer {
    let callback = move || {
        if !ended::has_ended() {
            callback();
        }
    };
    Timer { _inner: Inner::Every { _interval: Interval::new(clamp(ms), callback) } }
}

/// Lets the browser do what is due before going on.
pub async fn turn() {
    wait(0).await;
}

/// Goes on after so many milliseconds.
pub async fn wait(ms: u32) {
    let due = Promise::new(&mut |resolve, _| {
        Timeout::new(clamp(ms), move || drop(resolve.call0(&JsValue::UNDEFINED))).forget();
    });
    // It is never rejected.
    let _ = JsFuture::from(due).await;
}

/// Browsers keep a delay in 31 bits; beyond them it would fire at once.
pub(in crate::web) fn clamp(ms: u32) -> u32 {
    ms.min(i32::MAX.cast_unsigned())
}
