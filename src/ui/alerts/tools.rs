//! The tools of the alerts page: node, state and text to filter by; when rules were listed, and listing them again.

use std::sync::Arc;

use leptos::prelude::*;

use super::rule::{shape, state_word};
use crate::i18n::{Lang, alerts as words, quantity};
use crate::model::rules::AlertState;
use crate::state::page::alerts::AlertsEvent;
use crate::state::page::alerts::Listed;
use crate::state::page::alerts::shown::{Counts, counts};
use crate::ui::kit::icon::{Icon, Picture};
use crate::ui::kit::select::Select;
use crate::ui::shell::Shell;
use crate::ui::slice::{Slice, say};

/// The page's first row.
#[component]
pub(super) fn Tools(listed: Slice<Option<Arc<Listed>>>) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let text = shell.memo(|app| app.pages.alerts.options.filter.text.clone());
    let current = shell.memo(|app| app.pages.alerts.counted(&app.nodes).map(|listed| listed.run));
    let counted = Slice::new(move || {
        let run = current.get()?;
        listed.with(|listed| listed.as_ref().filter(|l| l.run == run).map(|l| counts(&l.groups)))
    });
    view! {
        <div class="row alerts__tools">
            <NodePicker />
            <div class="alerts__states" role="group" aria-label=say(lang, words::state)>
                <StateButton state=None counted=counted />
                {AlertState::ALL.map(|state| view! { <StateButton state=Some(state) counted=counted /> }).collect_view()}
            </div>
            <input
                class="field alerts__filter"
                type="search"
                aria-label=say(lang, words::filter)
                placeholder=say(lang, words::filter_hint)
                prop:value=move || text.get()
                on:input=move |event| shell.dispatch(AlertsEvent::Text(event_target_value(&event)).into())
            />
            <Freshness listed=listed />
        </div>
    }
}

/// The nodes that can be asked for rules.
#[component]
fn NodePicker() -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let chosen = shell.memo(|app| app.pages.alerts.options.node.clone());
    let names = shell.memo(|app| {
        let mut names: Vec<_> = app.nodes.with_rules().map(|node| node.name.clone()).collect();
        // A linked node that is not known here stays to be seen.
        if !app.pages.alerts.options.node.is_empty() && !names.contains(&app.pages.alerts.options.node) {
            names.push(app.pages.alerts.options.node.clone());
        }
        names
    });
    let options = Signal::derive(move || names.get().into_iter().map(|name| (name.clone(), name)).collect::<Vec<_>>());
    let choose = Callback::new(move |name| shell.dispatch(AlertsEvent::Node(name).into()));
    view! {
        <Select value=chosen options=options choose=choose
            label=Signal::derive(move || words::node(lang.get()).to_owned()) />
    }
}

/// Shows only one state; its count beside its name.
#[component]
fn StateButton(state: Option<AlertState>, counted: Slice<Option<Counts>>) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let chosen = shell.memo(move |app| app.pages.alerts.options.filter.state == state);
    let known = Slice::new(move || counted.with(|counts| counts.as_ref().map(|counts| count(counts, state))));
    // What hardly any node has is offered where it is.
    let offered = move || state.is_none_or(AlertState::is_common) || chosen.get() || known.get().is_some_and(|n| n > 0);
    view! {
        <Show when=offered>
            <button
                class="button button--quiet"
                aria-pressed=move || chosen.get().to_string()
                on:click=move |_| shell.dispatch(AlertsEvent::State(state).into())
            >
                {state.map(shape)}
                {move || word(lang.get(), state)}
                <span class="alerts__count">
                    {move || known.get().map_or_else(|| "–".to_owned(), |count| quantity::count(count as u64))}
                </span>
            </button>
        </Show>
    }
}

fn word(lang: Lang, state: Option<AlertState>) -> &'static str {
    state.map_or_else(|| words::all(lang), |state| state_word(lang, state))
}

/// Active alerts of a state that alerts have, rules else.
fn count(counts: &Counts, state: Option<AlertState>) -> usize {
    match state {
        Some(state @ (AlertState::Firing | AlertState::Pending)) => counts.of(state).alerts,
        Some(state) => counts.of(state).rules,
        None => counts.rules(),
    }
}

/// When the rules were listed, and listing them again.
#[component]
fn Freshness(listed: Slice<Option<Arc<Listed>>>) -> impl IntoView {
    let shell = Shell::here();
    let lang = shell.lang;
    let running = shell.memo(|app| {
        let since = app.pages.alerts.listing.as_ref()?.since;
        // In whole seconds: nobody reads more, and less is drawn.
        Some((app.ticks_ms - since) / 1000)
    });
    let clock = move || {
        listed.with(|listed| {
            Some(shell.zone(listed.as_ref()?.at, listed.as_ref()?.at).civil(listed.as_ref()?.at).clock())
        })
    };
    let said = move || match (running.get(), clock()) {
        (Some(seconds), _) => words::asking(lang.get(), seconds),
        (None, Some(clock)) => words::asked(lang.get(), clock.split('.').next().unwrap_or_default()),
        (None, None) => String::new(),
    };
    let press = move |_| {
        let event = if running.get_untracked().is_some() { AlertsEvent::Cancel } else { AlertsEvent::Reload };
        shell.dispatch(event.into());
    };
    let label = move || if running.get().is_some() { words::cancel(lang.get()) } else { words::reload(lang.get()) };
    view! {
        <span class="row__end alerts__muted">
            <span>{said}</span>
            <button class="button button--quiet" aria-label=label title=label on:click=press>
                {move || {
                    let picture = if running.get().is_some() { Picture::Cross } else { Picture::Again };
                    view! { <Icon of=picture /> }
                }}
            </button>
        </span>
    }
}
