//! The nodes page: which nodes there are, whether they answer, what they are; adding one.

mod add;
mod headers;
mod row;

use leptos::prelude::*;

use super::kit::folded::one_by_one;
use super::kit::notice::{Notice, Tone};
use super::offers::Offers;
use super::shell::Shell;
use crate::i18n::{nodes as words, notice};
use crate::state::event::{Event, NodesEvent};
use crate::ui::slice::say;

/// Rows that are made in one task.
const ROWS_A_TASK: usize = 20;

/// The page.
#[component]
pub(super) fn NodesPage() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let names = shell.memo(|app| app.nodes.entries.iter().map(|entry| entry.node.name.clone()).collect::<Vec<_>>());
    let made = one_by_one(Signal::derive(move || names.with(Vec::len).div_ceil(ROWS_A_TASK)));
    let problems = shell.memo(|app| app.nodes.problems.clone());
    let heads = [
        words::name as fn(_) -> _,
        words::state,
        words::product,
        words::latency,
        words::clock,
        words::url,
        words::reads_or_peers,
        words::origin,
    ];
    view! {
        <div class="stack">
            {move || problems.get().iter().map(|problem| view! {
                <Notice tone=Tone::Warning title=words::config_problems(lang.get()) next=notice::config(lang.get(), problem) />
            }).collect_view()}
            <div class="row">
                <h1>{say(lang, words::title)}</h1>
                <button class="button row__end" on:click=move |_| shell.dispatch(Event::Nodes(NodesEvent::ProbeAll))>
                    {say(lang, words::probe_all)}
                </button>
            </div>
            <Show
                when=move || !names.with(Vec::is_empty)
                fallback=move || view! {
                    <div class="panel__empty">
                        <p>{say(lang, words::none)}</p>
                        <p>{say(lang, words::none_hint)}</p>
                        <Offers />
                    </div>
                }
            >
                <div class="nodes" role="region" tabindex="0" aria-label=say(lang, words::title)>
                    <table class="nodes__table">
                        <thead>
                            <tr>
                                {heads.into_iter().map(|head| view! { <th scope="col">{move || head(lang.get())}</th> }).collect_view()}
                                <th></th>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=move || names.get().into_iter().take(made.get() * ROWS_A_TASK) key=Clone::clone let:name>
                                <row::Row name=name />
                            </For>
                        </tbody>
                    </table>
                </div>
            </Show>
            <add::AddNode />
        </div>
    }
}
