//! Time: the wall clock, a steady one, marks on the browser's timeline, and the local zone.
//!
//! Not here: calendar arithmetic (`model::time`).

pub mod timer;

use js_sys::Date;
use wasm_bindgen::JsValue;

use super::scope;
use crate::model::time::Zone;

/// The wall clock, Unix milliseconds. Not derived from the steady clock, which stands still while a
/// laptop sleeps.
pub fn now_ms() -> f64 {
    Date::now()
}

/// A steady clock, milliseconds since the page or the worker began.
pub fn ticks_ms() -> f64 {
    scope::performance().map_or_else(Date::now, |performance| performance.now())
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
