//! What stands in place of a result: examples before the first run, a hint where the result is empty.

use leptos::prelude::*;

use super::editor::type_in;
use super::handle::PanelHandle;
use crate::i18n::{Lang, first_run, local as local_words, query as words};
use crate::state::command::Focus;
use crate::state::event::PanelEvent;
use crate::state::local;
use crate::state::nodes::ConfigState;
use crate::state::panel::Run;
use crate::ui::offers::Offers;
use crate::ui::slice::{Slice, say};

/// Expressions that any Prometheus with a `node_exporter` answers, from the plainest on.
const EXAMPLES: [&str; 5] =
    ["up", "node_load1", "avg(node_load1)", "sum by (mode) (rate(node_cpu_seconds_total[5m]))", "ALERTS"];

/// Expressions that any file answers.
const FILE_EXAMPLES: [&str; 2] = [local::ALL, "count by (__name__) ({__name__!=\"\"})"];

/// Nothing was run yet: examples, one click away.
#[component]
pub(super) fn NotRun(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let idle = handle.memo(|panel| panel.run == Run::Idle && panel.problem.is_none());
    let of_file = asks_file(handle);
    let try_it = move |expr: &str| execute(handle, expr);
    let has_nodes =
        handle.shell.memo(|app| app.nodes.config == ConfigState::Loading || app.nodes.askable().next().is_some());
    view! {
        <Show when=move || idle.get()>
            <Show when=move || has_nodes.get() fallback=move || view! { <NoNodes lang=lang /> }>
            <div class="panel__empty">
                <p>{say(lang, words::not_run)}</p>
                <div class="panel__examples row">
                    {say(lang, words::try_this)}
                    {move || if of_file.get() { &FILE_EXAMPLES[..] } else { &EXAMPLES[..] }
                        .iter()
                        .map(|&expr| {
                            view! {
                                <button class="button button--quiet panel__example" on:click=move |_| try_it(expr)>
                                    {expr}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </div>
            </Show>
        </Show>
    }
}

/// There is nothing to ask yet: what can be done about that.
#[component]
fn NoNodes(lang: Slice<Lang>) -> impl IntoView {
    view! {
        <div class="panel__empty">
            <p>{say(lang, first_run::none)}</p>
            <Offers />
        </div>
    }
}

/// Types an expression and executes it. The button that was pressed goes, so the focus goes to what was typed.
fn execute(handle: PanelHandle, expr: &str) {
    type_in(handle, expr);
    handle.tell(PanelEvent::Execute);
    handle.shell.focus(&Focus::Expression(handle.id));
}

/// Whether the panel's node is a file.
fn asks_file(handle: PanelHandle) -> Slice<bool> {
    handle.shell.memo(move |app| {
        let node = app.panel(handle.id).map(|panel| panel.options.node.as_str()).unwrap_or_default();
        local::is_local(node) || app.nodes.entry(node).is_some_and(|entry| entry.node.kind().is_read_whole())
    })
}

/// The query succeeded and gave nothing.
#[component]
pub(super) fn Empty(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let of_file = asks_file(handle);
    let offers_all = handle.memo(|panel| panel.options.expr.trim() != local::ALL);
    view! {
        <div class="panel__empty">
            <p>{say(lang, words::empty_result)}</p>
            <p>{say(lang, words::empty_result_hint)}</p>
            <Show when=move || of_file.get() && offers_all.get()>
                <button class="button button--quiet" on:click=move |_| execute(handle, local::ALL)>
                    {say(lang, local_words::show_all)}
                </button>
            </Show>
        </div>
    }
}
