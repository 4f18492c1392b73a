//! The legend: a sortable, filterable table of the series; only rows in view are in the page.

mod row;

use std::sync::Arc;

use leptos::prelude::*;

use super::{Drawn, Graph};
use crate::chart::legend::{LegendColumn, LegendRowsJob, LegendSelection, LegendSort};
use crate::i18n::{Lang, Text, graph as words, table};
use crate::model::labels::display_bounded;
use crate::model::sort_order::SortOrder;
use crate::model::text::Bounded;
use crate::state::command::Focus;
use crate::state::event::Event;
use crate::state::panel::options::PanelOption;
use crate::ui::kit::cut::copy_button;
use crate::ui::kit::scroller::{Scroller, pad};
use crate::ui::kit::sliced::{Job, Sliced};
use crate::ui::query::handle::PanelHandle;
use crate::ui::slice::{Slice, say};

/// What the size of the box is taken for until it is known, in CSS pixels.
const SIZE: (f64, f64) = (1600.0, 268.0);

/// The most characters of a label set that are put into the page.
const MOST_CHARACTERS: usize = 1000;

/// From how many series on a filter is offered.
const FILTER_FROM: usize = 8;

/// The columns of numbers with their names.
const NUMBERS: [(LegendColumn, Text); 4] = [
    (LegendColumn::Last, words::last),
    (LegendColumn::Min, words::least),
    (LegendColumn::Max, words::greatest),
    (LegendColumn::Mean, words::mean),
];

/// Rows in their order, with the picture whose series they are: their numbers mean nothing in another one.
struct Listed {
    drawn: Arc<Drawn>,
    rows: Vec<u32>,
}

impl Listed {
    /// The newest picture of the same result: which series are shown may have changed since.
    fn newest(&self, drawn: Arc<Drawn>) -> Arc<Drawn> {
        if drawn.answered.run == self.drawn.answered.run { drawn } else { Arc::clone(&self.drawn) }
    }
}

/// The legend.
#[component]
pub(super) fn Legend(graph: Graph) -> impl IntoView {
    let lang = graph.handle.shell.lang;
    let filter = graph.handle.memo(|panel| panel.options.legend_filter.clone());
    let sort = graph.handle.memo(|panel| panel.options.legend_sort);
    // Not the picture itself: of one result all pictures have the same rows.
    let run = Slice::new(move || graph.drawn.with(|drawn| drawn.as_ref().map(|drawn| drawn.answered.run)));
    let listed = Sliced::new(move |_| {
        let _ = run.get()?;
        let drawn = graph.drawn.get_untracked()?;
        let (block, statistics) = (Arc::clone(&drawn.block), Arc::clone(&drawn.statistics));
        let mut job = LegendRowsJob::new(block, statistics, &filter.get(), sort.get());
        let job: Job<Listed> = Box::new(move || job.advance().map(|rows| Listed { drawn: Arc::clone(&drawn), rows }));
        Some(job)
    });
    let count = Slice::new(move || listed.with(|listed| listed.rows.len()));
    let scroller = Scroller::new(count, SIZE);
    let all = Slice::new(move || graph.with_drawn(|drawn| drawn.statistics.keys.len()));
    // Once offered it stays: a shorter result takes away neither what filters it nor what someone types into.
    let offered = StoredValue::new(false);
    let has_filter = move || {
        if all.get() >= FILTER_FROM || !filter.with(String::is_empty) {
            offered.set_value(true);
        }
        offered.get_value()
    };
    let window = Slice::new(move || scroller.window());
    let rows = Slice::new(move || {
        let (Some(listed), Some(drawn)) = (listed.get(), graph.drawn.get()) else { return Vec::new() };
        let drawn = listed.newest(drawn);
        let series = listed.rows.get(window.with(|window| window.rows.clone())).unwrap_or_default();
        row::rows(&drawn, series)
    });
    let keys = Slice::new(move || rows.with(|rows| rows.iter().map(|row| row.key).collect::<Vec<_>>()));
    let has_rows = Slice::new(move || keys.with(|keys| !keys.is_empty()));
    let above = move || has_rows.get().then(|| pad(window.with(|window| window.above)));
    let below = move || has_rows.get().then(|| pad(window.with(|window| window.below)));
    view! {
        <div class="legend__tools">
            <Shared graph=graph />
            <Show when=has_filter>
                <input class="field table__filter" type="search" aria-label=say(lang, words::filter)
                    placeholder=say(lang, words::filter)
                    prop:value=move || filter.get()
                    on:input=move |event| graph.handle.set(PanelOption::LegendFilter(event_target_value(&event))) />
            </Show>
            <ShowAll graph=graph />
            {move || listed.is_late().then(|| view! { <span role="status">{say(lang, table::arranging)}</span> })}
        </div>
        <div class="legend" node_ref=scroller.frame on:scroll=move |_| scroller.scrolled()
            aria-busy=move || listed.is_late().then_some("true")>
            <table class="legend__table" aria-label=say(lang, words::legend)
                aria-rowcount=move || (count.get() + 1).to_string()>
                <thead>
                    <tr>
                        <Head handle=graph.handle sort=sort column=LegendColumn::Series label=words::series />
                        {NUMBERS.into_iter().map(|(column, label)| view! {
                            <Head handle=graph.handle sort=sort column=column label=label />
                        }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {above}
                    <For each=move || keys.get() key=|key| *key children=move |key| row::view(graph, rows, key) />
                    {below}
                </tbody>
            </table>
        </div>
    }
}

/// What all series have in common, said once.
#[component]
fn Shared(graph: Graph) -> impl IntoView {
    let lang = graph.handle.shell.lang;
    let common = Slice::new(move || graph.with_drawn(|drawn| shared(drawn, MOST_CHARACTERS)));
    move || {
        let Bounded { text, is_cut } = common.get();
        let copy =
            move |_| graph.handle.shell.dispatch(Event::Copy(graph.peek_drawn(|drawn| shared(drawn, usize::MAX)).text));
        (!text.is_empty()).then(|| {
            view! {
                <span class="legend__shared">
                    {words::shared_labels(lang.get())} " " {is_cut.then(|| copy_button(lang, copy))} <code>{text}</code>
                </span>
            }
        })
    }
}

/// The labels that all series share; empty where there are none.
fn shared(drawn: &Drawn, most: usize) -> Bounded {
    let common = &drawn.statistics.common;
    if common.is_empty() { Bounded::default() } else { display_bounded(common.labels(&drawn.block.labels), most) }
}

/// Back to all series, where some are hidden.
#[component]
fn ShowAll(graph: Graph) -> impl IntoView {
    let lang = graph.handle.shell.lang;
    let some_hidden = Slice::new(move || graph.with_drawn(|drawn| drawn.shown.contains(&false)));
    let show_all = move |_| {
        graph.handle.set(PanelOption::Series(LegendSelection::default()));
        // The button goes; what it changed is the graph.
        graph.handle.shell.focus(&Focus::Graph(graph.handle.id));
    };
    view! {
        <Show when=move || some_hidden.get()>
            <button class="button button--quiet" on:click=show_all>
                {say(lang, words::show_all)}
            </button>
        </Show>
    }
}

#[component]
fn Head(
    handle: PanelHandle,
    sort: Slice<LegendSort>,
    column: LegendColumn,
    label: fn(Lang) -> &'static str,
) -> impl IntoView {
    let lang = handle.shell.lang;
    let order = move || Some(sort.get()).filter(|sort| sort.column == column).map(|sort| sort.order);
    let press = move |_| handle.set(PanelOption::LegendSort(sort.get_untracked().pressed(column)));
    let mark = move || match order() {
        Some(SortOrder::Ascending) if column != LegendColumn::Series => "▲",
        Some(SortOrder::Descending) => "▼",
        _ => "",
    };
    let aria = move || order().map(|order| if order == SortOrder::Ascending { "ascending" } else { "descending" });
    view! {
        <th scope="col" class=if column == LegendColumn::Series { "" } else { "table__number" } aria-sort=aria>
            <button class="table__sort" on:click=press>
                {move || label(lang.get())} " " <span aria-hidden="true">{mark}</span>
            </button>
        </th>
    }
}
