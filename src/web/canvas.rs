//! A canvas as a plotters backend, at device pixels.
//!
//! Pictures are drawn on a canvas that is not shown and copied to the shown one when they are complete: a
//! picture may take many frames, and nobody sees half of it.
//!
//! Invariant: a backend's coordinates are [`UNITS`] a CSS pixel, so that vertices stand between pixels.
//! Not here: what is drawn (`chart`).

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a canvas' size is whole pixels, and widths of texts are pixels of 32 bits"
)]

mod pen;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::chart::draw::{Device, TEXT};
use crate::web::scope;

pub use pen::Pen;

/// Units of the backend a CSS pixel.
pub const UNITS: f32 = 16.0;

/// A shown canvas and the hidden one behind it.
#[derive(Debug, Clone)]
pub struct Surface {
    shown: HtmlCanvasElement,
    front: CanvasRenderingContext2d,
    hidden: HtmlCanvasElement,
    back: CanvasRenderingContext2d,
    font: String,
}

impl Surface {
    /// The surface of a canvas; `None` where the browser gives no 2D context.
    pub fn of(shown: &HtmlCanvasElement) -> Option<Self> {
        let document = scope::window()?.document()?;
        let hidden: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
        let font = computed(shown, "font-family").unwrap_or_else(|| "sans-serif".to_owned());
        Some(Self { front: context(shown)?, back: context(&hidden)?, shown: shown.clone(), hidden, font })
    }

    /// Begins a picture of a size in CSS pixels; what is shown stays until [`Surface::show`].
    pub fn begin(&self, size: (f32, f32), ratio: f32) -> (Pen, Device) {
        let pixels = [size.0, size.1].map(|length| (length * ratio).round().max(1.0) as u32);
        self.hidden.set_width(pixels[0]);
        self.hidden.set_height(pixels[1]);
        let scale = f64::from(ratio / UNITS);
        // Throws for numbers that are not finite only.
        let _ = self.back.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0);
        let device = Device { unit: UNITS, pixel: UNITS / ratio };
        let units = [size.0, size.1].map(|length| (length * UNITS) as u32);
        let hair = device.pixel.round().max(1.0) as u32;
        (Pen::new(self.back.clone(), self.font.clone(), (units[0], units[1]), hair), device)
    }

    /// Makes the browser draw what was asked for so far, so that the time it takes is spent now and can be measured.
    pub fn flush(&self) {
        let _ = self.back.get_image_data(0.0, 0.0, 1.0, 1.0);
    }

    /// Shows the picture, and says on the canvas (`data-drawn`) which it is.
    pub fn show(&self, name: &str) {
        // Setting either side clears the canvas too.
        self.shown.set_width(self.hidden.width());
        self.shown.set_height(self.hidden.height());
        let _ = self.front.draw_image_with_html_canvas_element(&self.hidden, 0.0, 0.0);
        let _ = self.shown.set_attribute("data-drawn", name);
    }

    /// The width of an axis label in CSS pixels.
    pub fn measure(&self, text: &str) -> f32 {
        self.back.set_font(&format!("{TEXT}px {}", self.font));
        self.back.measure_text(text).map_or(0.0, |metrics| metrics.width() as f32)
    }

    /// A colour of the tokens as the browser computes it (`rgb(…)`), in the present theme.
    pub fn token(&self, name: &str) -> Option<String> {
        let style = self.shown.style();
        style.set_property("color", &format!("var({name})")).ok()?;
        let colour = computed(&self.shown, "color");
        let _ = style.remove_property("color");
        colour
    }
}

fn computed(element: &HtmlCanvasElement, property: &str) -> Option<String> {
    let style = scope::window()?.get_computed_style(element).ok()??;
    style.get_property_value(property).ok().filter(|value| !value.is_empty())
}

/// Read back often (by [`Surface::flush`]), so kept where reading is cheap: pictures cost the same with and
/// without a graphics card, and are paced by what they cost.
fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"willReadFrequently".into(), &true.into());
    canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()
}
