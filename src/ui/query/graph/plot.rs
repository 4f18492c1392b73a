//! The canvas with its pointer and keys: cursor, zoom by dragging, and drawing anew when something changes.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixels are floats of 32 bits"
)]

use leptos::html;
use leptos::prelude::*;

use super::drawing::{self, Setting};
use super::overlay::Overlay;
use super::tooltip::Tooltip;
use super::{Cursor, Graph, alternative, window};
use crate::chart::nearest::CursorTarget;
use crate::state::event::PanelEvent;
use crate::state::panel::options::PanelOption;
use crate::state::ranges;
use crate::ui::focus::graph_id;
use crate::ui::kit::sliced::Slot;
use crate::ui::slice::Slice;
use crate::web::canvas::Surface;
use crate::web::resize::{self, Observed};
use crate::web::theme;

/// How far the pointer must be dragged for a zoom, in CSS pixels.
const DRAG: f32 = 6.0;

/// The picture with its cursor.
#[component]
pub(super) fn Plot(graph: Graph) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let frame = NodeRef::<html::Div>::new();
    let size = RwSignal::new((0.0_f32, 0.0_f32));
    // A new canvas is empty: what was on the one before it, for a result that had lines, is not to be pointed at.
    graph.drawn.set(None);
    graph.cursor.set(Cursor::default());
    draw(graph, canvas, size);
    observe(graph, frame, size);
    let lang = graph.handle.shell.lang;
    let alternative = move || graph.with_drawn(|drawn| alternative::of_graph(lang.get(), drawn));
    let on_down = move |event: leptos::ev::PointerEvent| {
        if event.button() == 0 {
            let x = event.offset_x() as f32;
            graph.cursor.update(|cursor| cursor.band = Some((x, x)));
            if let Some(canvas) = canvas.get_untracked() {
                // Refused for a pointer that is gone; then its drag ends at the edge.
                let _ = canvas.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let on_move = move |event: leptos::ev::PointerEvent| {
        let at = [event.offset_x() as f32, event.offset_y() as f32];
        let band = graph.cursor.with_untracked(|cursor| cursor.band);
        let cursor = match band {
            Some((from, _)) => Cursor { target: None, band: Some((from, at[0])) },
            None => Cursor { target: Some(CursorTarget::Pixel(at)), band: None },
        };
        if graph.cursor.get_untracked() != cursor {
            graph.cursor.set(cursor);
        }
    };
    let on_up = move |event: leptos::ev::PointerEvent| {
        let band = graph.cursor.with_untracked(|cursor| cursor.band);
        if let Some((from, to)) = band.filter(|(from, to)| (to - from).abs() >= DRAG) {
            graph.cursor.set(Cursor::default());
            zoom(graph, from.min(to), from.max(to));
        } else {
            // A click, or a finger's tap: what is there?
            let at = [event.offset_x() as f32, event.offset_y() as f32];
            graph.cursor.set(Cursor { target: Some(CursorTarget::Pixel(at)), band: None });
        }
    };
    let clear = move |_| graph.cursor.set(Cursor::default());
    let leave = move |event: leptos::ev::PointerEvent| {
        // A drag goes on outside, and a finger leaves with every tap; else the cursor has gone.
        if event.pointer_type() != "touch" && graph.cursor.with_untracked(|cursor| cursor.band.is_none()) {
            graph.cursor.set(Cursor::default());
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if key(graph, &event.key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let wider = move |_| {
        let range = graph.handle.peek(|panel| panel.options.range_ms);
        graph.handle.set(PanelOption::Range(ranges::wider(range)));
    };
    view! {
        <div class="graph__plot" node_ref=frame>
            <canvas
                id=graph_id(graph.handle.id)
                class="graph__canvas"
                node_ref=canvas
                role="img"
                tabindex="0"
                aria-label=alternative
                on:pointerdown=on_down
                on:pointermove=on_move
                on:pointerup=on_up
                on:pointercancel=clear
                on:pointerleave=leave
                on:dblclick=wider
                on:keydown=on_key
                on:blur=move |_| graph.cursor.set(Cursor::default())
            ></canvas>
            <Overlay graph=graph size=size />
            <Tooltip graph=graph size=size />
        </div>
    }
}

/// Draws anew whenever the result, the selection, the size or the colours change.
fn draw(graph: Graph, canvas: NodeRef<html::Canvas>, size: RwSignal<(f32, f32)>) {
    let scheme = RwSignal::new(0_u32);
    let listener = StoredValue::new_local(theme::on_system_change(move |_| {
        scheme.try_update(|changes| *changes += 1);
    }));
    on_cleanup(move || drop(listener.try_update_value(Option::take)));
    let chosen = graph.handle.shell.memo(|app| app.settings.theme);
    let zone = Slice::new(move || {
        let (start, end, _) = graph.result.get().map(|result| window(&result)).unwrap_or_default();
        graph.handle.shell.zone(start, end)
    });
    let slot: Slot = StoredValue::new_local(None);
    let surface = StoredValue::new_local(None::<Surface>);
    Effect::new(move |_| {
        scheme.track();
        let _ = chosen.get();
        graph.selection.with(|_| ());
        let (Some(canvas), Some(answered)) = (canvas.get(), graph.result.get()) else { return };
        let lang = graph.handle.shell.lang.get();
        let setting = Setting { size: size.get(), ratio: resize::pixel_ratio() as f32, zone: zone.get(), lang };
        if setting.size.0 < 1.0 {
            return;
        }
        if surface.with_value(Option::is_none) {
            surface.set_value(Surface::of(&canvas));
        }
        if let Some(surface) = surface.get_value() {
            drawing::begin(graph, surface, answered, setting, slot);
        }
    });
}

/// Follows the frame's size; its width decides the automatic step.
fn observe(graph: Graph, frame: NodeRef<html::Div>, size: RwSignal<(f32, f32)>) {
    let observed = StoredValue::new_local(None::<Observed>);
    Effect::new(move |_| {
        let Some(frame) = frame.get() else { return };
        observed.set_value(resize::observe(&frame, move |now| {
            let now = (now.width as f32, now.height as f32);
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.set(now);
                graph.handle.tell(PanelEvent::Width(now.0 as u32));
            }
        }));
    });
}

fn zoom(graph: Graph, from: f32, to: f32) {
    let span = graph.peek_drawn(|drawn| Some((drawn.geometry.time(from), drawn.geometry.time(to))));
    if let Some((start, end)) = span.filter(|(start, end)| start < end) {
        graph.handle.tell(PanelEvent::Zoom { start, end });
    }
}

/// Moves the cursor by a key; whether the key was one of ours.
fn key(graph: Graph, key: &str) -> bool {
    let nearest = graph.nearest.get_untracked();
    let beside = |by| graph.peek_drawn(|drawn| drawn.picture().beside(nearest.as_ref(), by));
    let other = |by| graph.peek_drawn(|drawn| drawn.picture().in_other_series(nearest.as_ref(), by));
    let next = match key {
        "ArrowLeft" => beside(-1),
        "ArrowRight" => beside(1),
        "ArrowUp" => other(-1),
        "ArrowDown" => other(1),
        "Enter" => {
            if let Some(nearest) = &nearest {
                graph.select(|selection| selection.isolated(nearest.key));
            }
            return nearest.is_some();
        }
        "Escape" if graph.cursor.get_untracked() != Cursor::default() => None,
        _ => return false,
    };
    graph.cursor.set(Cursor { target: next.map(|nearest| nearest.target()), band: None });
    true
}
