//! The size of elements, and its changes.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

use super::ended;

/// The size of an element's content in CSS pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Size {
    /// Its width, in CSS pixels.
    pub width: f64,
    /// Its height, in CSS pixels.
    pub height: f64,
}

/// An element under observation; dropping it ends that.
#[must_use = "an element is observed until this is dropped"]
#[derive(Debug)]
pub struct Observed {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut(Array)>,
}

/// Calls back with an element's size, once soon and then at every change, until the page's code has ended; `None` in
/// browsers that cannot tell.
pub fn observe(element: &Element, callback: impl Fn(Size) + 'static) -> Option<Observed> {
    let closure = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        if ended::has_ended() {
            return;
        }
        // Of several entries for one element the last is the newest.
        let newest = entries.iter().last().and_then(|entry| entry.dyn_into::<ResizeObserverEntry>().ok());
        if let Some(rect) = newest.map(|entry| entry.content_rect()) {
            callback(Size { width: rect.width(), height: rect.height() });
        }
    });
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Observed { observer, _closure: closure })
}

impl Drop for Observed {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Device pixels a CSS pixel.
pub fn pixel_ratio() -> f64 {
    super::scope::window().map_or(1.0, |window| window.device_pixel_ratio())
}
