//! The active alerts of a rule: a row each, which stays as long as its alert does.

use std::sync::Arc;

use leptos::prelude::*;

use super::pairs;
use super::rule::{Moment, RuleContent, RuleSignal, part, state_view};
use crate::i18n::alerts as words;
use crate::model::rules::Alert;
use crate::state::page::alerts::AlertsEvent;
use crate::state::page::alerts::identity::{Identity, alerts as identified};
use crate::state::page::alerts::labels::KnownLabels;
use crate::state::page::alerts::shown::ALERTS_A_RULE;
use crate::ui::shell::Shell;
use crate::ui::slice::{Slice, say};

/// The alerts of a rule that are shown, each with its place in the rule.
fn rows(content: &RuleContent) -> Vec<(Identity, usize)> {
    let places = &content.left().alerts;
    let alerts = content.rule().alerting.as_ref().map(|alerting| &alerting.alerts[..]).unwrap_or_default();
    identified(alerts, &places[..places.len().min(ALERTS_A_RULE)])
}

/// The active alerts that the filter leaves.
pub(super) fn view(shell: Shell, moment: Slice<Moment>, content: &RuleSignal) -> impl IntoView + use<> {
    let heads = [words::state as fn(_) -> _, words::since, words::value, words::labels];
    let heads = heads.into_iter().map(|head| view! { <th scope="col">{say(shell.lang, head)}</th> }).collect_view();
    let alerts = part(content, rows);
    let known = Arc::new(content.with_untracked(|content| KnownLabels::of(content.rule())));
    let rest = part(content, |content| content.left().alerts.len().saturating_sub(ALERTS_A_RULE));
    let of_row = content.clone();
    view! {
        <div class="active">
            <table class="active__table">
                <thead><tr>{heads}</tr></thead>
                <tbody>
                    <For each=move || alerts.get() key=|(alert, _)| *alert
                        children=move |(alert, _)| row(shell, moment, &Reading { content: of_row.clone(), alerts, own: alert }, &known) />
                </tbody>
            </table>
            {move || Some(rest.get()).filter(|rest| *rest > 0).map(|rest| view! {
                <p class="rule__muted">{words::more_alerts(shell.lang.get(), rest as u64)}</p>
            })}
        </div>
    }
}

fn row(shell: Shell, moment: Slice<Moment>, alert: &Reading, known: &Arc<KnownLabels>) -> impl IntoView + use<> {
    let state = alert.part(|alert| alert.state);
    let since = alert.part(|alert| alert.active_at);
    let value = alert.part(|alert| alert.value.clone());
    let annotations = alert.part(|alert| alert.annotations.clone());
    // They name the alert, and the rule's own are a part of its name, so both are the same in every listing.
    let labels = alert.read_untracked(|alert| alert.labels.clone());
    let known = Arc::clone(known);
    let of_rule = alert.content.clone();
    let open = move |_| {
        let expr = of_rule.with_untracked(|content| content.rule().expr.clone());
        shell.dispatch(AlertsEvent::Open { expr, at: since.get_untracked() }.into());
    };
    let time = move || since.get().map(|at| moment.with(|moment| moment.time(at))).unwrap_or_default();
    let age = move || since.get().map(|at| moment.with(|moment| moment.age(at)));
    let has_begun = Slice::new(move || since.get().is_some());
    // Since when it holds; a click asks the rule's expression at that moment.
    let button = move || {
        let open = open.clone();
        view! {
            <button class="active__since" title=say(shell.lang, words::open)
                aria-label=move || words::open_at(shell.lang.get(), &time()) on:click=open>{time}</button>
            <span class="rule__muted">{age}</span>
        }
    };
    view! {
        <tr>
            <td>{move || state_view(shell.lang.get(), state.get())}</td>
            <td>{move || has_begun.get().then(&button)}</td>
            <td class="active__value mono">{move || value.get()}</td>
            <td>
                {move || pairs::labels(shell.lang.get(), &labels, &known)} " "
                {move || annotations.with(|annotations| pairs::annotations(shell.lang.get(), annotations))}
            </td>
        </tr>
    }
}

/// How a row reads its alert in whatever listing is shown.
struct Reading {
    content: RuleSignal,
    alerts: Slice<Vec<(Identity, usize)>>,
    own: Identity,
}

impl Reading {
    fn part<T: Default + PartialEq + Send + Sync + 'static>(
        &self,
        read: impl Fn(&Alert) -> T + Send + Sync + 'static,
    ) -> Slice<T> {
        let (alerts, own) = (self.alerts, self.own);
        part(&self.content, move |content| find(content, &alerts.get(), own).map(&read).unwrap_or_default())
    }

    fn read_untracked<T: Default>(&self, read: impl Fn(&Alert) -> T) -> T {
        let alerts = self.alerts.get_untracked();
        self.content.with_untracked(|content| find(content, &alerts, self.own).map(read).unwrap_or_default())
    }
}

/// The alert of this name.
fn find<'a>(content: &'a RuleContent, alerts: &[(Identity, usize)], own: Identity) -> Option<&'a Alert> {
    let place = alerts.iter().find(|(alert, _)| *alert == own)?.1;
    content.rule().alerting.as_ref()?.alerts.get(place)
}
