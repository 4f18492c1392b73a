//! The tooltip: time, value and labels of the sample under the cursor.

use leptos::prelude::*;

use super::alternative::moment;
use super::{Drawn, Graph};
use crate::chart::nearest::NearestPoint;
use crate::i18n::{Lang, graph as words};
use crate::model::labels::METRIC_NAME;
use crate::model::number;
use crate::model::text::Bounded;

/// The most labels that are shown; the legend and the table have all.
const MOST_LABELS: usize = 20;

/// The most characters of a name or value that are shown.
const MOST_CHARACTERS: usize = 200;

/// The tooltip, read out too when the keyboard moves the cursor.
#[component]
pub(super) fn Tooltip(graph: Graph, size: RwSignal<(f32, f32)>) -> impl IntoView {
    let lang = graph.handle.shell.lang;
    let shown = move || {
        let nearest = graph.nearest.get()?;
        graph.with_drawn(|drawn| Some(content(lang.get(), drawn, &nearest, size.get_untracked())))
    };
    view! { <div aria-live="polite">{shown}</div> }
}

fn shown(text: &str) -> String {
    Bounded::of(text, MOST_CHARACTERS).text
}

fn content(lang: Lang, drawn: &Drawn, nearest: &NearestPoint, (width, height): (f32, f32)) -> impl IntoView + use<> {
    let [x, y] = nearest.point;
    // On the side with more room.
    let left = if x < width / 2.0 { format!("{:.0}px", x + 14.0) } else { "auto".to_owned() };
    let right = if x < width / 2.0 { "auto".to_owned() } else { format!("{:.0}px", width - x + 14.0) };
    let top = if y < height / 2.0 { format!("{:.0}px", (y - 24.0).max(0.0)) } else { "auto".to_owned() };
    let bottom = if y < height / 2.0 { "auto".to_owned() } else { format!("{:.0}px", (height - y - 24.0).max(0.0)) };
    let mut own = nearest.own_labels(&drawn.statistics.common).peekable();
    let name = own.next_if(|(name, _)| *name == METRIC_NAME).map(|(_, value)| shown(value));
    let labels = own
        .by_ref()
        .take(MOST_LABELS)
        .map(|(name, value)| {
            view! { <div><dt>{shown(name)}</dt><dd>{shown(value)}</dd></div> }
        })
        .collect_view();
    let rest = own.count();
    let more = (rest > 0).then(|| view! { <div><dt>{words::more_labels(lang, rest as u64)}</dt></div> });
    let here = drawn.stretches.iter().filter(|stretch| stretch.from <= nearest.time && nearest.time <= stretch.to);
    let stretches =
        here.map(|stretch| view! { <p class="tooltip__missing">{stretch.words.clone()}</p> }).collect_view();
    view! {
        <div class="tooltip" style:left=left style:right=right style:top=top style:bottom=bottom>
            <div class="tooltip__time">{moment(&drawn.zone, nearest.time)}</div>
            <div class="tooltip__value">
                <span class="swatch" style:background=drawn.colour(nearest.key)></span>
                <strong>{number::format(nearest.value)}</strong>
                {name.map(|name| view! { <span>{name}</span> })}
            </div>
            <dl class="tooltip__labels">{labels}{more}</dl>
            {stretches}
        </div>
    }
}
