//! The status line below a result: nodes that answered, series, samples, time taken.

use leptos::prelude::*;

use super::handle::PanelHandle;
use crate::i18n::{Lang, local, provenance, quantity, query as words};
use crate::model::duration;
use crate::model::outcome::Provenance;
use crate::model::query::{At, Progress};
use crate::model::time::seconds;
use crate::state::panel::options::PanelOption;
use crate::state::panel::{PanelResult, Run};

/// The line.
#[component]
pub(super) fn StatusLine(handle: PanelHandle) -> impl IntoView {
    let lang = handle.shell.lang;
    let result = handle.memo(|panel| panel.shown().result.clone());
    let progress = handle.memo(|panel| match &panel.run {
        Run::Idle => None,
        Run::Waiting { .. } | Run::Each { .. } => Some(None),
        Run::Running(running) => Some(Some(running.progress)),
    });
    // A query that was faster than the node's probe does not know of its remotes; the line does, once they are known.
    let remotes = handle.shell.memo(move |app| {
        let result = app.panel(handle.id)?.shown().result.as_ref()?;
        let asked = result.provenance.nodes.first()?;
        Some(app.nodes.remotes_of(asked))
    });
    view! {
        <p class="panel__status" role="status">
            {move || match progress.get() {
                Some(None) => words::waiting(lang.get()).into_any(),
                Some(Some(progress)) => under_way(lang.get(), progress).into_any(),
                None => result.get().map(|result| done(handle, lang.get(), &result, remotes.get().unwrap_or_default())).into_any(),
            }}
        </p>
    }
}

fn under_way(lang: Lang, progress: Progress) -> impl IntoView {
    let evaluated = progress.evaluation.map(|steps| local::steps(lang, steps.all, &quantity::count(steps.done)));
    let parts = [
        words::received(lang, &quantity::bytes(progress.bytes)),
        words::series(lang, &quantity::count(progress.series)),
        words::samples(lang, progress.samples),
    ];
    parts.into_iter().chain(evaluated).map(|part| view! { <span>{part}</span> }).collect_view()
}

fn done(handle: PanelHandle, lang: Lang, result: &PanelResult, remotes: u32) -> impl IntoView + use<> {
    let came = &Provenance { remotes: result.provenance.remotes.max(remotes), ..result.provenance.clone() };
    let toggle = move |_| handle.set(PanelOption::Details(!handle.peek(|panel| panel.options.details)));
    let is_open = handle.memo(|panel| panel.options.details);
    let answered = view! {
        <button class="panel__answered" class:panel__status-bad=came.is_partial() title=provenance::details::open_hint(lang)
            aria-expanded=move || if is_open.get() { "true" } else { "false" } on:click=toggle>
            {provenance::summary(lang, came)}
        </button>
    };
    let (series, samples) = result.value.block().map_or((0, 1), |block| (block.len(), block.samples()));
    let bytes = came.nodes.iter().map(|node| node.bytes).sum();
    let when = match result.at {
        At::Instant { time } => {
            let civil = handle.shell.zone(time, time).civil(time);
            words::evaluated_at(lang, &format!("{} {}", civil.date(), civil.clock()))
        }
        At::Range { step, .. } => words::step_is(lang, &duration::format(step)),
    };
    let parts = [
        words::series(lang, &quantity::count(series as u64)),
        words::samples(lang, samples as u64),
        words::took(lang, &quantity::span(1000.0 * seconds(result.elapsed_ms))),
        when,
        // What was read before is evaluated without a byte received.
        came.evaluation.as_ref().map_or_else(|| quantity::bytes(bytes), |took| local::evaluation(lang, took)),
    ];
    (answered, parts.into_iter().map(|part| view! { <span>{part}</span> }).collect_view())
}
