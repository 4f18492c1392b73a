//! What is under the cursor, in words; beside the cursor, never under it.

use leptos::prelude::*;

use super::alternative::moment;
use super::{Drawn, Graph};
use crate::chart::hit::Hit;
use crate::model::labels::METRIC_NAME;
use crate::model::number;

/// The tooltip, read out too when the keyboard moves the cursor.
#[component]
pub(super) fn Tooltip(graph: Graph, size: RwSignal<(f32, f32)>) -> impl IntoView {
    let shown = move || {
        let hit = graph.hit.get()?;
        graph.with_drawn(|drawn| Some(content(drawn, &hit, size.get_untracked())))
    };
    view! { <div aria-live="polite">{shown}</div> }
}

fn content(drawn: &Drawn, hit: &Hit, (width, height): (f32, f32)) -> impl IntoView + use<> {
    let [x, y] = hit.point;
    // On the side with more room.
    let left = if x < width / 2.0 { format!("{:.0}px", x + 14.0) } else { "auto".to_owned() };
    let right = if x < width / 2.0 { "auto".to_owned() } else { format!("{:.0}px", width - x + 14.0) };
    let top = if y < height / 2.0 { format!("{:.0}px", (y - 24.0).max(0.0)) } else { "auto".to_owned() };
    let bottom = if y < height / 2.0 { "auto".to_owned() } else { format!("{:.0}px", (height - y - 24.0).max(0.0)) };
    let own = hit.own_labels(&drawn.common());
    let name = own.iter().find(|(name, _)| *name == METRIC_NAME).map(|(_, value)| (*value).to_owned());
    let labels = own
        .iter()
        .filter(|(name, _)| *name != METRIC_NAME)
        .map(|(name, value)| {
            view! { <div><dt>{(*name).to_owned()}</dt><dd>{(*value).to_owned()}</dd></div> }
        })
        .collect_view();
    view! {
        <div class="tooltip" style:left=left style:right=right style:top=top style:bottom=bottom>
            <div class="tooltip__time">{moment(&drawn.zone, hit.time)}</div>
            <div class="tooltip__value">
                <span class="swatch" style:background=drawn.colour(hit.key)></span>
                <strong>{number::format(hit.value)}</strong>
                {name.map(|name| view! { <span>{name}</span> })}
            </div>
            <dl class="tooltip__labels">{labels}</dl>
        </div>
    }
}
