//! The layer over the picture: a veil over its lines, the nearest series emphasised, the cursor, the band of a zoom.

#![allow(clippy::cast_possible_truncation, reason = "pixels are floats of 32 bits")]

use leptos::html;
use leptos::prelude::*;

use super::{Drawn, Graph, window};
use crate::chart::colour::Rgb;
use crate::chart::columns::{Grid, Lines, Marks, decimate};
use crate::chart::draw::draw_emphasis;
use crate::model::count::to_u32;
use crate::ui::slice::Slice;
use crate::web::canvas::Surface;
use crate::web::resize;

/// The overlay; it takes no pointer.
#[component]
pub(super) fn Overlay(graph: Graph, size: RwSignal<(f32, f32)>) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let surface = StoredValue::new_local(None::<Surface>);
    let series = Slice::new(move || graph.nearest.with(|nearest| nearest.as_ref().map(|nearest| nearest.key)));
    let band = Slice::new(move || graph.cursor.get().band);
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        if surface.with_value(Option::is_none) {
            surface.set_value(Surface::of(&canvas));
        }
        let (Some(surface), Some(series)) = (surface.get_value(), series.get()) else { return };
        graph.with_drawn(|drawn| emphasise(&surface, drawn, series, size.get_untracked()));
    });
    let cursor = move || {
        let (nearest, band) = (graph.nearest.get(), band.get());
        graph.with_drawn(|drawn| {
            let plot = drawn.geometry.plot;
            let line = nearest.map(|nearest| {
                let [x, y] = nearest.point;
                view! {
                    <div class="graph__cursor" style:left=px(x) style:top=px(plot.top) style:height=px(plot.height)></div>
                    <div class="graph__dot" style:left=px(x) style:top=px(y)
                        style:background=drawn.colour(nearest.key)></div>
                }
            });
            let band = band.map(|(from, to)| {
                let within = |x: f32| x.clamp(plot.left, plot.right());
                let (left, right) = (within(from.min(to)), within(from.max(to)));
                view! {
                    <div class="graph__band" style:left=px(left) style:width=px(right - left)
                        style:top=px(plot.top) style:height=px(plot.height)></div>
                }
            });
            Some((line, band))
        })
    };
    // Over the lines only: the axes are read while the cursor is on them.
    let veil = move || {
        graph.with_drawn(|drawn| {
            let plot = drawn.geometry.plot;
            Some(view! {
                <div class="graph__veil" class=("graph__veil--shown", move || series.get().is_some())
                    style:left=px(plot.left) style:width=px(plot.width + 1.0)
                    style:top=px(plot.top) style:height=px(plot.height - 1.0)></div>
            })
        })
    };
    view! {
        {veil}
        <canvas class="graph__over" class=("graph__over--shown", move || series.get().is_some()) node_ref=canvas
            aria-hidden="true"></canvas>
        {cursor}
    }
}

fn px(length: f32) -> String {
    format!("{length:.1}px")
}

fn emphasise(surface: &Surface, drawn: &Drawn, key: u64, size: (f32, f32)) {
    let Some(series) = drawn.picture().series_of(key) else { return };
    let ratio = resize::pixel_ratio() as f32;
    let (_, _, step) = window(&drawn.answered);
    let grid = Grid {
        x: drawn.geometry.x,
        y: drawn.geometry.y,
        column: 1.0 / ratio.max(0.1),
        gap: Some(step.saturating_add(step / 2)),
    };
    let (times, values) = drawn.block.series(series);
    let mut lines = Lines::default();
    decimate(times, values, to_u32(series), &grid, &mut lines, &mut Marks::default());
    let (mut pen, device) = surface.begin(size, ratio);
    let colour = Rgb::parse(&drawn.colour(key)).unwrap_or_default();
    // The pen refuses nothing.
    let _ = draw_emphasis(&lines, colour, device, &mut pen);
    surface.show("emphasis");
}
