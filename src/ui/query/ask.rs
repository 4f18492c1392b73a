//! A panel's first row: node, expression, Execute or Cancel, menus.

use leptos::prelude::*;

use super::editor::Editor;
use super::handle::PanelHandle;
use super::tools::Tools;
use crate::i18n::{local, quantity, query as words};
use crate::model::time::seconds;
use crate::state::event::{Event, LocalEvent, PanelEvent};
use crate::state::local::FileUse;
use crate::state::nodes::offered::OfferedNode;
use crate::state::panel::Run;
use crate::state::panel::options::PanelOption;
use crate::ui::kit::select::Select;
use crate::ui::slice::Slice;

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
    let offered = handle.shell.memo(move |app| app.nodes.offered());
    // A node that a link names and this page does not know stays visible as what it is.
    let shown = Slice::new(move || {
        let (mut offered, chosen) = (offered.get(), chosen.get());
        if !chosen.is_empty() && !offered.iter().any(|node| node.name == chosen) {
            offered.push(OfferedNode { label: chosen.clone(), name: chosen });
        }
        offered
    });
    let options = Signal::derive(move || {
        let nodes = shown.get().into_iter().map(|OfferedNode { name, label }| (name, label));
        nodes.chain([(LOCAL.to_owned(), local::open(lang.get()).to_owned())]).collect::<Vec<_>>()
    });
    let choose = Callback::new(move |name: String| {
        if name == LOCAL {
            // The node that is asked stays chosen.
            handle.shell.dispatch(Event::Local(LocalEvent::Open(FileUse::Panel(handle.id))));
        } else {
            handle.set(PanelOption::Node(name));
        }
    });
    view! {
        <Select class="panel__node" value=chosen options=options choose=choose
            label=Signal::derive(move || words::node(lang.get()).to_owned()) />
    }
}

/// Execute, or Cancel with the time that has gone by: one button, which keeps the focus when its word is another.
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
    let press = move |_| {
        handle.tell(if running.get_untracked() { PanelEvent::Cancel } else { PanelEvent::Execute });
    };
    view! {
        <button class="button panel__run" class=("button--main", move || !running.get())
            aria-label=move || running.get().then(|| words::cancel(lang.get())) on:click=press>
            {move || if running.get() { words::cancel(lang.get()) } else { words::execute(lang.get()) }}
            {move || running.get().then(|| [" ", &shown()].concat())}
        </button>
    }
}
