//! Draws hatched stretches: a tinted ground, lines at 45°, and the words at the top.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lines are few, and far below what an i32 holds"
)]

use plotters::prelude::{Color, DrawingBackend};
use plotters::style::text_anchor::{HPos, VPos};

use super::{Device, DrawError, rgb, stroke, text_style};
use crate::chart::colour::ChartTheme;
use crate::chart::hatch::Hatch;
use crate::chart::rect::Rect;

/// From one line to the next, in CSS pixels along the time axis.
const APART: f32 = 8.0;

/// Width of a line in CSS pixels.
const WIDTH: f32 = 1.5;

/// Draws a stretch; the lines of the picture are drawn over it.
pub(super) fn draw<B: DrawingBackend>(
    hatch: &Hatch,
    plot: Rect,
    theme: &ChartTheme,
    device: Device,
    backend: &mut B,
) -> Result<(), DrawError<B>> {
    let Hatch { left, right, words } = hatch;
    let (from, to) = (device.at([*left, plot.top]), device.at([*right, plot.bottom()]));
    backend.draw_rect(from, to, &rgb(theme.missing).filled(), true)?;
    let line = stroke(theme.missing_line, device.length(WIDTH));
    for [from, to] in lines(*left, *right, plot) {
        backend.draw_path([device.at(from), device.at(to)], &line)?;
    }
    if words.is_empty() {
        return Ok(());
    }
    let ink = rgb(theme.missing_text);
    backend.draw_text(
        words,
        &text_style(device, &ink, HPos::Center, VPos::Top),
        device.at([left.midpoint(*right), plot.top + 5.0]),
    )
}

/// The lines of a stretch, cut to it: each goes up by as much as it goes to the right. They stand at the same places
/// whatever the stretch, so that two beside each other are one pattern.
fn lines(left: f32, right: f32, plot: Rect) -> impl Iterator<Item = [[f32; 2]; 2]> {
    let (top, bottom) = (plot.top, plot.bottom());
    let first = ((left - plot.height) / APART).ceil() as i32;
    let last = (right / APART).floor() as i32;
    (first..=last).filter_map(move |number| {
        // Where the line meets the bottom edge.
        let foot = number as f32 * APART;
        let (x0, x1) = (foot.max(left), (foot + bottom - top).min(right));
        (x1 > x0).then_some([[x0, bottom - (x0 - foot)], [x1, bottom - (x1 - foot)]])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_rise_at_45_degrees_and_stay_in_their_stretch() {
        let plot = Rect { left: 40.0, top: 10.0, width: 200.0, height: 100.0 };
        let found: Vec<_> = lines(100.0, 140.0, plot).collect();
        assert_eq!(found.len(), 17);
        for [[x0, y0], [x1, y1]] in found {
            assert!((100.0..=140.0).contains(&x0) && (100.0..=140.0).contains(&x1) && x0 < x1);
            assert!((10.0..=110.0).contains(&y0) && (10.0..=110.0).contains(&y1));
            assert!((x1 - x0 - (y0 - y1)).abs() < 1e-3, "{x0} {y0} {x1} {y1}");
        }
    }
}
