//! What a result is worth: a line where something is missing, opened in place to who was asked what, how far each
//! answered, and how the query was asked.

mod choices;
mod details;
mod table;

use std::sync::Arc;

use leptos::prelude::*;

use self::details::Details;
use super::handle::PanelHandle;
use crate::i18n::provenance::{self, details as words};
use crate::i18n::{Lang, frame};
use crate::model::node::NodeKind;
use crate::model::outcome::Provenance;
use crate::model::query::At;
use crate::state::app::App;
use crate::state::panel::options::PanelOption;
use crate::state::panel::{Failed, PanelId, PanelResult, Tab};
use crate::ui::kit::icon::{Icon, Picture};
use crate::ui::slice::{Slice, say};

/// Sentences on the line; the details have all.
const ON_THE_LINE: usize = 2;

/// What is shown, or why nothing is: either knows who was asked.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Result(Arc<PanelResult>),
    Failed(Box<Failed>),
}

impl Shown {
    fn of(app: &App, id: PanelId) -> Option<Self> {
        let panel = app.panel(id)?;
        match panel.failure(&app.nodes) {
            Some(failed) => Some(Self::Failed(Box::new(failed.clone()))),
            None => panel.shown().result.clone().map(Self::Result),
        }
    }

    fn provenance(&self) -> &Provenance {
        match self {
            Self::Result(result) => &result.provenance,
            Self::Failed(failed) => &failed.provenance,
        }
    }

    fn expr(&self) -> &str {
        match self {
            Self::Result(result) => &result.question.expr,
            Self::Failed(failed) => &failed.question.expr,
        }
    }

    fn at(&self) -> At {
        match self {
            Self::Result(result) => result.at,
            Self::Failed(failed) => failed.at,
        }
    }

    /// Whether the line is there by itself: of a failure of one node all is said above.
    fn is_told(&self) -> bool {
        match self {
            Self::Result(result) => result.provenance.is_partial(),
            Self::Failed(failed) => failed.provenance.nodes.len() > 1,
        }
    }
}

/// The line and, opened, its details.
#[component]
pub(super) fn ProvenanceView(handle: PanelHandle) -> impl IntoView {
    let shown = handle.shell.memo(move |app| Shown::of(app, handle.id));
    let is_open = handle.memo(|panel| panel.options.details);
    let knows = Slice::new(move || shown.with(|of| of.as_ref().is_some_and(|of| !of.provenance().nodes.is_empty())));
    let is_told = Slice::new(move || shown.with(|of| of.as_ref().is_some_and(Shown::is_told)));
    let is_federation = handle.shell.memo(move |app| {
        let node = app.panel(handle.id).and_then(|panel| app.nodes.entry(&panel.options.node));
        node.is_some_and(|entry| entry.node.kind() == NodeKind::Federation)
    });
    // What each node said stands on its own line of that tab.
    let is_of_each = handle.memo(|panel| panel.options.tab == Tab::Each);
    let is_details = move || is_open.get() && !is_of_each.get() && (knows.get() || is_federation.get());
    view! {
        <div class="provenance" class=("provenance--open", is_details) class=("provenance--told", move || is_told.get())>
            <Show when=move || is_told.get() || is_details()>
                <Line handle=handle shown=shown is_told=is_told is_open=is_open />
            </Show>
            <Show when=is_details>
                <Details handle=handle shown=shown is_federation=is_federation />
            </Show>
        </div>
    }
}

/// What is missing, in a line.
#[component]
fn Line(handle: PanelHandle, shown: Slice<Option<Shown>>, is_told: Slice<bool>, is_open: Slice<bool>) -> impl IntoView {
    let lang = handle.shell.lang;
    let said = move |read: fn(Lang, &Provenance) -> String| {
        Slice::new(move || shown.with(|of| of.as_ref().map(|of| read(lang.get(), of.provenance())).unwrap_or_default()))
    };
    let (count, missing) = (said(count), said(sentences));
    let toggle = move |_| handle.set(PanelOption::Details(!is_open.get_untracked()));
    view! {
        <div class="worth" class=("worth--warning", move || is_told.get()) role="status">
            {move || is_told.get().then(|| view! { <Icon of=Picture::Warning /> })}
            <b class="worth__title" hidden=move || count.with(String::is_empty)>{move || count.get()}</b>
            <span class="worth__text" title=move || missing.get()>{move || missing.get()}</span>
            <span class="worth__end">
                <Show when=move || is_told.get()>
                    <button class="button button--quiet" on:click=move |_| handle.retry()>{say(lang, frame::retry)}</button>
                </Show>
                <button class="button button--quiet" aria-expanded=move || if is_open.get() { "true" } else { "false" }
                    title=say(lang, words::open_hint) on:click=toggle>
                    {move || if is_open.get() { words::hide(lang.get()) } else { words::details(lang.get()) }}
                    {move || view! { <Icon of=if is_open.get() { Picture::Fold } else { Picture::Unfold } /> }}
                </button>
            </span>
        </div>
    }
}

/// How many answered, where that is not a part of what is missing.
fn count(lang: Lang, of: &Provenance) -> String {
    if of.missing_remotes.is_empty() { provenance::answered(lang, of) } else { String::new() }
}

/// The first that is missing, and how much more.
fn sentences(lang: Lang, of: &Provenance) -> String {
    let all = provenance::missing(lang, of);
    let more = all.len().saturating_sub(ON_THE_LINE);
    let first = all.into_iter().take(ON_THE_LINE).map(|text| frame::sentence(lang, &text));
    let more = (more > 0).then(|| provenance::and_more(lang, more));
    first.chain(more).collect::<Vec<_>>().join(lang.pick(" ", ""))
}
