//! A result as a table: labels as columns, values as the server wrote them, only visible rows in the page.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use super::hold::Hold;
use crate::i18n::{quantity, table as words};
use crate::model::labels::METRIC_NAME;
use crate::model::number;
use crate::model::time::Zone;
use crate::model::value::Value;
use crate::state::event::PanelEvent;
use crate::state::panel::{Answered, Column, Order};
use crate::state::table::Table;
use crate::state::table::window::{Window, window};
use crate::ui::slice::{Slice, say};

/// The height of a row in CSS pixels, as `--row` has it.
const ROW: f64 = 24.0;

/// From how many rows on a filter is offered.
const FILTER_FROM: usize = 8;

/// The result; scalars and texts as what they are.
#[component]
pub(super) fn TableView(hold: Hold, result: Slice<Option<Arc<Answered>>>) -> impl IntoView {
    let single = Slice::new(move || {
        result.with(|result| match result.as_ref().map(|result| &*result.value) {
            Some(Value::Scalar { value, .. }) => Some(number::format(*value)),
            Some(Value::Text { text, .. }) => Some(text.clone()),
            Some(Value::Vector(_) | Value::Matrix(_)) | None => None,
        })
    });
    move || match single.get() {
        Some(text) => view! { <p class="table__single">{text}</p> }.into_any(),
        None => view! { <Rows hold=hold result=result /> }.into_any(),
    }
}

/// The rows of a vector or matrix.
#[component]
fn Rows(hold: Hold, result: Slice<Option<Arc<Answered>>>) -> impl IntoView {
    let lang = hold.shell.lang;
    let sort = hold.memo(|panel| panel.sort.clone());
    let filter = hold.memo(|panel| panel.filter.clone());
    let table = Slice::new(move || {
        let result = result.get()?;
        Table::of(&result.value, sort.get().as_ref(), &filter.get())
    });
    let frame = NodeRef::<html::Div>::new();
    let top = RwSignal::new(0.0_f64);
    let height = RwSignal::new(900.0_f64);
    let on_scroll = move |_| {
        if let Some(frame) = frame.get_untracked() {
            top.set(f64::from(frame.scroll_top()));
            height.set(f64::from(frame.client_height()));
        }
    };
    let seen = Slice::new(move || {
        let len = table.with(|table| table.as_ref().map_or(0, Table::len));
        // A row stands still while less than itself is scrolled.
        window(len, ROW, (top.get() / ROW).floor() * ROW, height.get())
    });
    let zone = Slice::new(move || {
        let result = result.get();
        let block = result.as_ref().and_then(|result| result.value.block());
        let (from, to) = block.and_then(|block| block.time_range()).unwrap_or_default();
        hold.shell.zone(from, to)
    });
    let all = move || table.with(|table| table.as_ref().map_or(0, |table| table.all));
    let shown = move || table.with(|table| table.as_ref().map_or(0, Table::len));
    // Once offered it stays: a shorter result takes away neither what filters it nor what someone types into.
    let offered = StoredValue::new(false);
    let has_filter = move || {
        if all() >= FILTER_FROM || !filter.with(String::is_empty) {
            offered.set_value(true);
        }
        offered.get_value()
    };
    // Columns keep their widths while rows come and go only in a table of a width of its own.
    let wide = move || {
        let (columns, characters) =
            table.with(|table| table.as_ref().map_or((0, 0), |table| (table.widths.len(), table.widths.iter().sum())));
        format!("max(100%, calc({characters}ch + {columns} * 2 * var(--cell)))")
    };
    view! {
        <Show when=has_filter>
            <div class="table__tools">
                <input
                    class="field table__filter"
                    type="search"
                    aria-label=say(lang, words::filter)
                    placeholder=say(lang, words::filter)
                    prop:value=move || filter.get()
                    on:input=move |event| hold.tell(PanelEvent::Filter(event_target_value(&event)))
                />
                <span role="status">
                    {move || if shown() < all() {
                        words::filtered(lang.get(), &quantity::count(shown() as u64), &quantity::count(all() as u64))
                    } else {
                        words::rows(lang.get(), &quantity::count(all() as u64))
                    }}
                </span>
            </div>
        </Show>
        <div class="table" node_ref=frame on:scroll=on_scroll tabindex="0" role="region" aria-label=say(lang, words::result)>
            <table class="table__grid" style:width=wide aria-rowcount=move || (shown() + 1).to_string() aria-label=say(lang, words::result)>
                {move || table.get().map(|table| view! { <Head hold=hold table=table /> })}
                <tbody>
                    {move || {
                        let Window { rows, above, below } = seen.get();
                        let zone = zone.get();
                        table.with(|table| table.as_ref().map(|table| {
                            let rows = rows.map(|row| row_view(hold, table, row, &zone)).collect_view();
                            (pad(above), rows, pad(below))
                        }))
                    }}
                </tbody>
            </table>
            <Show when=move || shown() == 0>
                <p class="panel__empty">
                    {move || if all() == 0 { words::no_samples(lang.get()) } else { words::no_match(lang.get()) }}
                </p>
            </Show>
        </div>
    }
}

/// The space of rows that do not exist.
fn pad(rows: usize) -> impl IntoView {
    (rows > 0).then(|| {
        view! {
            <tr class="table__pad" aria-hidden="true">
                <td style:height=format!("{}px", rows as f64 * ROW)></td>
            </tr>
        }
    })
}

fn row_view(hold: Hold, table: &Table, row: usize, zone: &Zone) -> Option<impl IntoView + use<>> {
    let selector = table.series(row)?;
    let cells = table
        .columns
        .iter()
        .map(|column| {
            let text = table.cell(row, column, zone);
            let class = if *column == Column::Value { "table__number" } else { "" };
            view! { <td class=class title=text.clone()>{text.clone()}</td> }
        })
        .collect_view();
    // A double click asks for the one series; a click is for selecting text.
    let open = move |_| hold.tell(PanelEvent::Typed(selector.clone()));
    Some(view! {
        <tr class="table__row" aria-rowindex=(row + 2).to_string() on:dblclick=open>
            {cells}
        </tr>
    })
}

/// The columns' names; a click sorts.
#[component]
fn Head(hold: Hold, table: Table) -> impl IntoView {
    let lang = hold.shell.lang;
    let sort = hold.memo(|panel| panel.sort.clone());
    let columns = table.columns.into_iter().zip(table.widths);
    let heads = columns.map(|(column, width)| {
        let own = column.clone();
        let order = Slice::new(move || sort.get().filter(|sort| sort.column == own).map(|sort| sort.order));
        let (mark, aria) = (
            move || order.get().map(|order| if order == Order::Ascending { "▲" } else { "▼" }),
            move || order.get().map(|order| if order == Order::Ascending { "ascending" } else { "descending" }),
        );
        let class = if column == Column::Value { "table__number" } else { "" };
        let named = column.clone();
        let name = move || match &named {
            Column::Label(name) if name == METRIC_NAME => words::metric(lang.get()).to_owned(),
            Column::Label(name) => name.clone(),
            Column::Time => words::time(lang.get()).to_owned(),
            Column::Value => words::value(lang.get()).to_owned(),
        };
        view! {
            <th class=class scope="col" aria-sort=aria style:width=format!("calc({width}ch + 2 * var(--cell))")>
                <button class="table__sort" on:click=move |_| hold.tell(PanelEvent::Sort(column.clone()))>
                    {name} <span aria-hidden="true">{mark}</span>
                </button>
            </th>
        }
    });
    view! { <thead><tr aria-rowindex="1">{heads.collect_view()}</tr></thead> }
}
