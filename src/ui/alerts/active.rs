//! The active alerts of a rule.

use leptos::prelude::*;

use super::pairs;
use super::rule::{Moment, state};
use crate::i18n::alerts as words;
use crate::model::rules::{Alert, Alerting, Rule};
use crate::state::page::alerts::AlertsEvent;
use crate::state::page::alerts::shown::ALERTS_A_RULE;
use crate::ui::shell::Shell;

/// The alerts at these places.
pub(super) fn view(
    shell: Shell,
    moment: &Moment,
    rule: &Rule,
    alerting: &Alerting,
    places: &[usize],
) -> impl IntoView + use<> {
    let lang = moment.lang;
    let heads = [words::state(lang), words::since(lang), words::value(lang), words::labels(lang)];
    let alerts = places.iter().take(ALERTS_A_RULE).map(|&place| row(shell, moment, rule, &alerting.alerts[place]));
    let rest = places.len().saturating_sub(ALERTS_A_RULE);
    view! {
        <div class="active">
            <table class="active__table">
                <thead><tr>{heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr></thead>
                <tbody>{alerts.collect_view()}</tbody>
            </table>
            {(rest > 0).then(|| view! { <p class="rule__muted">{words::more_alerts(lang, rest as u64)}</p> })}
        </div>
    }
}

fn row(shell: Shell, moment: &Moment, rule: &Rule, alert: &Alert) -> impl IntoView + use<> {
    view! {
        <tr>
            <td>{state(moment.lang, alert.state)}</td>
            <td>{alert.active_at.map(|at| since(shell, moment, rule, at))}</td>
            <td class="active__value mono">{alert.value.clone()}</td>
            <td>{pairs::labels(moment.lang, &alert.labels, Some(rule))} {pairs::annotations(moment.lang, &alert.annotations)}</td>
        </tr>
    }
}

/// Since when it holds; a click asks the rule's expression at that moment.
fn since(shell: Shell, moment: &Moment, rule: &Rule, at: i64) -> impl IntoView + use<> {
    let lang = moment.lang;
    let expr = rule.expr.clone();
    let open = move |_| shell.dispatch(AlertsEvent::Open { expr: expr.clone(), at: Some(at) }.into());
    let time = moment.time(at);
    let label = words::open_at(lang, &time);
    view! {
        <button class="active__since" title=words::open(lang) aria-label=label on:click=open>{time}</button>
        <span class="rule__muted">{moment.age(at)}</span>
    }
}
