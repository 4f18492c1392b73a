//! The picture as plain data for one size: layout, axes, decimated lines and marks, composed in steps.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "times and values become pixels and counts of them"
)]

use std::sync::Arc;

use super::columns::{Grid, Lines, Mark, Marks, Polyline, decimate};
use super::format;
use super::hatch::{Hatch, MarkedStretch, hatches};
use super::occlusion::Occlusion;
use super::rect::Rect;
use super::scale::{Domain, Scale};
use super::statistics::Statistics;
use super::ticks::ticks;
use super::time_ticks::{time_step, time_ticks};
use super::unit::Unit;
use crate::model::block::Block;
use crate::model::count::to_u32;
use crate::model::time::Zone;

/// Samples, vertices or columns of lines ([`Occlusion::cost`]) that one [`Composer::advance`] handles at least; about a
/// millisecond.
const BATCH: usize = 1 << 16;

/// Height of a line of text at the axes.
pub const LINE: f32 = 15.0;

/// What to compose.
#[derive(Debug, Clone)]
pub struct SceneRequest {
    /// The data.
    pub block: Arc<Block>,
    /// Its statistics.
    pub statistics: Arc<Statistics>,
    /// Which series are drawn, one entry a series.
    pub shown: Vec<bool>,
    /// The time shown, Unix milliseconds, from and to.
    pub window: (i64, i64),
    /// Milliseconds between two steps where the data is on a grid: a missing step is then a gap.
    pub step: Option<i64>,
    /// Width and height in CSS pixels.
    pub size: (f32, f32),
    /// Device pixels a CSS pixel.
    pub ratio: f32,
    /// What the values measure.
    pub unit: Unit,
    /// The zone of the time axis.
    pub zone: Zone,
    /// Stretches that are marked.
    pub stretches: Vec<MarkedStretch>,
}

/// How lines are stroked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// 1.5 CSS pixels, joined round.
    Wide,
    /// One device pixel: a picture of very many or very restless lines, which at 1.5 pixels would take seconds
    /// and show no more.
    Hair,
}

/// A tick of the value axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Its pixel.
    pub at: f32,
    /// Its label.
    pub label: String,
    /// A second line below the label; empty for none.
    pub context: String,
}

/// Where data is in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometry {
    /// The area of the lines.
    pub plot: Rect,
    /// Time (Unix milliseconds) to pixels.
    pub x: Scale,
    /// Value to pixels.
    pub y: Scale,
}

impl Geometry {
    /// Where a sample is shown, `[x, y]` in CSS pixels; its time is Unix milliseconds. Values that are not finite stand
    /// at the edge their mark has.
    pub fn point(&self, time: i64, value: f64) -> [f32; 2] {
        let x = self.x.pixel(time as f64);
        let y = if value.is_nan() {
            self.plot.bottom()
        } else {
            self.y.pixel(value).clamp(self.plot.top, self.plot.bottom())
        };
        [x, y]
    }

    /// The time at a pixel, Unix milliseconds, within what is shown.
    pub fn time(&self, x: f32) -> i64 {
        self.x.value(x).clamp(self.x.domain.lo, self.x.domain.hi) as i64
    }
}

/// The picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Width and height in CSS pixels.
    pub size: (f32, f32),
    /// Device pixels a CSS pixel.
    pub ratio: f32,
    /// Where data is.
    pub geometry: Geometry,
    /// Ticks of the time axis, from left to right.
    pub x_ticks: Vec<Tick>,
    /// Ticks of the value axis, from below.
    pub y_ticks: Vec<Tick>,
    /// Stretches that are marked, from left to right.
    pub hatches: Vec<Hatch>,
    /// The lines, from the back to the front.
    pub lines: Lines,
    /// Marks of values that are not finite.
    pub marks: Vec<Mark>,
    /// How lines are stroked.
    pub stroke: Stroke,
}

/// Composes a scene in steps.
#[derive(Debug)]
pub struct Composer {
    request: SceneRequest,
    scene: Scene,
    grid: Grid,
    marks: Marks,
    next: usize,
    culling: Option<Culling>,
}

/// The second stage where there is much to draw: hidden parts are left out, from the front to the back.
#[derive(Debug)]
struct Culling {
    occlusion: Occlusion,
    kept: Vec<Polyline>,
    left: usize,
}

impl Composer {
    /// Lays out the axes. `measure` gives the width of an axis label in CSS pixels.
    pub fn new(request: SceneRequest, measure: impl Fn(&str) -> f32) -> Self {
        let mut scene = lay_out(&request, measure);
        let Geometry { plot, x, y } = scene.geometry;
        // Room for all vertices at once: a growing vector would be copied at every doubling.
        let most = (plot.width * request.ratio) as usize * 4 + 4;
        let shown = (0..request.block.len()).filter(|&series| request.shown.get(series).copied().unwrap_or(true));
        scene.lines.points.reserve(shown.map(|series| request.block.series(series).1.len().min(most)).sum());
        let gap = request.step.map(|step| step.saturating_add(step / 2));
        let grid = Grid { x, y, column: 1.0 / request.ratio.max(0.1), gap };
        Self { request, scene, grid, marks: Marks::default(), next: 0, culling: None }
    }

    /// Does a part of the work; the scene once all is done, which is only then taken out.
    pub fn advance(&mut self) -> Option<Scene> {
        let done = match self.culling.take() {
            None => self.decimate() && self.choose_stroke(),
            Some(culling) => self.cull(culling),
        };
        done.then(|| {
            self.scene.marks = std::mem::take(&mut self.marks).into_vec();
            let Scene { size, ratio, geometry, stroke, .. } = self.scene;
            let left = Scene {
                size,
                ratio,
                geometry,
                stroke,
                x_ticks: Vec::new(),
                y_ticks: Vec::new(),
                hatches: Vec::new(),
                lines: Lines::default(),
                marks: Vec::new(),
            };
            std::mem::replace(&mut self.scene, left)
        })
    }

    fn decimate(&mut self) -> bool {
        let mut read = 0;
        let block = &self.request.block;
        while self.next < block.len() {
            let series = self.next;
            self.next += 1;
            if self.request.shown.get(series).copied().unwrap_or(true) {
                let (times, values) = block.series(series);
                read += values.len() + 16;
                decimate(times, values, to_u32(series), &self.grid, &mut self.scene.lines, &mut self.marks);
            }
            if read > BATCH {
                return false;
            }
        }
        true
    }

    /// Whether the picture is done: what is cheap enough is drawn wide and whole.
    fn choose_stroke(&mut self) -> bool {
        let lines = &self.scene.lines;
        if wide_cost(lines, self.request.ratio) <= WIDE_BUDGET {
            return true;
        }
        self.scene.stroke = Stroke::Hair;
        let occlusion = Occlusion::new(self.scene.geometry.plot, self.request.ratio);
        self.culling = Some(Culling { occlusion, kept: Vec::new(), left: lines.runs.len() });
        false
    }

    fn cull(&mut self, mut culling: Culling) -> bool {
        let lines = &mut self.scene.lines;
        let mut handled = 0;
        while culling.left > 0 && handled < BATCH {
            culling.left -= 1;
            let run = lines.runs[culling.left];
            handled += culling.occlusion.cost(&lines.points, run);
            culling.occlusion.keep_visible(&lines.points, run, &mut culling.kept);
        }
        if culling.left > 0 {
            self.culling = Some(culling);
            return false;
        }
        culling.kept.reverse();
        lines.runs = culling.kept;
        true
    }
}

/// The whole scene at once.
pub fn compose(request: SceneRequest, measure: impl Fn(&str) -> f32) -> Scene {
    let mut composer = Composer::new(request, measure);
    loop {
        if let Some(scene) = composer.advance() {
            return scene;
        }
    }
}

/// Microseconds that a picture may take in wide lines.
const WIDE_BUDGET: f32 = 100_000.0;

/// What stroking lines 1.5 pixels wide costs in microseconds, as measured in Chromium without a graphics card:
/// 2 a vertex and 0.075 a device pixel of height. Hairlines cost a tenth.
fn wide_cost(lines: &Lines, ratio: f32) -> f32 {
    let height = |run: &Polyline| lines.of(*run).windows(2).map(|pair| (pair[1][1] - pair[0][1]).abs()).sum::<f32>();
    // A picture of so many vertices is beyond the budget whatever their heights.
    let vertices = lines.points.len() as f32 * 2.0;
    if vertices > WIDE_BUDGET {
        vertices
    } else {
        vertices + lines.runs.iter().map(height).sum::<f32>() * ratio * 0.075
    }
}

fn lay_out(request: &SceneRequest, measure: impl Fn(&str) -> f32) -> Scene {
    let (width, height) = request.size;
    let shown = |series: usize| request.shown.get(series).copied().unwrap_or(true);
    let (min, max) = request.statistics.extremes(shown).unwrap_or((f64::NAN, f64::NAN));
    let values = Domain::around(min, max);
    let (start, end) = (request.window.0, request.window.1.max(request.window.0.saturating_add(1)));

    let top = 10.0;
    let bottom = LINE * 2.0 + 8.0;
    let plot_height = (height - top - bottom).max(16.0);
    let at = ticks(values, (plot_height / 34.0).clamp(2.0, 12.0) as usize, request.unit);
    let labels = format::axis(&at, request.unit);
    let widest = labels.iter().map(|label| measure(label)).fold(0.0, f32::max);
    let left = (widest.ceil() + 10.0).clamp(40.0, (width / 2.0).max(40.0));
    let plot = Rect { left, top, width: (width - left - 16.0).max(16.0), height: plot_height };

    let x = Scale { domain: Domain { lo: start as f64, hi: end as f64 }, from: plot.left, to: plot.right() };
    let y = Scale { domain: values, from: plot.bottom(), to: plot.top };
    let y_ticks =
        at.at.iter().zip(labels).map(|(&value, label)| Tick { at: y.pixel(value), label, context: String::new() });

    let per_pixel = x.domain.span() / f64::from(plot.width);
    let step = time_step(|step| (f64::from(measure(step.widest_label()) + 28.0) * per_pixel) as i64);
    let mut x_ticks: Vec<Tick> = time_ticks(start, end, step, &request.zone)
        .into_iter()
        .map(|tick| Tick { at: x.pixel(tick.at as f64), label: tick.label, context: tick.context })
        .collect();
    for tick in &mut x_ticks {
        if tick.at + measure(&tick.label) / 2.0 > width {
            tick.label.clear();
        }
        if tick.at + measure(&tick.context) / 2.0 > width {
            tick.context.clear();
        }
    }
    Scene {
        size: request.size,
        ratio: request.ratio,
        geometry: Geometry { plot, x, y },
        x_ticks,
        y_ticks: y_ticks.collect(),
        hatches: hatches(&request.stretches, plot, x, &measure),
        lines: Lines::default(),
        marks: Vec::new(),
        stroke: Stroke::Wide,
    }
}
