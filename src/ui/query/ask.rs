//! A panel's first row: node, expression, Execute or Cancel, menus.

use leptos::prelude::*;

use super::editor::Editor;
use super::handle::PanelHandle;
use super::tools::Tools;
use crate::i18n::{local, quantity, query as words};
use crate::model::time::seconds;
use crate::state::event::{Event, LocalEvent, PanelEvent};
use crate::state::local::FileUse;
use crate::state::panel::Run;
use crate::state::panel::options::PanelOption;
use crate::ui::slice::{Slice, say};

/// The panel's first row.
#[component]
pub(super) fn Ask(handle: PanelHandle) -> impl IntoView {
    view! {
        <div class="panel__ask">
            <NodePicker handle=handle />
            <Editor handle=handle />
            <RunButton handle=handle />
            <Tools handle=handle />
        </div>
    }
}

/// What stands for "Local data…" among the nodes: no name, as those have no blanks at their ends.
const LOCAL: &str = " ";

/// The nodes that can be queried, and the way to local data.
#[component]
fn NodePicker(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let chosen = handle.memo(|panel| panel.options.node.clone());
    let names = handle.shell.memo(move |app| app.nodes.askable().map(|node| node.name.clone()).collect::<Vec<_>>());
    // A node that a link names and this page does not know stays visible as what it is.
    let shown = Slice::new(move || {
        let (mut names, chosen) = (names.get(), chosen.get());
        if !chosen.is_empty() && !names.contains(&chosen) {
            names.push(chosen);
        }
        names
    });
    let again = Trigger::new();
    view! {
        <select
            class="field panel__node"
            aria-label=say(lang, words::node)
            prop:value=move || { again.track(); chosen.get() }
            on:change=move |event| match event_target_value(&event) {
                name if name == LOCAL => {
                    // The node that is asked stays chosen.
                    again.notify();
                    handle.shell.dispatch(Event::Local(LocalEvent::Open(FileUse::Panel(handle.id))));
                }
                name => handle.set(PanelOption::Node(name)),
            }
        >
            {move || shown.get().into_iter().map(|name| {
                let selected = chosen.get() == name;
                view! { <option value=name.clone() selected=selected>{name.clone()}</option> }
            }).collect_view()}
            <option value=LOCAL>{say(lang, local::open)}</option>
        </select>
    }
}

/// Execute, or Cancel with the time that has gone by.
#[component]
fn RunButton(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let running = handle.memo(|panel| panel.run != Run::Idle);
    let elapsed = handle.shell.memo(move |app| {
        let since = app.panel(handle.id).and_then(|panel| panel.run.since());
        // Tenths of a second are as much as one can read.
        since.map(|since| (app.ticks_ms - since) / 100)
    });
    let shown = move || quantity::span(100_000.0 * seconds(elapsed.get().unwrap_or_default()));
    view! {
        {move || if running.get() {
            view! {
                <button class="button panel__run" aria-label=say(lang, words::cancel)
                    on:click=move |_| handle.tell(PanelEvent::Cancel)>
                    {say(lang, words::cancel)} " " {shown}
                </button>
            }.into_any()
        } else {
            view! {
                <button class="button button--main panel__run" on:click=move |_| handle.tell(PanelEvent::Execute)>
                    {say(lang, words::execute)}
                </button>
            }.into_any()
        }}
    }
}
