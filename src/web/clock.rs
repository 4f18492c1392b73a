//! Time: the wall clock, a monotonic one, marks on the browser's timeline, and the local zone.
//!
//! Not here: calendar arithmetic (`model::time`).

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "what a Date cannot hold is no time of today"
)]

pub mod timer;

use js_sys::{Date, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use super::scope;
use crate::model::time::{Zone, to_u32_ms};

/// The wall clock, Unix milliseconds. Not derived from the monotonic clock, which stands still while a
/// laptop sleeps.
#[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
pub fn now_ms() -> f64 {
    Date::now()
}

/// The seconds until a moment as HTTP writes it (`Wed, 21 Oct 2015 07:28:00 GMT`), 0 where it has passed; `None` for
/// what is no moment.
pub fn seconds_until(moment: &str) -> Option<u32> {
    let ms = Date::parse(moment) - now_ms();
    (!ms.is_nan()).then(|| to_u32_ms(ms).div_ceil(1000))
}

/// A monotonic clock, milliseconds since the page or the worker began: what durations are measured by.
pub fn ticks_ms() -> f64 {
    scope::performance().map_or(0.0, |performance| performance.now())
}

/// Lets the browser do what is due before long work goes on: messages above all. A turn of a timer would do too, but
/// browsers make timers that follow each other wait for 4 ms.
pub async fn yield_now() {
    let Ok(channel) = MessageChannel::new() else { return timer::turn().await };
    let arrived = Promise::new(&mut |resolve, _| {
        channel.port1().set_onmessage(Some(&resolve));
    });
    // Throws only for what cannot be cloned.
    let _ = channel.port2().post_message(&JsValue::NULL);
    // It is never rejected.
    let _ = JsFuture::from(arrived).await;
    channel.port1().close();
}

/// Sets a mark on the browser's timeline, for developer tools and benchmarks.
pub fn mark(name: &str) {
    if let Some(performance) = scope::performance() {
        let _ = performance.mark(name);
    }
}

/// The local zone from one time to another, Unix milliseconds.
pub fn zone_for(from: i64, to: i64) -> Zone {
    Zone::sampled(from, to, |ms| {
        let west = Date::new(&JsValue::from_f64(ms as f64)).get_timezone_offset();
        // NaN for times that a Date cannot hold becomes 0.
        -west.round() as i32
    })
}
