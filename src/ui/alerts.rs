//! The alerts page: a node's rules by group, their health, state and active alerts.
//!
//! Not here: filtering and counting (`state::alerts`).

mod active;
mod pairs;
mod rule;
mod tools;

use leptos::prelude::*;

use super::kit::notice::{Notice, Tone};
use super::shell::Shell;
use crate::i18n::failure::{self, Asked, Purpose};
use crate::i18n::{Lang, alerts as words, frame, notice, provenance};
use crate::model::duration;
use crate::model::notice::PanelProblem;
use crate::model::rules::RuleGroup;
use crate::state::alerts::Listed;
use crate::state::alerts::shown::{self, ShownGroup};
use crate::state::event::{AlertsEvent, Event};
use crate::ui::slice::{Slice, say};

/// Rules and alerts that are drawn at once; the rest on demand, so that thousands cost nothing until wanted.
const LINES_AT_ONCE: usize = 100;

/// The page.
#[component]
pub(super) fn AlertsPage() -> impl IntoView {
    let shell = Shell::here();
    let listed = shell.memo(|app| app.alerts.listed().cloned());
    view! {
        <div class="stack alerts">
            <h1 class="unseen">{say(shell.lang, words::title)}</h1>
            <tools::Tools listed=listed />
            <Problems listed=listed />
            <Rules listed=listed />
        </div>
    }
}

/// Why there is no listing, or not all of one.
#[component]
fn Problems(listed: Slice<Option<Listed>>) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let failed = shell.memo(|app| {
        let why = app.alerts.failure().cloned()?;
        let url = app.nodes.entry(&app.alerts.node).map(|entry| entry.node.url.clone()).unwrap_or_default();
        Some((why, app.alerts.node.clone(), url))
    });
    let unasked = shell.memo(|app| {
        let is_known = app.nodes.with_rules().any(|node| node.name == app.alerts.node);
        let problem = match app.alerts.node.as_str() {
            "" => PanelProblem::NoNodes,
            name if app.nodes.lacks_headers(name) => PanelProblem::HeadersGone(name.to_owned()),
            _ if is_known => return None,
            name => PanelProblem::UnknownNode(name.to_owned()),
        };
        app.alerts.listing.is_none().then_some(problem)
    });
    let worth = move || {
        listed.with(|listed| {
            let of = &listed.as_ref()?.provenance;
            let missing = provenance::missing(lang.get(), of);
            Some(missing.into_iter().chain(of.warnings.iter().cloned()).collect::<Vec<_>>())
        })
    };
    view! {
        {move || unasked.get().map(|problem| view! {
            <Notice tone=Tone::Warning title=notice::panel(lang.get(), &problem) />
        })}
        {move || failed.get().map(|(why, name, url)| {
            let said = failure::words(lang.get(), &why, Asked { name: &name, url: &url, purpose: Purpose::Rules });
            view! {
                <Notice tone=Tone::Error title=said.title detail=said.detail next=said.next>
                    <button class="button button--quiet" on:click=move |_| shell.dispatch(Event::Alerts(AlertsEvent::Reload))>
                        {frame::retry(lang.get_untracked())}
                    </button>
                </Notice>
            }
        })}
        {move || worth().map(|texts| texts.into_iter().map(|text| view! {
            <Notice tone=Tone::Warning title=text />
        }).collect_view())}
    }
}

/// The rules that the filter leaves, by group.
#[component]
fn Rules(listed: Slice<Option<Listed>>) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let filter = shell.memo(|app| app.alerts.filter.clone());
    let is_coming = shell.memo(|app| app.alerts.listing.is_some());
    let limit = RwSignal::new(LINES_AT_ONCE);
    // With the listing whose rules and alerts they name by their places, which mean nothing in another one.
    let drawn = Slice::new(move || {
        let (listed, filter) = (listed.get()?, filter.get());
        let left = shown::shown(&listed.groups, &filter);
        let drawn = shown::cut(&left, limit.get());
        let hidden = shown::rules(&left) - shown::rules(&drawn);
        Some((listed, drawn, hidden))
    });
    let hidden = move || drawn.with(|drawn| drawn.as_ref().map_or(0, |(_, _, hidden)| *hidden));
    view! {
        {move || {
            let lang = lang.get();
            let Some((Listed { groups, at, .. }, drawn, _)) = drawn.get() else {
                return is_coming.get().then(|| view! { <p class="alerts__empty" role="status">{frame::loading(lang)}</p> }.into_any());
            };
            if drawn.is_empty() {
                return Some(empty(lang, &groups).into_any());
            }
            let zone = shell.zone(at, at);
            let moment = rule::Moment { lang, zone, now: at };
            let drawn = drawn.iter().map(|left| group(shell, &moment, &groups[left.group], left));
            Some(drawn.collect_view().into_any())
        }}
        {move || (hidden() > 0).then(|| view! {
            <button class="button alerts__more" on:click=move |_| limit.update(|limit| *limit += LINES_AT_ONCE)>
                {words::more(lang.get(), hidden())}
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

fn group(shell: Shell, moment: &rule::Moment, group: &RuleGroup, left: &ShownGroup) -> impl IntoView + use<> {
    let lang = moment.lang;
    let rules =
        left.rules.iter().map(|shown| rule::view(shell, moment, &group.rules[shown.rule], shown)).collect_view();
    view! {
        <section class="alerts__group" aria-label=group.name.clone()>
            <header class="alerts__head">
                <h2>{group.name.clone()}</h2>
                <span class="alerts__muted mono">{group.file.clone()}</span>
                <span class="alerts__muted row__end">{words::interval(lang, &duration::format(group.interval_ms))}</span>
            </header>
            {rules}
        </section>
    }
}
