//! Draws a scene by plotters, over any of its backends.
//!
//! A backend's coordinates are whole numbers; [`Device`] says how many of them a CSS pixel has, so that a
//! backend with finer units than pixels gets vertices between pixels.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a drawing backend takes whole units, far below what an i32 holds"
)]

mod hatch;

use plotters::prelude::{Color, DrawingBackend, FontFamily, IntoFont, RGBColor, ShapeStyle, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::DrawingErrorKind;

use super::colour::{ChartTheme, ColourAssignment, Rgb};
use super::columns::{Mark, NonFinite};
use super::scene::{LINE, Scene, Stroke};
use super::statistics::Statistics;

/// Size of the axes' text in CSS pixels.
pub const TEXT: f32 = 11.0;
/// Width of a line.
const WIDE: f32 = 1.5;
/// Radius of an isolated sample.
const DOT: f32 = 2.25;
/// Vertices of one stroked path. Rasterizers are slow on long paths that cross their own scanlines often: in
/// Chromium, strokes of 16 vertices are eight times as fast as one of 1,000.
const PATH_VERTICES: usize = 16;

/// What beginning a hairline takes, in vertices: a path of its own in a colour of its own. 585 lines of 12 vertices
/// took Chromium 40 ms.
const A_HAIR: i32 = 32;

/// The error of a backend.
pub type DrawError<B> = DrawingErrorKind<<B as DrawingBackend>::ErrorType>;

/// The units of a backend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Device {
    /// Units of the backend a CSS pixel.
    pub unit: f32,
    /// Units of the backend a device pixel.
    pub pixel: f32,
}

impl Device {
    fn at(self, [x, y]: [f32; 2]) -> (i32, i32) {
        ((x * self.unit).round() as i32, (y * self.unit).round() as i32)
    }

    fn length(self, pixels: f32) -> i32 {
        (pixels * self.unit).round().max(1.0) as i32
    }

    /// The edge of the device pixel nearest to a coordinate, so that hairlines are crisp.
    fn snap(self, at: f32) -> i32 {
        ((at * self.unit / self.pixel).round() * self.pixel) as i32
    }
}

fn rgb(Rgb(r, g, b): Rgb) -> RGBColor {
    RGBColor(r, g, b)
}

fn stroke(colour: Rgb, width: i32) -> ShapeStyle {
    ShapeStyle { color: rgb(colour).to_rgba(), filled: false, stroke_width: width as u32 }
}

/// How words are written.
fn text_style(device: Device, ink: &RGBColor, h_pos: HPos, v_pos: VPos) -> TextStyle<'_> {
    // Not the family's name, which plotters would turn to small letters by a table of 11 kB.
    // plotters' SVG backend writes 1 / 1.24 of a font's size, and ours does as it does.
    let size = f64::from(TEXT * device.unit * 1.24);
    TextStyle::from((FontFamily::SansSerif, size).into_font()).color(ink).pos(Pos::new(h_pos, v_pos))
}

/// Draws what lies behind the lines: hatched stretches, grid, axes and their text.
pub fn draw_frame<B: DrawingBackend>(
    scene: &Scene,
    theme: &ChartTheme,
    device: Device,
    backend: &mut B,
) -> Result<(), DrawError<B>> {
    let plot = scene.geometry.plot;
    let hair = device.pixel.max(1.0) as i32;
    let (left, right) = (device.snap(plot.left), device.snap(plot.right()));
    let (top, bottom) = (device.snap(plot.top), device.snap(plot.bottom()));
    let ink = rgb(theme.text);
    let text = |h_pos, v_pos| text_style(device, &ink, h_pos, v_pos);
    for stretch in &scene.hatches {
        hatch::draw(stretch, plot, theme, device, backend)?;
    }

    for tick in &scene.y_ticks {
        let y = device.snap(tick.at);
        let zero = tick.label == "0" && !scene.y_ticks.first().is_some_and(|first| first.at == tick.at);
        let colour = rgb(if zero { theme.axis } else { theme.grid });
        backend.draw_rect((left, y), (right, y + hair), &colour.filled(), true)?;
        let at = device.at([plot.left - 8.0, tick.at]);
        backend.draw_text(&tick.label, &text(HPos::Right, VPos::Center), at)?;
    }
    for tick in &scene.x_ticks {
        let x = device.snap(tick.at);
        backend.draw_rect((x, top), (x + hair, bottom), &rgb(theme.grid).filled(), true)?;
        backend.draw_rect((x, bottom), (x + hair, bottom + device.length(4.0)), &rgb(theme.axis).filled(), true)?;
        let style = text(HPos::Center, VPos::Top);
        for (line, words) in [(0.0, &tick.label), (1.0, &tick.context)] {
            if !words.is_empty() {
                backend.draw_text(words, &style, device.at([tick.at, plot.bottom() + 7.0 + line * LINE]))?;
            }
        }
    }
    backend.draw_rect((left, bottom), (right, bottom + hair), &rgb(theme.axis).filled(), true)
}

/// Whose colours the lines have.
#[derive(Debug, Clone, Copy)]
pub struct Palette<'a> {
    /// The colours.
    pub theme: &'a ChartTheme,
    /// Each series' place among them.
    pub assignment: &'a ColourAssignment,
    /// The series' keys.
    pub statistics: &'a Statistics,
}

impl Palette<'_> {
    /// The colour of a series.
    pub fn colour(&self, series: u32) -> Rgb {
        let key = self.statistics.keys.get(series as usize).copied().unwrap_or_default();
        self.theme.series(self.assignment.of(key))
    }
}

/// How far the lines of a scene are drawn.
#[derive(Debug, Default, Clone, Copy)]
pub struct Painter {
    run: usize,
    vertex: usize,
}

impl Painter {
    /// Draws some more lines, one to a few milliseconds' worth; whether all is drawn. Marks come last.
    pub fn advance<B: DrawingBackend>(
        &mut self,
        scene: &Scene,
        palette: Palette<'_>,
        device: Device,
        backend: &mut B,
    ) -> Result<bool, DrawError<B>> {
        let (width, vertices, mut budget) = match scene.stroke {
            Stroke::Wide => (device.length(WIDE), PATH_VERTICES, 256),
            Stroke::Hair => (device.pixel.round().max(1.0) as i32, 2048, 4096),
        };
        while let Some(&run) = scene.lines.runs.get(self.run) {
            let colour = palette.colour(run.series);
            let points = scene.lines.of(run);
            if let [dot] = points {
                let radius = device.length(DOT) as u32;
                backend.draw_circle(device.at(*dot), radius, &rgb(colour).filled(), true)?;
                self.run += 1;
                budget -= 8;
            } else {
                let end = (self.vertex + vertices).min(points.len());
                let part = points[self.vertex..end].iter().map(|&point| device.at(point));
                backend.draw_path(part, &stroke(colour, width))?;
                budget -= (end - self.vertex) as i32 + if scene.stroke == Stroke::Hair { A_HAIR } else { 2 };
                // The next path begins where this one ends.
                self.vertex = end - 1;
                if end == points.len() {
                    (self.run, self.vertex) = (self.run + 1, 0);
                }
            }
            if budget <= 0 {
                return Ok(false);
            }
        }
        for mark in &scene.marks {
            draw_mark(*mark, scene, palette, device, backend)?;
        }
        Ok(true)
    }
}

/// NaN is a cross at the bottom edge, an infinity an arrow head at the edge it lies beyond.
fn draw_mark<B: DrawingBackend>(
    mark: Mark,
    scene: &Scene,
    palette: Palette<'_>,
    device: Device,
    backend: &mut B,
) -> Result<(), DrawError<B>> {
    let plot = scene.geometry.plot;
    let colour = palette.colour(mark.series);
    let (x, size) = (mark.x, 3.0);
    let arrow = |tip: f32, base: f32| [[x, tip], [x - size, base], [x + size, base]].map(|point| device.at(point));
    match mark.kind {
        NonFinite::PlusInf => backend.fill_polygon(arrow(plot.top, plot.top + 2.0 * size), &rgb(colour).filled()),
        NonFinite::MinusInf => {
            backend.fill_polygon(arrow(plot.bottom(), plot.bottom() - 2.0 * size), &rgb(colour).filled())
        }
        NonFinite::Nan => {
            let y = plot.bottom() - size - 1.0;
            let style = stroke(colour, device.length(WIDE));
            for side in [-size, size] {
                let ends = [[x - side, y - size], [x + side, y + size]].map(|point| device.at(point));
                backend.draw_path(ends, &style)?;
            }
            Ok(())
        }
    }
}

/// Draws one series over the rest: its lines thicker, for emphasis.
pub fn draw_emphasis<B: DrawingBackend>(
    lines: &super::columns::Lines,
    colour: Rgb,
    device: Device,
    backend: &mut B,
) -> Result<(), DrawError<B>> {
    for &run in &lines.runs {
        let points = lines.of(run);
        if let [dot] = points {
            backend.draw_circle(device.at(*dot), device.length(DOT + 1.0) as u32, &rgb(colour).filled(), true)?;
        }
        let mut start = 0;
        while start + 1 < points.len() {
            let end = (start + PATH_VERTICES).min(points.len());
            let part = points[start..end].iter().map(|&point| device.at(point));
            backend.draw_path(part, &stroke(colour, device.length(WIDE + 1.0)))?;
            start = end - 1;
        }
    }
    Ok(())
}
