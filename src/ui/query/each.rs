//! The tab Each node: what each node by itself answers, a line a node.
//!
//! Not here: asking (`state::update::each`), the sum's way from samples to numbers (`model::summary`).

mod row;
pub(super) mod status;

use leptos::prelude::*;

use self::row::Row;
use super::handle::PanelHandle;
use crate::i18n::provenance::details;
use crate::i18n::{each as words, query};
use crate::model::query::At;
use crate::model::time::Civil;
use crate::state::panel::Panel;
use crate::state::panel::each::NodeRun;
use crate::ui::kit::folded::one_by_one;
use crate::ui::slice::say;

/// Rows that are made in one task.
const ROWS_A_TASK: usize = 20;

/// The lines.
#[component]
pub(super) fn EachNodeView(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let names = handle.memo(names);
    let made = one_by_one(Signal::derive(move || names.with(Vec::len).div_ceil(ROWS_A_TASK)));
    let times = handle.memo(times);
    let sum_over = move || match times.get() {
        Some((start, end)) => {
            let zone = handle.shell.zone(start, end);
            // As the axis of a graph has them, without what both share.
            let [from, to] = [start, end].map(|ms| zone.civil(ms));
            let text = |civil: &Civil| {
                let clock = civil.clock().chars().take("00:00".len()).collect::<String>();
                if from.date() == to.date() { clock } else { [civil.date(), clock].join(" ") }
            };
            words::sum_over(lang.get(), &text(&from), &text(&to))
        }
        None => words::sum(lang.get()).to_owned(),
    };
    let numbers = [details::series_head, details::samples_head, details::bytes_head];
    view! {
        <div class="each" role="region" tabindex="0" aria-label=say(lang, words::title)>
            <table class="each__table">
                <thead>
                    <tr>
                        <th scope="col">{say(lang, query::node)}</th>
                        <th scope="col">{say(lang, details::outcome_head)}</th>
                        <th scope="col" class="each__number">{say(lang, details::took_head)}</th>
                        <td></td>
                        {numbers.map(|head| view! { <th scope="col" class="each__number">{say(lang, head)}</th> })}
                        <th scope="col" class="each__number" title=say(lang, words::sum_last_hint)>
                            {say(lang, words::sum_last)}
                        </th>
                        <th scope="col">{sum_over}</th>
                        <th scope="col">{say(lang, words::said_head)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || names.get().into_iter().take(made.get() * ROWS_A_TASK) key=Clone::clone let:name>
                        <Row handle=handle name=name />
                    </For>
                </tbody>
            </table>
        </div>
    }
}

/// The names of the nodes, of which no two are equal.
fn names(panel: &Panel) -> Vec<String> {
    panel.each.nodes.iter().map(|run| run.node.name.clone()).collect()
}

/// The times of which the lines are, Unix milliseconds: those of the first node that answered.
fn times(panel: &Panel) -> Option<(i64, i64)> {
    match panel.each.nodes.iter().find_map(NodeRun::answer)?.at {
        At::Range { start, end, .. } => Some((start, end)),
        At::Instant { .. } => None,
    }
}
