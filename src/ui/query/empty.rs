//! What stands where a result would: before the first run, and where the result is empty.

use leptos::prelude::*;

use super::hold::Hold;
use crate::i18n::query as words;
use crate::state::event::PanelEvent;
use crate::state::local;
use crate::state::panel::Run;
use crate::ui::slice::say;

/// Expressions that any Prometheus with a `node_exporter` answers, from the plainest on.
const EXAMPLES: [&str; 5] =
    ["up", "node_load1", "avg(node_load1)", "sum by (mode) (rate(node_cpu_seconds_total[5m]))", "ALERTS"];

/// An expression that any file answers.
const FILE_EXAMPLES: [&str; 1] = ["count by (__name__) ({__name__!=\"\"})"];

/// Nothing was run yet: examples, one click away.
#[component]
pub(super) fn NotRun(hold: Hold) -> impl IntoView {
    let lang = hold.shell.lang;
    let idle = hold.memo(|panel| panel.run == Run::Idle && panel.problem.is_none());
    let of_file = hold.memo(|panel| local::is_local(&panel.node));
    let try_it = move |expr: &str| {
        hold.tell(PanelEvent::Typed(expr.to_owned()));
        hold.tell(PanelEvent::Execute);
    };
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

/// The query succeeded and gave nothing.
#[component]
pub(super) fn Empty(hold: Hold) -> impl IntoView {
    let lang = hold.shell.lang;
    view! {
        <div class="panel__empty">
            <p>{say(lang, words::empty_result)}</p>
            <p>{say(lang, words::empty_result_hint)}</p>
        </div>
    }
}
