//! The drawing itself: plotters' calls as calls of the 2D context.
//!
//! Invariant: the context's colours, width and font are set only when they change; setting them is a large part
//! of what a line costs.
//! Invariant: hairlines of one style that follow one another are one path, stroked by [`Pen::settle`] at the
//! latest. Wider lines are stroked one by one: a browser is slow on long paths of them (see `chart::draw`).

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "sizes of texts are estimated in whole units"
)]

use std::convert::Infallible;
use std::f64::consts::TAU;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use web_sys::CanvasRenderingContext2d;

type Outcome = Result<(), DrawingErrorKind<Infallible>>;

/// plotters' SVG backend writes this part of a font's size; the same picture has the same text here.
const FONT: f64 = 1.24;

/// A plotters backend over a 2D context.
pub struct Pen {
    context: CanvasRenderingContext2d,
    family: String,
    size: (u32, u32),
    /// The widest stroke that is a hairline, in units.
    hair: u32,
    /// Whether the context's path holds lines that are not stroked yet.
    pending: bool,
    stroke: Option<(BackendColor, u32)>,
    fill: Option<BackendColor>,
    font: Option<f64>,
}

impl Pen {
    pub(super) fn new(context: CanvasRenderingContext2d, family: String, size: (u32, u32), hair: u32) -> Self {
        context.set_line_join("round");
        context.set_line_cap("round");
        Self { context, family, size, hair, pending: false, stroke: None, fill: None, font: None }
    }

    /// Strokes what is pending.
    pub fn settle(&mut self) {
        if std::mem::take(&mut self.pending) {
            self.context.stroke();
        }
    }

    fn stroke_by<S: BackendStyle>(&mut self, style: &S) {
        let wanted = (style.color(), style.stroke_width());
        if !self.stroke.is_some_and(|(colour, width)| same(colour, wanted.0) && width == wanted.1) {
            self.settle();
            self.context.set_stroke_style_str(&text_of(wanted.0));
            self.context.set_line_width(f64::from(wanted.1));
            self.stroke = Some(wanted);
        }
    }

    fn fill_by(&mut self, colour: BackendColor) {
        self.settle();
        if !self.fill.is_some_and(|known| same(known, colour)) {
            self.context.set_fill_style_str(&text_of(colour));
            self.fill = Some(colour);
        }
    }

    fn trace(&self, path: impl IntoIterator<Item = BackendCoord>) {
        let mut path = path.into_iter().map(|(x, y)| (f64::from(x), f64::from(y)));
        if let Some((x, y)) = path.next() {
            self.context.move_to(x, y);
        }
        for (x, y) in path {
            self.context.line_to(x, y);
        }
    }

    fn set_font(&mut self, size: f64) {
        if self.font != Some(size) {
            self.context.set_font(&format!("{}px {}", size / FONT, self.family));
            self.font = Some(size);
        }
    }
}

fn same(a: BackendColor, b: BackendColor) -> bool {
    a.rgb == b.rgb && a.alpha == b.alpha
}

fn text_of(BackendColor { alpha, rgb: (r, g, b) }: BackendColor) -> String {
    format!("rgba({r},{g},{b},{alpha})")
}

impl DrawingBackend for Pen {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Outcome {
        self.fill_by(colour);
        self.context.fill_rect(f64::from(x), f64::from(y), 1.0, 1.0);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Outcome {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Outcome {
        let [x, y, width, height] = [left, top, right - left, bottom - top].map(f64::from);
        if fill {
            self.fill_by(style.color());
            self.context.fill_rect(x, y, width, height);
        } else {
            self.settle();
            self.stroke_by(style);
            self.context.stroke_rect(x, y, width, height);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Outcome {
        self.stroke_by(style);
        if style.stroke_width() > self.hair {
            self.context.begin_path();
            self.trace(path);
            self.context.stroke();
            return Ok(());
        }
        if !self.pending {
            self.context.begin_path();
            self.pending = true;
        }
        self.trace(path);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, fill: bool) -> Outcome {
        self.settle();
        self.context.begin_path();
        // Throws for a negative radius only.
        let _ = self.context.arc(f64::from(x), f64::from(y), f64::from(radius), 0.0, TAU);
        if fill {
            self.fill_by(style.color());
            self.context.fill();
        } else {
            self.stroke_by(style);
            self.context.stroke();
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Outcome {
        self.fill_by(style.color());
        self.context.begin_path();
        self.trace(vert);
        self.context.fill();
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Outcome {
        self.fill_by(style.color());
        self.set_font(style.size());
        let anchor = style.anchor();
        self.context.set_text_align(match anchor.h_pos {
            HPos::Left => "left",
            HPos::Right => "right",
            HPos::Center => "center",
        });
        self.context.set_text_baseline(match anchor.v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        // Throws for coordinates that are not finite only.
        let _ = self.context.fill_text(text, f64::from(x), f64::from(y));
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let height = style.size() / FONT;
        // Half of its height is about the width of a letter.
        Ok(((text.chars().count() as f64 * height / 2.0) as u32, height as u32))
    }
}
