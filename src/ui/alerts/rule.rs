//! One rule: its expression, health, last evaluation and active alerts. Its elements stay while newer listings come;
//! what has changed is renewed in them.

use std::sync::Arc;

use leptos::prelude::*;

use super::{FilteredRules, active, pairs};
use crate::i18n::{Lang, alerts as words, quantity};
use crate::model::duration;
use crate::model::rules::{AlertState, Rule, RuleGroup, RuleHealth};
use crate::model::time::Zone;
use crate::state::page::alerts::AlertsEvent;
use crate::state::page::alerts::identity::PlacedRule;
use crate::state::page::alerts::labels::KnownLabels;
use crate::state::page::alerts::shown::ShownRule;
use crate::ui::shell::Shell;
use crate::ui::slice::Slice;

/// A rule with the listing that it is of.
pub(super) struct RuleContent {
    pub(super) shown: Arc<FilteredRules>,
    pub(super) placed: PlacedRule,
}

/// What a rule's elements show.
pub(super) type RuleSignal = ArcRwSignal<Arc<RuleContent>>;

impl RuleContent {
    /// The rule's group.
    pub(super) fn group(&self) -> &RuleGroup {
        &self.shown.listed.groups[self.shown.parts[self.placed.part].group]
    }

    /// The rule.
    pub(super) fn rule(&self) -> &Rule {
        &self.group().rules[self.left().rule]
    }

    /// What the filter leaves of it.
    pub(super) fn left(&self) -> &ShownRule {
        &self.shown.parts[self.placed.part].rules[self.placed.index]
    }
}

/// A part of what a rule shows, renewed where it has changed.
pub(super) fn part<T: PartialEq + Send + Sync + 'static>(
    content: &RuleSignal,
    read: impl Fn(&RuleContent) -> T + Send + Sync + 'static,
) -> Slice<T> {
    let content = content.clone();
    Slice::new(move || content.with(|content| read(content)))
}

/// What texts and times are seen by.
#[derive(Clone, PartialEq)]
pub(super) struct Moment {
    /// The language.
    pub(super) lang: Lang,
    /// The zone of times.
    pub(super) zone: Zone,
    /// When the rules were listed, Unix milliseconds.
    pub(super) now: i64,
}

impl Moment {
    /// A time, without its date where that is today's.
    pub(super) fn time(&self, ms: i64) -> String {
        let (civil, today) = (self.zone.civil(ms), self.zone.civil(self.now));
        let clock = civil.clock();
        // Thousandths of a second are noise here.
        let clock = clock.split('.').next().unwrap_or_default();
        if civil.date() == today.date() { clock.to_owned() } else { format!("{} {clock}", civil.date()) }
    }

    /// How long a time is past.
    pub(super) fn age(&self, ms: i64) -> String {
        quantity::age(self.now - ms)
    }
}

/// The rule.
pub(super) fn view(shell: Shell, moment: Slice<Moment>, content: &RuleSignal) -> impl IntoView + use<> {
    let state = part(content, |content| content.rule().alerting.as_ref().map(|alerting| alerting.state));
    let class = move || match state.get() {
        Some(AlertState::Firing) => "rule rule--firing",
        Some(AlertState::Pending) => "rule rule--pending",
        Some(AlertState::Unhealthy) => "rule rule--unhealthy",
        Some(AlertState::Inactive | AlertState::Unknown | AlertState::NoMatch) | None => "rule",
    };
    let error = part(content, |content| content.rule().last_error.clone());
    // Of a rule with alerts, they stand with each.
    let annotations = part(content, |content| {
        let alerting = content.rule().alerting.as_ref().filter(|alerting| alerting.alerts.is_empty());
        alerting.map(|alerting| alerting.annotations.clone())
    });
    let has_alerts = part(content, |content| !content.left().alerts.is_empty());
    let name = content.with_untracked(|content| content.rule().name.clone());
    let alerts = content.clone();
    view! {
        <article class=class aria-label=name>
            {head(shell, moment, state, content)}
            {expression(shell, content)}
            {move || error.with(|text| (!text.is_empty()).then(|| view! { <p class="rule__error">{text.clone()}</p> }))}
            {move || annotations.get().map(|annotations| pairs::annotations(shell.lang.get(), &annotations))}
            {move || has_alerts.get().then(|| active::view(shell, moment, &alerts))}
        </article>
    }
}

fn head(
    shell: Shell,
    moment: Slice<Moment>,
    state: Slice<Option<AlertState>>,
    content: &RuleSignal,
) -> impl IntoView + use<> {
    // They name the rule, so they are the same in every listing.
    let (name, labels) = content.with_untracked(|content| (content.rule().name.clone(), content.rule().labels.clone()));
    let times = part(content, |content| {
        content.rule().alerting.as_ref().map(|alerting| (alerting.duration_ms, alerting.keep_firing_ms))
    });
    let health_now = part(content, |content| content.rule().health);
    let evaluated = part(content, |content| {
        let rule = content.rule();
        rule.last_evaluation.map(|at| (at, rule.evaluation_ms))
    });
    let evaluated = move || {
        let (at, took_ms) = evaluated.get()?;
        Some(moment.with(|moment| words::evaluated(moment.lang, &moment.time(at), &quantity::span(took_ms))))
    };
    view! {
        <div class="rule__head">
            {move || match state.get() {
                Some(state) => state_view(shell.lang.get(), state).into_any(),
                None => view! { <span class="rule__state">{words::recording(shell.lang.get())}</span> }.into_any(),
            }}
            <h3 class="rule__name mono">{name}</h3>
            {move || times.get().map(|times| durations(shell.lang.get(), times))}
            {move || pairs::labels(shell.lang.get(), &labels, &KnownLabels::default())}
            <span class="row__end rule__muted">
                {move || health(shell.lang.get(), health_now.get())} " " <span>{evaluated}</span>
            </span>
        </div>
    }
}

/// A state as a word with a shape.
pub(super) fn state_view(lang: Lang, state: AlertState) -> impl IntoView + use<> {
    let class = match state {
        AlertState::Firing => "rule__state rule__state--firing",
        AlertState::Pending => "rule__state rule__state--pending",
        AlertState::Unhealthy => "rule__state rule__state--unhealthy",
        AlertState::Inactive | AlertState::Unknown | AlertState::NoMatch => "rule__state",
    };
    view! { <span class=class>{shape(state)} {state_word(lang, state)}</span> }
}

/// The shape of a state; its word stands beside it.
pub(super) fn shape(state: AlertState) -> impl IntoView + use<> {
    let shape = match state {
        AlertState::Firing => "▲",
        AlertState::Pending => "◆",
        AlertState::Inactive => "○",
        AlertState::Unhealthy => "✕",
        AlertState::NoMatch => "∅",
        AlertState::Unknown => "?",
    };
    view! { <span aria-hidden="true">{shape} " "</span> }
}

/// The word of a state.
pub(super) fn state_word(lang: Lang, state: AlertState) -> &'static str {
    match state {
        AlertState::Firing => words::firing(lang),
        AlertState::Pending => words::pending(lang),
        AlertState::Inactive => words::inactive(lang),
        AlertState::Unhealthy => words::unhealthy(lang),
        AlertState::NoMatch => words::no_series(lang),
        AlertState::Unknown => words::unknown(lang),
    }
}

/// How long it waits, and how long it goes on, in milliseconds.
fn durations(lang: Lang, (wait_ms, keep_ms): (i64, i64)) -> impl IntoView + use<> {
    let hold = (wait_ms > 0).then(|| words::wait_for(lang, &duration::format(wait_ms)));
    let keep = (keep_ms > 0).then(|| words::keep_firing_for(lang, &duration::format(keep_ms)));
    let texts: Vec<_> = [hold, keep].into_iter().flatten().collect();
    (!texts.is_empty()).then(|| view! { <span class="rule__muted">{texts.join(", ")}</span> })
}

fn health(lang: Lang, health: RuleHealth) -> impl IntoView + use<> {
    let (class, text) = match health {
        RuleHealth::Ok => ("", words::health_ok(lang)),
        RuleHealth::Err => ("rule__error", words::health_err(lang)),
        RuleHealth::NoMatch => ("", words::no_series(lang)),
        RuleHealth::Unknown => ("", words::health_unknown(lang)),
    };
    let shape = if health == RuleHealth::Err { "✕ " } else { "" };
    view! { <span class=class title=words::health(lang)>{shape}{text}</span> }
}

/// The expression; a click asks it now.
fn expression(shell: Shell, content: &RuleSignal) -> impl IntoView + use<> {
    let expr = part(content, |content| content.rule().expr.clone());
    let open = move |_| shell.dispatch(AlertsEvent::Open { expr: expr.get_untracked(), at: None }.into());
    view! {
        <button class="rule__expr mono" title=move || words::open(shell.lang.get())
            aria-label=move || expr.with(|expr| words::open_expression(shell.lang.get(), expr)) on:click=open>
            {move || expr.get()}
        </button>
    }
}
