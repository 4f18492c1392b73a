//! The browser's next frame, for drawing.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::web::scope;

/// A call before the next frame; dropping it cancels it.
#[must_use = "a frame is cancelled when it is dropped"]
#[derive(Debug)]
pub struct Frame {
    handle: Option<i32>,
    _closure: Closure<dyn FnMut(f64)>,
}

/// Calls back once before the next frame is painted, with the frame's time on the steady clock.
pub fn request(callback: impl FnOnce(f64) + 'static) -> Frame {
    let closure = Closure::once(callback);
    let handle =
        scope::window().and_then(|window| window.request_animation_frame(closure.as_ref().unchecked_ref()).ok());
    Frame { handle, _closure: closure }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let (Some(handle), Some(window)) = (self.handle, scope::window()) {
            let _ = window.cancel_animation_frame(handle);
        }
    }
}
