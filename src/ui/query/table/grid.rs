//! The table's head and rows, as far as they are in view.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use crate::i18n::table as words;
use crate::model::labels::METRIC_NAME;
use crate::model::sort_order::SortOrder;
use crate::model::text::Bounded;
use crate::model::time::Zone;
use crate::state::event::Event;
use crate::state::panel::options::PanelOption;
use crate::state::panel::{TableColumn, TableSort};
use crate::state::table::Table;
use crate::state::table::window::Window;
use crate::ui::kit::cut::copy_button;
use crate::ui::kit::scroller::{Scroller, pad};
use crate::ui::kit::sliced::Sliced;
use crate::ui::query::handle::PanelHandle;
use crate::ui::slice::Slice;

/// The heads of the columns in sight.
#[derive(Clone, Default, PartialEq)]
struct Heads {
    columns: Vec<ColumnHead>,
    /// The widths of the columns before and after those in sight, in characters.
    before: usize,
    after: usize,
}

/// One column's head.
#[derive(Clone, PartialEq)]
struct ColumnHead {
    key: TableColumn,
    /// A label's name; `None` for time and value.
    label: Option<Bounded>,
    /// In characters.
    width: usize,
}

impl Heads {
    fn of(table: &Table, range: Range<usize>) -> Self {
        let columns = table.columns();
        let last = columns.len().saturating_sub(1);
        let range = range.start.min(last)..range.end.min(last);
        let head =
            |column| ColumnHead { key: table.key(column), label: table.label(column), width: columns.width(column) };
        Self {
            columns: range.clone().chain(last..columns.len()).map(head).collect(),
            before: columns.span(0..range.start),
            after: columns.span(range.end..last),
        }
    }
}

/// The columns' names; a click sorts.
#[component]
pub(super) fn Head(handle: PanelHandle, table: Sliced<Table>, columns: Slice<Range<usize>>) -> impl IntoView {
    let heads = Slice::new(move || table.with(|table| Heads::of(table, columns.get())));
    move || {
        let Heads { columns: mut heads, before, after } = heads.get();
        let value = heads.pop();
        view! {
            <thead>
                <tr aria-rowindex="1">
                    {gap(before)}
                    {heads.into_iter().map(|head| head_view(handle, head)).collect_view()}
                    {gap(after)}
                    {value.map(|head| head_view(handle, head))}
                </tr>
            </thead>
        }
    }
}

/// The space of columns that do not exist.
fn gap(width: usize) -> impl IntoView {
    (width > 0).then(|| view! { <th class="table__gap" aria-hidden="true" style:width=format!("{width}ch")></th> })
}

fn head_view(handle: PanelHandle, head: ColumnHead) -> impl IntoView {
    let ColumnHead { key, label, width } = head;
    let lang = handle.shell.lang;
    let own = key.clone();
    let order =
        handle.memo(move |panel| panel.options.sort.as_ref().filter(|sort| sort.column == own).map(|sort| sort.order));
    let mark = move || order.get().map(|order| if order == SortOrder::Ascending { "▲" } else { "▼" });
    let aria = move || order.get().map(|order| if order == SortOrder::Ascending { "ascending" } else { "descending" });
    let pressed = key.clone();
    let press = move |_| {
        let before = handle.peek(|panel| panel.options.sort.clone());
        handle.set(PanelOption::Sort(TableSort::pressed(before, pressed.clone())));
    };
    let class = if key == TableColumn::Value { "table__number" } else { "" };
    let is_time = key == TableColumn::Time;
    let title = label.as_ref().map(|label| label.text.clone());
    let copy = label.as_ref().filter(|label| label.is_cut).map(|_| {
        let key = key.clone();
        let copy = move |_| {
            if let TableColumn::Label(name) = &key {
                handle.shell.dispatch(Event::Copy(name.clone()));
            }
        };
        copy_button(lang, copy)
    });
    let name = move || match &label {
        Some(label) if label.text == METRIC_NAME => words::metric(lang.get()).to_owned(),
        Some(label) => label.text.clone(),
        None if is_time => words::time(lang.get()).to_owned(),
        None => words::value(lang.get()).to_owned(),
    };
    view! {
        <th class=class scope="col" aria-sort=aria style:width=format!("{width}ch")>
            {copy}
            <button class="table__sort" title=title on:click=press>
                {name} <span aria-hidden="true">{mark}</span>
            </button>
        </th>
    }
}

/// The rows in sight.
#[component]
pub(super) fn Body(
    handle: PanelHandle,
    table: Sliced<Table>,
    columns: Slice<Range<usize>>,
    scroller: Scroller,
    zone: Slice<Zone>,
) -> impl IntoView {
    // Rows stand still while less than one of them is scrolled.
    let window = Slice::new(move || scroller.window());
    view! {
        <tbody>
            {move || {
                let Window { rows, above, below } = window.get();
                let (table, columns, zone) = (table.get()?, columns.get(), zone.get());
                let rows = rows.map(|row| row_view(handle, &table, row, &columns, &zone)).collect_view();
                Some((pad(above), rows, pad(below)))
            }}
        </tbody>
    }
}

fn row_view(
    handle: PanelHandle,
    table: &Arc<Table>,
    row: usize,
    columns: &Range<usize>,
    zone: &Zone,
) -> impl IntoView + use<> {
    let last = table.columns().len().saturating_sub(1);
    let columns = columns.start.min(last)..columns.end.min(last);
    let cells = |range: Range<usize>, class| {
        let cells = range.clone().zip(table.cells(row, range, zone));
        cells.map(|(column, cell)| cell_view(handle, table, (row, column), cell, class, zone)).collect_view()
    };
    let before = (columns.start > 0).then(|| view! { <td class="table__gap" aria-hidden="true"></td> });
    let after = (columns.end < last).then(|| view! { <td class="table__gap" aria-hidden="true"></td> });
    let (labels, value) = (cells(columns.clone(), ""), cells(last..last + 1, "table__number"));
    let of_row = Arc::clone(table);
    // A double click asks for the one series; a click is for selecting text.
    let open = move |_| of_row.selector(row).into_iter().for_each(|selector| handle.set(PanelOption::Expr(selector)));
    view! {
        <tr class="table__row" aria-rowindex=(row + 2).to_string() aria-colindex=(columns.start + 1).to_string() on:dblclick=open>
            {before} {labels} {after} {value}
        </tr>
    }
}

fn cell_view(
    handle: PanelHandle,
    table: &Arc<Table>,
    (row, column): (usize, usize),
    cell: Bounded,
    class: &'static str,
    zone: &Zone,
) -> impl IntoView + use<> {
    let Bounded { text, is_cut } = cell;
    let copy = is_cut.then(|| {
        let (table, zone) = (Arc::clone(table), zone.clone());
        let copy = move |_| handle.shell.dispatch(Event::Copy(table.whole(row, column, &zone)));
        copy_button(handle.shell.lang, copy)
    });
    view! { <td class=class title=text.clone()>{copy}{text.clone()}</td> }
}
