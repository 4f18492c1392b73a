//! One rule: its expression, health, last evaluation and active alerts.

use leptos::prelude::*;

use super::{active, pairs};
use crate::i18n::{Lang, alerts as words, quantity};
use crate::model::duration;
use crate::model::rules::{AlertState, Alerting, Rule, RuleHealth};
use crate::model::time::Zone;
use crate::state::page::alerts::AlertsEvent;
use crate::state::page::alerts::shown::ShownRule;
use crate::ui::shell::Shell;

/// What texts and times are seen by.
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
pub(super) fn view(shell: Shell, moment: &Moment, rule: &Rule, shown: &ShownRule) -> impl IntoView + use<> {
    let class = match rule.alerting.as_ref().map(|alerting| alerting.state) {
        Some(AlertState::Firing) => "rule rule--firing",
        Some(AlertState::Pending) => "rule rule--pending",
        Some(AlertState::Unhealthy) => "rule rule--unhealthy",
        Some(AlertState::Inactive | AlertState::Unknown | AlertState::NoMatch) | None => "rule",
    };
    view! {
        <article class=class aria-label=rule.name.clone()>
            {head(moment, rule)}
            {expression(shell, moment.lang, &rule.expr)}
            {(!rule.last_error.is_empty()).then(|| view! { <p class="rule__error">{rule.last_error.clone()}</p> })}
            {rule.alerting.as_ref().filter(|alerting| alerting.alerts.is_empty()).map(|alerting| pairs::annotations(moment.lang, &alerting.annotations))}
            {rule.alerting.as_ref().filter(|_| !shown.alerts.is_empty()).map(|alerting| {
                active::view(shell, moment, rule, alerting, &shown.alerts)
            })}
        </article>
    }
}

fn head(moment: &Moment, rule: &Rule) -> impl IntoView + use<> {
    let lang = moment.lang;
    view! {
        <div class="rule__head">
            {match &rule.alerting {
                Some(alerting) => state(lang, alerting.state).into_any(),
                None => view! { <span class="rule__state">{words::recording(lang)}</span> }.into_any(),
            }}
            <h3 class="rule__name mono">{rule.name.clone()}</h3>
            {rule.alerting.as_ref().map(|alerting| durations(lang, alerting))}
            {pairs::labels(lang, &rule.labels, None)}
            <span class="row__end rule__muted">{health(lang, rule.health)} {evaluation(moment, rule)}</span>
        </div>
    }
}

/// A state as a word with a shape.
pub(super) fn state(lang: Lang, state: AlertState) -> impl IntoView + use<> {
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

fn durations(lang: Lang, alerting: &Alerting) -> impl IntoView + use<> {
    let hold = (alerting.duration_ms > 0).then(|| words::wait_for(lang, &duration::format(alerting.duration_ms)));
    let keep =
        (alerting.keep_firing_ms > 0).then(|| words::keep_firing_for(lang, &duration::format(alerting.keep_firing_ms)));
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

fn evaluation(moment: &Moment, rule: &Rule) -> Option<impl IntoView + use<>> {
    let at = rule.last_evaluation?;
    let text = words::evaluated(moment.lang, &moment.time(at), &quantity::span(rule.evaluation_ms));
    Some(view! { <span>{text}</span> })
}

/// The expression; a click asks it now.
fn expression(shell: Shell, lang: Lang, expr: &str) -> impl IntoView + use<> {
    let asked = expr.to_owned();
    let open = move |_| shell.dispatch(AlertsEvent::Open { expr: asked.clone(), at: None }.into());
    view! {
        <button class="rule__expr mono" title=words::open(lang) aria-label=words::open_expression(lang, expr) on:click=open>
            {expr.to_owned()}
        </button>
    }
}
