//! The legend: a compact table of the series, sortable, filterable; only visible rows are in the page.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use super::alternative::short;
use super::{Drawn, Graph};
use crate::chart::legend::{Column, Order, Selection, own_labels, rows};
use crate::i18n::{Lang, Text, graph as words};
use crate::model::labels::display;
use crate::model::number;
use crate::state::table::window::{Window, window};
use crate::ui::slice::{Slice, say};

/// The height of a row in CSS pixels, as `--row` has it.
const ROW: f64 = 24.0;

/// From how many series on a filter is offered.
const FILTER_FROM: usize = 8;

/// The columns of numbers with their names.
const NUMBERS: [(Column, Text); 4] = [
    (Column::Last, words::last),
    (Column::Min, words::least),
    (Column::Max, words::greatest),
    (Column::Mean, words::mean),
];

/// Rows in their order, with the picture whose series they are: their numbers mean nothing in another one.
#[derive(Clone)]
struct Listed {
    drawn: Option<Arc<Drawn>>,
    rows: Arc<[u32]>,
}

impl PartialEq for Listed {
    fn eq(&self, other: &Self) -> bool {
        let picture = |listed: &Self| listed.drawn.as_ref().map(Arc::as_ptr);
        picture(self) == picture(other) && self.rows == other.rows
    }
}

/// The legend.
#[component]
pub(super) fn Legend(graph: Graph) -> impl IntoView {
    let lang = graph.hold.shell.lang;
    let filter = RwSignal::new(String::new());
    let sort = RwSignal::new((Column::Series, Order::Ascending));
    let listed = Slice::new(move || {
        let (column, order) = sort.get();
        let filter = filter.get();
        let drawn = graph.drawn.get();
        let rows = drawn.as_ref().map(|drawn| rows(&drawn.block.labels, &drawn.survey, &filter, column, order));
        Listed { drawn, rows: rows.unwrap_or_default().into() }
    });
    let frame = NodeRef::<html::Div>::new();
    let seen = RwSignal::new((0.0_f64, 400.0_f64));
    let on_scroll = move |_| {
        if let Some(frame) = frame.get_untracked() {
            let top = (f64::from(frame.scroll_top()) / ROW).floor() * ROW;
            let now = (top, f64::from(frame.client_height()));
            if seen.get_untracked() != now {
                seen.set(now);
            }
        }
    };
    let all = Slice::new(move || graph.with_drawn(|drawn| drawn.survey.keys.len()));
    // Once offered it stays: a shorter result takes away neither what filters it nor what someone types into.
    let offered = StoredValue::new(false);
    let has_filter = move || {
        if all.get() >= FILTER_FROM {
            offered.set_value(true);
        }
        offered.get_value()
    };
    let body = move || {
        let Listed { drawn, rows: order } = listed.get();
        let drawn = drawn?;
        let (top, height) = seen.get();
        let Window { rows, above, below } = window(order.len(), ROW, top, height);
        let rows = order[rows].iter().map(|&series| row(graph, lang.get(), &drawn, series as usize));
        Some((pad(above), rows.collect_view(), pad(below)))
    };
    view! {
        <div class="legend__tools">
            <Shared graph=graph />
            <Show when=has_filter>
                <input class="field table__filter" type="search" aria-label=say(lang, words::filter)
                    placeholder=say(lang, words::filter)
                    prop:value=move || filter.get()
                    on:input=move |event| filter.set(event_target_value(&event)) />
            </Show>
            <ShowAll graph=graph />
        </div>
        <div class="legend" node_ref=frame on:scroll=on_scroll>
            <table class="legend__table" aria-label=say(lang, words::legend)
                aria-rowcount=move || (listed.with(|listed| listed.rows.len()) + 1).to_string()>
                <thead>
                    <tr>
                        <Head sort=sort column=Column::Series label=words::series lang=lang />
                        {NUMBERS.into_iter().map(|(column, label)| view! {
                            <Head sort=sort column=column label=label lang=lang />
                        }).collect_view()}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

fn pad(rows: usize) -> impl IntoView {
    (rows > 0).then(|| {
        view! {
            <tr class="table__pad" aria-hidden="true"><td style:height=format!("{}px", rows as f64 * ROW)></td></tr>
        }
    })
}

/// What all series have in common, said once.
#[component]
fn Shared(graph: Graph) -> impl IntoView {
    let lang = graph.hold.shell.lang;
    let common = Slice::new(move || {
        graph.with_drawn(|drawn| {
            let common = drawn.common();
            (!common.is_empty()).then(|| display(common.into_iter()))
        })
    });
    move || {
        common.get().map(|common| {
            view! {
                <span class="legend__shared">{words::shared_labels(lang.get())} " " <code>{common}</code></span>
            }
        })
    }
}

/// Back to all series, where some are hidden.
#[component]
fn ShowAll(graph: Graph) -> impl IntoView {
    let lang = graph.hold.shell.lang;
    let some_hidden = Slice::new(move || graph.with_drawn(|drawn| drawn.shown.contains(&false)));
    view! {
        <Show when=move || some_hidden.get()>
            <button class="button button--quiet" on:click=move |_| graph.selection.update(|all| *all = Selection::default())>
                {say(lang, words::show_all)}
            </button>
        </Show>
    }
}

#[component]
fn Head(
    sort: RwSignal<(Column, Order)>,
    column: Column,
    label: fn(Lang) -> &'static str,
    lang: Slice<Lang>,
) -> impl IntoView {
    let order = move || Some(sort.get()).filter(|(sorted, _)| *sorted == column).map(|(_, order)| order);
    let press = move |_| {
        sort.update(|sort| {
            *sort = match *sort {
                (sorted, Order::Descending) if sorted == column => (column, Order::Ascending),
                (sorted, Order::Ascending) if sorted == column => (column, Order::Descending),
                // Who sorts by a number looks for the greatest.
                _ if column == Column::Series => (column, Order::Ascending),
                _ => (column, Order::Descending),
            };
        });
    };
    let mark = move || match order() {
        Some(Order::Ascending) if column != Column::Series => "▲",
        Some(Order::Descending) => "▼",
        _ => "",
    };
    let aria = move || order().map(|order| if order == Order::Ascending { "ascending" } else { "descending" });
    view! {
        <th scope="col" class=if column == Column::Series { "" } else { "table__number" } aria-sort=aria>
            <button class="table__sort" on:click=press>
                {move || label(lang.get())} " " <span aria-hidden="true">{mark}</span>
            </button>
        </th>
    }
}

/// One series: its swatch hides and shows it, its name isolates it.
fn row(graph: Graph, lang: Lang, drawn: &Drawn, series: usize) -> Option<impl IntoView + use<>> {
    let (labels, stats) = (&drawn.block.labels, *drawn.survey.stats.get(series)?);
    let key = *drawn.survey.keys.get(series)?;
    let shown = drawn.shown.get(series).copied().unwrap_or(true);
    let own = own_labels(labels, series, &drawn.common());
    let full = labels.display(series);
    let text = if own.is_empty() { full.clone() } else { display(own.into_iter()) };
    let name = if shown { words::hide(lang, &text) } else { words::show(lang, &text) };
    let toggle = move |event: leptos::ev::MouseEvent| {
        graph.selection.update(|selection| {
            let now = std::mem::take(selection);
            // With a modifier the swatch isolates, as the name does.
            let alone = event.ctrl_key() || event.meta_key() || event.alt_key();
            *selection = if alone { now.isolated(key) } else { now.toggled(key) };
        });
    };
    let isolate = move |_| graph.selection.update(|selection| *selection = std::mem::take(selection).isolated(key));
    let numbers = NUMBERS
        .into_iter()
        .map(|(column, _)| {
            let value = column.of(&stats);
            view! { <td class="table__number" title=number::format(value)>{short(drawn, value)}</td> }
        })
        .collect_view();
    Some(view! {
        <tr class="legend__row" class=("legend__row--hidden", !shown)>
            <td class="legend__name">
                <button class="legend__toggle" aria-label=name aria-pressed=if shown { "true" } else { "false" } on:click=toggle>
                    <span class="swatch" style:background=drawn.colour(key)></span>
                </button>
                <button class="legend__series" title=full on:click=isolate>{text}</button>
            </td>
            {numbers}
        </tr>
    })
}
