//! What stands where a result would: before the first run, and where the result is empty.

use leptos::prelude::*;

use super::hold::Hold;
use crate::i18n::{local as local_words, query as words};
use crate::model::node::NodeKind;
use crate::state::event::PanelEvent;
use crate::state::local;
use crate::state::panel::Run;
use crate::state::panel::options::PanelOption;
use crate::ui::slice::{Slice, say};

/// Expressions that any Prometheus with a `node_exporter` answers, from the plainest on.
const EXAMPLES: [&str; 5] =
    ["up", "node_load1", "avg(node_load1)", "sum by (mode) (rate(node_cpu_seconds_total[5m]))", "ALERTS"];

/// Expressions that any file answers.
const FILE_EXAMPLES: [&str; 2] = [local::ALL, "count by (__name__) ({__name__!=\"\"})"];

/// Nothing was run yet: examples, one click away.
#[component]
pub(super) fn NotRun(hold: Hold) -> impl IntoView {
    let lang = hold.shell.lang;
    let idle = hold.memo(|panel| panel.run == Run::Idle && panel.problem.is_none());
    let of_file = asks_file(hold);
    let try_it = move |expr: &str| execute(hold, expr);
    view! {
        <Show when=move || idle.get()>
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
    }
}

/// Types an expression and executes it.
fn execute(hold: Hold, expr: &str) {
    hold.set(PanelOption::Expr(expr.to_owned()));
    hold.tell(PanelEvent::Execute);
}

/// Whether the panel's node is a file.
fn asks_file(hold: Hold) -> Slice<bool> {
    hold.shell.memo(move |app| {
        let node = app.panel(hold.id).map(|panel| panel.options.node.as_str()).unwrap_or_default();
        local::is_local(node) || app.nodes.entry(node).is_some_and(|entry| entry.node.kind == NodeKind::File)
    })
}

/// The query succeeded and gave nothing.
#[component]
pub(super) fn Empty(hold: Hold) -> impl IntoView {
    let lang = hold.shell.lang;
    let of_file = asks_file(hold);
    let offers_all = hold.memo(|panel| panel.options.expr.trim() != local::ALL);
    view! {
        <div class="panel__empty">
            <p>{say(lang, words::empty_result)}</p>
            <p>{say(lang, words::empty_result_hint)}</p>
            <Show when=move || of_file.get() && offers_all.get()>
                <button class="button button--quiet" on:click=move |_| execute(hold, local::ALL)>
                    {say(lang, local_words::show_all)}
                </button>
            </Show>
        </div>
    }
}
