//! The alerts page: a node's rules by group, with their health, state and active alerts.
//!
//! Not here: filtering and counting (`state::page::alerts`).

mod active;
mod list;
mod pairs;
mod rule;
mod tools;

use std::sync::Arc;

use leptos::prelude::*;

use super::kit::folded::Folded;
use super::kit::notice::{Notice, Tone};
use super::kit::sliced::{Job, Sliced};
use super::shell::Shell;
use crate::i18n::failure::{self, Asked};
use crate::i18n::{Lang, alerts as words, frame, notice, provenance};
use crate::model::node::NodeId;
use crate::model::notice::PanelProblem;
use crate::model::rules::RuleGroup;
use crate::state::app::{App, ListId};
use crate::state::command::Focus;
use crate::state::page::alerts::AlertsEvent;
use crate::state::page::alerts::shown::{self, ShownGroup, ShownJob};
use crate::state::page::alerts::{Listed, ListingFailed};
use crate::ui::slice::{Slice, say};

/// Parts that are shown at once; the rest on demand, so that thousands of rules cost nothing until wanted.
const PARTS_AT_ONCE: usize = 5;

/// The page.
#[component]
pub(super) fn AlertsPage() -> impl IntoView {
    let shell = Shell::here();
    let listed = shell.memo(|app| app.pages.alerts.listed(&app.nodes).cloned());
    view! {
        <div class="stack alerts">
            <h1 class="unseen">{say(shell.lang, words::title)}</h1>
            <tools::Tools listed=listed />
            <Problems listed=listed />
            <Rules listed=listed />
        </div>
    }
}

/// The node whose alerts are shown.
fn shown_node(app: &App) -> Option<NodeId> {
    app.nodes.entry(&app.pages.alerts.options.node).map(|entry| entry.node.id())
}

/// Why there is no listing, or not all of one.
#[component]
fn Problems(listed: Slice<Option<Arc<Listed>>>) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let failed = shell.memo(|app| {
        let failed = app.pages.alerts.failure(&app.nodes);
        failed.cloned()
    });
    let unasked = shell.memo(|app| {
        let is_known = app.nodes.with_rules().any(|node| node.name == app.pages.alerts.options.node);
        let problem = match app.pages.alerts.options.node.as_str() {
            "" => PanelProblem::NoNodes,
            name if app.nodes.lacks_headers(name) => PanelProblem::HeadersGone(name.to_owned()),
            _ if is_known => return None,
            name => PanelProblem::UnknownNode(name.to_owned()),
        };
        app.pages.alerts.listing.is_none().then_some(problem)
    });
    let unfolding = shell.unfolding_of(|app| shown_node(app).map(ListId::RuleWarnings));
    let worth = Slice::new(move || {
        listed.with(|listed| {
            let Some(listed) = listed else { return Vec::new() };
            let missing = provenance::missing(lang.get(), &listed.provenance);
            missing.into_iter().chain(listed.provenance.warnings.iter().cloned()).collect::<Vec<_>>()
        })
    });
    let item = Callback::new(move |text: String| view! { <Notice tone=Tone::Warning title=text /> }.into_any());
    let retry = move || {
        shell.dispatch(AlertsEvent::Reload.into());
        // The button goes with what it retries.
        shell.focus(&Focus::Page);
    };
    view! {
        {move || unasked.get().map(|problem| view! {
            <Notice tone=Tone::Warning title=notice::panel(lang.get(), &problem) />
        })}
        {move || failed.get().map(|ListingFailed { node, why }| {
            let said = failure::words(lang.get(), &why, Asked::rules(&node.name, node.endpoint.url().unwrap_or_default()));
            view! {
                <Notice tone=Tone::Error title=said.title detail=said.detail next=said.next>
                    <button class="button button--quiet" on:click=move |_| retry()>
                        {frame::retry(lang.get_untracked())}
                    </button>
                </Notice>
            }
        })}
        <Folded lang=lang texts=worth first=5 unfolding=unfolding item=item />
    }
}

/// What is shown of a listing, as indices into it, which mean nothing in another one.
struct FilteredRules {
    listed: Arc<Listed>,
    parts: Vec<ShownGroup>,
}

/// The rules that the filter leaves, by group.
#[component]
fn Rules(listed: Slice<Option<Arc<Listed>>>) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let filter = shell.memo(|app| app.pages.alerts.options.filter.clone());
    let is_coming = shell.memo(|app| app.pages.alerts.listing.is_some());
    let shown = Sliced::new(move |_| {
        let (listed, filter) = (listed.get()?, filter.get());
        let mut job = ShownJob::new(Arc::clone(&listed.groups), &filter);
        let job: Job<FilteredRules> =
            Box::new(move || job.advance().map(|parts| FilteredRules { listed: listed.clone(), parts }));
        Some(job)
    });
    let unfolding = shell.unfolding_of(|app| shown_node(app).map(ListId::Rules));
    let limit = move || unfolding.shown.get().max(PARTS_AT_ONCE);
    let hidden = move || shown.with(|shown| shown::rules(shown.parts.get(limit()..).unwrap_or_default()));
    let moment = Slice::new(move || {
        let now = shown.with(|shown| shown.listed.at);
        rule::Moment { lang: lang.get(), zone: shell.zone(now, now), now }
    });
    let wanted = Callback::new(move |()| Some((shown.get()?, limit())));
    view! {
        {move || match shown.get() {
            None => is_coming.get().then(|| view! { <p class="alerts__empty" role="status">{frame::loading(lang.get())}</p> }.into_any()),
            Some(shown) => shown.parts.is_empty().then(|| empty(lang.get(), &shown.listed.groups).into_any()),
        }}
        <div class="stack" aria-busy=move || shown.is_late().then_some("true")>
            <list::RuleList wanted=wanted moment=moment />
        </div>
        {move || (hidden() > 0).then(|| view! {
            <button class="button alerts__more" on:click=move |_| unfolding.show.run(untrack(limit) + PARTS_AT_ONCE)>
                {words::more(lang.get(), hidden() as u64)}
            </button>
        })}
    }
}

fn empty(lang: Lang, groups: &[RuleGroup]) -> impl IntoView + use<> {
    let has_rules = groups.iter().any(|group| !group.rules.is_empty());
    let (text, hint) =
        if has_rules { (words::no_match(lang), "") } else { (words::no_rules(lang), words::no_rules_hint(lang)) };
    view! { <div class="alerts__empty"><p>{text}</p><p>{hint}</p></div> }
}
