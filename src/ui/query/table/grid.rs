//! The table's head and rows, as far as they are in view.
//!
//! Invariant: a row is made of the same columns as the head that it stands under.

use std::ops::Range;
use std::sync::Arc;

use leptos::either::Either;
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
use crate::state::table::columns::GAP;
use crate::ui::kit::cut::copy_button;
use crate::ui::kit::parts::{self, Parts};
use crate::ui::kit::scroller::pad;
use crate::ui::query::editor::type_in;
use crate::ui::query::handle::PanelHandle;

/// How many cells make a part of the rows: some milliseconds to make, and more to lay out.
const CELLS: usize = 240;

/// What the head and the rows are made of.
pub(super) struct Content {
    table: Arc<Table>,
    columns: Range<usize>,
    heads: Heads,
    zone: Zone,
}

impl Content {
    /// A table's columns in sight.
    pub(super) fn new(table: Arc<Table>, columns: Range<usize>, zone: Zone) -> Self {
        let last = table.columns().len().saturating_sub(1);
        let columns = columns.start.min(last)..columns.end.min(last);
        Self { heads: Heads::of(&table, columns.clone()), table, columns, zone }
    }
}

impl parts::Content for Content {
    fn has_head_of(&self, before: &Self) -> bool {
        self.columns == before.columns && self.heads == before.heads
    }

    fn rows_of_part(&self) -> usize {
        CELLS / self.heads.columns.len().max(1)
    }
}

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
pub(super) fn Head(handle: PanelHandle, parts: Parts<Content>) -> impl IntoView {
    move || {
        let heads = parts.head().map(|content| content.heads.clone()).unwrap_or_default();
        let Heads { columns: mut heads, before, after } = heads;
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
pub(super) fn Body(handle: PanelHandle, parts: Parts<Content>) -> impl IntoView {
    view! {
        <tbody>
            {move || pad(parts.above())}
            <For each=move || parts.rows() key=|key| *key children=move |(_, row)| row_view(handle, parts, row) />
            {move || pad(parts.below())}
        </tbody>
    }
}

fn row_view(handle: PanelHandle, parts: Parts<Content>, row: usize) -> Option<impl IntoView> {
    let content = parts.content(row)?;
    let first = content.with_untracked(|content| content.columns.start) + 1;
    let of_row = content.clone();
    // A double click asks for the one series; a click is for selecting text.
    let open = move |_| {
        if let Some(selector) = of_row.with_untracked(|content| content.table.selector(row)) {
            type_in(handle, &selector);
        }
    };
    Some(view! {
        <tr class="table__row" aria-rowindex=(row + 2).to_string() aria-colindex=first.to_string() on:dblclick=open>
            {move || cells(handle, &content.get(), row)}
        </tr>
    })
}

/// A row's cells.
fn cells(handle: PanelHandle, content: &Arc<Content>, row: usize) -> impl IntoView + use<> {
    let Content { table, columns, zone, .. } = &**content;
    let last = table.columns().len().saturating_sub(1);
    let cells = |range: Range<usize>, class| {
        let cells = range.clone().zip(table.cells(row, range, zone));
        cells.map(|(column, cell)| cell_view(handle, content, (row, column), cell, class)).collect_view()
    };
    let gap = |is_there: bool| is_there.then(|| view! { <td class="table__gap" aria-hidden="true"></td> });
    (
        gap(columns.start > 0),
        cells(columns.clone(), ""),
        gap(columns.end < last),
        cells(last..last + 1, "table__number"),
    )
}

fn cell_view(
    handle: PanelHandle,
    content: &Arc<Content>,
    (row, column): (usize, usize),
    cell: Bounded,
    class: &'static str,
) -> impl IntoView + use<> {
    let Bounded { text, is_cut } = cell;
    // Only a text that its column cannot show whole needs one.
    let title = (text.chars().count() + GAP > content.table.columns().width(column)).then(|| text.clone());
    if !is_cut {
        return Either::Left(view! { <td class=class title=title>{text}</td> });
    }
    let content = Arc::clone(content);
    let copy = move |_| handle.shell.dispatch(Event::Copy(content.table.whole(row, column, &content.zone)));
    Either::Right(view! { <td class=class title=title>{copy_button(handle.shell.lang, copy)}{text}</td> })
}
