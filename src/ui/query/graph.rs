//! A result as a graph: the picture, its cursor, its legend.
//!
//! Invariant: drawing is cut into slices of a few milliseconds; a newer picture ends the older's drawing, and
//! what is shown stays until the newer is complete.

mod alternative;
mod drawing;
mod legend;
mod overlay;
mod plot;
mod tooltip;

use std::sync::Arc;

use leptos::prelude::*;

use super::handle::PanelHandle;
use crate::chart::colour::ColourAssignment;
use crate::chart::drawable::Drawable;
use crate::chart::hatch::MarkedStretch;
use crate::chart::legend::LegendSelection;
use crate::chart::nearest::{CursorTarget, NearestJob, NearestPoint, Picture};
use crate::chart::scene::Geometry;
use crate::chart::statistics::Statistics;
use crate::chart::unit::Unit;
use crate::i18n::{Lang, Text, query, table};
use crate::model::block::Block;
use crate::model::query::At;
use crate::model::time::Zone;
use crate::state::panel::PanelResult;
use crate::state::panel::options::PanelOption;
use crate::ui::kit::sliced::{Job, Sliced};
use crate::ui::slice::{Slice, say};

/// What is on the canvas.
pub(super) struct Drawn {
    answered: Arc<PanelResult>,
    block: Arc<Block>,
    statistics: Arc<Statistics>,
    assignment: Arc<ColourAssignment>,
    colours: Arc<Vec<String>>,
    shown: Arc<Vec<bool>>,
    geometry: Geometry,
    unit: Unit,
    zone: Zone,
    /// Stretches without a replica.
    stretches: Arc<Vec<MarkedStretch>>,
}

impl Drawn {
    /// What the cursor asks for.
    fn picture(&self) -> Picture<'_> {
        Picture { block: &self.block, keys: &self.statistics.keys, shown: &self.shown, geometry: &self.geometry }
    }

    /// The colour of a series, named by its key, as CSS writes it.
    fn colour(&self, key: u64) -> String {
        let index = usize::from(self.assignment.of(key));
        self.colours.get(index % self.colours.len().max(1)).cloned().unwrap_or_default()
    }
}

/// Where the pointer, or the keyboard's cursor, is. It outlives results, so it holds no index into one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Cursor {
    target: Option<CursorTarget>,
    /// From where to where a zoom is being dragged, in CSS pixels.
    band: Option<(f32, f32)>,
}

/// What the parts of the graph share.
#[derive(Clone, Copy)]
pub(super) struct Graph {
    handle: PanelHandle,
    result: Slice<Option<Arc<PanelResult>>>,
    /// Which series are shown.
    selection: Slice<LegendSelection>,
    drawn: RwSignal<Option<Arc<Drawn>>>,
    cursor: RwSignal<Cursor>,
    /// What the cursor comes to in what is drawn.
    nearest: Slice<Option<NearestPoint>>,
}

impl Graph {
    /// Shows these series.
    fn select(self, change: impl FnOnce(LegendSelection) -> LegendSelection) {
        let before = self.handle.peek(|panel| panel.options.series.clone());
        self.handle.set(PanelOption::Series(change(before)));
    }

    /// Reads what is drawn, and follows it; the default before anything is.
    fn with_drawn<T: Default>(self, read: impl FnOnce(&Drawn) -> T) -> T {
        self.drawn.with(|drawn| drawn.as_deref().map(read).unwrap_or_default())
    }

    /// As [`Graph::with_drawn`], without following; for event handlers.
    fn peek_drawn<T: Default>(self, read: impl FnOnce(&Drawn) -> T) -> T {
        self.drawn.with_untracked(|drawn| drawn.as_deref().map(read).unwrap_or_default())
    }
}

/// Start, end and step of what was asked, Unix milliseconds.
fn window(answered: &PanelResult) -> (i64, i64, i64) {
    match answered.at {
        At::Range { start, end, step } => (start, end, step),
        At::Instant { time } => (time, time, 1),
    }
}

/// The graph of a panel's range query.
#[component]
pub(super) fn GraphView(handle: PanelHandle, result: Slice<Option<Arc<PanelResult>>>) -> impl IntoView {
    let drawn = RwSignal::new(None::<Arc<Drawn>>);
    let cursor = RwSignal::new(Cursor::default());
    let target = Slice::new(move || cursor.get().target);
    let resolved = Sliced::new(move |_| {
        let (target, drawn) = (target.get()?, drawn.get()?);
        let mut job = NearestJob::new(target);
        Some(Box::new(move || job.advance(&drawn.picture())) as Job<Option<NearestPoint>>)
    });
    // What was found in the picture before is nothing in a newer one.
    let nearest = Slice::new(move || {
        let found = resolved.get().and_then(|found| Option::clone(&found))?;
        drawn.with(|drawn| drawn.as_ref().is_some_and(|drawn| found.is_of(&drawn.block))).then_some(found)
    });
    let selection = handle.memo(|panel| panel.options.series.clone());
    let graph = Graph { handle, result, selection, drawn, cursor, nearest };
    let shows = Slice::new(move || result.get().map(|result| Drawable::of(&result.value)));
    let lang = handle.shell.lang;
    view! {
        {move || match shows.get() {
            Some(Drawable::Lines) => view! {
                <div class="graph">
                    <plot::Plot graph=graph />
                    <legend::Legend graph=graph />
                </div>
            }.into_any(),
            Some(Drawable::Histograms) => instead(lang, query::graph_of_histograms).into_any(),
            Some(Drawable::NoSamples) => instead(lang, table::no_samples).into_any(),
            Some(Drawable::Single) => instead(lang, query::graph_of_single).into_any(),
            None => ().into_any(),
        }}
    }
}

/// What stands in the place of a graph.
fn instead(lang: Slice<Lang>, text: Text) -> impl IntoView {
    view! { <p class="panel__empty">{say(lang, text)}</p> }
}
