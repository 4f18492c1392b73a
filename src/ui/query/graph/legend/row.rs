//! A row of the legend: its swatch hides and shows the series, its name isolates it. A row keeps its elements, and with
//! them the focus, as long as its series is in sight, whatever results come.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::super::alternative::short;
use super::super::{Drawn, Graph};
use super::{MOST_CHARACTERS, NUMBERS};
use crate::i18n::graph as words;
use crate::model::labels::display_bounded;
use crate::model::number;
use crate::state::event::Event;
use crate::ui::kit::cut::copy_button;
use crate::ui::slice::Slice;

/// What names a row: the series' key, and which of the rows with that key it is, as a server may send a series twice.
pub(super) type RowKey = (u64, u32);

/// What a row shows.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Row {
    /// What names it.
    pub(super) key: RowKey,
    /// The labels that not all series share; all of them where there are none.
    text: String,
    /// All labels.
    title: String,
    /// Whether they are cut.
    is_cut: bool,
    colour: String,
    shown: bool,
    /// As short as the axis has them, and in full.
    numbers: [(String, String); NUMBERS.len()],
}

/// The rows of these series of a picture.
pub(super) fn rows(drawn: &Drawn, series: &[u32]) -> Vec<Row> {
    let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
    let rows = series.iter().filter_map(|&series| {
        let mut row = Row::of(drawn, series as usize)?;
        let count = counts.entry(row.key.0).or_default();
        row.key.1 = *count;
        *count += 1;
        Some(row)
    });
    rows.collect()
}

impl Row {
    fn of(drawn: &Drawn, series: usize) -> Option<Self> {
        let (labels, stats) = (&drawn.block.labels, drawn.statistics.series.get(series)?);
        let key = *drawn.statistics.keys.get(series)?;
        let full = display_bounded(labels.of(series), MOST_CHARACTERS);
        let mut text = display_bounded(drawn.statistics.common.own(labels, series), MOST_CHARACTERS).text;
        if text == "{}" {
            text.clone_from(&full.text);
        }
        let numbers = NUMBERS.map(|(column, _)| {
            let value = column.of(stats);
            (short(drawn, value), number::format(value))
        });
        Some(Self {
            key: (key, 0),
            text,
            title: full.text,
            is_cut: full.is_cut,
            colour: drawn.colour(key),
            shown: drawn.shown.get(series).copied().unwrap_or(true),
            numbers,
        })
    }
}

/// The row of this name, as it is among `rows`.
pub(super) fn view(graph: Graph, rows: Slice<Vec<Row>>, own: RowKey) -> impl IntoView {
    let lang = graph.handle.shell.lang;
    let (key, _) = own;
    // As it was last, where it is about to go.
    let row = Memo::new(move |before: Option<&Row>| {
        let now = rows.with(|rows| rows.iter().find(|row| row.key == own).cloned());
        now.or_else(|| before.cloned()).unwrap_or_default()
    });
    let name = move || {
        row.with(|row| if row.shown { words::hide(lang.get(), &row.text) } else { words::show(lang.get(), &row.text) })
    };
    let toggle = move |event: leptos::ev::MouseEvent| {
        // With a modifier the swatch isolates, as the name does.
        let alone = event.ctrl_key() || event.meta_key() || event.alt_key();
        graph.select(|before| if alone { before.isolated(key) } else { before.toggled(key) });
    };
    let isolate = move |_| graph.select(|before| before.isolated(key));
    let copy = move |_| {
        let whole = |drawn: &Drawn| Some(drawn.block.labels.display(drawn.picture().series_of(key)?));
        if let Some(text) = graph.peek_drawn(whole) {
            graph.handle.shell.dispatch(Event::Copy(text));
        }
    };
    let is_cut = Memo::new(move |_| row.with(|row| row.is_cut));
    let numbers = (0..NUMBERS.len()).map(|at| {
        view! {
            <td class="table__number" title=move || row.with(|row| row.numbers[at].1.clone())>
                {move || row.with(|row| row.numbers[at].0.clone())}
            </td>
        }
    });
    view! {
        <tr class="legend__row" class=("legend__row--hidden", move || row.with(|row| !row.shown))>
            <td class="legend__name">
                <button class="legend__toggle" aria-label=name
                    aria-pressed=move || row.with(|row| row.shown.to_string()) on:click=toggle>
                    <span class="swatch" style:background=move || row.with(|row| row.colour.clone())></span>
                </button>
                {move || is_cut.get().then(|| copy_button(lang, copy))}
                <button class="legend__series" title=move || row.with(|row| row.title.clone()) on:click=isolate>
                    {move || row.with(|row| row.text.clone())}
                </button>
            </td>
            {numbers.collect_view()}
        </tr>
    }
}
